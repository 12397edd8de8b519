"""UCAP 开普云: the list as JSON by the page's `channelId`, or static pages counted from 1."""

import re
from collections.abc import Iterator
from html import unescape

from archive import Link
from crawler.dialects import links
from crawler.dialects.lists import listed, next_page
from crawler.dialects.markup import attributes, scripts
from crawler.dialects.page import Page
from crawler.dialects.query import asked_number, with_query
from crawler.dialects.records import load_json, number, records

_JSON = "_isJson=true"
_CHANNEL = re.compile(r"""<meta[^>]+name=["']channelId["']""", re.I)
_SEARCH = re.compile(r"""["']([^"'\s]*/(?:common/search|searchList)/[^"'\s]*)["']""")
_STATIC = re.compile(
    r"""createPageHTML\s*\(\s*["'][^"']*["']\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*["']([^"']+)["']\s*,\s*["'](\w+)["']"""
)
_SIZE = 18


def recognises(page: Page) -> bool:
    """Return whether the page has a channel and a list of it elsewhere, or is such a list."""
    if _JSON in page.url:
        return True
    listed_elsewhere = _JSON in page.text or _SEARCH.search(page.text) or _static(page)
    return bool(_CHANNEL.search(page.text) and listed_elsewhere)


def entries(page: Page) -> Iterator[Link]:
    """Yield the records of an answer, or the links of a page."""
    yield from listed(page, records(page)) if _JSON in page.url else links.entries(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the first page of the JSON list, or the next page of either kind."""
    if _JSON in page.url:
        yield from _following(page)
    elif static := _static(page):
        total, current, name, ending = static
        if current < total:
            yield next_page(page, f"{name}_{current + 1}.{ending}")
    else:
        yield next_page(page, _first(page))


def _following(page: Page) -> Iterator[Link]:
    current, size = asked_number(page.url, "page"), asked_number(page.url, "_pageSize", _SIZE)
    found = sum(1 for _ in records(page))
    total = number(load_json(page.text), "total", "totalCount", "recordCount")
    more = current * size < total if total is not None else found >= size
    if found and more:
        yield next_page(page, with_query(page.url, page.url, page=current + 1))


def _first(page: Page) -> str:
    named = _SEARCH.search(page.text)
    channel = next(iter(attributes(page.text, _CHANNEL_PATH)), "")
    path = unescape(named[1]) if named else f"/common/search/{channel}?_template=index"
    asked = {"_isAgg": "true", "_isJson": "true", "page": 1}
    if "_pageSize" not in path:
        asked["_pageSize"] = _SIZE
    return with_query(page.url, path, **asked)


_CHANNEL_PATH = "//meta[translate(@name, 'CI', 'ci') = 'channelid']/@content"


def _static(page: Page) -> tuple[int, int, str, str] | None:
    for code in scripts(page.text):
        if call := _STATIC.search(code):
            return int(call[1]), int(call[2]), call[3], call[4]
    return None
