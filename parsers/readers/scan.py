"""Read pictures of pages: cells are cut along the ruling lines before a letter is read."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageSequence, UnidentifiedImageError

from parsers.document import Document
from parsers.errors import UnreadableMediaError
from parsers.readers.ink import (
    DPI,
    Mask,
    Pixels,
    Strip,
    height_of_text,
    ink_of,
    rules_of,
    strips_of,
    upright,
    without,
)
from parsers.readers.lattice import Lattice, lattices
from parsers.readers.letters import Reading, read_strips
from parsers.readers.pagebreaks import blocks_of
from parsers.readers.paper import MAX_SCANNED, Glyph, Page, Row, Ruled, Table, cell_text, rows_of

_MAX_PIXELS = 60_000_000
_MAX_STRIPS = 2000
# Rules of one table may be so far apart, in pixels, and still be one.
_TOLERANCE = 7.0
# What a page's width should be, upright or lying, so that its letters have the size of DPI.
_WIDTHS = (1654, 2339)
# Below this trust in its least certain letter a strip is not read: of right ones 1 in 50 is.
_TRUST = 0.8
_AMOUNT = re.compile(r"[\d.,，．+-]+\s*(?:[万亿千]?元|批次|人次|[万亿件项条个次人])")
ILLEGIBLE = "\ufffd"
_POINT = 72 / DPI
_NARROW = 0.6
_FRINGE = 4  # pixels beside a rule that may still be dark
_WIDE = 8  # the edges of the widest table that merges cells of figures
_TALLEST = 2.5  # what is taller than so many characters is a picture


class _Piece(NamedTuple):
    """A strip and what it belongs to: a cell of a table, or the text outside of them."""

    strip: Strip
    table: int
    region: int


_Said = tuple[_Piece, Reading]


def read_image(content: bytes) -> Document:
    """Return the lines and tables on a picture of one page, or of several (TIFF).

    Raises:
        UnreadableMediaError: if it is damaged or larger than any page.
        MissingReaderError: if the extra `ocr` is not installed.
    """
    pages = [read_page(number, page) for number, page in enumerate(_pages(content), 1)]
    return Document(blocks_of(pages), "scan")


def read_page(number: int, picture: Image.Image) -> Page:
    """Return what a picture of a page says, in points from its top left corner.

    A cell that can't be read for certain holds U+FFFD, which is no number.
    """
    level = upright(_brought_to_size(picture))
    pixels = np.asarray(level)
    levels, plumbs = rules_of(pixels)
    tables = list(lattices(levels, plumbs, tolerance=_TOLERANCE))
    text = without(ink_of(level), levels, plumbs)
    tall = height_of_text(text)
    pieces = list(_cut(pixels, text, tables, tall))
    if len(pieces) > _MAX_STRIPS:
        raise UnreadableMediaError(f"page {number} of the scan holds over {_MAX_STRIPS} texts")
    readings = read_strips([piece.strip.pixels for piece in pieces])
    said = list(zip(pieces, readings, strict=True))
    items: list[Row | Table] = [
        _table(number, table, [pair for pair in said if pair[0].table == index])
        for index, table in enumerate(tables)
    ]
    items += _rows([pair for pair in said if pair[0].table < 0])
    items.sort(key=lambda item: item.top)
    return Page(number, level.width * _POINT, level.height * _POINT, tuple(items))


def _pages(content: bytes) -> Iterator[Image.Image]:
    """Yield the pictures in a file, in grey."""
    try:
        with Image.open(BytesIO(content)) as file:
            for number, frame in enumerate(ImageSequence.Iterator(file), 1):
                if frame.width * frame.height > _MAX_PIXELS or number > MAX_SCANNED:
                    raise UnreadableMediaError("the picture is larger than any page of a report")
                yield _grey(frame)
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UnreadableMediaError(f"the picture can't be opened: {error}") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableMediaError(f"the picture is damaged: {error}") from error


def _grey(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        colours = picture.convert("RGBA")
        white = Image.new("RGBA", colours.size, "white")
        return Image.alpha_composite(white, colours).convert("L")
    return picture.convert("L")


def _brought_to_size(picture: Image.Image) -> Image.Image:
    """Return a picture so wide that its letters have the size they have at 200 dots an inch."""
    width = _WIDTHS[picture.width > picture.height]
    if 0.9 < picture.width / width < 1.1:
        return picture
    height = max(1, min(4 * width, round(picture.height * width / picture.width)))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _cut(pixels: Pixels, text: Mask, tables: Sequence[Lattice], tall: int) -> Iterator[_Piece]:
    """Yield every strip of text on a page: of each table's cells, then of what is around."""
    around = text.copy()
    for index, table in enumerate(tables):
        for number, region in enumerate(table.regions):
            left, top, right, bottom = (round(edge) for edge in table.box(region))
            box = (left + _FRINGE, top + _FRINGE, right - _FRINGE, bottom - _FRINGE)
            for strip in strips_of(pixels, text, box, tall):
                yield _Piece(strip, index, number)
        left, top, right, bottom = _frame(table)
        around[max(0, top) : bottom, max(0, left) : right] = False
    height, width = pixels.shape
    for strip in strips_of(pixels, around, (0, 0, width, height), tall):
        if strip.bottom - strip.top < _TALLEST * tall:
            yield _Piece(_narrowed(strip), -1, -1)


def _narrowed(strip: Strip) -> Strip:
    """Return a line of prose made narrower, which halves the time it takes to read."""
    height, width = strip.pixels.shape
    if width < 8 * height:
        return strip
    size = (round(width * _NARROW), height)
    image = Image.fromarray(strip.pixels).resize(size, Image.Resampling.BOX)
    return strip._replace(pixels=np.asarray(image))


def _frame(table: Lattice) -> tuple[int, int, int, int]:
    return (
        int(table.xs[0]) - _FRINGE,
        int(table.ys[0]) - _FRINGE,
        int(table.xs[-1]) + _FRINGE,
        int(table.ys[-1]) + _FRINGE,
    )


def _table(number: int, lattice: Lattice, said: Sequence[_Said]) -> Table:
    cells: list[Ruled] = []
    for index, region in enumerate(lattice.regions):
        left, top, right, bottom = (edge * _POINT for edge in lattice.box(region))
        held = [pair for pair in said if pair[0].region == index]
        place = f"page {number} ({left:.0f},{top:.0f},{right:.0f},{bottom:.0f})"
        whole = Ruled(_cell_text(held, right), *region, place)
        cells += [whole] if _is_one(whole, held, lattice) else _parted(whole, held, lattice)
    xs = tuple(x * _POINT for x in lattice.xs)
    figures = min((c.column for c in cells if c.text[:1].isdigit() and c.text.isascii()), default=0)
    cells = [c._replace(text="") if _is_stray(c, figures) else c for c in cells]
    return Table(xs, lattice.ys[0] * _POINT, len(lattice.ys) - 1, tuple(cells), f"page {number}")


def _is_one(cell: Ruled, said: Sequence[_Said], lattice: Lattice) -> bool:
    """Whether a cell over several columns may hold one value, or words: no rule was overlooked.

    A table as wide as that of requests merges no cells of figures.
    """
    if cell.colspan == 1 or not said or _holds_words(cell.text):
        return True
    return len(said) == 1 and len(lattice.xs) <= _WIDE


def _holds_words(text: str) -> bool:
    return sum("\u4e00" <= char <= "\u9fff" for char in text) >= 2


def _parted(cell: Ruled, said: Sequence[_Said], lattice: Lattice) -> Iterator[Ruled]:
    """Yield a cell for each column of one between whose values a rule was overlooked.

    Unless each strip stands in a column of its own, none of them can be read.
    """
    columns = range(cell.column, cell.column + cell.colspan)
    texts = dict.fromkeys(columns, "")
    for piece, reading in said:
        for column in columns:
            left, right = lattice.xs[column] - _TOLERANCE, lattice.xs[column + 1] + _TOLERANCE
            if left < piece.strip.left and piece.strip.right < right and not texts[column]:
                doubtful = cell.rowspan > 1 or _is_doubtful(piece.strip, reading)
                texts[column] = ILLEGIBLE if doubtful else reading.text
                break
        else:
            texts = dict.fromkeys(columns, ILLEGIBLE)
            break
    for column in columns:
        yield cell._replace(text=texts[column], column=column, colspan=1)


def _is_stray(cell: Ruled, figures: int) -> bool:
    """Whether what can't be read stands among the labels, where it can be no number."""
    return cell.text == ILLEGIBLE and cell.column < figures


def _cell_text(said: Sequence[_Said], right: float) -> str:
    """Return what a cell says; a label may be fuzzy, a number may not."""
    text = "".join(reading.text for _, reading in said)
    if _holds_words(text) and not _AMOUNT.fullmatch(text):
        return cell_text(tuple(_rows(said)), right)
    rows = tuple(_rows(said))
    # Values side by side: the rule between them was overlooked.
    if any(len(row.parts) > 1 for row in rows) or any(
        _is_doubtful(piece.strip, reading) for piece, reading in said
    ):
        return ILLEGIBLE
    return cell_text(rows, right)


def _is_doubtful(strip: Strip, reading: Reading) -> bool:
    """Whether a strip was not read for certain, or has a mark for which there is no letter.

    Such a mark is a decimal point, or a digit, that the model overlooked.
    """
    wide = any(char > "\u2e80" for char in reading.text)  # these fall into several marks
    return reading.score < _TRUST or (not wide and strip.marks > len(reading.text))


def _rows(said: Sequence[_Said]) -> Iterator[Row]:
    """Yield the lines that strips make; those side by side are one, and loose."""
    glyphs = [
        Glyph(
            reading.text,
            strip.left * _POINT,
            strip.top * _POINT,
            strip.right * _POINT,
            strip.bottom * _POINT,
        )
        for (strip, _, _), reading in said
        if reading.text
    ]
    yield from rows_of(glyphs)
