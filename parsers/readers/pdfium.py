"""Ask pdfium for what a PDF's pages hold: characters, ruling lines, pictures."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ctypes import byref, c_double, c_float, c_int, c_ushort
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw as pdfium

from parsers.errors import UnreadableMediaError
from parsers.readers.lattice import Rule
from parsers.readers.paper import Glyph

MAX_PAGES = 400
# A report's page has a few hundred of each; ten thousand are a map, a hundred thousand a bomb.
_MAX_OBJECTS = 20_000
_MAX_GLYPHS = 20_000
_MAX_DEPTH = 5
# The thickest rule, in points; what is thicker is shading.
_THICK = 3.5
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
# What the radicals U+2E80 to U+2FDF are, written as ideographs.
_RADICALS = frozenset(unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FE0))

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]


class Sheet(NamedTuple):
    """What pdfium sees on one page; lengths in points from the top left corner as displayed."""

    width: float
    height: float
    glyphs: list[Glyph]
    horizontals: list[Rule]
    verticals: list[Rule]
    pictured: float  # the share of the page that pictures cover
    hidden: bool = False  # its text is drawn invisibly, over a picture of the page

    @property
    def letters(self) -> int:
        """How many characters the page has."""
        return sum(len(glyph.text) for glyph in self.glyphs)

    @property
    def is_picture(self) -> bool:
        """Whether the page is a picture: no text to speak of, or what some OCR put behind it."""
        return self.hidden or (self.pictured > _MOST and self.letters < _FEW_GLYPHS)


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
    upright, width, height = _upright(page.raw)
    glyphs = _glyphs(text.raw, upright)
    levels: list[Rule] = []
    plumbs: list[Rule] = []
    pictured = 0.0
    for picture, box in _strokes(page.raw):
        left, top, right, bottom = upright(*box)
        if picture and min(right - left, bottom - top) > _THICK:
            pictured += (right - left) * (bottom - top)
        elif bottom - top <= min(_THICK, right - left):
            levels.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= _THICK:
            plumbs.append(Rule((left + right) / 2, top, bottom))
    pictured /= max(1.0, width * height)
    hidden = pictured > _WHOLE and _text_is_hidden(page.raw)
    return Sheet(width, height, glyphs, levels, plumbs, pictured, hidden)


def rendered(document: pypdfium2.PdfDocument, number: int, dots: float) -> Any:
    """Return page *number* (from 1) as a grey Pillow image with *dots* an inch.

    Raises:
        UnreadableMediaError: if the page is larger than any sheet of paper.
    """
    page = document[number - 1]
    try:
        width, height = page.get_size()
        if max(width, height) > _LARGEST:
            raise UnreadableMediaError(f"page {number} of the PDF is {width:.0f} points wide")
        return page.render(scale=dots / 72, grayscale=True).to_pil().convert("L")
    finally:
        page.close()


def is_scanned(document: pypdfium2.PdfDocument) -> bool:
    """Whether the first or the middle page is a picture: what costs time to read."""
    numbers = {0, len(document) // 2}
    return any(sheet.is_picture for sheet in sheets(document, sorted(numbers)))


def _text_is_hidden(page: Any) -> bool:
    things = (
        pdfium.FPDFPage_GetObject(page, index)
        for index in range(min(_MAX_OBJECTS, pdfium.FPDFPage_CountObjects(page)))
    )
    modes = [
        pdfium.FPDFTextObj_GetTextRenderMode(thing)
        for thing in things
        if pdfium.FPDFPageObj_GetType(thing) == pdfium.FPDF_PAGEOBJ_TEXT
    ]
    return bool(modes) and all(mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE for mode in modes)


def _upright(page: Any) -> tuple[Callable[[float, float, float, float], Box], float, float]:
    """Return what turns a box of the page's own space into one as displayed, and the size."""
    frame = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, frame)
    x0, y0, x1, y1 = frame.left, frame.bottom, frame.right, frame.top
    turns: tuple[Callable[[float, float, float, float], Box], ...] = (
        lambda left, bottom, right, top: (left - x0, y1 - top, right - x0, y1 - bottom),
        lambda left, bottom, right, top: (bottom - y0, left - x0, top - y0, right - x0),
        lambda left, bottom, right, top: (x1 - right, bottom - y0, x1 - left, top - y0),
        lambda left, bottom, right, top: (y1 - top, x1 - right, y1 - bottom, x1 - left),
    )
    turn = pdfium.FPDFPage_GetRotation(page) % 4
    size = (x1 - x0, y1 - y0) if turn % 2 == 0 else (y1 - y0, x1 - x0)
    return turns[turn], *size


def _glyphs(text: Any, upright: Callable[[float, float, float, float], Box]) -> list[Glyph]:
    """Return the characters; those that were set without a gap between them are one glyph."""
    count = pdfium.FPDFText_CountChars(text)
    if count > _MAX_GLYPHS:
        raise UnreadableMediaError(f"a page of the PDF holds {count} characters")
    box = pdfium.FS_RECTF()
    at, box_of = byref(box), pdfium.FPDFText_GetLooseCharBox
    glyphs: list[Glyph] = []
    run = ""
    start = end = low = high = 0.0
    for index, char in enumerate(_characters(text, count)):
        # Spaces, and the line ends that pdfium adds, are seen by the gaps they leave.
        if char <= " " or not box_of(text, index, at):
            continue
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if right - left > _WIDE:
            left, bottom, right, top = _ink(text, index)
        elif abs(top - bottom - high + low) > _SAME and char in _RADICALS:
            left, bottom, right, top = _em(text, index, (left, bottom, right, top))
        # Cells have some space round their text: no run reaches from one into the next.
        if run:
            gap, tall = left - end, high - low
            level = abs(bottom - low) + abs(top - high) < tall * _LEVEL
            if level and -tall * _OVERLAP < gap < tall * _TOUCHING:
                run, end = run + char, right
                continue
            glyphs.append(Glyph(run, *upright(start, low, end, high)))
        run, start, end, low, high = char, left, right, bottom, top
    if run:
        glyphs.append(Glyph(run, *upright(start, low, end, high)))
    return glyphs


def _ink(text: Any, index: int) -> Box:
    """Return the box of a character's ink: for vertical writing pdfium's other box is far off."""
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    pdfium.FPDFText_GetCharBox(text, index, byref(left), byref(right), byref(bottom), byref(top))
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


def _strokes(page: Any) -> Iterator[tuple[bool, Box]]:
    """Yield the boxes of pictures (True) and of the straight strokes of paths (False)."""
    budget = _MAX_OBJECTS
    queue: list[tuple[Any, bool, Matrix | None, int]] = [(page, False, None, 0)]
    for holder, is_form, matrix, depth in queue:  # grows while it is walked
        count_of = pdfium.FPDFFormObj_CountObjects if is_form else pdfium.FPDFPage_CountObjects
        get = pdfium.FPDFFormObj_GetObject if is_form else pdfium.FPDFPage_GetObject
        count = max(0, count_of(holder))
        budget -= count
        if budget < 0:
            raise UnreadableMediaError(f"a page of the PDF holds over {_MAX_OBJECTS} objects")
        for index in range(count):
            thing = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                for box in _path_strokes(thing):
                    yield False, _moved(box, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                yield True, _moved(_bounds(thing), matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                queue.append((thing, True, _composed(_matrix(thing), matrix), depth + 1))


def _path_strokes(path: Any) -> Iterator[Box]:
    """Yield the strokes of a path that run level or upright, as boxes."""
    left, bottom, right, top = box = _bounds(path)
    if min(right - left, top - bottom) <= _THICK:
        yield box
        return
    fill, stroke = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke))
    segments = pdfium.FPDFPath_CountSegments(path)
    if segments <= 5 and not stroke:
        return  # shading
    matrix = _matrix(path)
    for part in _subpaths(path, min(segments, _MAX_OBJECTS)):
        corners = [_point(x, y, matrix) for x, y in part]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THICK:
            yield min(xs), min(ys), max(xs), max(ys)
        elif stroke:
            for (x0, y0), (x1, y1) in pairwise(corners):
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _subpaths(path: Any, count: int) -> Iterator[list[tuple[float, float]]]:
    """Yield the corners of each part of a path; a closed part ends where it began."""
    part: list[tuple[float, float]] = []
    x, y = c_float(), c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and part:
            yield part
            part = []
        part.append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            part.append(part[0])
    if part:
        yield part


def _bounds(thing: Any) -> Box:
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    pdfium.FPDFPageObj_GetBounds(thing, byref(left), byref(bottom), byref(right), byref(top))
    return left.value, bottom.value, right.value, top.value


def _matrix(thing: Any) -> Matrix:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, m)
    return m.a, m.b, m.c, m.d, m.e, m.f


def _composed(inner: Matrix, outer: Matrix | None) -> Matrix:
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    o = outer
    x, y = _point(e, f, outer)
    return (
        a * o[0] + b * o[2],
        a * o[1] + b * o[3],
        c * o[0] + d * o[2],
        c * o[1] + d * o[3],
        x,
        y,
    )


def _point(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _moved(box: Box, matrix: Matrix | None) -> Box:
    if matrix is None:
        return box
    x0, y0 = _point(box[0], box[1], matrix)
    x1, y1 = _point(box[2], box[3], matrix)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
