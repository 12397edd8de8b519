"""Read an HTML page: its lines, its tables with their geometry, its meta tags, its attachments."""

import re
from typing import Any, NamedTuple

from parsers.charset import decode
from parsers.document import Document
from parsers.normal import normalise
from parsers.readers import marks
from parsers.readers.links import attachments, file_links
from parsers.readers.tags import marked_tags, without_silent
from parsers.readers.tree import marked_tree, parse_html

# What an attachment's address ends with: a page without any of these has none.
_FILES = re.compile(rb"\.(?:pdf|docx?|docm|xlsx?|xlsm|zip|wps|et|png|jpe?g|tiff?|bmp)[\"'?#\s>&]")

# A mark, written as an entity.
_FORGED = re.compile("&#(?:[xX]0{0,9}[eE]00[1-5]|0{0,9}5734[5-9])(?![0-9a-fA-F]);?")

# Where the body begins; a tag that a value's quotes may hold open leaves the page to its tree.
_BODY = re.compile('<body(?:\\s[^<>"\']*(?:"[^<>"\']*"[^<>"\']*)*)?>', re.IGNORECASE)


def read_html(content: bytes, *, url: str = "", media_type: str = "") -> Document:
    """Return the lines and grids of a page; a table inside a table's cell stands on its own.

    The document is `lossy` where libxml2 gave up on a part of the page.
    """
    text = page_text(content, media_type)
    links = _FILES.search(content.lower()) is not None
    page = _tidy_page(text, links) or _any_page(text)
    if page is None:
        return Document((), "html", lossy=bool(text.strip()))
    return Document(
        () if page.marked is None else tuple(marks.blocks(normalise(page.marked))),
        "html",
        meta=_meta(page.head),
        page_title=normalise(page.head.findtext(".//title") or "").strip(),
        attachments=tuple(attachments(page.links, url)) if links else (),
        lossy=not page.whole,
    )


class _Page(NamedTuple):
    """A page as read: its text with marks, and the trees of its head and of its links."""

    marked: str | None
    head: Any
    links: Any
    whole: bool


def _tidy_page(text: str, links: bool) -> _Page | None:
    """Return what a page's tags alone say, None where they leave a doubt."""
    opening = _BODY.search(text)
    start = opening.start() if opening else 0
    if opening is None or text.rfind("<!--", 0, start) > text.rfind("-->", 0, start):
        return None
    head, whole = parse_html(text[:start])
    if head is None or not whole or head.find("body") is not None:
        return None
    body = without_silent(text[opening.end() :])
    marked = None if body is None else marked_tags(body)
    if body is None or marked is None:
        return None
    found = file_links(body) if links else ""
    return _Page(marked, head, parse_html(found)[0] if found else head, True)


def _any_page(text: str) -> _Page | None:
    """Return what a page's tree says, None where it has none."""
    root, whole = parse_html(text)
    if root is None:
        return None
    marked = marked_tree(root)
    return _Page(marked, root, root, whole and marked is not None)


def page_text(content: bytes, media_type: str) -> str:
    """Return a page's markup, decoded, without the characters that serve as marks."""
    text = decode(content, media_type)
    for mark in (marks.TABLE, marks.END, marks.ROW, marks.CELL, marks.BREAK, "\0"):
        if mark in text:
            text = text.replace(mark, "")
    return _FORGED.sub("", text) if "&#" in text else text


def _meta(root: Any) -> dict[str, str]:
    meta: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = tag.get("name") or tag.get("property")
        if name:
            meta.setdefault(name.strip().lower(), normalise(tag.get("content") or "").strip())
    return meta
