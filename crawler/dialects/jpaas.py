"""jpaas, Hanweb's platform since 2021: the list is a unit, fetched by the page's `queryData`."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from archive import Link
from crawler.dialects import links
from crawler.dialects.query import with_query
from crawler.pages.anchors import anchors
from crawler.pages.lists import listed
from crawler.pages.markup import attributes
from crawler.pages.page import Page
from crawler.pages.records import load_json
from crawler.pages.turning import next_page

_BUILT = "/front/page/build/unit"
_UNIT = re.compile(rf"/[\w/-]*{_BUILT}")
_USUAL = f"/api-gateway/jpaas-publish-server{_BUILT}"
_QUERY = re.compile(r"""queryData\s*=\s*(?:"(\{[^"]*\})"|'(\{.*?\})')""", re.DOTALL)
_SIZE = 15


def recognises(page: Page) -> bool:
    """Whether the page holds a unit's query, or is a unit."""
    return _BUILT in page.url or ("jpaas" in page.text and bool(_QUERY.search(page.text)))


def entries(page: Page) -> Iterator[Link]:
    """Yield the links of a unit's HTML, or of the page that asks for it."""
    if _BUILT in page.url:
        yield from listed(page, anchors(_unit_html(page), page.url))
    else:
        yield from links.entries(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the unit's next page; ordinary page parameters are ignored, only `paramJson` counts."""
    if _BUILT not in page.url:
        yield from (next_page(page, _first(page, query)) for query in _queries(page.text))
        return
    asked = _asked(page.url)
    number, size = int(asked.get("pageNo", 1)), int(asked.get("pageSize", _SIZE))
    if _goes_on(_unit_html(page), number, size):
        yield next_page(page, _numbered(page.url, number + 1, size))


def _queries(text: str) -> Iterator[dict[str, Any]]:
    for found in _QUERY.finditer(text):
        data = load_json(unescape(found[1] or found[2]).replace("'", '"'))
        if isinstance(data, dict):
            yield data


def _first(page: Page, query: dict[str, Any]) -> str:
    named = _UNIT.search(page.text)
    return _numbered(with_query(page.url, named[0] if named else _USUAL, **query), 1, _SIZE)


def _numbered(url: str, number: int, size: int) -> str:
    asked = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
    return with_query(url, url, paramJson=asked)


def _asked(url: str) -> dict[str, Any]:
    given = parse_qs(urlsplit(url).query).get("paramJson", ["{}"])[0]
    data = load_json(given)
    return data if isinstance(data, dict) else {}


def _unit_html(page: Page) -> str:
    data = load_json(page.text)
    inner = data.get("data") if isinstance(data, dict) else None
    found = inner.get("html") if isinstance(inner, dict) else None
    return found if isinstance(found, str) else ""


def _goes_on(text: str, number: int, size: int) -> bool:
    """Whether the bar counts more than *number* pages.

    Its `rows` and `count` are the size and the total, or the total and the number of pages.
    """
    bars = attributes(
        text, "//div[contains(@class, 'pagination')]/@*[name()='rows' or name()='count']"
    )
    counts = [int(count) for count in bars if count.isdecimal()]
    if not counts:
        return False
    shown = len(re.findall(r"<li\b|<tr\b", text))
    full = shown >= size
    # A server that shows fewer than it was asked for says how many.
    rows = next(attributes(text, "//div[contains(@class, 'pagination')]/@rows"), "")
    size = shown if rows == str(shown) else size
    return number * size < max(counts) or (full and number < min(counts))
