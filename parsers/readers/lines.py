"""Lay characters on paper into lines, whatever order they were drawn in."""

from collections.abc import Iterable, Iterator
from operator import attrgetter

from msgspec import Struct

from parsers.readers.marks import RAISED

# What stands for letters that can't be read: no number has it.
UNKNOWN = "\ufffd"
# A gap is a space from so many of a line's heights on, and between two digits.
_SPACE, _SPACE_OF_DIGITS = 0.3, 0.15
# How far apart a letter that is drawn twice is at most, as a share of its width.
_TWICE = 0.55
# How much of a digit may lie under the next one; how small a note is beside what it notes, and how
# far above the line it ends, as shares of the digit's width and height.
_OVERPRINT = 0.35
_SMALL, _HIGH = 0.85, 0.12


# A page has a thousand and more: a Struct is made in a fraction of a tuple's time.
class Glyph(Struct, frozen=True, gc=False):
    """A character, or some set without a gap, and the box in points from the top left corner.

    `home` is a point of the cell to which they belong, where that is not the box's own middle.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    home: tuple[float, float] | None = None


class Part(Struct, frozen=True, gc=False):
    """What stands between two gaps of a line."""

    text: str
    left: float
    right: float


class Row(Struct, frozen=True, gc=False):
    """A line of text, its box and its parts; `loose` where a gap is wider than a character."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    loose: bool = False
    parts: tuple[Part, ...] = ()


def rows_of(glyphs: Iterable[Glyph]) -> Iterator[Row]:
    """Yield the lines that some characters make, whatever order they were drawn in."""
    row: list[Glyph] = []
    middle = reach = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.top + g.bottom):
        centre = (glyph.top + glyph.bottom) / 2
        # A raised note ends above the middle of the number that it stands behind.
        noted = reach < (glyph.bottom - glyph.top) / 2 * _SMALL and glyph.top < middle
        if row and centre - middle > reach and not noted:
            yield _row(row)
            row = []
        if not row or noted:
            middle, reach = centre, (glyph.bottom - glyph.top) / 2
        row.append(glyph)
    if row:
        yield _row(row)


def _row(glyphs: list[Glyph]) -> Row:
    """Return the line of these characters; a gap as wide as a third of its height is a space.

    Between digits half of that will do: they touch, but for a space or the edge of a column.
    """
    if len(glyphs) == 1:
        one = glyphs[0]
        part = Part(one.text, one.left, one.right)
        return Row(one.text, one.left, one.top, one.right, one.bottom, parts=(part,))
    glyphs.sort(key=attrgetter("left"))
    parts: list[Part] = []
    last = glyphs[0]
    text, start = last.text, last.left
    loose = False
    for glyph in glyphs[1:]:
        # Bold, or a letter and its shadow, that is drawn twice, a hair apart.
        if glyph.text == last.text and glyph.left - last.left < _width(glyph) * _TWICE:
            continue
        gap, height = glyph.left - last.right, last.bottom - last.top
        digits = text[-1].isdecimal() and glyph.text[0].isdecimal()
        if digits:
            text += _between(last, glyph)
        if gap > height * (_SPACE_OF_DIGITS if digits else _SPACE):
            parts.append(Part(text, start, last.right))
            text, start = "", glyph.left
            loose = loose or gap > height
        text += glyph.text
        last = glyph
    parts.append(Part(text, start, last.right))
    top, bottom = min(g.top for g in glyphs), max(g.bottom for g in glyphs)
    line = " ".join(part.text for part in parts)
    right = max(g.right for g in glyphs)
    return Row(line, glyphs[0].left, top, right, bottom, loose, tuple(parts))


def _between(digit: Glyph, other: Glyph) -> str:
    """Return what stands between two digits: the sign of a raised note, or of an overprint.

    Where two numbers were printed one over the other none of their digits can be told.
    """
    wide = min(_width(digit), _width(other))
    if other.left - digit.right < -wide * _OVERPRINT:
        return UNKNOWN
    height = digit.bottom - digit.top
    if other.bottom - other.top > height * _SMALL:
        return ""
    return RAISED if digit.bottom - other.bottom > height * _HIGH else ""


def _width(glyph: Glyph) -> float:
    """Return how wide one of its letters is."""
    return (glyph.right - glyph.left) / len(glyph.text)
