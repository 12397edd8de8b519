"""Lay what stands on pages of paper into lines and tables in reading order."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

from msgspec.structs import replace

from parsers.readers.lattice import Lattice, Region
from parsers.readers.lines import UNKNOWN, Glyph, Part, Row, rows_of
from parsers.tokens import is_value

# So many pages of pictures are read of one document; longer scans are no annual reports.
MAX_SCANNED = 30
_LONGEST_FIGURE = 30  # what is longer is prose
# So many lines of figures in so many cells of a row: there are rows without rules.
_HEAP, _HEAPS = 4, 4
# How far a number may reach into another cell, in points: less than half a digit.
_REACH = 3.0


class Ruled(NamedTuple):
    """A cell of a ruled table on one page; `place` says where it stands.

    `parts` are figures that stand so far apart that a rule between them must be missing.
    """

    text: str
    row: int
    column: int
    rowspan: int
    colspan: int
    place: str
    parts: tuple[Part, ...] = ()

    @property
    def columns(self) -> tuple[int, int]:
        """The first column and how many."""
        return self.column, self.colspan


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table of one page; `xs` are the edges of its columns.

    Where no rule closes it above or below, a page break may have cut a row.
    """

    xs: tuple[float, ...]
    top: float
    height: int
    cells: tuple[Ruled, ...]
    place: str = ""
    open_above: bool = False
    open_below: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, from top to bottom; `number` counts from 1."""

    number: int
    width: float
    height: float
    items: tuple[Row | Table, ...]


def lay_out(
    number: int,
    size: tuple[float, float],
    glyphs: Iterable[Glyph],
    lattices: Sequence[Lattice],
) -> Page:
    """Return the page that these characters and ruled tables make."""
    outside: list[Glyph] = []
    inside: list[dict[int, list[Glyph]]] = [{} for _ in lattices]
    crossing: list[list[tuple[Glyph, tuple[int, ...]]]] = [[] for _ in lattices]
    frames = [(t.xs[0], t.ys[0], t.xs[-1], t.ys[-1]) for t in lattices]
    for glyph in glyphs:
        x, y = glyph.home or ((glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2)
        if not (0 < x < size[0] and 0 < y < size[1]):
            continue  # beyond the paper's edge nothing is printed
        for k, (left, top, right, bottom) in enumerate(frames):
            if left < x < right and top < y < bottom:
                table = lattices[k]
                owners = table.owners[bisect_right(table.ys, y) - 1]
                column = bisect_right(table.xs, x) - 1
                if glyph.text[0] <= "9" and (
                    glyph.left < table.xs[column] - _REACH
                    or glyph.right > table.xs[column + 1] + _REACH
                ):
                    crossing[k].append((glyph, owners))
                inside[k].setdefault(owners[column], []).append(glyph)
                break
        else:
            outside.append(glyph)
    tables: list[Table] = []
    for lattice, held, numbers in zip(lattices, inside, crossing, strict=True):
        if _has_no_rows(lattice, held):
            outside += (glyph for own in held.values() for glyph in own)
        else:
            for glyph, owners in numbers:
                _spoil(glyph, lattice, owners, held)
            tables.append(_table(number, lattice, held))
    items: list[Row | Table] = [*rows_of(outside), *tables]
    return Page(number, *size, tuple(sorted(items, key=attrgetter("top"))))


def _spoil(
    glyph: Glyph, table: Lattice, owners: Sequence[int], held: dict[int, list[Glyph]]
) -> None:
    """Make unreadable all cells of a row between which a number stands."""
    if glyph.home or not is_figure(glyph.text):
        return
    first = bisect_right(table.xs, glyph.left + _REACH) - 1
    crossed = {*owners[max(0, first) : bisect_right(table.xs, glyph.right - _REACH)]}
    for owner in crossed if len(crossed) > 1 else ():
        held.setdefault(owner, []).append(replace(glyph, text=UNKNOWN))


def _has_no_rows(lattice: Lattice, held: dict[int, list[Glyph]]) -> bool:
    """Whether rules part the columns of a table and not its rows: figures stand in heaps."""
    heaps = Counter(
        lattice.regions[index].row
        for index, own in held.items()
        if len(own) >= _HEAP
        and len({round(glyph.top) for glyph in own if is_figure(glyph.text)}) >= _HEAP
    )
    return any(count >= _HEAPS for count in heaps.values())


def _table(number: int, lattice: Lattice, held: dict[int, list[Glyph]]) -> Table:
    cells = []
    for index, region in enumerate(lattice.regions):
        own = held.get(index, ())
        if len(own) < 2:  # nearly every cell
            cells.append(
                Ruled(own[0].text if own else "", *region, _place(number, lattice, region))
            )
            continue
        for cell, rows in _bands(lattice, region, tuple(rows_of(own))):
            right, place = lattice.box(cell)[2], _place(number, lattice, cell)
            parts = _figures(rows[0]) if len(rows) == 1 else ()
            text = _barred(rows[0]) if parts else cell_text(rows, right)
            cells.append(Ruled(text, *cell, place, parts))
    cells.sort(key=itemgetter(1, 2))  # bands of a cell stand in the rows of others
    return Table(
        lattice.xs,
        lattice.ys[0],
        len(lattice.ys) - 1,
        tuple(cells),
        f"page {number}",
        lattice.open_above,
        lattice.open_below,
    )


def _place(number: int, lattice: Lattice, cell: Region) -> str:
    return "page {} ({:.0f},{:.0f},{:.0f},{:.0f})".format(number, *lattice.box(cell))


def _bands(
    lattice: Lattice, region: Region, rows: tuple[Row, ...]
) -> Iterator[tuple[Region, tuple[Row, ...]]]:
    """Yield a cell and its lines; one cell a row where figures show that rules are missing."""
    right = lattice.box(region)[2]
    if (
        region.rowspan == 1
        or len(rows) < 2
        or not all(is_figure(part.text) for row in rows for part in row.parts)
        or any(len(row.parts) == 1 and _fills(row, right) for row in rows[:-1])
    ):
        yield region, rows
        return
    bands: list[list[Row]] = [[] for _ in range(region.rowspan)]
    for row in rows:
        middle = (row.top + row.bottom) / 2
        bands[bisect_right(lattice.ys, middle) - 1 - region.row].append(row)
    for down, band in enumerate(bands):
        yield region._replace(row=region.row + down, rowspan=1), tuple(band)


def _figures(row: Row) -> tuple[Part, ...]:
    """Return the figures that gaps part a line into; none of a line that holds anything else."""
    if len(row.parts) < 2 or not all(is_figure(part.text) for part in row.parts):
        return ()
    return row.parts


def _barred(row: Row) -> str:
    """Return a line of figures with bars where no number reaches across.

    That is over a gap wider than a character, and over any but between digits set apart.
    """
    text = row.parts[0].text
    for before, part in pairwise(row.parts):
        wide = part.left - before.right > row.bottom - row.top
        apart = len(before.text) == len(part.text) == 1
        text += (" " if apart and not wide else "|") + part.text
    return text


def is_figure(text: str) -> bool:
    """Whether a text is one number or a dash."""
    if text.isdecimal():
        return True
    return len(text) <= _LONGEST_FIGURE and is_value(text)


def _fills(row: Row, right: float) -> bool:
    """Whether a line leaves no room for one more character before the *right* edge."""
    return row.right + (row.bottom - row.top) >= right


def cell_text(rows: Sequence[Row], right: float) -> str:
    """Return the lines of a cell; one that fills the cell's width goes on in the next."""
    parts: list[str] = []
    for row in rows:
        parts.append(row.text)
        if row is not rows[-1] and not _fills(row, right):
            parts.append("\n")
    return "".join(parts)
