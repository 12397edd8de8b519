"""Hanweb JCMS: records as CDATA in a script, further ones from `dataproxy.jsp`."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

from archive import Link
from crawler.dialects import links
from crawler.pages.anchors import anchors
from crawler.pages.lists import listed
from crawler.pages.page import Page
from crawler.pages.turning import next_post

_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
_NEXT = re.compile(r"<nextgroup>\s*<!\[CDATA\[.*?href=[\"']([^\"']+)", re.DOTALL)
_TOTAL = re.compile(r"(?:totalRecord['\"]?\s*[:=]\s*['\"]?|<totalrecord>)(\d+)", re.IGNORECASE)
_SIZE = re.compile(r"""\bperPage['"]?\s*[:=]\s*['"]?([1-9]\d{0,2})\b""", re.IGNORECASE)
_USUAL = 15
_PROXY = re.compile(r"[\w/]{0,200}dataproxy\.jsp")
_FORM = (
    "col",
    "appid",
    "webid",
    "path",
    "columnid",
    "sourceContentType",
    "unitid",
    "webname",
    "permissiontype",
)
_PARAMETER = re.compile(
    r"""["']?\b(webid|columnid|unitid|webname|appid|sourceContentType|permissiontype)["']?\s*"""
    r"""[:=]\s*["']?([^"'&,;}\s<>]+)"""
)


def recognises(page: Page) -> bool:
    """Whether the page carries a datastore, asks `dataproxy.jsp` for one, or came of it."""
    return "<datastore>" in page.text or "dataproxy.jsp" in page.url or _is_bare(page)


def entries(page: Page) -> Iterator[Link]:
    """Yield the reports among the records; a page's other links only where it has no records."""
    records = _RECORD.findall(page.text)
    if records:
        yield from listed(page, anchors("<ul>" + "\n".join(records) + "</ul>", page.url))
    if "<html" in page.text.lower():
        yield from links.entries(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the request for the records that follow this page's.

    It counts what came, not what was asked for: servers cap `perpage`. It names both the record
    and the page, because some servers obey only `startrecord` and some only `page`.
    """
    asked = dict(parse_qsl(urlsplit(page.url).query))
    came = len(_RECORD.findall(page.text))
    last = _number(asked.get("startrecord"), 1) - 1 + came
    total = _TOTAL.search(page.text)
    known = int(total[1]) if total else None
    proxy = _proxy(page)
    if not came and _is_bare(page):
        size = _SIZE.search(page.text)
        came, last = int(size[1]) if size else _USUAL, 0
    if came and proxy and (known is None or last < known):
        yield _request(page, proxy, last=last, came=came, total=known)


def _is_bare(page: Page) -> bool:
    """Whether a column has its records from the proxy alone, and none of its own."""
    asks = "dataproxy.jsp" in page.text and _TOTAL.search(page.text)
    return bool(asks and "<record>" not in page.text and "dataproxy.jsp" not in page.url)


def _proxy(page: Page) -> str:
    """Return the address that gives further records, with the column's parameters."""
    given = _NEXT.search(page.text)
    if given:
        return urljoin(page.url, str(given[1]).replace("&amp;", "&"))
    if "dataproxy.jsp" in page.url:
        return page.url
    named = _PROXY.search(page.text)
    return urljoin(page.url, named[0]) if named else ""


def _request(page: Page, proxy: str, *, last: int, came: int, total: int | None) -> Link:
    given = _named(page) | parse_qs(urlsplit(proxy).query) | parse_qs(page.asked.body)
    number, size = _window(page, proxy, last, came)
    end = last + size if total is None else min(last + size, total)
    query = {"page": number, "startrecord": last + 1, "endrecord": end, "perpage": size}
    form = {"col": "1", "path": "/", "sourceContentType": "1", "permissiontype": "0"}
    form |= {name: given[name][0] for name in _FORM if name in given}
    return next_post(page, urlsplit(proxy)._replace(query=urlencode(query)).geturl(), form)


def _named(page: Page) -> dict[str, list[str]]:
    """Return the parameters that the page's own script would send."""
    if "dataproxy.jsp" not in page.url:
        return {name: [value] for name, value in _PARAMETER.findall(page.text)}
    return {}


def _window(page: Page, proxy: str, last: int, came: int) -> tuple[int, int]:
    """Return the next page's number and size, so that they name the same records.

    A column page may hold several pages' records; the number in its nextgroup tells how many.
    """
    if "startrecord" not in page.url:
        named = _number(parse_qs(urlsplit(proxy).query).get("page", [""])[0], 2)
        if named > 1 and last and last % (named - 1) == 0:
            return named, last // (named - 1)
    return last // came + 1, came


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise
