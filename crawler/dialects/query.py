"""Lists whose page is a parameter of the address, without a link to the next one."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote_plus, urlencode, urljoin, urlsplit

from archive import Link
from crawler.dialects import links
from crawler.pages.page import Page
from crawler.pages.turning import next_page

_PARAMETERS = ("page", "pageNum", "pageNo", "pageIndex", "currentPage", "currPage", "pageid", "p")
_COUNT = re.compile(r"共\s*(?:<[^>]+>\s*)*(\d+)\s*(?:<[^>]+>\s*)*页|第\s*\d+\s*/\s*(\d+)\s*页")

_ESCAPED = re.compile(r"[!-~]*")


def recognises(page: Page) -> bool:
    """Whether the address names a page and the text says how many there are."""
    return _parameter(page.url) != "" and page_count(page.text) > 0


entries = links.entries


def pages(page: Page) -> Iterator[Link]:
    """Yield the next page: the one that is linked, else the next number up to the last."""
    linked = list(links.pages(page))
    yield from linked
    name = _parameter(page.url)
    current = asked_number(page.url, name)
    if name and not linked and current < page_count(page.text):
        yield next_page(page, with_query(page.url, page.url, **{name: current + 1}))


def page_count(text: str) -> int:
    """Return the number of pages that a list says it has, 0 where it says nothing.

    >>> page_count("共<b>12</b>页"), page_count("第 1/7 页"), page_count("下一页")
    (12, 7, 0)
    """
    found = _COUNT.search(text)
    return int(found[1] or found[2]) if found else 0


def asked_number(url: str, name: str, otherwise: int = 1) -> int:
    """Return the number that the parameter *name* of an address has."""
    value = dict(parse_qsl(urlsplit(url).query)).get(name, "")
    return int(value) if value.isdecimal() else otherwise


def with_query(base: str, url: str, **changed: object) -> str:
    """Return *url* as an absolute address with some parameters changed or added.

    >>> with_query("http://a.test/nb/", "/s?channelid=7&page=1", page=2)
    'http://a.test/s?channelid=7&page=2'
    >>> with_query("http://a.test/nb/", "list.asp?lx=%C4%EA%B1%A8&page=1", page=2)
    'http://a.test/nb/list.asp?lx=%C4%EA%B1%A8&page=2'
    """
    parts = urlsplit(urljoin(base, url))
    left = {name: str(value) for name, value in changed.items()}
    sent = []
    for part in filter(None, parts.query.split("&")):
        name, _, value = part.partition("=")
        if unquote_plus(name) not in changed:
            # As it is where it can be: an old portal's bytes are GBK.
            sent.append(
                part if _ESCAPED.fullmatch(part) else urlencode({name: unquote_plus(value)})
            )
        elif unquote_plus(name) in left:
            sent.append(urlencode({name: left.pop(unquote_plus(name))}))
    query = "&".join((*sent, *filter(None, [urlencode(left)])))
    return parts._replace(query=query).geturl()


def _parameter(url: str) -> str:
    query = dict(parse_qsl(urlsplit(url).query))
    return next((name for name in _PARAMETERS if query.get(name, "").isdecimal()), "")
