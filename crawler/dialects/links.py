"""Any portal: links whose titles name reports, and a 下一页 or a bar of page numbers."""

import re
from collections.abc import Iterator

from archive import Link
from crawler.dialects.drawn import drawn
from crawler.dialects.lists import feeds, framed, listed, next_links
from crawler.dialects.markup import anchors
from crawler.dialects.page import Page

# 第3/3页, or 第3页 … 共3页 a few words and tags further.
_PLACE = re.compile(r"第\s*(\d+)\s*/\s*共?(\d+)\s*页|第\s*(\d+)\s*页.{0,40}?共\s*(\d+)\s*页", re.S)


def recognises(page: Page) -> bool:
    """Every page is one of these if it is nothing better known."""
    return True


def entries(page: Page) -> Iterator[Link]:
    """Yield the reports, files, year sub-columns, frames and the feed of a page."""
    yield from listed(page, (*anchors(page.text, page.url), *drawn(page)))
    yield from framed(page)
    yield from feeds(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the next page; not behind a page that says that it is the last."""
    place = _PLACE.search(page.text)
    if not place or (place[1] or place[3]) != (place[2] or place[4]):
        yield from next_links(page, anchors(page.text, page.url))
