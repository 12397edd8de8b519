"""Remember where a search found the cells of a grid: in all grids of its shape they are there.

Pages that print the same labels in the same places, and other figures, need the search no more.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from parsers.document import Grid, Shape
from parsers.found import Found
from parsers.tokens import holds_numbers

_FULL_WIDTH = {ord("0") + digit: ord("\uff10") + digit for digit in range(10)}


class _Place(NamedTuple):
    """A row as it was found, and which of the layout's cells are its own."""

    found: Found
    cells: slice


class Layout(NamedTuple):
    """The rows that each grid of a shape holds, and where their cells are among the grid's."""

    rows: tuple[_Place, ...]
    cells: tuple[int, ...]

    def rows_of(self, grid: Grid) -> list[Found]:
        """Return the rows of a grid."""
        texts = [cell.text for cell in grid.cells]
        cells = tuple([texts[at] for at in self.cells])
        return [replace(found, cells=cells[own]) for found, own in self.rows]


def layout_of(
    shape: Shape, search: Callable[[Grid], Sequence[Found]], *, whole: bool = False
) -> Layout | None:
    """Return what *search* finds in grids of a *shape*, None where that may depend on the figures.

    It does where numbers may be run together. Where the layout must be *whole*, each figure
    belongs to a row.
    """
    grid = shape.with_figures(list(_doubtful(shape)))
    found = search(grid)
    if any(map(holds_numbers, grid.cells)) or not all(map(_is_plain, found)):
        return None
    places = {cell.text: at for at, cell in enumerate(grid.cells)}  # any of equal cells will do
    cells = [places.get(text or "", -1) for row in found for text in row.cells]
    if -1 in cells or (whole and not set(shape.figures) <= set(cells)):
        return None
    rows: list[_Place] = []
    start = 0
    for row in found:
        own = slice(start, start + len(row.cells))
        rows.append(_Place(row, own))
        start = own.stop
    return Layout(tuple(rows), tuple(cells))


def _doubtful(shape: Shape) -> Iterator[str]:
    """Yield figures that raise each doubt that others may raise, all different.

    Each is greater than all behind it, so that no total can have it for a part, and has a digit
    for each column that a cell may cover. No text holds such digits, once normalised.
    """
    for at, is_whole in enumerate(shape.whole):
        number = str(9 * 10**58 - at).translate(_FULL_WIDTH)
        yield number + number[-1] if is_whole else f"{number}元"


def _is_plain(found: Found) -> bool:
    """Whether a row says nothing but what its cells hold, each in its place."""
    plain = Found(found.table, found.row, found.cells, (), found.place, money_unit=found.money_unit)
    return found == plain and bool(found.cells) and None not in found.cells
