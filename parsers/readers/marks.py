"""The marks in a page's text where tables, rows, cells and lines begin, and their blocks."""

import re
from collections.abc import Callable, Iterator
from itertools import repeat

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
# Struck out: what they hold is not said any more, if it is a word or a number and no whole text.
STRUCK = ("del", "s", "strike")
LONGEST_STRUCK = 40
# A raised note's number is no digit of the value before it; `normal` writes raised signs so too.
RAISED = "^"

# What spans may say is bounded: a page that says more is damaged or hostile.
_WIDEST = 1000
_LONGEST_SPAN = 60
_HIGHEST = 3000
# A cell with so many lines holds a whole text, not a value or a label.
_LONGEST_CELL = 40

_PLAIN = f"{CELL},,"  # a cell without spans
_SPANS = re.compile(f"{CELL}[^,]{{0,20}},[^,]{{0,20}},")


Table = Callable[[str, str], Iterator[Block]]


def as_lines(marked: str) -> str:
    """Return a marked text with a line feed for each mark of a break, and none from the markup."""
    return marked.replace("\r", " ").replace("\n", " ").replace(BREAK, "\n")


def blocks(marked: str, table: Table | None = None) -> Iterator[Block]:
    """Yield the blocks of a marked text; a table that holds others is layout, no grid.

    Args:
        marked: the text, normalised.
        table: yields the blocks of a table from the text behind its first row's mark and the
            table's place; without it spans are read as HTML has them.
    """
    parts = re.split(f"([{TABLE}{END}])", marked)
    layout = _layout(parts)
    depth = count = 0
    for index, part in enumerate(parts):
        if part == TABLE:
            depth += 1
        elif part == END:
            depth = max(0, depth - 1)
        elif ROW in part and not layout[index]:
            count += 1
            before, _, rows = part.partition(ROW)
            yield from _lines(_SPANS.sub("\n", before))
            yield from (table or _table)(rows, f"table {count}")
        else:
            yield from _lines(_SPANS.sub("\n", part).replace(ROW, "\n"))


def _layout(parts: list[str]) -> list[bool]:
    """Return for each part whether it stands in a table that holds another table."""
    layout = [False] * len(parts)
    open_tables: list[list[int]] = []
    for index, part in enumerate(parts):
        if part == TABLE:
            if open_tables:
                open_tables[-1][0] = 1
            open_tables.append([0])
        elif part == END and open_tables:
            nested, *inside = open_tables.pop()
            for position in inside if nested else ():
                layout[position] = True
        elif open_tables:
            open_tables[-1].append(index)
    return layout


def _lines(text: str) -> list[Line]:
    return [Line(" ".join(words)) for raw in text.split("\n") if (words := raw.split())]


def _table(rows: str, place: str) -> Iterator[Block]:
    grid = _grid(rows, place)
    long = [cell.text for cell in grid.cells if len(cell.text) > _LONGEST_CELL]
    if len(grid.cells) > 1 and all(text.count("\n") < _LONGEST_CELL for text in long):
        yield grid
    else:
        for cell in grid.cells:
            yield from _lines(cell.text)


def _grid(rows: str, place: str) -> Grid:
    cells: list[Cell] = []
    height = width = 0
    hanging: list[int] = []  # for each column, the first row below the cell that hangs into it
    for height, line in enumerate(rows.split(ROW)[:_HIGHEST], 1):
        row, column = height - 1, 0
        where = f"{place} row {height}"
        raws = line.split(CELL)[1:]
        while column < len(hanging) and hanging[column] > row:
            column += 1
        end = column + len(raws)
        if line.count(_PLAIN) == len(raws) and max(hanging[column:], default=0) <= row:
            texts = [cell_text(raw[2:]) for raw in raws[:_WIDEST]]
            columns, one = range(column, end), repeat(1)
            cells += map(Cell, texts, repeat(row), columns, one, one, repeat(where))
            width = max(width, min(end, _WIDEST))
            continue
        for raw in raws:
            while column < len(hanging) and hanging[column] > row:
                column += 1
            if column >= _WIDEST:
                break
            if raw.startswith(",,"):
                cells.append(Cell(cell_text(raw[2:]), row, column, 1, 1, where))
                column += 1
                continue
            spans_across, spans_down, text = raw.split(",", 2)
            across = min(_span(spans_across), _LONGEST_SPAN) if spans_across else 1
            down = min(_span(spans_down), _HIGHEST - row) if spans_down else 1
            if down > 1:
                hanging.extend([0] * (column + across - len(hanging)))
                hanging[column : column + across] = [height + down - 1] * across
            cells.append(Cell(cell_text(text), row, column, down, across, where))
            column += across
        width = max(width, column)
    return Grid(tuple(cells), height, width, place)


def _span(raw: str) -> int:
    digits = raw.strip()[:9]
    return max(1, int(digits)) if digits.isdecimal() and digits.isascii() else 1


def cell_text(text: str) -> str:
    """Return a cell's text with single spaces, and no empty line."""
    text = text.strip()
    if text.isalnum() or not text:
        return text
    if "\n" not in text:
        return " ".join(text.split())
    return "\n".join([" ".join(words) for raw in text.split("\n") if (words := raw.split())])
