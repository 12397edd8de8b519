"""Part a grid in which two tables stand side by side, told by their heads."""

from collections.abc import Sequence
from itertools import pairwise

from parsers.document import Cell, Grid
from parsers.matching import Columns, Means
from parsers.tokens import is_value


def seam_of(cells: Sequence[Cell], named: Sequence[tuple[int, Columns]], means: Means) -> int:
    """Return the grid column where a line of heads begins anew, 0 where it doesn't.

    *named* are the heads of columns. Behind some of them stands one of labels: 信息内容, or any
    word before a column that was named already.
    """
    known: set[object] = set(named[0][1])
    for (before, _), (at, columns) in pairwise(named):
        label = cells[at - 1] if at - before > 1 else None
        if label and label.text and (means(label.text).is_head or not known.isdisjoint(columns)):
            return 0 if any(is_value(cell.text) for cell in cells) else label.column
        known.update(columns)
    return 0


def parted_at(grid: Grid, seam: int) -> tuple[Grid, Grid]:
    """Return the two tables that a grid holds on both sides of a *seam*."""
    left = tuple([cell for cell in grid.cells if cell.column < seam])
    right = tuple([cell for cell in grid.cells if cell.column >= seam])
    return (
        Grid(left, grid.height, grid.width, grid.place),
        Grid(right, grid.height, grid.width, grid.place),
    )
