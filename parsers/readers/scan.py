"""Read pictures of pages: cells are cut along the ruling lines before a letter is read."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from statistics import median
from typing import NamedTuple

import numpy as np
from PIL import Image, UnidentifiedImageError

from parsers.document import Document
from parsers.errors import UnreadableMediaError
from parsers.fitting import is_value
from parsers.normal import normalise
from parsers.readers.bands import TALL, bands
from parsers.readers.ink import (
    DPI,
    Mask,
    Pixels,
    Strip,
    height_of_text,
    ink_of,
    rules_of,
    steepness,
    strips_of,
    turned,
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
_HIGHEST = 20  # times its width
# Below this trust in its least certain letter a strip is not read: of right ones 1 in 50 is.
_TRUST = 0.8
_AMOUNT = re.compile(r"[\d.,，．+-]+\s*(?:[万亿千]?元|批次|人次|[万亿件项条个次人])")
ILLEGIBLE = "\ufffd"
# How a page may lie that can't be read: of its strips few are wide, or some that are make no sense.
_ON_SIDE = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_90)
_ON_HEAD = (Image.Transpose.ROTATE_180,)
_LYING, _SAMPLED, _LEGIBLE, _BETTER = 0.08, 7, 0.7, 0.2
# How much redder than green and blue a seal is, and how many pixels of an eighth's size it has.
_RED, _SEAL = 60, 60
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
    parts = (part for picture in _pages(content) for part in _parts(picture))
    pages = [_read(number, part) for number, part in enumerate(parts, 1)]
    return Document(blocks_of(pages), "scan")


def read_page(number: int, picture: Image.Image) -> Page:
    """Return what a picture of a page says, in points from its top left corner.

    A page that lies on its side, or on its head, is turned first. A cell that can't be read for
    certain holds U+FFFD, which is no number.
    """
    return _read(number, _brought_to_size(picture))


def _parts(picture: Image.Image) -> Iterator[Image.Image]:
    """Yield the pages that a picture shows one below the other."""
    if picture.height <= TALL * picture.width:
        yield picture
    else:
        yield from bands(picture)


def _read(number: int, picture: Image.Image) -> Page:
    page = _apart(_upright(number, picture))
    readings = read_strips([piece.strip.pixels for piece in page.pieces])
    said = list(zip(page.pieces, readings, strict=True))
    items: list[Row | Table] = [
        _table(number, table, [pair for pair in said if pair[0].table == index])
        for index, table in enumerate(page.tables)
    ]
    items += _rows([pair for pair in said if pair[0].table < 0])
    items.sort(key=lambda item: item.top)
    return Page(number, page.width * _POINT, page.height * _POINT, tuple(items))


def _apart(page: "_Seen") -> "_Seen":
    """Return a page without its tables if two pages lie side by side: none shall be mixed up."""
    middle = page.width / 2
    halves = any(table.xs[-1] < middle or middle < table.xs[0] for table in page.tables)
    if page.width <= page.height or not halves:
        return page
    return page._replace(tables=(), pieces=[piece for piece in page.pieces if piece.table < 0])


def _upright(number: int, picture: Image.Image) -> "_Seen":
    """Return a page as it is read, whether it lies on its side or on its head."""
    page = _seen(number, picture)
    on_side = _lies(page)
    trust = 0.0 if on_side else _trust(page)
    if trust > _LEGIBLE:
        return page
    for turn in _ON_SIDE if on_side else _ON_HEAD:
        other = _seen(number, picture.transpose(turn))
        found = 0.0 if _lies(other) else _trust(other)
        if found > trust + _BETTER:
            page, trust = other, found
    return page


class _Seen(NamedTuple):
    """A page made upright: its tables, and every strip of text on it."""

    tables: Sequence[Lattice]
    pieces: Sequence[_Piece]
    width: int
    height: int


def _seen(number: int, picture: Image.Image) -> _Seen:
    level, plain = _level(picture)
    pixels = np.asarray(level)
    levels, plumbs = rules_of(pixels)
    tables = list(lattices(levels, plumbs, tolerance=_TOLERANCE))
    text = without(ink_of(level), levels, plumbs)
    if plain is not level:  # in tables, what a seal covers is read without it
        pixels = _unsealed(pixels, np.asarray(plain), tables)
        text = without(ink_of(Image.fromarray(pixels)), levels, plumbs)
    tall = height_of_text(text)
    pieces = list(_cut(pixels, text, tables, tall))
    if len(pieces) > _MAX_STRIPS:
        raise UnreadableMediaError(f"page {number} of the scan holds over {_MAX_STRIPS} texts")
    return _Seen(tables, pieces, level.width, level.height)


def _level(picture: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Return a page made level in grey, and as red glass shows it if it comes in colours."""
    if picture.mode != "RGB":
        level = upright(picture)
        return level, level
    grey = picture.convert("L")
    angle = steepness(grey)
    return turned(grey, angle), turned(_through_red_glass(picture), angle)


def _has_red(picture: Image.Image) -> bool:
    red, green, blue = np.asarray(picture.reduce(8), np.int16).transpose(2, 0, 1)
    return int(np.count_nonzero(red - np.maximum(green, blue) > _RED)) > _SEAL


def _through_red_glass(picture: Image.Image) -> Image.Image:
    """Return a picture in grey in which what is red is as white as paper, what is black is not."""
    red, green, blue = np.asarray(picture, np.int16).transpose(2, 0, 1)
    bright = red + (red - np.maximum(green, blue)) // 2
    return Image.fromarray(bright.clip(0, 255).astype(np.uint8))


def _unsealed(pixels: Pixels, plain: Pixels, tables: Sequence[Lattice]) -> Pixels:
    mixed = pixels.copy()
    for left, top, right, bottom in map(_frame, tables):
        box = slice(max(0, top), bottom), slice(max(0, left), right)
        mixed[box] = plain[box]
    return mixed


def _wide(page: _Seen) -> list[Pixels]:
    """Return the strips of several letters."""
    strips = [piece.strip.pixels for piece in page.pieces]
    return [strip for strip in strips if strip.shape[1] > 3 * strip.shape[0]]


def _lies(page: _Seen) -> bool:
    """Whether a page lies on its side: its lines are seen as letters set apart."""
    return len(_wide(page)) <= _LYING * len(page.pieces)


def _trust(page: _Seen) -> float:
    """Return how far a page can be read, by the trust in some of its strips."""
    wide = sorted(_wide(page), key=lambda strip: strip.shape[1])
    some = wide[: len(wide) * 2 // 3 + 1]  # the widest take the longest
    sample = some[:: max(1, len(some) // _SAMPLED)][:_SAMPLED]
    return median([reading.score for reading in read_strips(sample)] or [0.0])


def _pages(content: bytes) -> Iterator[Image.Image]:
    """Yield the pictures in a file, each in the size of pages; the file's own memory is free."""
    count, number = 1, 0
    while number < count:
        try:
            with Image.open(BytesIO(content)) as file:
                count = getattr(file, "n_frames", 1)
                if file.width * file.height > _MAX_PIXELS or count > MAX_SCANNED:
                    raise UnreadableMediaError("the picture is larger than any page of a report")
                file.seek(number)
                page = _brought_to_size(_grey(file))
        except UnidentifiedImageError as error:  # whose words are an object's address in memory
            raise UnreadableMediaError("the picture is damaged: it can't be opened") from error
        except Image.DecompressionBombError as error:
            raise UnreadableMediaError(f"the picture can't be opened: {error}") from error
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise UnreadableMediaError(f"the picture is damaged: {error}") from error
        number += 1
        yield page


def _grey(picture: Image.Image) -> Image.Image:
    """Return a picture in grey, or in the colours it has, on white."""
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        colours = picture.convert("RGBA")
        white = Image.new("RGBA", colours.size, "white")
        return Image.alpha_composite(white, colours).convert("RGB")
    if picture.mode == "RGB":
        return picture  # a copy would double the largest piece of memory
    return picture.convert("RGB" if picture.mode in ("CMYK", "YCbCr") else "L")


def _brought_to_size(picture: Image.Image) -> Image.Image:
    """Return a picture so wide that its letters have the size they have at 200 dots an inch.

    Raises:
        UnreadableMediaError: if it is higher than any report.
    """
    width = _WIDTHS[picture.width > picture.height]
    height = max(1, round(picture.height * width / picture.width))
    if height > _HIGHEST * width:
        raise UnreadableMediaError("the picture is higher than any report")
    if (factor := picture.width // width) > 1:
        picture = picture.reduce(factor)
    if not 0.9 < picture.width / width < 1.1:
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    return picture if picture.mode == "RGB" and _has_red(picture) else picture.convert("L")


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
    found = cell_text(rows, right)
    if found.isascii() and found and not is_value(normalise(found)):
        return ILLEGIBLE  # a letter or a sign where all other cells hold numbers and words
    return found


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
