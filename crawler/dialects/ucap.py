"""UCAP 开普云: the list as JSON by the page's `channelId`, or static pages counted from 1."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from archive import Link
from crawler.dialects import links
from crawler.dialects.query import asked_number, with_query
from crawler.pages.addresses import unescape
from crawler.pages.asking import asked_of
from crawler.pages.lists import listed
from crawler.pages.markup import attributes, scripts
from crawler.pages.page import Page
from crawler.pages.records import load_json, number, records
from crawler.pages.turning import next_page, next_post
from crawler.pages.values import assigned

_JSON = "_isJson=true"
_CHANNEL = re.compile(r"""<meta[^>]+name=["']channelId["']""", re.IGNORECASE)
_SEARCH = re.compile(r"""["']([^"'\s]*/(?:common/search|searchList)/[^"'\s]*)["']""")
_STATIC = re.compile(
    r"""createPageHTML\s*\(\s*["'][^"']*["']\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*["']([^"']+)["']\s*,\s*["'](\w+)["']"""
)
_FILES = "getFileListByCodeId"  # the tax administration's list, asked by POST
_SIZE = 18


def recognises(page: Page) -> bool:
    """Whether the page has a channel and a list of it elsewhere, or is such a list."""
    if _is_answer(page) or _FILES in page.text:
        return True
    listed_elsewhere = _JSON in page.text or _SEARCH.search(page.text) or _static(page)
    return bool(_CHANNEL.search(page.text) and listed_elsewhere)


def entries(page: Page) -> Iterator[Link]:
    """Yield the records of an answer, or the links of a page."""
    yield from listed(page, records(page)) if _is_answer(page) else links.entries(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the first page of the JSON list, or the next page of either kind."""
    if _is_answer(page):
        yield from _following(page)
    elif _FILES in page.text:
        asking = asked_of(page, _FILES)
        first = {"channelId": _channel(page), "page": "1", "size": str(_SIZE)}
        yield _post(page, {name: str(value) for name, value in asking.sent} if asking else first)
    elif static := _static(page):
        total, current, name, ending = static
        if current < total:
            yield next_page(page, f"{name}_{current + 1}.{ending}")
    else:
        yield next_page(page, _first(page))


def _following(page: Page) -> Iterator[Link]:
    form = dict(parse_qsl(page.asked.body))
    current = int(form.get("page", asked_number(page.url, "page")))
    size = int(form.get("size", asked_number(page.url, "_pageSize", _SIZE)))
    found = sum(1 for _ in records(page))
    total = number(load_json(page.text), "total", "totalCount", "recordCount")
    if current < 2 and total and found < min(size, total):
        size = found  # the server caps the size: ask for what it gives, or pages would overlap
    more = current * size < total if total is not None else found >= size
    if found and more and form:
        yield _post(page, form | {"page": str(current + 1), "size": str(size)})
    elif found and more:
        yield next_page(page, with_query(page.url, page.url, page=current + 1, _pageSize=size))


def _post(page: Page, form: dict[str, str]) -> Link:
    return next_post(page, page.url if _FILES in page.url else f"/{_FILES}", form)


def _is_answer(page: Page) -> bool:
    return _JSON in page.url or _FILES in page.url


def _channel(page: Page) -> str:
    named = next(iter(attributes(page.text, _CHANNEL_PATH)), "")
    written = assigned("\n".join(scripts(page.text)), ["channelId"])
    return named or written.get("channelId", "")


def _first(page: Page) -> str:
    named = _SEARCH.search(page.text)
    path = unescape(named[1]) if named else f"/common/search/{_channel(page)}?_template=index"
    path += _channel(page) if path.endswith("/") else ""
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
