"""Tell what a path on a PDF's page draws: strokes, the frame of a cell, a letter."""

from collections.abc import Iterator, Sequence
from ctypes import byref, c_float
from itertools import pairwise

from pypdfium2 import raw as pdfium

from parsers.readers.affine import Box, matrix_of, point_moved
from parsers.readers.calls import by_address

# The thickest rule, in points; what is thicker is shading.
THICK = 3.5
# The longest curve of a cell's corner, in points.
_CORNER = 8.0
# A frame has four edges, and so many strokes at most: a dozen a corner, if that is round.
_EDGES, _STROKES = 4, 80
# Of letters that are drawn as outlines: how high they are at most, how wide a number, how thin a
# stem, in points.
_HIGH, _LONG, _STEM = 30.0, 200.0, 1.2
# A bar has no more corners than this, a letter no more than that.
_BAR, _MOST = 5, 2000

_segments_of = by_address(pdfium.FPDFPath_CountSegments)
_segment_of = by_address(pdfium.FPDFPath_GetPathSegment)
_point_of = by_address(pdfium.FPDFPathSegment_GetPoint)
_step_of = by_address(pdfium.FPDFPathSegment_GetType)
_closes = by_address(pdfium.FPDFPathSegment_GetClose)


def is_stem(path: int, wide: float, high: float) -> bool:
    """Whether a path as thin as a rule may be a letter such as a one."""
    return _STEM < wide < high < _HIGH and high > THICK and _segments_of(path) > _BAR


def is_letter(path: int, wide: float, high: float) -> bool:
    """Whether a path goes round more corners than a bar has, and few enough for some letters."""
    if high >= _HIGH or wide >= _LONG:
        return False
    segments = _segments_of(path)
    return _BAR < segments < _MOST and any(len(part) > _BAR for part in _subpaths(path, segments))


def frame_round(parts: Sequence[Box]) -> Box | None:
    """Return the box round which strokes run, its corners round or not; None where none is."""
    if not _EDGES <= len(parts) <= _STROKES:
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


def strokes(path: int, segments: int, *, stroked: bool) -> Iterator[Box]:
    """Yield the thin parts of a path, and the lines round the others where they are *stroked*."""
    matrix = matrix_of(path)
    for part in _subpaths(path, segments):
        corners = [point_moved(x, y, matrix) for x, y, _ in part]
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
