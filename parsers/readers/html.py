"""Read an HTML page: its lines, its tables with their geometry, its meta tags, its attachments."""

import re
from typing import Any, NamedTuple

from parsers.charset import decode
from parsers.document import Document
from parsers.normal import normalise
from parsers.readers import marks
from parsers.readers.head import Head, head_of_tags, head_of_tree
from parsers.readers.links import attachments, file_links
from parsers.readers.tags import marked_tags, without_silent
from parsers.readers.tree import marked_tree, parse_html

# What an attachment's address ends with: a page without any of these has none.
_FILES = re.compile(rb"\.(?i:pdf|docx?|docm|xlsx?|xlsm|zip|wps|et|png|jpe?g|tiff?|bmp)[\"'?#\s>&]")

# A mark, written as an entity.
_FORGED = re.compile("&#(?:[xX]0{0,9}[eE]00[1-5]|0{0,9}5734[5-9])(?![0-9a-fA-F]);?")

# Where the body begins; a tag that a value's quotes may hold open leaves the page to its tree.
_BODY = re.compile('<body(?:\\s[^<>"\']*(?:"[^<>"\']*"[^<>"\']*)*)?>', re.IGNORECASE)


def read_html(content: bytes, *, url: str = "", media_type: str = "") -> Document:
    """Return the lines and grids of a page; a table inside a table's cell stands on its own.

    The document is `lossy` where libxml2 gave up on a part of the page.
    """
    text = page_text(content, media_type)
    links = _FILES.search(content) is not None
    page = _tidy_page(text, links) or _any_page(text, links)
    if page is None:
        return Document((), "html", lossy=bool(text.strip()))
    return Document(
        () if page.marked is None else tuple(marks.blocks(normalise(page.marked))),
        "html",
        meta=page.head.meta,
        page_title=page.head.title,
        attachments=tuple(attachments(page.links, url)) if page.links is not None else (),
        lossy=not page.whole,
    )


class _Page(NamedTuple):
    """A page as read: its text with marks, its head, and the tree of its links."""

    marked: str | None
    head: Head
    links: Any
    whole: bool


def _tidy_page(text: str, links: bool) -> _Page | None:
    """Return what a page's tags alone say, None where they leave a doubt."""
    opening = _BODY.search(text)
    head = head_of_tags(text[: opening.start()]) if opening else None
    if opening is None or head is None:
        return None
    body = without_silent(text[opening.end() :])
    marked = None if body is None else marked_tags(body)
    if body is None or marked is None:
        return None
    found = file_links(body) if links else ""
    return _Page(marked, head, parse_html(found)[0] if found else None, True)


def _any_page(text: str, links: bool) -> _Page | None:
    """Return what a page's tree says, None where it has none."""
    root, whole = parse_html(text)
    if root is None:
        return None
    marked = marked_tree(root)
    return _Page(marked, head_of_tree(root), root if links else None, whole and marked is not None)


def page_text(content: bytes, media_type: str) -> str:
    """Return a page's markup, decoded, without the characters that serve as marks."""
    text = decode(content, media_type)
    for mark in (marks.TABLE, marks.END, marks.ROW, marks.CELL, marks.BREAK, "\0"):
        if mark in text:
            text = text.replace(mark, "")
    return _FORGED.sub("", text)
