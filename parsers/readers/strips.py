"""Cut a picture of a page, made upright, into its tables and its strips of text."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
from PIL import Image

from parsers.errors import UnreadableMediaError
from parsers.readers.ink import (
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
from parsers.readers.letters import read_strips

# A page of small print has some hundreds.
_MAX_STRIPS = 2000
# Rules of one table may be so far apart, in pixels, and still be one.
TOLERANCE = 7.0
# How a page may lie that can't be read.
_ON_SIDE = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_90)
_ON_HEAD = (Image.Transpose.ROTATE_180,)
# A page of which at most this share of the strips is wide lies on its side.
_LYING = 0.08
# So many of its wide strips tell how far a page can be trusted: above _LEGIBLE it lies as it
# should, and another way to lay it must be better by _BETTER.
_SAMPLED = 7
_LEGIBLE = 0.7
_BETTER = 0.2
# A line of prose is made so much narrower.
_NARROW = 0.6
_FRINGE = 4  # pixels beside a rule that may still be dark
_TALLEST = 2.5  # what is taller than so many characters is a picture


class Piece(NamedTuple):
    """A strip and what it belongs to: a cell of a table, or the text outside of them."""

    strip: Strip
    table: int
    region: int


class Seen(NamedTuple):
    """A page made upright: its tables, and every strip of text on it."""

    tables: Sequence[Lattice]
    pieces: Sequence[Piece]
    width: int
    height: int


def upright_page(number: int, picture: Image.Image) -> Seen:
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


def apart(page: Seen) -> Seen:
    """Return a page without its tables if two pages lie side by side: none shall be mixed up."""
    middle = page.width / 2
    halves = any(table.xs[-1] < middle or middle < table.xs[0] for table in page.tables)
    if page.width <= page.height or not halves:
        return page
    return page._replace(tables=(), pieces=[piece for piece in page.pieces if piece.table < 0])


def _seen(number: int, picture: Image.Image) -> Seen:
    level, plain = _level(picture)
    pixels = np.asarray(level)
    levels, plumbs = rules_of(pixels)
    tables = list(lattices(levels, plumbs, tolerance=TOLERANCE))
    text = without(ink_of(level), levels, plumbs)
    if plain is not level:  # in tables, what a seal covers is read without it
        pixels = _unsealed(pixels, np.asarray(plain), tables)
        text = without(ink_of(Image.fromarray(pixels)), levels, plumbs)
    tall = height_of_text(text)
    pieces = list(_cut(pixels, text, tables, tall))
    if len(pieces) > _MAX_STRIPS:
        raise UnreadableMediaError(f"page {number} of the scan holds over {_MAX_STRIPS} texts")
    return Seen(tables, pieces, level.width, level.height)


def _level(picture: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Return a page made level in grey, and as red glass shows it if it comes in colours."""
    if picture.mode != "RGB":
        level = upright(picture)
        return level, level
    grey = picture.convert("L")
    angle = steepness(grey)
    return turned(grey, angle), turned(_through_red_glass(picture), angle)


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


def _cut(pixels: Pixels, text: Mask, tables: Sequence[Lattice], tall: int) -> Iterator[Piece]:
    """Yield every strip of text on a page: of each table's cells, then of what is around."""
    around = text.copy()
    for index, table in enumerate(tables):
        for number, region in enumerate(table.regions):
            left, top, right, bottom = (round(edge) for edge in table.box(region))
            box = (left + _FRINGE, top + _FRINGE, right - _FRINGE, bottom - _FRINGE)
            for strip in strips_of(pixels, text, box, tall):
                yield Piece(strip, index, number)
        left, top, right, bottom = _frame(table)
        around[max(0, top) : bottom, max(0, left) : right] = False
    height, width = pixels.shape
    for strip in strips_of(pixels, around, (0, 0, width, height), tall):
        if strip.bottom - strip.top < _TALLEST * tall:
            yield Piece(_narrowed(strip), -1, -1)


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


def _lies(page: Seen) -> bool:
    """Whether a page lies on its side: its lines are seen as letters set apart."""
    return len(_wide(page)) <= _LYING * len(page.pieces)


def _trust(page: Seen) -> float:
    """Return how far a page can be read, by the trust in some of its strips."""
    wide = sorted(_wide(page), key=lambda strip: strip.shape[1])
    some = wide[: len(wide) * 2 // 3 + 1]  # the widest take the longest
    sample = some[:: max(1, len(some) // _SAMPLED)][:_SAMPLED]
    return median([reading.score for reading in read_strips(sample)] or [0.0])


def _wide(page: Seen) -> list[Pixels]:
    """Return the strips of several letters."""
    strips = [piece.strip.pixels for piece in page.pieces]
    return [strip for strip in strips if strip.shape[1] > 3 * strip.shape[0]]
