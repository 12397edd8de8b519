"""The marks in a page's text where tables, rows, cells and lines begin, and their blocks."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from parsers.document import Block, Cell, Grid, Line

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
FIELDS = (None, "text", "number")
# Struck out: what they hold is not said any more, if it is a word or a number and no whole text.
STRUCK = ("del", "s", "strike")
LONGEST_STRUCK = 40
# A raised note's number is no digit of the value before it; `normal` writes raised signs so too.
RAISED = "^"

# What spans may say is bounded: a page that says more is damaged or hostile.
_WIDEST = 1000
_LONGEST_SPAN = 60
_HIGHEST = 3000
_USUAL = {"": 1} | {str(span): span for span in range(1, 10)}
# A cell with so many lines holds a whole text, not a value or a label.
_LONGEST_CELL = 40

_PLAIN = f"{CELL},,"  # a cell without spans
_SPANS = re.compile(f"{CELL}[^,]{{0,20}},[^,]{{0,20}},")
_EDGES = f" {BREAK}"  # what stands round a line, once white space is single spaces

# A mark, written as an entity.
_FORGED = re.compile("&#(?:[xX]0{0,9}[eE]00[1-5]|0{0,9}5734[5-9])(?![0-9a-fA-F]);?")


Table = Callable[[str, str], Iterator[Block]]


def is_filled_in(attributes: Mapping[str, str | None]) -> bool:
    """Return whether a field of a form prints a value: some tables were left as their forms."""
    return attributes.get("type") in FIELDS and bool(attributes.get("value"))


def as_lines(marked: str) -> str:
    """Return a marked text with a line feed for each mark of a break, and none from the markup."""
    return marked.replace("\r", " ").replace("\n", " ").replace(BREAK, "\n")


def may_stand_in(markup: bytes) -> bool:
    """Return whether one of the characters that serve as marks may be in a text in UTF-8."""
    return b"\0" in markup or (b"\xee" in markup and b"\xee\x80" in markup)


def forges(text: str) -> bool:
    """Return whether *text* holds a mark, written as an entity."""
    return "&#" in text and _FORGED.search(text) is not None


def without_marks(text: str) -> str:
    """Return *text* without the characters that serve as marks, and without their entities."""
    for mark in (TABLE, END, ROW, CELL, BREAK, "\0"):
        if mark in text:
            text = text.replace(mark, "")
    return _FORGED.sub("", text)


def blocks(marked: str, table: Table | None = None) -> Iterator[Block]:
    """Yield the blocks of a marked text; a table that holds others is layout, no grid.

    Args:
        marked: the text, normalised.
        table: yields the blocks of a table from the text behind its first row's mark and the
            table's place; without it spans are read as HTML has them.
    """
    even = " ".join(marked.replace("\n", BREAK).split())
    # What stands behind a table's end, or behind its beginning.
    parts = even.replace(END, TABLE + END).split(TABLE)
    layout = _layout(parts)
    count = 0
    for part, is_layout in zip(parts, layout, strict=True):
        before, row, rows = part.removeprefix(END).partition(ROW)
        yield from _lines(before)
        if is_layout:
            yield from _lines(rows)
        elif row:
            count += 1
            yield from (table or _table)(rows, f"table {count}")


def _layout(parts: list[str]) -> list[bool]:
    """Return for each part whether it stands in a table that holds another table."""
    layout = [False] * len(parts)
    open_tables: list[list[int]] = []
    for index, part in enumerate(parts[1:], 1):
        if not part.startswith(END):
            if open_tables:
                open_tables[-1][0] = 1
            open_tables.append([0])
        elif open_tables:
            nested, *inside = open_tables.pop()
            for position in inside if nested else ():
                layout[position] = True
        if open_tables:
            open_tables[-1].append(index)
    return layout


def _lines(text: str) -> Iterator[Line]:
    if CELL in text:
        text = _SPANS.sub(BREAK, text)
    return map(Line, filter(None, map(str.strip, text.replace(ROW, BREAK).split(BREAK))))


def _table(rows: str, place: str) -> Iterator[Block]:
    grid = _grid(rows, place)
    long = [cell.text for cell in grid.cells if len(cell.text) > _LONGEST_CELL]
    if len(grid.cells) > 1 and all(text.count("\n") < _LONGEST_CELL for text in long):
        yield grid
    else:
        for cell in grid.cells:
            yield from map(Line, filter(None, cell.text.split("\n")))


def _grid(rows: str, place: str) -> Grid:
    cells: list[Cell] = []
    height = width = 0
    hanging: list[int] = []  # for each column, the first row below the cell that hangs into it
    for height, line in enumerate(rows.split(ROW)[:_HIGHEST], 1):
        row, column = height - 1, 0
        where = f"{place} row {height}"
        head, *plain = line.split(_PLAIN)
        raws = head.split(CELL)[1:]
        if line.count(CELL) > len(raws) + len(plain):  # a cell with spans stands behind a plain one
            raws, plain = line.split(CELL)[1:], []
        for raw in raws:
            while column < len(hanging) and hanging[column] > row:
                column += 1
            if column >= _WIDEST:
                break
            spans_across, spans_down, text = raw.split(",", 2)
            across = _USUAL.get(spans_across) or min(_span(spans_across), _LONGEST_SPAN)
            down = _USUAL.get(spans_down) or min(_span(spans_down), _HIGHEST - row)
            if down > 1:
                hanging.extend([0] * (column + across - len(hanging)))
                hanging[column : column + across] = [row + down] * across
            cells.append(Cell(cell_text(text), row, column, down, across, where))
            column += across
        if BREAK in line:
            plain = list(map(cell_text, plain))
        end = column + len(plain)
        if end <= _WIDEST and (column >= len(hanging) or max(hanging[column:]) <= row):
            cells += [
                Cell(text.strip(), row, at, 1, 1, where) for at, text in enumerate(plain, column)
            ]
            column = end
        else:
            for at, text in zip(_free(hanging, row, column), plain, strict=False):
                cells.append(Cell(text.strip(), row, at, 1, 1, where))
                column = at + 1
        if column > width:
            width = column
    return Grid(tuple(cells), height, width, place)


def _free(hanging: Sequence[int], row: int, first: int) -> Iterator[int]:
    """Yield the columns of a row, from one on, into which no cell hangs."""
    for column in range(first, _WIDEST):
        if column >= len(hanging) or hanging[column] <= row:
            yield column


def _span(raw: str) -> int:
    digits = raw.strip()[:9]
    return (int(digits) or 1) if digits.isdecimal() and digits.isascii() else 1


def cell_text(text: str) -> str:
    """Return a cell's text with a line feed between its lines, and no empty line."""
    text = text.strip(_EDGES)
    return "\n".join(filter(None, map(str.strip, text.split(BREAK)))) if BREAK in text else text
