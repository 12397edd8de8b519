"""TRS as Fujian's portals run it: the list is JSON from `/fjdzapp/search`."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from archive import Link
from crawler.dialects import links
from crawler.dialects.query import asked_number, with_query
from crawler.pages.addresses import unescape
from crawler.pages.lists import listed
from crawler.pages.markup import scripts
from crawler.pages.page import Page
from crawler.pages.records import load_json, number, records
from crawler.pages.turning import next_page
from crawler.pages.values import assigned

_SEARCH = re.compile(r"""["']([^"'\s]*/fjdzapp/search\?[^"'\s]*)["']""")

_PATH = re.compile(r"""["']([^"'\s?]*/fjdzapp/search)["']""")
# What chooses the column and its order; the page's number is ours to give.
_SENT = ("channelid", "classsql", "chnlid", "sortfield", "classcol", "classnum", "prepage")


def recognises(page: Page) -> bool:
    """Whether the page asks that search for its list, or is its answer."""
    return "/fjdzapp/search" in page.url or bool(_search(page))


def entries(page: Page) -> Iterator[Link]:
    """Yield the records of an answer, or the links of a column page."""
    if "/fjdzapp/search" in page.url:
        yield from listed(page, records(page))
    else:
        yield from links.entries(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the first page of the list, or the one after this, up to its `pageCount`."""
    if "/fjdzapp/search" not in page.url:
        found = _search(page)
        if found:
            yield next_page(page, with_query(page.url, found, page=1))
        return
    current = asked_number(page.url, "page")
    if current < (number(load_json(page.text), "pageCount") or 0):
        yield next_page(page, with_query(page.url, page.url, page=current + 1))


def _search(page: Page) -> str:
    """Return the search that the page asks: as one address, or from its parts in a script."""
    whole = _SEARCH.search(page.text)
    if whole:
        return unescape(whole[1])
    path = _PATH.search(page.text)
    sent = assigned("\n".join(scripts(page.text)), _SENT)
    return f"{path[1]}?{urlencode(sent)}" if path and "channelid" in sent else ""
