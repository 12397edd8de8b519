"""Ask pdfium for the characters of a page, and put together those that were set without a gap."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from ctypes import addressof, byref, c_double, c_ushort, sizeof
from itertools import groupby, repeat
from struct import iter_unpack
from typing import Any

from msgspec.structs import replace
from pypdfium2 import raw as pdfium

from parsers.readers.affine import Box
from parsers.readers.calls import address_of, by_address
from parsers.readers.lines import UNKNOWN, Glyph
from parsers.readers.seen import Seen

# A page with fewer characters says nothing of its own.
FEW = 20
# The widest character that is believed, in points: a title's has 22 to 44.
_WIDE = 60
# How far the heights of two characters of one font may differ, in points.
_SAME = 0.01
# How near the characters of one run are, and how level, as shares of their height.
_TOUCHING, _OVERLAP, _LEVEL = 0.02, 0.08, 0.15

# How far a square of an ideograph reaches below the line that it stands on.
_DESCENT = 0.12
# Of so many characters of a page it is asked whether their font says what they mean, and so large
# a share of those that don't makes its text worthless.
_ASKED, _GARBLED = 64, 0.2
# What the radicals U+2E80 to U+2FDF are, written as ideographs.
_RADICALS = frozenset(unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FE0))

_box_of = by_address(pdfium.FPDFText_GetLooseCharBox)
_code_of = by_address(pdfium.FPDFText_GetUnicode)
_object_of = by_address(pdfium.FPDFText_GetTextObject)
_means_nothing = by_address(pdfium.FPDFText_HasUnicodeMapError)


def glyphs_of(
    text: Any, count: int, upright: Callable[[float, float, float, float], Box], seen: Seen
) -> list[Glyph]:
    """Return the characters; those that were set without a gap between them are one glyph.

    A digit that runs across the text, that may be cut off with others, or whose font does not say
    what it means, is none.
    """
    shown, boxes = _shown(text, count, seen), _boxes(text, count)
    cut_off = [(index, boxes[index]) for index in seen.homes]
    for index, _ in cut_off:
        boxes[index] = None
    glyphs = list(_runs(text, enumerate(zip(shown, boxes, strict=True)), upright))
    for home, run in groupby(cut_off, key=lambda pair: seen.homes[pair[0]]):
        left, top, _, _ = upright(*home, *home)
        runs = _runs(text, ((index, (shown[index], box)) for index, box in run), upright)
        glyphs += (replace(glyph, home=(left, top)) for glyph in runs)
    return glyphs


def _runs(
    text: Any,
    characters: Iterable[tuple[int, tuple[str, Box | None]]],
    upright: Callable[[float, float, float, float], Box],
) -> Iterator[Glyph]:
    """Yield the characters in their order, those without a gap between them as one."""
    run, last, at = "", 0, address_of(text)
    start = end = low = high = tall = near = far = slack = 0.0
    for index, (char, box) in characters:
        # Spaces, and the line ends that pdfium adds, are seen by the gaps they leave.
        if char <= " " or box is None:
            continue
        left, top, right, bottom = box
        if right - left > _WIDE:
            left, bottom, right, top = _ink(text, index)
        elif char in _RADICALS and abs(top - bottom - tall) > _SAME:
            left, bottom, right, top = _em(text, index, (left, bottom, right, top))
        # Cells have some space round their text: no run reaches from one into the next. Only a
        # number may fill its cell.
        if (
            near < left - end < far
            and abs(bottom - low) + abs(top - high) < slack
            and (char > "9" or _object_of(at, last) == _object_of(at, index))
        ):
            run, end, last = run + char, right, index
            continue
        if run:
            yield Glyph(run, *upright(start, low, end, high))
        if "0" <= char <= "9" and _means_nothing(at, index) == 1:
            char = UNKNOWN
        tall = top - bottom
        near, far, slack = -tall * _OVERLAP, tall * _TOUCHING, tall * _LEVEL
        run, start, end, low, high, last = char, left, right, bottom, top, index
    if run:
        yield Glyph(run, *upright(start, low, end, high))


def _shown(text: Any, count: int, seen: Seen) -> Sequence[str]:
    """Return the characters by index, blank where they are not seen, unknown where they lie."""
    characters = _characters(text, count)
    if not (seen.unseen or seen.doubtful):
        return characters
    characters = list(characters)
    for index in seen.doubtful:
        if characters[index].isdecimal():
            characters[index] = UNKNOWN
    for index in seen.unseen:
        characters[index] = " "
    return characters


def _boxes(text: Any, count: int) -> list[Box | None]:
    """Return left, top, right and bottom of each character, None where it has no box."""
    answers = (pdfium.FS_RECTF * count)()
    size, at = sizeof(pdfium.FS_RECTF), addressof(answers)
    places = range(at, at + size * count, size)
    answered = list(map(_box_of, repeat(address_of(text)), range(count), places))
    boxes: list[Box | None] = list(iter_unpack("4f", answers))
    if not all(answered):
        boxes = [box if known else None for known, box in zip(answered, boxes, strict=True)]
    return boxes


def _ink(text: Any, index: int) -> Box:
    """Return the box of a character's ink: for vertical writing pdfium's other box is far off."""
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _em(text: Any, index: int, box: Box) -> Box:
    """Return the square of a character where pdfium gives its ink's box instead.

    Browsers name the sign 面 by the radical ⾯, which is drawn alike; pdfium translates that, and
    then knows of a box no more than the ink: a thin 一 would be a line of its own.
    """
    if box != _ink(text, index):
        return box
    matrix, x, y = pdfium.FS_MATRIX(), c_double(), c_double()
    if not pdfium.FPDFText_GetMatrix(text, index, matrix) or matrix.b or matrix.c:
        return box
    pdfium.FPDFText_GetCharOrigin(text, index, byref(x), byref(y))
    size = pdfium.FPDFText_GetFontSize(text, index)
    wide, tall = size * abs(matrix.a), size * abs(matrix.d)
    bottom = y.value - tall * _DESCENT
    return x.value, bottom, x.value + wide, bottom + tall


def _characters(text: Any, count: int) -> list[str] | str:
    """Return the characters by index; in one call, unless some take two UTF-16 units or none."""
    units = (c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text, 0, count, units) == count + 1:
        characters = bytes(units)[:-2].decode("utf-16-le", errors="replace")
        if len(characters) == count:
            return characters
    code_of = pdfium.FPDFText_GetUnicode
    codes = (code_of(text, index) for index in range(count))
    return [chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd" for code in codes]


def is_garbled(text: Any, count: int) -> bool:
    """Whether the fonts of a page do not say what many of its characters mean."""
    at, asked = address_of(text), range(0, count, max(1, count // _ASKED))
    codes = map(_code_of, repeat(at), asked)
    errors = map(_means_nothing, repeat(at), asked)
    unknown = sum(e == 1 or _is_private(code) for e, code in zip(errors, codes, strict=True))
    return count >= FEW and unknown > len(asked) * _GARBLED


def _is_private(code: int) -> bool:
    return 0xE000 <= code < 0xF900 or code > 0xF0000
