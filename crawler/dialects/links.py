"""Any portal: links whose titles name reports, and a 下一页 or a bar of page numbers."""

from collections.abc import Iterator

from archive import Link
from crawler.dialects.lists import framed, listed, next_links
from crawler.dialects.markup import anchors
from crawler.dialects.page import Page


def recognises(page: Page) -> bool:
    """Every page is one of these if it is nothing better known."""
    return True


def entries(page: Page) -> Iterator[Link]:
    """Yield the reports, files, year sub-columns and frames of a page."""
    yield from listed(page, anchors(page.text, page.url))
    yield from framed(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the next page."""
    yield from next_links(page, anchors(page.text, page.url))
