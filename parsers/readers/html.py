"""Read an HTML page: its lines, its tables with their geometry, its meta tags, its attachments."""

import re
from typing import Any, NamedTuple

from parsers.charset import decode, recoded
from parsers.document import Document
from parsers.normal import normalise
from parsers.readers import marks, unseen
from parsers.readers.blocks import marked_blocks
from parsers.readers.head import Head, head_of_tags, head_of_tree, with_tags
from parsers.readers.links import attachments, file_links, names_a_file
from parsers.readers.tags import marked_tags, without_silent
from parsers.readers.tree import marked_tree, parse_html

# Where the body begins; a tag that a value's quotes may hold open leaves the page to its tree.
_BODY = re.compile(b'<body(?:\\s[^<>"\']*(?:"[^<>"\']*"[^<>"\']*)*)?>', re.IGNORECASE)


def read_html(content: bytes, *, url: str = "", media_type: str = "") -> Document:
    """Return the lines and grids of a page; a table inside a table's cell stands on its own.

    The document is `lossy` where libxml2 gave up on a part of the page.
    """
    markup = recoded(content, media_type)
    page = _tidy_page(markup) or _any_page(markup)
    if page is None:
        return Document((), "html", lossy=bool(page_text(content, media_type).strip()))
    return Document(
        () if page.marked is None else tuple(marked_blocks(normalise(_escaped_once(page.marked)))),
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


def _tidy_page(markup: bytes) -> _Page | None:
    """Return what a page's tags alone say, None where they leave a doubt."""
    opening = _BODY.search(markup)
    if opening is None or marks.may_stand_in(markup):
        return None
    head = head_of_tags(markup[: opening.start()])
    body = None if head is None else without_silent(markup[opening.end() :])
    marked = None if body is None else marked_tags(body)
    if head is None or body is None or marked is None or unseen.may_stand_in(marked.tags):
        return None
    if (head := with_tags(head, marked.meta)) is None:
        return None
    found = file_links(body) if names_a_file(marked.tags) else b""
    return _Page(marked.text, head, parse_html(found.decode())[0] if found else None, True)


def _any_page(markup: bytes) -> _Page | None:
    """Return what a page's tree says, None where it has none."""
    root, whole = parse_html(marks.without_marks(markup.decode()))
    if root is None:
        return None
    if unseen.may_stand_in(markup):
        unseen.without_unseen(root)
    marked = marked_tree(root)
    links = root if names_a_file(markup) else None
    return _Page(marked, head_of_tree(root), links, whole and marked is not None)


def _escaped_once(text: str) -> str:
    """Return a text with a blank for each that an editor's program escaped a second time."""
    return text.replace("&nbsp;", " ") if "&nbsp;" in text else text


def page_text(content: bytes, media_type: str) -> str:
    """Return a page's markup, decoded, without the characters that serve as marks."""
    return marks.without_marks(decode(content, media_type))
