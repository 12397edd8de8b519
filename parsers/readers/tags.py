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
_TAG = re.compile("<([^>]*)>")
_PARTS = re.compile(r"(/?[A-Za-z][^\s/]*)(.*)", re.DOTALL)
_VALUE = r"\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+"
_ATTRIBUTE = re.compile(rf"([^\s\"'=<>/]+)(?:\s*=\s*({_VALUE}))?")
_ATTRIBUTES = re.compile(rf"(?:[\s/]+|{_ATTRIBUTE.pattern})*+")

# What no tag's mark and no text of a tidy page holds.
DOUBT = "<"

_DOUBTFUL = frozenset(
    (
        *marks.SILENT,
        *marks.STRUCK,
        "html",
        "body",
        "title",
        "meta",
        "pre",
        "textarea",
        "frameset",
        "frame",
        "plaintext",
        "xmp",
        "listing",
        "noframes",
        "noembed",
        "math",
        "image",
        "isindex",
        "base",
    )
)
# The commonest of those that leave no mark: other names are looked at more closely.
_PLAIN = ("a", "b", "em", "font", "i", "img", "o:p", "span", "strong", "tbody", "thead", "u")
_MARKS = {"tr": marks.ROW, "table": marks.TABLE, "/table": marks.END}
_MARKS |= dict.fromkeys(_DOUBTFUL, DOUBT)
_MARKS |= dict.fromkeys((f"/{name}" for name in _DOUBTFUL), DOUBT)
_MARKS |= dict.fromkeys(marks.BREAKING, marks.BREAK)
_MARKS |= dict.fromkeys((f"/{name}" for name in marks.BREAKING), marks.BREAK)
_MARKS |= dict.fromkeys(_PLAIN, "") | {"sup": marks.RAISED}
_MARKS |= dict.fromkeys((f"/{name}" for name in (*_PLAIN, "td", "th")), "")
_MARKS |= dict.fromkeys(("body", "/body", "pre", "/pre", "/br"), DOUBT)


def without_silent(body: str) -> str | None:
    """Return a body without comments, scripts and their like, None where one has no end."""
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
    return "".join([*kept, body[at:]])


def marked_tags(body: str) -> str | None:
    """Return what stands in a body, silent parts left out, as a text with marks; None in doubt.

    In a tidy page every sign of markup is a tag's, every tag's end is certain, and each table
    is closed where it ends.
    """
    end = max(body.rfind("</body"), body.rfind("</BODY"))
    body = body[:end] if end >= 0 and _END.fullmatch(body, end) else body
    pieces = _pieces(body.replace("&nbsp;", "\xa0"))
    tags = pieces[1::2]
    mark_of = {tag: _mark(tag) for tag in set(tags)}  # most are printed many times
    pieces[1::2] = map(mark_of.__getitem__, tags)
    text = "".join(pieces)
    if DOUBT in text or not _are_closed(text):
        return None
    if "&" in text:
        text = "".join([unescape(piece) if "&" in piece else piece for piece in pieces])
    return marks.as_lines(text)


def _pieces(body: str) -> list[str]:
    """Return the texts of a body and, between them, its tags without their brackets."""
    pieces = body.replace(">", "<").split("<")  # in half the time, where no text has a >
    return pieces if len(pieces) == 2 * body.count("<") + 1 else _TAG.split(body)


def _mark(tag: str) -> str:
    """Return what stands for a tag, given without its brackets."""
    name, _, attributes = tag.partition(" ")
    mark = _MARKS.get(name)
    return _odd_mark(tag) if mark is None or _may_go_on(attributes) else mark


def _odd_mark(tag: str) -> str:
    """Return what stands for a tag that must be looked at more closely."""
    parts = _PARTS.match(tag)
    if parts is None:
        comment = tag[:1] in ("!", "?") and not tag.startswith(("!--", "![CDATA["))
        return "" if comment else DOUBT
    name, rest = parts[1].lower(), parts[2]
    if _may_go_on(rest) and not _ATTRIBUTES.fullmatch(rest):
        return DOUBT
    if name in ("td", "th"):
        return _cell(rest)
    return _MARKS.get(name, "")


def _may_go_on(attributes: str) -> bool:
    """Whether a tag may go on behind the sign that seems to end it: in a value's quotes."""
    return "'" in attributes or "<" in attributes or attributes.count('"') % 2 == 1


def _cell(attributes: str) -> str:
    if "span" not in attributes.lower():
        return f"{marks.CELL},,"
    values: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(attributes):
        values.setdefault(name.lower(), value.strip("\"'").replace(",", ""))
    across, down = values.get("colspan", ""), values.get("rowspan", "")
    return DOUBT if "&" in across + down else f"{marks.CELL}{across},{down},"


def _are_closed(text: str) -> bool:
    depth = 0
    for mark in re.findall(f"[{marks.TABLE}{marks.END}]", text):
        depth += 1 if mark == marks.TABLE else -1
        if depth < 0:
            return False
    return depth == 0
