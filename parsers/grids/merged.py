"""Take apart rows of a table that were run together: several rows' cells in one, line by line."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec.structs import replace

from parsers.amounts import read_amount
from parsers.document import Cell, Grid
from parsers.matching import Means
from parsers.report import State
from parsers.tokens import is_value

_NUMBER = re.compile(r"(?=(?<!\d)[1-9][.、])")
# What a cell holds whose line nobody can tell: a letter that could not be read.
_UNKNOWN = "\ufffd"


def taken_apart(grid: Grid, meaning: Means) -> Grid:
    """Return *grid* with a line of its own for each label where a cell holds those of several rows.

    A cell behind it gives its lines to them if it has as many; of any other nobody knows what
    belongs to which. A cell that hangs over several lines gives each one of its own.
    """
    several = [cell for cell in grid.cells if "\n" in cell.text]
    labels = [(cell, names) for cell in several if (names := _labels(cell.text, meaning))]
    hanging = {
        (cell.row, cell.column): cell.text.split("\n")
        for cell in several
        if cell.rowspan == cell.text.count("\n") + 1 <= grid.height - cell.row
        and all(map(is_value, cell.text.split("\n")))
    }
    hanging |= {
        (cell.row, cell.column): names
        for cell, names in labels
        if cell.rowspan == len(names) <= grid.height - cell.row
    }
    heights = {cell.row: (cell, names) for cell, names in labels if cell.rowspan == 1}
    if not heights and not hanging:
        return grid
    sizes = [len(heights[row][1]) if row in heights else 1 for row in range(grid.height)]
    starts = [0, *accumulate(sizes)]
    cells = [
        part
        for cell in grid.cells
        for part in _parts(cell, starts, hanging.get((cell.row, cell.column)), heights)
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(tuple(cells), starts[-1], grid.width, grid.place)


def _labels(text: str, meaning: Means) -> list[str]:
    """Return the labels of several rows that a cell holds, or nothing."""
    for names in (text.split("\n"), _NUMBER.split(text.replace("\n", ""))):
        names = [name for name in names if name.strip()]
        known = [meaning(name).rows for name in names]
        if len(names) > 1 and all(known) and len({rows[0][1].id for rows in known}) == len(names):
            return names
    return []


def _parts(
    cell: Cell,
    starts: Sequence[int],
    lines: Sequence[str] | None,
    heights: dict[int, tuple[Cell, list[str]]],
) -> Iterator[Cell]:
    """Yield what becomes of a cell: one a line, or one over more lines than before."""
    start = starts[cell.row]
    if lines is not None:
        for number, text in enumerate(lines):
            yield replace(cell, text=text, row=starts[cell.row + number], rowspan=1)
        return
    label, names = heights.get(cell.row, (cell, []))
    if not names or cell.column < label.column:
        end = starts[min(cell.row + cell.rowspan, len(starts) - 1)]
        yield replace(cell, row=start, rowspan=max(1, end - start))
        return
    texts = names if cell is label else cell.text.split("\n")
    if len(texts) != len(names):
        blank = read_amount(cell.text).state is State.BLANK
        texts = ["" if blank else _UNKNOWN] * len(names)
    for number, text in enumerate(texts):
        yield replace(cell, text=text, row=start + number, rowspan=1)
