"""Lay the cells of a marked table out as HTML's spans say."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from parsers.document import Cell, Grid, Shape
from parsers.readers.marks import BREAK, CELL, ROW

# What spans may say is bounded: a page that says more is damaged or hostile.
_WIDEST = 1000
_LONGEST_SPAN = 60
_HIGHEST = 3000
_USUAL = {"": 1} | {str(span): span for span in range(1, 10)}
_PLAIN = f"{CELL},,"  # a cell without spans
# A cell with so many lines holds a whole text, not a value or a label.
_LONGEST_CELL = 40
# Paragraphs are a text where the rest of the table are a page's menu and foot.
_FEW_LINES, _FEW_CELLS = 4, 30
_EDGES = f" {BREAK}"  # what stands round a line, once white space is single spaces

# A cell that holds nothing but a figure: without a leading zero, without thousands marks.
_FIGURE = re.compile(
    rf",,[ {BREAK}]*+([+-]?+(?:0|[1-9][0-9]{{0,14}}+)(?:\.[0-9]{{1,9}}+)?+(?:[万亿]?元)?+)"
    rf"[ {BREAK}]*+(?![^{ROW}{CELL}])"
)
_STAND_IN = "\0"  # no text holds it, once normalised
# A longer table is no statutory one, and would take too much memory to remember.
_LONGEST = 8000


def spanned_grid(rows: str, place: str) -> Grid:
    """Return the grid of a table from the text behind its first row's mark and its place.

    It has a shape where tables with other figures give the same grid but for these: that one is
    laid out once.
    """
    first, *parts = _FIGURE.split(rows) if len(rows) <= _LONGEST else [rows]
    figures = parts[::2]
    if not figures:
        return _grid(rows, place)
    rest = f",,{_STAND_IN}".join((first, *parts[1::2]))
    shape = _shape(rest, place, tuple(map(str.isdecimal, figures)))
    return shape.with_figures(figures) if shape else _grid(rows, place)


def holds_text(grid: Grid) -> bool:
    """Whether a grid is no table but layout: one cell, or one that holds a whole text."""
    long = [cell.text for cell in grid.cells if len(cell.text) > _LONGEST_CELL]
    lines = _FEW_LINES if len(grid.cells) < _FEW_CELLS else _LONGEST_CELL
    return len(grid.cells) < 2 or any(
        text.count("\n") >= lines and (lines > _FEW_LINES or text.count("。\n") > 1)
        for text in long
    )


@lru_cache(maxsize=256)
def _shape(rows: str, place: str, whole: tuple[bool, ...]) -> Shape | None:
    """Return the shape of rows with stand-ins for figures, None where one is not a whole cell."""
    grid = _grid(rows, place)
    if holds_text(grid):
        return None
    figures = tuple([at for at, cell in enumerate(grid.cells) if cell.text == _STAND_IN])
    return Shape(grid, figures, whole) if len(figures) == len(whole) else None


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
