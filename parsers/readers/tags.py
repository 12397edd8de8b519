"""Write a tidy page as one text with marks from its tags alone, in a third of a tree's time."""

import re
from html import unescape

from parsers.readers import marks

# What prints nothing: one alternative a first letter keeps the search quick.
_OPENING = re.compile(
    r"<(!--(?!-?>)|(?:s(?:cript|tyle|elect|vg)|noscript|template|iframe|object)\b)"
)
_CLOSINGS = {name: re.compile(rf"</{name}\s*>") for name in marks.SILENT}
_CLOSINGS["!--"] = re.compile("--!?>")
_END = re.compile(r"</body\s*>\s*(?:</html\s*>)?\s*", re.IGNORECASE)
_TAG = re.compile(rb"<([^>]*)>")
_CUT = re.compile("&[#0-9A-Za-z]*<")  # what may become an entity when the tag is gone
_PARTS = re.compile(r"(/?[A-Za-z][^\s/]*)(.*)", re.DOTALL)
_VALUE = r"\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+"
_ATTRIBUTE = re.compile(rf"([^\s\"'=<>/]+)(?:\s*=\s*({_VALUE}))?")
_ATTRIBUTES = re.compile(rf"(?:[\s/]+|{_ATTRIBUTE.pattern})*+")

# What no tag's mark and no text of a tidy page holds.
DOUBT = "<"

# Where a cell ends; what is printed behind it, in no cell, leaves a doubt. No page holds it.
_CLOSED = "\0"
_STRAY = re.compile(rf"\0[^\S\xa0]*[^\s\0{marks.CELL}{marks.ROW}{marks.END}{marks.BREAK}]")

# fmt: off
_DOUBTFUL = (
    *marks.SILENT, *marks.STRUCK, "html", "body", "title", "meta", "base", "pre", "textarea",
    "frameset", "frame", "plaintext", "xmp", "listing", "noframes", "noembed", "math", "image",
    "isindex",
)
# fmt: on
# The commonest of those that leave no mark: other names are looked at more closely.
_PLAIN = ("a", "b", "em", "font", "i", "img", "o:p", "span", "strong", "tbody", "thead", "u")
_MARKS = {"tr": marks.ROW, "table": marks.TABLE, "/table": marks.END}
_MARKS |= {f"{slash}{name}": marks.BREAK for name in marks.BREAKING for slash in ("", "/")}
_MARKS |= {f"{slash}{name}": DOUBT for name in (*_DOUBTFUL, "br") for slash in ("", "/")}
_MARKS |= {f"{slash}{name}": "" for name in _PLAIN for slash in ("", "/")}
_MARKS |= {"br": marks.BREAK, "/td": _CLOSED, "/th": _CLOSED, "sup": marks.RAISED}
_COMMON = {name.encode(): mark.encode() for name, mark in _MARKS.items()}

_NO_BRACKETS = bytes(set(range(256)).difference(b"<>"))


def without_silent(body: str) -> str | None:
    """Return a body without comments, scripts and their like, None where one has no end.

    Where a tag has none, there is none either: its search would go over the page again and again.
    """
    kept: list[str] = []
    at = 0
    for opening in _OPENING.finditer(body):
        if opening.start() < at:
            continue
        closing = _CLOSINGS[opening[1]].search(body, opening.end())
        if closing is None:
            return None
        kept.append(body[at : opening.start()])
        at = closing.end()
    text = "".join([*kept, body[at:]])
    return text if text.rfind("<") <= text.rfind(">") else None


def marked_tags(body: str) -> str | None:
    """Return what stands in a body, silent parts left out, as a text with marks; None in doubt.

    In a tidy page every sign of markup is a tag's, every tag's end is certain, and each table
    is closed where it ends.
    """
    end = max(body.rfind("</body"), body.rfind("</BODY"))
    body = body[:end] if end >= 0 and _END.fullmatch(body, end) else body
    # In bytes the thousands of pieces take half the memory, and two thirds of the time.
    pieces = _pieces(body.replace("&nbsp;", "\xa0").encode("utf-8", "replace"))
    tags = pieces[1::2]
    mark_of = {tag: _mark(tag) for tag in set(tags)}  # most are printed many times
    pieces[1::2] = map(mark_of.__getitem__, tags)
    text = b"".join(pieces).decode()
    if DOUBT in text or not _are_closed(text) or _STRAY.search(text):
        return None
    text = text.replace(_CLOSED, "")
    if "&" in text:
        if _CUT.search(body):
            return None
        text = unescape(text)
    return marks.as_lines(text)


def _pieces(body: bytes) -> list[bytes]:
    """Return the texts of a body and, between them, its tags without their brackets."""
    if body.translate(None, _NO_BRACKETS) == b"<>" * body.count(b"<"):
        return body.replace(b">", b"<").split(b"<")  # in half the time
    return _TAG.split(body)


def _mark(tag: bytes) -> bytes:
    """Return what stands for a tag, given without its brackets."""
    name, _, attributes = tag.partition(b" ")
    mark = _COMMON.get(name)
    if mark is None or b"'" in attributes or b"<" in attributes or attributes.count(b'"') % 2:
        return _odd_mark(tag.decode()).encode()
    return mark


def _odd_mark(tag: str) -> str:
    """Return what stands for a tag that must be looked at more closely."""
    parts = _PARTS.match(tag)
    if parts is None:
        comment = tag[:1] in ("!", "?") and not tag.startswith(("!--", "![CDATA["))
        return "" if comment else DOUBT
    name, rest = parts[1].lower(), parts[2]
    if not _ATTRIBUTES.fullmatch(rest):
        return DOUBT  # it may go on behind the sign that seems to end it: in a value's quotes
    return _cell(rest) if name in ("td", "th") else _MARKS.get(name, "")


def attributes_of(text: str) -> dict[str, str] | None:
    """Return a tag's attributes by name in lower case, None where it may not be all of the tag.

    A sign that seems to end a tag may stand in a value's quotes.
    """
    if not _ATTRIBUTES.fullmatch(text):
        return None
    values: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text):
        values.setdefault(name.lower(), unescape(value.strip("\"'")))
    return values


def _cell(attributes: str) -> str:
    if "span" not in attributes.lower():
        return f"{marks.CELL},,"
    values = attributes_of(attributes) or {}
    across, down = (values.get(name, "").replace(",", "") for name in ("colspan", "rowspan"))
    return f"{marks.CELL}{across},{down},"


def _are_closed(text: str) -> bool:
    depth = 0
    for mark in re.findall(f"[{marks.TABLE}{marks.END}]", text):
        depth += 1 if mark == marks.TABLE else -1
        if depth < 0:
            return False
    return depth == 0
