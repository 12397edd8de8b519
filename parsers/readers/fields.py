"""Tell the fields of a printed form, which stand within cells, from frames that are cells."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from parsers.readers.affine import Box
from parsers.readers.lattice import Lattice, Rule
from parsers.readers.lines import UNKNOWN, Glyph
from parsers.readers.windows import is_filled

# How far within its cell's edges a field stands at least, in points, and how many stand in a cell.
_WITHIN = 0.2
_MOST = 3


def parted(frames: Iterable[Box], tables: Sequence[Lattice]) -> tuple[list[Box], list[Box]]:
    """Return which of the frames are fields within cells of the tables, and which are cells."""
    held: dict[tuple[int, int] | None, list[Box]] = {}
    for frame in frames:
        held.setdefault(_cell_of(frame, tables), []).append(frame)
    fields, cells = list[Box](), held.pop(None, [])
    for own in held.values():
        (fields if len(own) <= _MOST else cells).extend(own)
    return fields, cells


def sides(frames: Iterable[Box]) -> tuple[list[Rule], list[Rule]]:
    """Return the level and the upright rules that some frames are made of."""
    levels, plumbs = list[Rule](), list[Rule]()
    for left, top, right, bottom in frames:
        levels += Rule(top, left, right), Rule(bottom, left, right)
        plumbs += Rule(left, top, bottom), Rule(right, top, bottom)
    return levels, plumbs


def without_cut(glyphs: Iterable[Glyph], fields: Sequence[Box]) -> Iterator[Glyph]:
    """Yield the characters; a number that fills its field, and may go on unseen, is unreadable."""
    for glyph in glyphs:
        is_cut = glyph.text[0] <= "9" and any(_fills(glyph, field) for field in fields)
        yield replace(glyph, text=UNKNOWN) if is_cut else glyph


def _cell_of(frame: Box, tables: Sequence[Lattice]) -> tuple[int, int] | None:
    """Return the table and the cell within which a frame stands, None where it is within none."""
    left, top, right, bottom = frame
    for number, table in enumerate(tables):
        index = table.region_at((left + right) / 2, (top + bottom) / 2)
        if index is None:
            continue
        cell = table.box(table.regions[index])
        room = (left - cell[0], top - cell[1], cell[2] - right, cell[3] - bottom)
        return (number, index) if min(room) > _WITHIN else None
    return None


def _fills(glyph: Glyph, field: Box) -> bool:
    middle = (glyph.top + glyph.bottom) / 2
    if not (field[1] < middle < field[3] and field[0] < glyph.right and glyph.left < field[2]):
        return False
    return is_filled(glyph.left - field[0], field[2] - glyph.right, glyph.bottom - glyph.top)
