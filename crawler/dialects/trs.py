"""TRS WCM: `createPageHTML(total, current, "index", "html")`, pages counted from 0."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from archive import Link
from crawler.dialects import links
from crawler.pages.anchors import anchors
from crawler.pages.markup import scripts
from crawler.pages.page import Page
from crawler.pages.turning import next_page

# Some call it with the id of an element in front; their pages may be counted from 1.
_CALL = re.compile(
    r"""create\w*Page\w*\s*\(\s*(["'][^"']*["']\s*,\s*)?(\d+)\s*,\s*(\d+)\s*,"""
    r"""\s*["']([^"']+)["']\s*,\s*["'](\w+)["']"""
)
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d+)")
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*[\"']?(\d+)")
_JUMP = re.compile(
    r"\bele\.value\s*>\s*(\d+)"
)  # a box to jump to a page, with the last one's number
_MAKER = re.compile(r"create\w*Page")
_NUMBERED = re.compile(r"^(.+?)_(\d+)$")
_ENDING = re.compile(r"\.(s?html?|jsp)\b")


class Paging(NamedTuple):
    """Which page of how many this is, counted from `first`, and how the pages are named."""

    total: int
    current: int
    name: str
    ending: str
    first: int = 0


def recognises(page: Page) -> bool:
    """Whether a live script counts pages the TRS way."""
    return _paging(page) is not None


entries = links.entries


def pages(page: Page) -> Iterator[Link]:
    """Yield `index_1.html` after `index.html`, and so on, as long as the script counts."""
    paging = _paging(page)
    if paging and paging.current + 1 < paging.total + paging.first:
        yield next_page(page, f"{paging.name}_{paging.current + 1}.{paging.ending}")


def page_total(page: Page) -> int:
    """Return how many pages the script of *page*, the first of them, counts; 0 without one."""
    paging = _paging(page)
    return paging.total if paging and paging.current == 0 else 0


def _paging(page: Page) -> Paging | None:
    if not _may_count(page.text):
        return None
    for code in scripts(page.text):
        if call := _CALL.search(code):
            total, current = int(call[2]), int(call[3])
            # Only a second page is named _1 where the first is 0.
            from_zero = not call[1] or _own_name(page.url)[1] == 1 or current == 0
            return Paging(total, current, call[4], call[5], first=0 if from_zero else 1)
        count = _COUNT.search(code) or _JUMP.search(code)
        if count:
            name, number, ending = _own_name(page.url)
            current = int(found[1]) if (found := _CURRENT.search(code)) else number
            return Paging(int(count[1]), current, name, ending or _ending(page, code))
    return None


def _may_count(text: str) -> bool:
    """Whether *text* has one of the words that are in every script that counts."""
    if "Page" in text and ("countPage" in text or _MAKER.search(text)):
        return True
    return "ele.value" in text


def _ending(page: Page, code: str) -> str:
    """Return how the pages of an address without a name end: as *code* or their articles do."""
    if named := _ENDING.search(code):
        return named[1]
    for anchor in anchors(page.text, page.url):
        if "/t2" in anchor.url and (named := _ENDING.search(anchor.url)):
            return named[1]
    return "html"


def _own_name(url: str) -> tuple[str, int, str]:
    """Return how the page's own address names it; a folder has no ending.

    >>> _own_name("http://a.test/nb/index_3.shtml"), _own_name("http://a.test/nb/")
    (('index', 3, 'shtml'), ('index', 0, ''))
    """
    stem, _, ending = urlsplit(url).path.rpartition("/")[2].rpartition(".")
    numbered = _NUMBERED.match(stem)
    if numbered:
        return numbered[1], int(numbered[2]), ending
    return stem or "index", 0, ending if stem else ""
