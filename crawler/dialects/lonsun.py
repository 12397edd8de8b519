"""龙讯 Lonsun: disclosure columns of bodies, `pageIndex` in the address, the count in a script."""

import re
from collections.abc import Iterator

from archive import Link
from crawler.dialects import answers, links
from crawler.dialects.query import asked_number, page_count, with_query
from crawler.pages.asking import asked_lists
from crawler.pages.markup import scripts
from crawler.pages.page import Page
from crawler.pages.turning import next_page

_SIGNATURE = re.compile(r"lonsun|/OpennessContent/|/public/column/", re.IGNORECASE)
_COUNT = re.compile(r"""\b(?:pageCount|totalPage|pageTotal)["']?\s*[:=]\s*["']?(\d+)""")


def recognises(page: Page) -> bool:
    """Whether the page is a disclosure column of this family."""
    return "/public/column/" in page.url or bool(_SIGNATURE.search(page.text) and _count(page))


entries = links.entries


def pages(page: Page) -> Iterator[Link]:
    """Yield the next page: the one that is linked, else what its script asks for further ones.

    Where it asks for nothing, it is the next `pageIndex` up to the count.
    """
    linked = list(links.pages(page))
    yield from linked
    current = asked_number(page.url, "pageIndex")
    if linked or current >= _count(page):
        return
    asked = next((asking for asking in asked_lists(page) if asking.turns), None)
    if asked:
        yield answers.request(page, asked, "")
    else:
        yield next_page(page, with_query(page.url, page.url, pageIndex=current + 1))


def _count(page: Page) -> int:
    for code in scripts(page.text):
        if found := _COUNT.search(code):
            return int(found[1])
    return page_count(page.text)
