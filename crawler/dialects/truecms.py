"""truecms: JSONP from `messageController/getMessage.do`, a window of records, only with Referer."""

import re
from collections.abc import Iterator

from archive import Kind, Link
from crawler.dialects import links
from crawler.dialects.answers import request
from crawler.dialects.query import with_query
from crawler.pages.addresses import unescape
from crawler.pages.asking import asked_of
from crawler.pages.lists import listed
from crawler.pages.page import Page
from crawler.pages.records import load_json, number, records

_MESSAGES = "messageController/getMessage.do"
_CALL = re.compile(rf"""["']([^"'\s]*{re.escape(_MESSAGES)}[^"'\s]*)["']""")
# What a window's ends are called differs: startRecord, startrecord, start …
_START = re.compile(r"""\b(start\w*)["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE)
_END = re.compile(r"""\b(end\w*)["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE)
_LAST = re.compile(r"end", re.IGNORECASE)
_SIZE = 15


def recognises(page: Page) -> bool:
    """Whether the page asks for messages, or is their answer."""
    return _MESSAGES in page.url or bool(_CALL.search(page.text))


def entries(page: Page) -> Iterator[Link]:
    """Yield the records of an answer, or the links of a page."""
    yield from listed(page, records(page)) if _MESSAGES in page.url else links.entries(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the request for the first records, or for those that follow."""
    if _MESSAGES not in page.url:
        call = _CALL.search(page.text)
        asking = asked_of(page, _MESSAGES)
        if asking and any(map(_LAST.match, asking.names)):
            yield request(page, asking, "")
        elif call:
            first, last = _START.search(page.text), _END.search(page.text)
            names = (first[1] if first else "startRecord", last[1] if last else "endRecord")
            window = dict(zip(names, (1, _SIZE), strict=True))
            yield _request(page, with_query(page.url, unescape(call[1]), **window), page.url)
        return
    first, last = _START.search(page.url), _END.search(page.url)
    came = sum(1 for _ in records(page))
    total = number(load_json(page.text), "totalRecord", "total", "count")
    if came and first and last and (total is None or int(last[2]) < total):
        referer = dict(page.asked.headers).get("Referer", page.url)
        # A window may name its last record or the one after it, and may be cut short: what came
        # tells where the next one begins.
        window = {first[1]: int(first[2]) + came, last[1]: int(last[2]) + came}
        yield _request(page, with_query(page.url, page.url, **window), referer)


def _request(page: Page, url: str, referer: str) -> Link:
    if "callback=" not in url:
        url = with_query(page.url, url, callback="records")
    headers = (("Referer", referer),)
    return Link(url, Kind.LISTING, headers=headers, depth=page.asked.depth)
