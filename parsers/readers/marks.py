"""The marks in a page's text where tables, rows, cells and lines begin."""

import re
from collections.abc import Mapping, Sequence

# Characters of private use, which no page prints, one for each thing a reader must see.
# A cell's mark is followed by its column span, a comma, its row span and a comma.
# Not U+E000: its lower byte is that of NUL, for which Python looks ten times as long.
TABLE, END, ROW, CELL, BREAK = "\ue001", "\ue002", "\ue003", "\ue004", "\ue005"

# fmt: off
BREAKING = (
    "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "dt", "dd", "center",
    "section", "article", "header", "footer", "main", "nav", "aside", "form", "fieldset", "pre",
    "blockquote", "address", "publishtime", "caption", "figure", "option", "body", "br", "hr",
)
# fmt: on
SILENT = ("script", "style", "head", "noscript", "template", "select", "iframe", "object", "svg")
# The types of a form's fields that print their value.
FIELDS = ("", "text", "number", "tel")
# Struck out: what they hold is not said any more, if it is a word or a number and no whole text.
STRUCK = ("del", "s", "strike")
LONGEST_STRUCK = 40
# A raised note's number is no digit of the value before it; `normal` writes raised signs so too.
RAISED = "^"

# A mark, written as an entity.
_FORGED = re.compile("&#(?:[xX]0{0,9}[eE]00[1-5]|0{0,9}5734[5-9])(?![0-9a-fA-F]);?")


def is_filled_in(attributes: Mapping[str, str | None]) -> bool:
    """Whether a field of a form prints a value: some tables were left as their forms."""
    kind = attributes.get("type") or ""
    return kind.lower() in FIELDS and bool(attributes.get("value"))


def chosen(options: Sequence[tuple[str, bool]]) -> str:
    """Return the number that a box of *options* shows: the last one selected, or the first."""
    selected = [text for text, is_selected in options if is_selected]
    shown = (selected[-1:] or [text for text, _ in options[:1]] or [""])[0].strip()
    return f" {shown} " if shown.isdecimal() else ""


def as_lines(marked: str) -> str:
    """Return a marked text with a line feed for each mark of a break, and none from the markup."""
    return marked.replace("\r", " ").replace("\n", " ").replace(BREAK, "\n")


def may_stand_in(markup: bytes) -> bool:
    """Whether one of the characters that serve as marks may be in a text in UTF-8."""
    return b"\0" in markup or (b"\xee" in markup and b"\xee\x80" in markup)


def forges(text: str) -> bool:
    """Whether *text* holds a mark, written as an entity."""
    return "&#" in text and _FORGED.search(text) is not None


def without_marks(text: str) -> str:
    """Return *text* without the characters that serve as marks, and without their entities."""
    for mark in (TABLE, END, ROW, CELL, BREAK, "\0"):
        if mark in text:
            text = text.replace(mark, "")
    return _FORGED.sub("", text)
