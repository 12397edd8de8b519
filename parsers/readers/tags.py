"""Write a tidy page as one text with marks from its tags alone, in two fifths of a tree's time."""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from parsers.readers import marks

# What prints nothing: a look at two letters, then one alternative a first letter keep it quick.
_OPENING = re.compile(
    rb"<(?=[!sntio][-ctevofb])(!--(?!-?>)|(?:s(?:cript|tyle|elect|vg)|noscript|template|iframe|object)\b)"
)
_CLOSINGS = {name.encode(): re.compile(rf"</{name}\s*>".encode()) for name in marks.SILENT}
_CLOSINGS[b"!--"] = re.compile(b"--!?>")
_NUMBERS = re.compile(rb">\s*\d+\s*<")
_END = re.compile(rb"</body\s*>\s*(?:</html\s*>)?\Z", re.IGNORECASE)
_LONGEST_END = 200
# Of a page whose different tags are longer in all, none is remembered: that takes memory.
_LONGEST_TAGS = 20_000
_TAG = re.compile(rb"<([^>]*)>")
_CUT = re.compile(b"&[#0-9A-Za-z]*<")  # what may become an entity when the tag is gone
_PARTS = re.compile(r"(/?[A-Za-z][A-Za-z0-9:._-]*+)((?:[ \t\r\n/].*)?)", re.DOTALL)
_VALUE = r"\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+"
_ATTRIBUTE = re.compile(rf"([^\s\"'=<>/]+)(?:\s*=\s*({_VALUE}))?", re.ASCII)
_ATTRIBUTES = re.compile(rf"(?:[\s/]+|{_ATTRIBUTE.pattern})*+", re.ASCII)
# A tag as programs write them: what seems to end it does.
_NEAT_TAG = re.compile(rb"[^\s\"'=<>]+(?: [^\s\"'=<>/]+=(?:\"[^\"<]*\"|'[^'<]*'))*+ ?/?")
_NEAT_CELL = re.compile(
    rb"t[dh](?: (?:colspan=\"(\d+)\"|rowspan=\"(\d+)\"|[a-z:-]+=\"[^\"'&<,]*\"))*+ ?"
)

# What no tag's mark and no text of a tidy page holds.
DOUBT = b"<"

# Where a cell ends; what is printed behind it, in no cell, leaves a doubt. No page holds it.
_CLOSED = "\0"
_STRAY = re.compile(rf"\0[^\S\xa0]*[^\s\0{marks.CELL}{marks.ROW}{marks.END}{marks.BREAK}]")

# Where a meta tag stands: portals put some round an article.
_META = "\x01"

# fmt: off
_DOUBTFUL = (
    *marks.SILENT, *marks.STRUCK, "html", "body", "title", "base", "pre", "textarea",
    "frameset", "frame", "plaintext", "xmp", "listing", "noframes", "noembed", "math", "image",
    "isindex",
)
# fmt: on
# The commonest of those that leave no mark: other names are looked at more closely.
_PLAIN = ("a", "b", "em", "font", "i", "img", "o:p", "span", "strong", "tbody", "thead", "u")
_DOUBT = DOUBT.decode()
_MARKS = {"tr": marks.ROW, "table": marks.TABLE, "/table": marks.END}
_MARKS |= {f"{slash}{name}": marks.BREAK for name in marks.BREAKING for slash in ("", "/")}
_MARKS |= {f"{slash}{name}": _DOUBT for name in (*_DOUBTFUL, "br") for slash in ("", "/")}
_MARKS |= {f"{slash}{name}": "" for name in _PLAIN for slash in ("", "/")}
_MARKS |= {"br": marks.BREAK, "/td": _CLOSED, "/th": _CLOSED, "sup": marks.RAISED, "meta": _META}
_COMMON = {name.encode(): mark.encode() for name, mark in _MARKS.items()}
_COMMON |= {name.upper(): mark for name, mark in _COMMON.items()}

_NO_BRACKETS = bytes(set(range(256)).difference(b"<>"))


class Marked(NamedTuple):
    """A body as a text with marks, its tags, each once, and its meta tags, in order.

    `tags` are in one, each with its brackets; the meta tags have none.
    """

    text: str
    tags: bytes
    meta: Sequence[bytes]


def without_silent(markup: bytes) -> bytes | None:
    """Return markup without comments, scripts and their like, None where one has no end.

    Where a tag has none, there is none either: its search would go over the page again and again.
    Nor is there where a box of numbers stands in a cell, one of which is seen.
    """
    kept: list[bytes] = []
    at = 0
    for opening in _OPENING.finditer(markup):
        if opening.start() < at:
            continue
        closing = _CLOSINGS[opening[1]].search(markup, opening.end())
        if closing is None or (opening[1] == b"select" and _is_in_cell(markup, opening, closing)):
            return None
        kept.append(markup[at : opening.start()])
        at = closing.end()
    kept.append(markup[at:])
    return None if any(map(_is_cut, kept)) else b"".join(kept)


def _is_in_cell(markup: bytes, opening: re.Match[bytes], closing: re.Match[bytes]) -> bool:
    """Whether a box of numbers stands in a table's cell."""
    cell, end = (markup.rfind(tag, 0, opening.start()) for tag in (b"<td", b"</td"))
    return cell > end and _NUMBERS.search(markup, opening.end(), closing.start()) is not None


def _is_cut(markup: bytes) -> bool:
    """Whether markup ends within a tag."""
    return markup.rfind(b"<") > markup.rfind(b">")


def marked_tags(body: bytes) -> Marked | None:
    """Return what stands in a body, in UTF-8 and without its silent parts; None in doubt.

    In a tidy page every sign of markup is a tag's, every tag's end is certain, and each table
    is closed where it ends.
    """
    body = body.rstrip()
    end = _END.search(body, max(0, len(body) - _LONGEST_END))
    body = body[: end.start()] if end else body
    # In bytes the thousands of pieces take half the memory, and two thirds of the time.
    pieces = _pieces(body)
    tags = pieces[1::2]
    different = set(tags)  # most are printed many times
    joined = b">".join(different)
    mark = _mark if len(joined) <= _LONGEST_TAGS else _mark.__wrapped__
    mark_of = {tag: mark(tag) for tag in different}
    pieces[1::2] = map(mark_of.__getitem__, tags)
    marked = b"".join(pieces)
    if DOUBT in marked or (b"&" in marked and _CUT.search(body)):
        return None
    text = marked.replace(b"&nbsp;", b"\xc2\xa0").decode()
    meta = []
    if _META in text:
        text = text.replace(_META, "")
        meta = [tag for tag in tags if tag[:4].lower() == b"meta"]
    if not _are_closed(text) or _STRAY.search(text):
        return None
    text = text.replace(_CLOSED, "")
    if "&" in text:
        if marks.forges(text):
            return None
        text = unescape(text)
    return Marked(marks.as_lines(text), b"<%s>" % joined.replace(b">", b"><"), meta)


def _pieces(body: bytes) -> list[bytes]:
    """Return the texts of a body and, between them, its tags without their brackets."""
    brackets = body.translate(None, _NO_BRACKETS)
    if brackets == b"<>" * (len(brackets) // 2):
        return body.replace(b">", b"<").split(b"<")  # in half the time
    return _TAG.split(body)


@lru_cache(maxsize=4096)
def _mark(tag: bytes) -> bytes:
    """Return what stands for a tag; the pages of a site have most of theirs in common."""
    name, _, attributes = tag.partition(b" ")
    odd = b"'" in attributes or b"<" in attributes or attributes.count(b'"') % 2
    mark = None if odd and not _NEAT_TAG.fullmatch(tag) else _COMMON.get(name)
    return _odd_mark(tag) if mark is None else mark


def _odd_mark(tag: bytes) -> bytes:
    """Return what stands for a tag that must be looked at more closely."""
    cell = _NEAT_CELL.fullmatch(tag)
    if cell and tag.count(b"span=") == 2 - cell.groups().count(None):
        return b"%s%s,%s," % (marks.CELL.encode(), *cell.groups(b""))
    return _any_mark(tag.decode()).encode()


def _any_mark(tag: str) -> str:
    parts = _PARTS.fullmatch(tag)
    if parts is None:
        comment = tag[:1] in ("!", "?") and not tag.startswith(("!--", "![CDATA["))
        return "" if comment else _DOUBT
    name, rest = parts[1].lower(), parts[2]
    if not _ATTRIBUTES.fullmatch(rest):
        return _DOUBT  # it may go on behind the sign that seems to end it: in a value's quotes
    if name == "input":
        return _DOUBT if marks.is_filled_in(attributes_of(rest) or {}) else ""
    return _cell(rest) if name in ("td", "th") else _MARKS.get(name, "")


def attributes_of(text: str) -> dict[str, str] | None:
    """Return a tag's attributes by name in lower case, None where it may not be all of the tag.

    A sign that seems to end a tag may stand in a value's quotes.
    """
    if not _ATTRIBUTES.fullmatch(text):
        return None
    values: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text):
        bare = value[1:-1] if value.startswith(("'", '"')) else value
        values.setdefault(name.lower(), unescape(bare))
    return values


def _cell(attributes: str) -> str:
    if "span" not in attributes.lower():
        return f"{marks.CELL},,"
    if marks.forges(attributes):
        return _DOUBT
    values = attributes_of(attributes) or {}
    across, down = (values.get(name, "").replace(",", "") for name in ("colspan", "rowspan"))
    return f"{marks.CELL}{across},{down},"


def _are_closed(text: str) -> bool:
    """Whether each table ends behind its beginning."""
    first, *tables = text.split(marks.TABLE)
    depth = -first.count(marks.END)
    for table in tables:
        if depth < 0:
            return False
        depth += 1 - table.count(marks.END)
    return depth == 0
