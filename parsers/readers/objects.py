"""Walk the objects that a PDF's page is drawn with: strokes, pictures, the looks of its text."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from ctypes import addressof, byref, c_int, create_string_buffer, sizeof
from dataclasses import dataclass, field
from itertools import repeat
from struct import iter_unpack
from typing import Any, NamedTuple

from pypdfium2 import raw as pdfium

from parsers.errors import UnreadableMediaError
from parsers.readers.affine import Box, Matrix, Point, composed, matrix_of, moved, point_moved
from parsers.readers.calls import address_of, by_address, fours
from parsers.readers.paths import THICK, frame_round, is_letter, is_stem, strokes
from parsers.readers.windows import Cut, cut_off

# A report's page has a few hundred; borders that are drawn dot by dot make some ten thousand.
MAX_OBJECTS = 200_000
_MAX_DEPTH = 5
# What is darker than this share of white, or covers less of what is below, is pale.
_PALE, _COVERS = 0.5, 0.7
# A fill that is darker than this share of white lets white letters be seen.
_SHADE = 0.85
# How far a shadow falls from its letter at most, in points.
SHADOW = 2.5

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
        drawn.pictures += (moved(b, matrix) for b in _boxes(held[pdfium.FPDF_PAGEOBJ_IMAGE]))
        if depth < _MAX_DEPTH:
            for form in held[pdfium.FPDF_PAGEOBJ_FORM]:
                queue.append((form, True, composed(matrix_of(form), matrix), depth + 1))
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
            home = point_moved(*home, outer)
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
    if (wide <= THICK or high <= THICK) and not is_stem(path, wide, high):
        _add_stroke(drawn, moved(box, matrix))
        return
    fill, stroke = c_int(), c_int()
    _drawing_of(path, byref(fill), byref(stroke))
    segments = _segments_of(path)
    if fill.value:
        darkness = sum(_colours([path])[0][:3])
        if darkness < 3 * 255 * _PALE and is_letter(path, wide, high):
            drawn.outlines.append(moved(box, matrix))
            return
        if darkness < 3 * 255 * _SHADE:
            drawn.shades.append(moved(box, matrix))
    if segments > 5 or stroke.value:
        parts = list(strokes(path, min(segments, MAX_OBJECTS), stroked=bool(stroke.value)))
        frame = frame_round(parts)
        if frame is not None:
            drawn.frames.append(moved(frame, matrix))
            return
        for part in parts:
            _add_stroke(drawn, moved(part, matrix))


def _add_stroke(drawn: Drawn, box: Box) -> None:
    across, along = sorted((box[2] - box[0], box[3] - box[1]))
    (drawn.dots if along <= THICK and along < 2 * across else drawn.strokes).append(box)
