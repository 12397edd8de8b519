"""Mark the cells of a PDF's tables in which letters are drawn as outlines: they can't be read."""

from collections.abc import Iterable, Iterator, Sequence

from parsers.readers.affine import Box
from parsers.readers.lattice import Lattice
from parsers.readers.lines import UNKNOWN, Glyph


def outlined(
    outlines: Iterable[Box], glyphs: Iterable[Glyph], tables: Sequence[Lattice]
) -> Iterator[Glyph]:
    """Yield an unreadable letter for each outline in a cell that holds no words.

    Beside words it is a bullet, a tick, or a piece of a seal.
    """
    written = {
        _cell_at((glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2, tables)
        for glyph in glyphs
        if glyph.text[0] > "9"
    }
    for left, top, right, bottom in outlines:
        cell = _cell_at((left + right) / 2, (top + bottom) / 2, tables)
        if cell is not None and cell not in written:
            yield Glyph(UNKNOWN, left, top, right, bottom)


def _cell_at(x: float, y: float, tables: Sequence[Lattice]) -> tuple[int, int] | None:
    for number, table in enumerate(tables):
        index = table.region_at(x, y)
        if index is not None:
            return number, index
    return None
