"""Find the documents of a page: linked, embedded, shown in a viewer, named in a script."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from archive import Kind, Link
from crawler.dialects.lists import FILES
from crawler.dialects.markup import address, parse_html, scripts, target_of
from crawler.dialects.page import Page

_ENDINGS = "|".join(ending.lstrip(".") for ending in FILES)
_NAMED = re.compile(rf"\.(?:{_ENDINGS})$", re.I)
_IN_SCRIPT = re.compile(rf"""["']([^"'\s<>]+\.(?:{_ENDINGS}))(?:\?[^"']*)?["']""", re.I)
_SOURCES = {"a": "href", "area": "href", "embed": "src", "iframe": "src", "object": "data"}
_DOWNLOADS = ("downloadaction", "download.jsp", "downfile", "/attach/", "appendix")


def attachment_links(page: Page) -> Iterator[Link]:
    """Yield each document that *page* carries, with the name it is shown under."""
    seen = {page.url}
    for url, name in (*_elements(page), *_scripted(page)):
        if url and url not in seen:
            seen.add(url)
            yield Link(url, Kind.ATTACHMENT, title=name, depth=page.asked.depth + 1)


def _elements(page: Page) -> Iterator[tuple[str, str]]:
    tree = parse_html(page.text)
    for element in tree.iter(*_SOURCES) if tree is not None else ():
        if not isinstance(element.tag, str):
            continue
        source = _SOURCES[element.tag]
        linked = source == "href"
        url = (
            target_of(element, page.url) if linked else address(page.url, element.get(source) or "")
        )
        shown = "".join(part for part in element.itertext() if isinstance(part, str)).strip()
        names = [element.get("download") or "", element.get("title") or "", shown]
        target = _document(url, names)
        if target:
            yield target, next((name for name in names if _NAMED.search(name)), shown)


def _document(url: str, names: list[str]) -> str:
    """Return the address of the document that a link leads to, or the empty text.

    >>> _document("http://a.test/pdf/web/viewer.html?file=%2Ffj%2F2020.pdf", [])
    'http://a.test/fj/2020.pdf'
    >>> _document("http://a.test/downloadAction?id=7", ["年度报告.doc"])
    'http://a.test/downloadAction?id=7'
    """
    parts = urlsplit(url)
    if _NAMED.search(unquote(parts.path)):
        return url
    for name, value in parse_qsl(parts.query):
        if _NAMED.search(value):
            shown = "viewer" in parts.path and name in {"file", "url"}
            return urljoin(url, value) if shown else url
    named = any(_NAMED.search(name) for name in names)
    return url if named and any(word in url.lower() for word in _DOWNLOADS) else ""


def _scripted(page: Page) -> Iterator[tuple[str, str]]:
    for code in scripts(page.text):
        for match in _IN_SCRIPT.finditer(code):
            yield address(page.url, match[1]), match[1].rpartition("/")[2]
