"""Turn tables that lie on their side: what a form prints as columns stands in their rows."""

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from parsers.document import Cell, Grid
from parsers.matching import Meaning
from parsers.tokens import is_value

# So many columns' labels down the left, each with more than one value behind it.
_ENOUGH = 3
_VALUES = 2


def turned(grids: Iterable[Grid], meaning: Callable[[str], Meaning]) -> Iterator[Grid]:
    """Yield those of *grids* that lie on their side, with their rows as columns."""
    for grid in grids:
        if sum(_is_column(line, meaning) for line in grid.rows()) >= _ENOUGH:
            yield _turned(grid)


def _is_column(line: list[Cell], meaning: Callable[[str], Meaning]) -> bool:
    at = next((at for at, cell in enumerate(line) if meaning(cell.text).columns), None)
    if at is None:
        return False
    values = line[at + 1 :]
    return len(values) >= _VALUES and all(not c.text or is_value(c.text) for c in values)


def _turned(grid: Grid) -> Grid:
    cells = [
        replace(
            cell,
            row=cell.column,
            column=cell.row,
            rowspan=cell.colspan,
            colspan=cell.rowspan,
        )
        for cell in grid.cells
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    height = max((cell.row for cell in cells), default=-1) + 1
    return Grid(tuple(cells), height, grid.height, grid.place)
