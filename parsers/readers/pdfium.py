"""Ask pdfium for what a PDF's pages hold: characters, ruling lines, pictures."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import addressof, byref, c_double, c_ushort, sizeof
from itertools import repeat
from struct import iter_unpack
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw as pdfium

from parsers.errors import UnreadableMediaError
from parsers.readers.calls import address_of, by_address
from parsers.readers.dots import dotted
from parsers.readers.lattice import Rule
from parsers.readers.objects import THICK, Box, objects_of
from parsers.readers.paper import UNKNOWN, Glyph
from parsers.readers.seen import Seen, seen_text
from parsers.readers.struck import without_struck

MAX_PAGES = 400
# A report's page has a few hundred.
_MAX_GLYPHS = 20_000
# A page with fewer characters and a picture over so much of it was scanned.
_FEW_GLYPHS = 20
_MOST = 0.3
_WHOLE = 0.8
_LARGEST = 2400  # points: A1
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

_ALL = Seen(0)
_box_of = by_address(pdfium.FPDFText_GetLooseCharBox)
_code_of = by_address(pdfium.FPDFText_GetUnicode)
_means_nothing = by_address(pdfium.FPDFText_HasUnicodeMapError)


class Sheet(NamedTuple):
    """What pdfium sees on one page; lengths in points from the top left corner as displayed."""

    width: float
    height: float
    glyphs: list[Glyph]
    horizontals: list[Rule]
    verticals: list[Rule]
    pictured: float  # the share of the page that pictures cover
    hidden: int = 0  # how many characters nobody sees: what some OCR put behind a picture
    garbled: bool = False  # its fonts do not say what its characters mean

    @property
    def letters(self) -> int:
        """How many characters the page has."""
        return sum(len(glyph.text) for glyph in self.glyphs)

    @property
    def is_picture(self) -> bool:
        """Whether the page can be read as a picture only: it has no text that can be believed."""
        if self.garbled or (self.pictured > _WHOLE and self.hidden > self.letters):
            return True
        hides = self.pictured > _MOST or self.hidden >= _FEW_GLYPHS
        return hides and self.letters < _FEW_GLYPHS


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF.

    Raises:
        UnreadableMediaError: if it is encrypted, damaged or too long.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableMediaError("the PDF is encrypted and needs a password") from error
        raise UnreadableMediaError("the PDF is damaged: pdfium can't open it") from error
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableMediaError(f"the PDF has {len(document)} pages, more than {MAX_PAGES}")
        yield document
    finally:
        document.close()


def sheets(
    document: pypdfium2.PdfDocument, numbers: Iterable[int] | None = None
) -> Iterator[Sheet]:
    """Yield what each page holds, or those with these *numbers* (from 0); damaged ones are empty.

    Raises:
        UnreadableMediaError: if a page holds more than any report does.
    """
    for number in range(len(document)) if numbers is None else numbers:
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            yield Sheet(0, 0, [], [], [], 0)
            continue
        text = page.get_textpage()
        try:
            yield _sheet(page, text)
        finally:
            text.close()
            page.close()


def _sheet(page: Any, text: Any) -> Sheet:
    drawn = objects_of(page.raw)
    count = max(0, pdfium.FPDFText_CountChars(text.raw))
    if count > _MAX_GLYPHS:
        raise UnreadableMediaError(f"a page of the PDF holds {count} characters")
    seen = seen_text(text.raw, count, drawn) if drawn.looks else _ALL
    turn = seen.turn if count else pdfium.FPDFPage_GetRotation(page.raw) % 4
    upright, width, height = _upright(page.raw, turn)
    glyphs = _glyphs(text.raw, count, upright, seen)
    levels, plumbs = dotted(upright(*box) for box in drawn.dots)
    for box in drawn.strokes:
        left, top, right, bottom = upright(*box)
        if bottom - top <= min(THICK, right - left):
            levels.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= THICK:
            plumbs.append(Rule((left + right) / 2, top, bottom))
    pictured = 0.0
    for box in drawn.pictures:
        left, top, right, bottom = upright(*box)
        if min(right - left, bottom - top) > THICK:
            pictured += (right - left) * (bottom - top)
        elif bottom - top <= right - left:
            levels.append(Rule((top + bottom) / 2, left, right))
        else:
            plumbs.append(Rule((left + right) / 2, top, bottom))
    pictured /= max(1.0, width * height)
    glyphs, levels = without_struck(glyphs, levels)
    garbled = _is_garbled(text.raw, count)
    return Sheet(width, height, glyphs, levels, plumbs, pictured, seen.hidden, garbled)


def rendered(document: pypdfium2.PdfDocument, number: int, dots: float) -> Any:
    """Return page *number* (from 1) as a Pillow image in colours with *dots* an inch.

    Raises:
        UnreadableMediaError: if the page is larger than any sheet of paper.
    """
    page = document[number - 1]
    try:
        width, height = page.get_size()
        if max(width, height) > _LARGEST:
            raise UnreadableMediaError(f"page {number} of the PDF is {width:.0f} points wide")
        return page.render(scale=dots / 72).to_pil().convert("RGB")
    finally:
        page.close()


def is_scanned(document: pypdfium2.PdfDocument) -> bool:
    """Whether the first or the middle page is a picture: what costs time to read."""
    numbers = {0, len(document) // 2}
    return any(sheet.is_picture for sheet in sheets(document, sorted(numbers)))


def _is_garbled(text: Any, count: int) -> bool:
    """Whether the fonts of a page do not say what many of its characters mean."""
    at, asked = address_of(text), range(0, count, max(1, count // _ASKED))
    codes = map(_code_of, repeat(at), asked)
    errors = map(_means_nothing, repeat(at), asked)
    unknown = sum(e == 1 or _is_private(code) for e, code in zip(errors, codes, strict=True))
    return count >= _FEW_GLYPHS and unknown > len(asked) * _GARBLED


def _is_private(code: int) -> bool:
    return 0xE000 <= code < 0xF900 or code > 0xF0000


def _upright(
    page: Any, turn: int
) -> tuple[Callable[[float, float, float, float], Box], float, float]:
    """Return what turns a box of the page's own space into one as it is read, and the size.

    Text that is drawn turned by quarters is read turned back, however the page is displayed.
    """
    frame = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, frame)
    x0, y0, x1, y1 = frame.left, frame.bottom, frame.right, frame.top
    turns: tuple[Callable[[float, float, float, float], Box], ...] = (
        lambda left, bottom, right, top: (left - x0, y1 - top, right - x0, y1 - bottom),
        lambda left, bottom, right, top: (bottom - y0, left - x0, top - y0, right - x0),
        lambda left, bottom, right, top: (x1 - right, bottom - y0, x1 - left, top - y0),
        lambda left, bottom, right, top: (y1 - top, x1 - right, y1 - bottom, x1 - left),
    )
    size = (x1 - x0, y1 - y0) if turn % 2 == 0 else (y1 - y0, x1 - x0)
    return turns[turn], *size


def _glyphs(
    text: Any, count: int, upright: Callable[[float, float, float, float], Box], seen: Seen
) -> list[Glyph]:
    """Return the characters; those that were set without a gap between them are one glyph.

    A digit that runs across the text, or whose font does not say what it means, is none.
    """
    glyphs: list[Glyph] = []
    run = ""
    start = end = low = high = tall = near = far = slack = 0.0
    characters = zip(_shown(text, count, seen), _boxes(text, count), strict=True)
    for index, (char, box) in enumerate(characters):
        # Spaces, and the line ends that pdfium adds, are seen by the gaps they leave.
        if char <= " " or box is None:
            continue
        left, top, right, bottom = box
        if right - left > _WIDE:
            left, bottom, right, top = _ink(text, index)
        elif char in _RADICALS and abs(top - bottom - tall) > _SAME:
            left, bottom, right, top = _em(text, index, (left, bottom, right, top))
        # Cells have some space round their text: no run reaches from one into the next.
        if near < left - end < far and abs(bottom - low) + abs(top - high) < slack:
            run, end = run + char, right
            continue
        if run:
            glyphs.append(Glyph(run, *upright(start, low, end, high)))
        if "0" <= char <= "9" and _means_nothing(text, index) == 1:
            char = UNKNOWN
        tall = top - bottom
        near, far, slack = -tall * _OVERLAP, tall * _TOUCHING, tall * _LEVEL
        run, start, end, low, high = char, left, right, bottom, top
    if run:
        glyphs.append(Glyph(run, *upright(start, low, end, high)))
    return glyphs


def _shown(text: Any, count: int, seen: Seen) -> Sequence[str]:
    """Return the characters by index, blank where they are not seen, unknown where they lie."""
    characters = _characters(text, count)
    if not (seen.unseen or seen.sideways):
        return characters
    characters = list(characters)
    for index in seen.sideways:
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
