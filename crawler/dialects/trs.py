"""TRS WCM: `createPageHTML(total, current, "index", "html")`, pages counted from 0."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from archive import Link
from crawler.dialects import links
from crawler.dialects.lists import next_page
from crawler.dialects.markup import scripts
from crawler.dialects.page import Page

_CALL = re.compile(
    r"""createPage(?:HTML)?\s*\(\s*(\d+)\s*,\s*(\d+)\s*,\s*["']([^"']+)["']\s*,\s*["'](\w+)["']"""
)
_COUNT = re.compile(r"\bcountPage\s*=\s*(\d+)")
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*(\d+)")
_JUMP = re.compile(
    r"\bele\.value\s*>\s*(\d+)"
)  # a box to jump to a page, with the last one's number
_NUMBERED = re.compile(r"^(.+?)_(\d+)$")


class Paging(NamedTuple):
    """How many pages a list has, which of them this is (from 0), and how they are named."""

    total: int
    current: int
    name: str
    ending: str


def recognises(page: Page) -> bool:
    """Return whether a live script counts pages the TRS way."""
    return _paging(page) is not None


entries = links.entries


def pages(page: Page) -> Iterator[Link]:
    """Yield `index_1.html` after `index.html`, and so on, as long as the script counts."""
    paging = _paging(page)
    if paging and paging.current + 1 < paging.total:
        yield next_page(page, f"{paging.name}_{paging.current + 1}.{paging.ending}")


def _paging(page: Page) -> Paging | None:
    for code in scripts(page.text):
        if call := _CALL.search(code):
            return Paging(int(call[1]), int(call[2]), call[3], call[4])
        count = _COUNT.search(code) or _JUMP.search(code)
        if count:
            name, number, ending = _own_name(page.url)
            current = _CURRENT.search(code)
            return Paging(int(count[1]), int(current[1]) if current else number, name, ending)
    return None


def _own_name(url: str) -> tuple[str, int, str]:
    """Return how the page's own address names it.

    >>> _own_name("http://a.test/nb/index_3.shtml"), _own_name("http://a.test/nb/")
    (('index', 3, 'shtml'), ('index', 0, 'html'))
    """
    stem, _, ending = urlsplit(url).path.rpartition("/")[2].rpartition(".")
    numbered = _NUMBERED.match(stem)
    if numbered:
        return numbered[1], int(numbered[2]), ending
    return stem or "index", 0, ending if stem else "html"
