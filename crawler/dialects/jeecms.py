"""Jeecms and 博达: `index_2.jhtml` after `index.jhtml`, counted from 1."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from archive import Link
from crawler.dialects import links
from crawler.dialects.query import page_count
from crawler.pages.page import Page
from crawler.pages.turning import next_page

_NAME = re.compile(r"^(.*?)(?:_(\d+))?\.jhtml$")
_PLACE = re.compile(r"(\d+)\s*/\s*(\d+)\s*页")


def recognises(page: Page) -> bool:
    """Whether the list's own address or its next page's is a .jhtml."""
    return urlsplit(page.url).path.endswith(".jhtml") or ".jhtml" in page.text


entries = links.entries


def pages(page: Page) -> Iterator[Link]:
    """Yield the next page: the one that is linked, else the next name up to the count."""
    place = _PLACE.search(page.text)
    if place and int(place[1]) >= int(place[2]):
        return  # its 下一页 goes on to a page that is not there
    linked = list(links.pages(page))
    yield from linked
    name = urlsplit(page.url).path.rpartition("/")[2]
    own = _NAME.match(name or "index.jhtml")
    count = int(place[2]) if place else page_count(page.text)
    if own and not linked:
        current = int(own[2] or 1)
        if current < count:
            yield next_page(page, f"{own[1]}_{current + 1}.jhtml")
