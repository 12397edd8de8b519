"""Lay what the strips of a page say into the cells of its tables, and into lines."""

import re
from collections.abc import Iterator, Sequence

from parsers.normal import normalise
from parsers.readers.ink import DPI, Strip
from parsers.readers.lattice import Lattice
from parsers.readers.letters import Reading
from parsers.readers.lines import UNKNOWN, Glyph, Row, rows_of
from parsers.readers.paper import Ruled, Table, cell_text
from parsers.readers.strips import TOLERANCE, Piece
from parsers.tokens import is_value

# A pixel in points, in which pages are measured.
POINT = 72 / DPI
# Below this trust in its least certain letter a strip is not read: of right ones 1 in 50 is.
_TRUST = 0.8
# An amount with its unit holds Han characters, and is no label.
_AMOUNT = re.compile(r"[\d.,，．+-]+\s*(?:[万亿千]?元|批次|人次|[万亿件项条个次人])")
_WIDE = 8  # the edges of the widest table that merges cells of figures

# A strip, and what was read in it.
Said = tuple[Piece, Reading]


def table_of(number: int, lattice: Lattice, said: Sequence[Said]) -> Table:
    """Return the table that *said* fills the cells of *lattice* with, on page *number*."""
    cells: list[Ruled] = []
    for index, region in enumerate(lattice.regions):
        left, top, right, bottom = (edge * POINT for edge in lattice.box(region))
        held = [pair for pair in said if pair[0].region == index]
        place = f"page {number} ({left:.0f},{top:.0f},{right:.0f},{bottom:.0f})"
        whole = Ruled(said_in_cell(held, right), *region, place)
        cells += [whole] if _is_one(whole, held, lattice) else _parted(whole, held, lattice)
    xs = tuple(x * POINT for x in lattice.xs)
    figures = min((c.column for c in cells if c.text[:1].isdigit() and c.text.isascii()), default=0)
    cells = [c._replace(text="") if _is_stray(c, figures) else c for c in cells]
    return Table(xs, lattice.ys[0] * POINT, len(lattice.ys) - 1, tuple(cells), f"page {number}")


def lines_of(said: Sequence[Said]) -> Iterator[Row]:
    """Yield the lines that strips make; those side by side are one, and loose."""
    glyphs = [
        Glyph(
            reading.text,
            strip.left * POINT,
            strip.top * POINT,
            strip.right * POINT,
            strip.bottom * POINT,
        )
        for (strip, _, _), reading in said
        if reading.text
    ]
    yield from rows_of(glyphs)


def _is_one(cell: Ruled, said: Sequence[Said], lattice: Lattice) -> bool:
    """Whether a cell over several columns may hold one value, or words: no rule was overlooked.

    A table as wide as that of requests merges no cells of figures.
    """
    if cell.colspan == 1 or not said or _holds_words(cell.text):
        return True
    return len(said) == 1 and len(lattice.xs) <= _WIDE


def _holds_words(text: str) -> bool:
    return sum("\u4e00" <= char <= "\u9fff" for char in text) >= 2


def _parted(cell: Ruled, said: Sequence[Said], lattice: Lattice) -> Iterator[Ruled]:
    """Yield a cell for each column of one between whose values a rule was overlooked.

    Unless each strip stands in a column of its own, none of them can be read.
    """
    columns = range(cell.column, cell.column + cell.colspan)
    texts = dict.fromkeys(columns, "")
    for piece, reading in said:
        for column in columns:
            left, right = lattice.xs[column] - TOLERANCE, lattice.xs[column + 1] + TOLERANCE
            if left < piece.strip.left and piece.strip.right < right and not texts[column]:
                doubtful = cell.rowspan > 1 or is_doubtful(piece.strip, reading)
                texts[column] = UNKNOWN if doubtful else reading.text
                break
        else:
            texts = dict.fromkeys(columns, UNKNOWN)
            break
    for column in columns:
        yield cell._replace(text=texts[column], column=column, colspan=1)


def _is_stray(cell: Ruled, figures: int) -> bool:
    """Whether what can't be read stands among the labels, where it can be no number."""
    return cell.text == UNKNOWN and cell.column < figures


def said_in_cell(said: Sequence[Said], right: float) -> str:
    """Return what a cell says; a label may be fuzzy, a number may not."""
    text = "".join(reading.text for _, reading in said)
    if _holds_words(text) and not _AMOUNT.fullmatch(text):
        return cell_text(tuple(lines_of(said)), right)
    rows = tuple(lines_of(said))
    # Values side by side: the rule between them was overlooked.
    if any(len(row.parts) > 1 for row in rows) or any(
        is_doubtful(piece.strip, reading) for piece, reading in said
    ):
        return UNKNOWN
    found = cell_text(rows, right)
    if found.isascii() and found and not is_value(normalise(found)):
        return UNKNOWN  # a letter or a sign where all other cells hold numbers and words
    return found


def is_doubtful(strip: Strip, reading: Reading) -> bool:
    """Whether a strip was not read for certain, or has a mark for which there is no letter.

    Such a mark is a decimal point, or a digit, that the model overlooked.
    """
    wide = any(char > "\u2e80" for char in reading.text)  # these fall into several marks
    return reading.score < _TRUST or (not wide and strip.marks > len(reading.text))
