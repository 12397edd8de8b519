"""truecms: JSONP from `messageController/getMessage.do`, a window of records, only with Referer."""

import re
from collections.abc import Iterator
from html import unescape

from archive import Kind, Link
from crawler.dialects import links
from crawler.dialects.lists import listed
from crawler.dialects.page import Page
from crawler.dialects.query import asked_number, with_query
from crawler.dialects.records import load_json, number, records

_MESSAGES = "messageController/getMessage.do"
_CALL = re.compile(rf"""["']([^"'\s]*{re.escape(_MESSAGES)}[^"'\s]*)["']""")
_SIZE = 15


def recognises(page: Page) -> bool:
    """Return whether the page asks for messages, or is their answer."""
    return _MESSAGES in page.url or bool(_CALL.search(page.text))


def entries(page: Page) -> Iterator[Link]:
    """Yield the records of an answer, or the links of a page."""
    yield from listed(page, records(page)) if _MESSAGES in page.url else links.entries(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the request for the first records, or for those that follow."""
    if _MESSAGES not in page.url:
        call = _CALL.search(page.text)
        if call:
            yield _request(page, unescape(call[1]), 1, _SIZE, page.url)
        return
    start, end = asked_number(page.url, "startRecord"), asked_number(page.url, "endRecord")
    came = sum(1 for _ in records(page))
    total = number(load_json(page.text), "totalRecord", "total", "count")
    if came and (total is None or end < total):
        referer = dict(page.asked.headers).get("Referer", page.url)
        size = end - start + 1
        yield _request(page, page.url, end + 1, end + size, referer)


def _request(page: Page, url: str, start: int, end: int, referer: str) -> Link:
    given = {"startRecord": start, "endRecord": end}
    address = with_query(page.url, url, **given)
    if "callback=" not in address:
        address = with_query(page.url, address, callback="records")
    headers = (("Referer", referer),)
    return Link(address, Kind.LISTING, headers=headers, depth=page.asked.depth)
