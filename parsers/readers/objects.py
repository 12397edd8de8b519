"""Walk the objects that a PDF's page is drawn with: strokes, pictures, the looks of its text."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from ctypes import addressof, byref, c_float, c_int, create_string_buffer, sizeof
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from struct import iter_unpack
from typing import Any, NamedTuple

from pypdfium2 import raw as pdfium

from parsers.errors import UnreadableMediaError
from parsers.readers.calls import address_of, by_address, fours
from parsers.readers.windows import Cut, Point, cut_off

# A report's page has a few hundred; borders that are drawn dot by dot make some ten thousand.
MAX_OBJECTS = 200_000
_MAX_DEPTH = 5
# The thickest rule, in points; what is thicker is shading.
THICK = 3.5
# The longest curve of a cell's corner, in points.
_CORNER = 8.0
# A frame has four edges, and so many strokes at most: a dozen a corner, if that is round.
_EDGES, _STROKES = 4, 80
# Of letters that are drawn as outlines: how high they are at most, how wide a number, how thin a
# stem, in points; a bar has no more corners than this, and
# some letters have no more than that.
_HIGH, _LONG, _STEM, _BAR, _LONGEST = 30.0, 200.0, 1.2, 5, 2000
# What is darker than this share of white, or covers less of what is below, is pale.
_PALE, _COVERS = 0.5, 0.7
# A fill that is darker than this share of white lets white letters be seen.
_SHADE = 0.85

# How far a shadow falls from its letter at most, in points.
SHADOW = 2.5

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[int, int, int, int]


class Look(NamedTuple):
    """How a text is drawn: whether at all, in which direction in degrees, how pale if it is.

    `home` is where it belongs, if it reaches beyond the window through which it is seen; one that
    is `full` of it may be cut off.
    """

    hidden: bool = False
    angle: float = 0.0
    pale: Colour | None = None
    home: Point | None = None
    full: bool = False


PLAIN = Look()
_INVISIBLE = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
_BLACK = (0, 0, 0, 255)
_WHOLE = Cut()

_PAGE = (by_address(pdfium.FPDFPage_CountObjects), by_address(pdfium.FPDFPage_GetObject))
_FORM = (by_address(pdfium.FPDFFormObj_CountObjects), by_address(pdfium.FPDFFormObj_GetObject))
_kind_of = by_address(pdfium.FPDFPageObj_GetType)
_mode_of = by_address(pdfium.FPDFTextObj_GetTextRenderMode)
_matrix_of = by_address(pdfium.FPDFPageObj_GetMatrix)
_colour_of = by_address(pdfium.FPDFPageObj_GetFillColor)
_bounds_of = by_address(pdfium.FPDFPageObj_GetBounds)
_drawing_of = by_address(pdfium.FPDFPath_GetDrawMode)
_segments_of = by_address(pdfium.FPDFPath_CountSegments)
_segment_of = by_address(pdfium.FPDFPath_GetPathSegment)
_point_of = by_address(pdfium.FPDFPathSegment_GetPoint)
_step_of = by_address(pdfium.FPDFPathSegment_GetType)
_closes = by_address(pdfium.FPDFPathSegment_GetClose)


@dataclass
class Drawn:
    """What a page is drawn with, as boxes in the page's own space.

    `dots` are about as wide as high, and no thicker than a rule; `frames` are drawn at a stroke:
    cells, or what a form's entries stand in; `outlines` are letters, or look like them; `shades`
    are darker than paper; `looks` has those of the texts, by their objects' addresses, that do not
    look `PLAIN`.
    """

    strokes: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)
    outlines: list[Box] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    looks: dict[int, Look] = field(default_factory=dict)


def objects_of(page: Any) -> Drawn:
    """Return what a page is drawn with.

    Raises:
        UnreadableMediaError: if it holds more objects than any page of a report.
    """
    drawn, budget = Drawn(), MAX_OBJECTS
    queue: list[tuple[int, bool, Matrix | None, int]] = [(address_of(page), False, None, 0)]
    for holder, is_form, matrix, depth in queue:  # grows while it is walked
        count_of, get = _FORM if is_form else _PAGE
        count = max(0, count_of(holder))
        budget -= count
        if budget < 0:
            raise UnreadableMediaError(f"a page of the PDF holds over {MAX_OBJECTS} objects")
        held: defaultdict[int, list[int]] = defaultdict(list)
        things = list(map(get, repeat(holder), range(count)))
        for thing, kind in zip(things, map(_kind_of, things), strict=True):
            held[kind].append(thing)
        drawn.looks.update(_looks(held[pdfium.FPDF_PAGEOBJ_TEXT], matrix))
        paths = held[pdfium.FPDF_PAGEOBJ_PATH]
        for path, box in zip(paths, _boxes(paths), strict=True):
            _add_path(drawn, path, box, matrix)
        drawn.pictures += (_moved(b, matrix) for b in _boxes(held[pdfium.FPDF_PAGEOBJ_IMAGE]))
        if depth < _MAX_DEPTH:
            for form in held[pdfium.FPDF_PAGEOBJ_FORM]:
                queue.append((form, True, _composed(_matrix(form), matrix), depth + 1))
    return drawn


def _looks(texts: Sequence[int], outer: Matrix | None) -> Iterator[tuple[int, Look]]:
    """Yield the texts that are not dark, upright and seen, and how they are drawn."""
    colours = _colours(texts)
    dark = {
        colour: sum(colour[:3]) < 3 * 255 * _PALE and colour[3] > 255 * _COVERS
        for colour in {*colours}
    }
    modes, ways, cuts = map(_mode_of, texts), _ways(texts), dict(cut_off(texts))
    shadows = _shadows(texts, colours) if any(not colour[3] for colour in dark) else ()
    for text, mode, colour, (a, b) in zip(texts, modes, colours, ways, strict=True):
        if outer is not None:
            a, b = a * outer[0] + b * outer[2], a * outer[1] + b * outer[3]
        hidden = mode == _INVISIBLE
        if -a < 1000 * b < a and dark[colour] and not hidden and text not in cuts:
            continue
        home, unseen, full = cuts.get(text, _WHOLE)
        angle = math.degrees(math.atan2(b, a))
        if home is not None and outer is not None:
            home = _point(*home, outer)
        hidden = hidden or unseen or (not colour[3] and text not in shadows)
        yield text, Look(hidden, angle, None if dark[colour] else colour, home, full)


def _shadows(texts: Sequence[int], colours: Sequence[Colour]) -> set[int]:
    """Return the clear texts that were drawn again in a colour: blurred shadows are masks.

    Of letters that nearly lie upon one another pdfium knows the first only, which is the shadow.
    """
    sizes = [
        (
            text,
            colour[3],
            round((box[0] + box[2]) / 2 / SHADOW),
            round((box[1] + box[3]) / 2 / SHADOW),
            box,
        )
        for text, colour, box in zip(texts, colours, _boxes(texts), strict=True)
    ]
    seen = {
        (x + across, y + along, round(box[2] - box[0]))
        for _, opaque, x, y, box in sizes
        for across in (-1, 0, 1)
        for along in (-1, 0, 1)
        if opaque
    }
    return {
        text
        for text, opaque, x, y, box in sizes
        if not opaque and (x, y, round(box[2] - box[0])) in seen
    }


def _ways(texts: Sequence[int]) -> Iterator[Any]:
    """Return where the x axis of each text points."""
    size = sizeof(pdfium.FS_MATRIX)
    matrices = create_string_buffer(size * len(texts))
    at = addressof(matrices)
    for _ in map(_matrix_of, texts, range(at, at + size * len(texts), size)):
        pass
    return iter_unpack("2f16x", matrices)


def _colours(things: Sequence[int]) -> list[Colour]:
    return [colour or _BLACK for colour in fours(_colour_of, things, "4I")]


def _boxes(things: Sequence[int]) -> Iterator[Box]:
    return (box or (0, 0, 0, 0) for box in fours(_bounds_of, things, "4f"))


def _add_path(drawn: Drawn, path: int, box: Box, matrix: Matrix | None) -> None:
    """Add the strokes of a path that run level or upright, or the shade that it is."""
    left, bottom, right, top = box
    wide, high = right - left, top - bottom
    if (wide <= THICK or high <= THICK) and not _is_stem(path, wide, high):
        _add_stroke(drawn, _moved(box, matrix))
        return
    fill, stroke = c_int(), c_int()
    _drawing_of(path, byref(fill), byref(stroke))
    segments = _segments_of(path)
    if fill.value:
        darkness = sum(_colours([path])[0][:3])
        if high < _HIGH and wide < _LONG and darkness < 3 * 255 * _PALE and _is_letter(path):
            drawn.outlines.append(_moved(box, matrix))
            return
        if darkness < 3 * 255 * _SHADE:
            drawn.shades.append(_moved(box, matrix))
    if segments > 5 or stroke:
        parts = list(_path_strokes(path, min(segments, MAX_OBJECTS), stroked=bool(stroke)))
        frame = _frame(parts)
        if frame is not None:
            drawn.frames.append(_moved(frame, matrix))
            return
        for part in parts:
            _add_stroke(drawn, _moved(part, matrix))


def _is_stem(path: int, wide: float, high: float) -> bool:
    """Whether a path as thin as a rule may be a letter such as a one."""
    return _STEM < wide < high < _HIGH and high > THICK and _segments_of(path) > _BAR


def _is_letter(path: int) -> bool:
    """Whether a path goes round more corners than a bar has, and few enough for some letters."""
    segments = _segments_of(path)
    return _BAR < segments < _LONGEST and any(
        len(part) > _BAR for part in _subpaths(path, segments)
    )


def _frame(parts: Sequence[Box]) -> Box | None:
    """Return the box round which strokes run, its corners round or not; None where none is."""
    if not 4 <= len(parts) <= _STROKES:
        return None
    lefts, bottoms, rights, tops = zip(*parts, strict=True)
    left, bottom, right, top = min(lefts), min(bottoms), max(rights), max(tops)
    sides = set()
    for part in parts:
        inward = (part[2] - left, part[3] - bottom, right - part[0], top - part[1])
        if min(inward) > _CORNER:
            return None
        sides.add(inward.index(min(inward)))
    return (left, bottom, right, top) if len(sides) == _EDGES else None


def _add_stroke(drawn: Drawn, box: Box) -> None:
    across, along = sorted((box[2] - box[0], box[3] - box[1]))
    (drawn.dots if along <= THICK and along < 2 * across else drawn.strokes).append(box)


def _path_strokes(path: int, segments: int, *, stroked: bool) -> Iterator[Box]:
    matrix = _matrix(path)
    for part in _subpaths(path, segments):
        corners = [_point(x, y, matrix) for x, y, _ in part]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= THICK:
            yield min(xs), min(ys), max(xs), max(ys)
        elif stroked:
            lines = zip(pairwise(corners), part[1:], strict=True)
            for ((x0, y0), (x1, y1)), (_, _, curved) in lines:
                # A cell may have round corners, but of a round seal no piece is a rule.
                if not curved or max(abs(x1 - x0), abs(y1 - y0)) < _CORNER:
                    yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _subpaths(path: int, count: int) -> Iterator[list[tuple[float, float, bool]]]:
    """Yield the corners of each part of a path, and whether a curve leads to them.

    A closed part ends where it began.
    """
    part: list[tuple[float, float, bool]] = []
    x, y = c_float(), c_float()
    for index in range(count):
        segment = _segment_of(path, index)
        _point_of(segment, byref(x), byref(y))
        step = _step_of(segment)
        if step == pdfium.FPDF_SEGMENT_MOVETO and part:
            yield part
            part = []
        part.append((x.value, y.value, step == pdfium.FPDF_SEGMENT_BEZIERTO))
        if _closes(segment):
            part.append((*part[0][:2], False))
    if part:
        yield part


def _matrix(thing: int) -> Matrix:
    m = pdfium.FS_MATRIX()
    _matrix_of(thing, byref(m))
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
