"""A column whose list a script of the page's own fetches from a service that no family knows."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from archive import Kind, Link
from crawler.dialects import answers, links
from crawler.pages.addresses import address
from crawler.pages.asking import Asking, asked_lists
from crawler.pages.columns import is_annual
from crawler.pages.made import made_address
from crawler.pages.markup import attributes
from crawler.pages.page import Page

_LIBRARY = re.compile(
    r"jquery|bootstrap|vue|layui|swiper|echarts|\.min\.|mustache|axios|polyfill|es5|html5|respond"
    r"|vendor|share|tongji|\bstat(?:s|istics?)?\b|login|weather|slide|scroll|barrier|wza|font",
    re.IGNORECASE,
)
_MOST_SCRIPTS = 3


def recognises(page: Page) -> bool:
    """Whether a script of the page asks for its list, or for more of it."""
    return bool(_asked(page))


def entries(page: Page) -> Iterator[Link]:
    """Yield the links of the page, or the records of an answer."""
    yield from answers.entries(page) if answers.recognises(page) else links.entries(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the request that the script makes, or the one after it."""
    if answers.recognises(page):
        yield from answers.pages(page)
        return
    for asking in _asked(page)[:1]:
        yield answers.request(page, asking, made_address(page))


def needed_scripts(page: Page) -> Iterator[str]:
    """Yield the scripts of the page's own in which it may keep what to ask for its list."""
    if not _may_ask(page) or asked_lists(page) or _shows_reports(page):
        return
    yield from own_scripts(page)


def own_scripts(page: Page) -> Iterator[str]:
    """Yield the last few scripts that *page* has from its own host and that are no libraries."""
    found = attributes(page.text, "//script/@src") if "src=" in page.text else ()
    own = (address(page.url, source) for source in found if not _LIBRARY.search(_name(source)))
    same = [url for url in own if urlsplit(url).netloc == urlsplit(page.url).netloc]
    yield from same[-_MOST_SCRIPTS:]


def _name(source: str) -> str:
    return urlsplit(source).path.rpartition("/")[2]


def _asked(page: Page) -> list[Asking]:
    """Return what the page asks for: any list where it shows no report, else only further pages."""
    if not _may_ask(page):
        return []
    found = asked_lists(page)
    if found and _shows_reports(page):
        return [] if any(links.pages(page)) else [asking for asking in found if asking.turns]
    return found


def _may_ask(page: Page) -> bool:
    """Whether *page* is a column, or a seed that somebody has written down."""
    if "<script" not in page.text.lower() or page.asked.method != "GET":
        return False
    seed = not page.asked.title and not page.asked.depth
    return is_annual(page) or (seed and urlsplit(page.url).path not in {"", "/"})


def _shows_reports(page: Page) -> bool:
    return any(
        link.kind is not Kind.LISTING or link.depth > page.asked.depth
        for link in links.entries(page)
    )
