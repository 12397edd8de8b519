"""Find the documents of a page: linked, embedded, shown in a viewer, named in a script."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from lxml import html

from archive import Kind, Link
from crawler.endings import ANY_ENDING
from crawler.pages.addresses import address
from crawler.pages.anchors import target_of
from crawler.pages.drawn import opened
from crawler.pages.markup import parse_html, scripts
from crawler.pages.page import Page
from parsers.beside.pictured import OWN_PICTURE, PICTURE_SOURCES, lacks_tables, pictures_in
from parsers.titles import is_report_title

_NAMED = re.compile(rf"\.(?:{ANY_ENDING})$", re.IGNORECASE)
_IN_SCRIPT = re.compile(rf"""["']([^"'\s<>]+\.(?:{ANY_ENDING}))(?:\?[^"']*)?["']""", re.IGNORECASE)
# What a player of documents is given: <div class="wp_pdf_player" pdfsrc="/a/1.pdf">.
_IN_ATTRIBUTE = re.compile(
    rf"""\s[\w-]*(?:src|url|href|path|file|pdf|doc)\s*=\s*["']([^"'\s<>?]+\.(?:{ANY_ENDING}))(?:\?[^"']*)?["']""",
    re.IGNORECASE,
)
_IMAGE = re.compile("<img", re.IGNORECASE)
_SOURCES = {"a": "href", "area": "href", "embed": "src", "iframe": "src", "object": "data"}
# What hands out the files of a site by number.
_HANDED_OUT = re.compile(r"down|attach|getfile", re.IGNORECASE)
# What is called a file may be a page about it, if its address is a page's.
_PAGE = re.compile(r"\.s?html?$|/$", re.IGNORECASE)

# A report of more pages is no picture of one; each is at most as large as any answer may be.
MOST_PICTURES = 20
MOST_TABLES = 10  # of the pictures of a page that has prose
_SMALLEST = 200  # pixels


def attachment_links(page: Page) -> Iterator[Link]:
    """Yield each document that *page* carries, with the name it is shown under."""
    seen = {page.url}
    called = {anchor.title: anchor.url for anchor in opened(page) if _NAMED.search(anchor.title)}
    for url, name in (*_elements(page, called), *_scripted(page)):
        if url and url not in seen:
            seen.add(url)
            yield Link(url, Kind.ATTACHMENT, title=name, depth=page.asked.depth + 1)


def picture_links(page: Page) -> Iterator[Link]:
    """Yield the pictures of the article's own, in their order: of a report that is shown as such.

    They are those that lie beside the page or among what was uploaded, `MOST_PICTURES` at most;
    no logo of the site, and no icon of a fixed small size.
    """
    tree = parse_html(page.text)
    found: dict[str, None] = {}
    for element in tree.iter("img") if tree is not None else ():
        sources = (element.get(name) or "" for name in PICTURE_SOURCES)
        source = next((source for source in sources if OWN_PICTURE.match(source)), "")
        if source and not _is_icon(element):
            found[address(page.url, source)] = None
    yield from _pictures(page, found)


def table_links(page: Page) -> Iterator[Link]:
    """Yield the pictures in the body of a report whose text lacks one of its tables, in order."""
    if not _IMAGE.search(page.text) or not lacks_tables(page.text):
        return
    if (tree := parse_html(page.text)) is not None:
        urls = (address(page.url, source) for source in pictures_in(tree))
        yield from islice(_pictures(page, urls), MOST_TABLES)


def _pictures(page: Page, urls: Iterable[str]) -> Iterator[Link]:
    asked = page.asked
    for url in islice(filter(None, urls), MOST_PICTURES):
        yield Link(url, Kind.ATTACHMENT, asked.title, asked.date, depth=asked.depth + 1)


def _is_icon(element: html.HtmlElement) -> bool:
    sizes = [element.get(name) or "" for name in ("width", "height")]
    return any(size.isdecimal() and int(size) < _SMALLEST for size in sizes)


def _elements(page: Page, called: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the documents of the elements, also those that are *called* for by their names."""
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
        made = next((called[name] for name in names if name in called), "") if linked else ""
        target = made or _document(url, names)
        if target:
            yield target, next((name for name in names if _NAMED.search(name)), shown)


def _document(url: str, names: list[str]) -> str:
    """Return the address of the document that a link leads to, or the empty text.

    >>> _document("http://a.test/pdf/web/viewer.html?file=%2Ffj%2F2020.pdf", [])
    'http://a.test/fj/2020.pdf'
    >>> _document("http://a.test/downloadAction?id=7", ["年度报告.doc"])
    'http://a.test/downloadAction?id=7'
    >>> _document("http://a.test/download.do?id=7", ["附件：某局2023年政府信息公开工作年度报告"])
    'http://a.test/download.do?id=7'
    >>> _document("http://a.test/art/7.html", ["年度报告.doc"])
    ''
    """
    parts = urlsplit(url)
    if _NAMED.search(unquote(parts.path)):
        return url
    for name, value in parse_qsl(parts.query):
        if _NAMED.search(value):
            shown = "viewer" in parts.path and name in {"file", "url"}
            return urljoin(url, value) if shown else url
    named = any(_NAMED.search(name) for name in names)
    if not named and _HANDED_OUT.search(parts.path):
        named = any(is_report_title(name) for name in names)
    return url if named and not _PAGE.search(parts.path) else ""


def _scripted(page: Page) -> Iterator[tuple[str, str]]:
    for match in _IN_ATTRIBUTE.finditer(page.text):
        yield address(page.url, match[1]), match[1].rpartition("/")[2]
    for code in scripts(page.text):
        for match in _IN_SCRIPT.finditer(code):
            yield address(page.url, match[1]), match[1].rpartition("/")[2]
