"""Any portal: links whose titles name reports, and a 下一页 or a bar of page numbers."""

import re
from collections.abc import Iterator

from archive import Link
from crawler.pages.anchors import anchors
from crawler.pages.drawn import drawn
from crawler.pages.lists import feeds, framed, listed
from crawler.pages.page import Page
from crawler.pages.turning import next_links

# 第3/3页, or 第3页 … 共3页 a few words and tags further.
_PLACE = re.compile(
    r"第\s*(\d+)\s*页?\s*/\s*共?\s*(\d+)\s*页|第\s*(\d+)\s*页.{0,40}?共\s*(\d+)\s*页", re.DOTALL
)
_MOST_PAGES = 100


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
    number, count = _place(page)
    if not number or number != count:
        yield from next_links(page, anchors(page.text, page.url))


def tells_its_place(page: Page) -> bool:
    """Whether *page* says which of how many pages it is: its list can be walked to the end.

    Of too many to be believed it says nothing.
    """
    number, count = _place(page)
    return 0 < number <= count <= _MOST_PAGES


def _place(page: Page) -> tuple[int, int]:
    """Return which of how many pages *page* says that it is, zeros where it doesn't."""
    found = _PLACE.search(page.text)
    return (int(found[1] or found[3]), int(found[2] or found[4])) if found else (0, 0)
