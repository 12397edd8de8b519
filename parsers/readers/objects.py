"""Walk the objects that a PDF's page is drawn with: strokes, pictures, the looks of its text."""

import math
from collections.abc import Iterator
from ctypes import addressof, byref, c_float, c_int, c_uint
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from pypdfium2 import raw as pdfium

from parsers.errors import UnreadableMediaError

# A report's page has a few hundred; borders that are drawn dot by dot make some ten thousand.
MAX_OBJECTS = 200_000
_MAX_DEPTH = 5
# The thickest rule, in points; what is thicker is shading.
THICK = 3.5
# What is darker than this share of white, or covers less of what is below, is pale.
_PALE, _COVERS = 0.5, 0.7
# A fill that is darker than this share of white lets white letters be seen.
_SHADE = 0.85

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]


class Look(NamedTuple):
    """How a text is drawn: whether at all, in which direction in degrees, how pale if it is."""

    hidden: bool = False
    angle: float = 0.0
    pale: tuple[int, int, int, int] | None = None


PLAIN = Look()
_BLACK = (0, 0, 0, 255)
_mode_of, _matrix_of, _colour_of = (
    pdfium.FPDFTextObj_GetTextRenderMode,
    pdfium.FPDFPageObj_GetMatrix,
    pdfium.FPDFPageObj_GetFillColor,
)


@dataclass
class Drawn:
    """What a page is drawn with, as boxes in the page's own space.

    `dots` are about as wide as high, and no thicker than a rule; `shades` are darker than paper;
    `looks` has those of the texts, by their objects' addresses, that do not look `PLAIN`.
    """

    strokes: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    looks: dict[int, Look] = field(default_factory=dict)


def objects_of(page: Any) -> Drawn:
    """Return what a page is drawn with.

    Raises:
        UnreadableMediaError: if it holds more objects than any page of a report.
    """
    drawn, asked, kind_of = Drawn(), _asked(), pdfium.FPDFPageObj_GetType
    budget = MAX_OBJECTS
    queue: list[tuple[Any, bool, Matrix | None, int]] = [(page, False, None, 0)]
    for holder, is_form, matrix, depth in queue:  # grows while it is walked
        count_of = pdfium.FPDFFormObj_CountObjects if is_form else pdfium.FPDFPage_CountObjects
        get = pdfium.FPDFFormObj_GetObject if is_form else pdfium.FPDFPage_GetObject
        count = max(0, count_of(holder))
        budget -= count
        if budget < 0:
            raise UnreadableMediaError(f"a page of the PDF holds over {MAX_OBJECTS} objects")
        for index in range(count):
            thing = get(holder, index)
            kind = kind_of(thing)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                look = _look(thing, matrix, asked)
                if look is not PLAIN:
                    drawn.looks[addressof(thing.contents)] = look
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                _add_path(drawn, thing, matrix, asked)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                drawn.pictures.append(_moved(_bounds(thing), matrix))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                queue.append((thing, True, _composed(_matrix(thing), matrix), depth + 1))
    return drawn


class _Asked(NamedTuple):
    """Where pdfium puts the answers about a text: made once, for a page has hundreds."""

    colour: tuple[c_uint, c_uint, c_uint, c_uint]
    places: tuple[Any, Any, Any, Any]
    matrix: Any


def _asked() -> _Asked:
    red, green, blue, cover = colour = c_uint(), c_uint(), c_uint(), c_uint()
    return _Asked(colour, (byref(red), byref(green), byref(blue), byref(cover)), pdfium.FS_MATRIX())


def _look(text: Any, outer: Matrix | None, asked: _Asked) -> Look:
    """Return how a text is drawn, `PLAIN` itself if dark, upright and seen."""
    hidden = _mode_of(text) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    red, green, blue, cover = colour = _colour(text, asked)
    own = asked.matrix
    _matrix_of(text, own)
    a, b = own.a, own.b
    if outer is not None:
        a, b = a * outer[0] + b * outer[2], a * outer[1] + b * outer[3]
    dark = red + green + blue < 3 * 255 * _PALE and cover > 255 * _COVERS
    if dark and not hidden and a > 0 and -a < 1000 * b < a:
        return PLAIN
    return Look(hidden or not cover, math.degrees(math.atan2(b, a)), None if dark else colour)


def _colour(thing: Any, asked: _Asked) -> tuple[int, int, int, int]:
    if not _colour_of(thing, *asked.places):
        return _BLACK
    red, green, blue, cover = asked.colour
    return red.value, green.value, blue.value, cover.value


def _add_path(drawn: Drawn, path: Any, matrix: Matrix | None, asked: _Asked) -> None:
    """Add the strokes of a path that run level or upright, or the shade that it is."""
    left, bottom, right, top = box = _bounds(path)
    if min(right - left, top - bottom) <= THICK:
        _add_stroke(drawn, _moved(box, matrix))
        return
    fill, stroke = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke))
    if fill.value and sum(_colour(path, asked)[:3]) < 3 * 255 * _SHADE:
        drawn.shades.append(_moved(box, matrix))
    segments = pdfium.FPDFPath_CountSegments(path)
    if segments > 5 or stroke:
        for part in _path_strokes(path, min(segments, MAX_OBJECTS), stroked=bool(stroke)):
            _add_stroke(drawn, _moved(part, matrix))


def _add_stroke(drawn: Drawn, box: Box) -> None:
    across, along = sorted((box[2] - box[0], box[3] - box[1]))
    (drawn.dots if along <= THICK and along < 2 * across else drawn.strokes).append(box)


def _path_strokes(path: Any, segments: int, *, stroked: bool) -> Iterator[Box]:
    matrix = _matrix(path)
    for part in _subpaths(path, segments):
        corners = [_point(x, y, matrix) for x, y in part]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= THICK:
            yield min(xs), min(ys), max(xs), max(ys)
        elif stroked:
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
