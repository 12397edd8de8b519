"""Pages that only send one on: a meta refresh, a script that sets the location, a frameset."""

import re
from collections.abc import Iterator

from archive import Kind, Link
from crawler.pages.addresses import address
from crawler.pages.anchors import anchors
from crawler.pages.markup import attributes, parse_html, scripts
from crawler.pages.page import Page
from parsers.titles import is_report_title

# What stands on a shell is a sentence at most; a whole page may refresh itself for other reasons.
_LENGTH = 2000
_MOST_LINKS = 3
_REFRESH = re.compile(r"^\s*\d*(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]+)", re.IGNORECASE)
_LOCATION = re.compile(
    r"""(?:location(?:\.href)?\s*=\s*|location\.(?:replace|assign)\s*\(\s*)["']([^"']+)["']"""
    # What is put together from a function's number turns a list; a clock is there for freshness.
    r"""(?!\s*\+(?!\s*(?:new\s|Math\.|Date\.)))"""
)


def recognises(page: Page) -> bool:
    """Whether *page* is a shell round another address."""
    return bool(_target(page))


def entries(page: Page) -> Iterator[Link]:
    """Yield the address that the shell leads to, expected to be what the shell was."""
    target = _target(page)
    if target:
        asked = page.asked
        yield Link(target, asked.kind, asked.title, asked.date, depth=asked.depth)


def pages(page: Page) -> Iterator[Link]:
    """Yield nothing: a shell has no second page."""
    yield from ()


def _target(page: Page) -> str:
    if len(page.text) > _LENGTH:
        return ""
    for content in attributes(page.text, "//meta[@http-equiv]/@content"):
        if found := _REFRESH.match(content):
            return _elsewhere(page, found[1])
    if page.text.lower().count("<a ") > _MOST_LINKS:
        return ""  # a short list, whose scripts are what its buttons do
    for code in (*scripts(page.text), *attributes(page.text, "//body/@onload")):
        if (found := _LOCATION.search(code)) and not _lists_reports(page):
            return _elsewhere(page, found[1])
    framed = list(attributes(page.text, "//frameset//frame/@src"))
    # Of a listing's frames one may be the menu: each is followed, as any page's frames are.
    alone = len(framed) == 1 or page.asked.kind is not Kind.LISTING
    return _elsewhere(page, framed[-1]) if framed and alone else ""


def _lists_reports(page: Page) -> bool:
    """Whether *page* is a list's short last page, whose script turns back to the first."""
    tree = parse_html(page.text)
    shown = tree.itertext() if tree is not None else ()
    titles = (*(anchor.title for anchor in anchors(page.text, page.url)), *map(str, shown))
    return any(map(is_report_title, titles))


def _elsewhere(page: Page, target: str) -> str:
    url = address(page.url, target.strip())
    return "" if url == page.url else url
