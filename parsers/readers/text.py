"""Read flattened text, as extractors and text exports give it: every line that prints something."""

import re
from itertools import chain, compress, count

from parsers.charset import decode
from parsers.document import Block, Document, Line
from parsers.normal import normalise
from parsers.readers.exported import as_printed

_place = "line {}".format
_PLACES = tuple(map(_place, range(1, 1001)))  # few texts are longer
# A text with tags in it is a page; its lines end there as they do in a text.
_TAGS = re.compile(r"<(?:/t[dr]|br ?/?|/p|/div)>", re.IGNORECASE)
# In a cell of Markdown, which has no other way to break its line.
_IN_CELL = re.compile(r"<br ?/?>(?=[^\n|]*\|)", re.IGNORECASE)
_LINE_END = re.compile(r"(?<![>\s])[ \t\r]*\n")


def read_text(content: bytes, *, media_type: str = "") -> Document:
    """Return the lines of a text, and the tables drawn in it; a line's place is its number."""
    text = as_printed(decode(content, media_type))
    if "<" in text and "|" in text:
        text = _IN_CELL.sub(" ", text)
    if "<" in text and _TAGS.search(text):
        from parsers.readers.html import read_html

        page = _LINE_END.sub("<br>\n", text)
        return read_html(page.encode(errors="replace"), media_type="text/html; charset=utf-8")
    lines = list(map(str.strip, normalise(text).split("\n")))
    if any(sign in text and sign * 3 in text for sign in "-─━═"):
        return Document(tuple(_with_tables(text, lines)), "text")
    places = chain(_PLACES, map(_place, count(len(_PLACES) + 1)))
    return Document(tuple(map(Line, filter(None, lines), compress(places, lines))), "text")


def _with_tables(text: str, lines: list[str]) -> list[Block]:
    """Return the lines with those that draw a table replaced by it."""
    from parsers.readers.drawn import drawn_grids, drawn_runs

    printed = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    numbered: dict[int, list[Block]] = {
        number: [Line(line, _place(number))] for number, line in enumerate(lines, 1) if line
    }
    for start, end in drawn_runs(printed):
        drawn = [numbered.pop(number, []) for number in range(start + 1, end + 1)]
        framed = (line for lines in drawn for line in lines if isinstance(line, Line))
        numbered[start + 1] = [*drawn_grids(printed[start:end], start + 1)] or [
            Line(inner, line.place)
            for line in framed
            # A line with more bars than a frame has is a part of a torn drawing.
            if line.text.count("|") <= 2 and (inner := line.text.strip("|+-= "))
        ]
    return [block for number in sorted(numbered) for block in numbered[number]]
