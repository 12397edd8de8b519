"""Tell where texts of a PDF belong that are seen through a window: the rest of them is cut off."""

from collections.abc import Iterator, Sequence
from ctypes import byref, c_float
from typing import NamedTuple

from pypdfium2 import raw as pdfium

from parsers.readers.affine import Box, Point
from parsers.readers.calls import by_address, fours

# How far a text may reach beyond its window and count as whole, in points.
_SLACK = 1.0
# So near its window's edge a number ends for another digit to lie beyond, and so far from the other
# edge it begins at most where it has no room; as shares of its height.
_TOUCHING, _MARGIN = 0.3, 0.7
# Of so many corners at most a window is made: most are rectangles.
_CORNERS = 40

_window_of = by_address(pdfium.FPDFPageObj_GetClipPath)
_paths_of = by_address(pdfium.FPDFClipPath_CountPaths)
_segments_of = by_address(pdfium.FPDFClipPath_CountPathSegments)
_segment_of = by_address(pdfium.FPDFClipPath_GetPathSegment)
_point_of = by_address(pdfium.FPDFPathSegment_GetPoint)
_bounds_of = by_address(pdfium.FPDFPageObj_GetBounds)


class Cut(NamedTuple):
    """How a window cuts a text off, if it does.

    `home` is a point within the window, where the text reaches beyond it; None and `unseen` if
    nothing is seen. A text that is `full` leaves no room for another letter: there may be more.
    """

    home: Point | None = None
    unseen: bool = False
    full: bool = False


def cut_off(texts: Sequence[int]) -> Iterator[tuple[int, Cut]]:
    """Yield each text that is cut off, or may be, and how.

    So workbooks are printed: what is too long or too high for its cell ends at the cell's edges,
    but the file has all of it, and the rest lies unseen in the cells beside or below. Browsers
    leave out the letters that are not seen at all.
    """
    windows = list(map(_window_of, texts))
    counts = list(map(_paths_of, windows))
    if max(counts, default=0) <= 0:
        return
    seen = [(t, w, n) for t, w, n in zip(texts, windows, counts, strict=True) if n > 0]
    for (text, window, count), box in zip(
        seen, fours(_bounds_of, [text for text, _, _ in seen], "4f"), strict=True
    ):
        frame = _frame(window, count)
        if box is None:
            continue
        full = _fills(box, frame)
        if _reaches_beyond(box, frame):
            home = _home(box, frame)
            yield text, Cut(home, home is None, full)
        elif full:
            yield text, Cut(full=True)


def is_filled(before: float, behind: float, tall: float) -> bool:
    """Whether a text leaves no room for a further digit: *before* it, and *behind*, is so much."""
    less, more = sorted((before, behind))
    return less < tall * _TOUCHING and more < tall * _MARGIN


def _frame(window: int, count: int) -> Box:
    """Return what all the paths of a window have in common, as if each were a rectangle."""
    left = bottom = float("-inf")
    right = top = float("inf")
    x, y = c_float(), c_float()
    for path in range(count):
        xs, ys = [], []
        for number in range(min(_segments_of(window, path), _CORNERS)):
            _point_of(_segment_of(window, path, number), byref(x), byref(y))
            xs.append(x.value)
            ys.append(y.value)
        if xs:
            left, bottom = max(left, min(xs)), max(bottom, min(ys))
            right, top = min(right, max(xs)), min(top, max(ys))
    return left, bottom, right, top


def _reaches_beyond(box: Box, frame: Box) -> bool:
    return (
        box[0] < frame[0] - _SLACK
        or box[1] < frame[1] - _SLACK
        or box[2] > frame[2] + _SLACK
        or box[3] > frame[3] + _SLACK
    )


def _fills(box: Box, frame: Box) -> bool:
    """Whether a text begins and ends at its window's edges, or beyond one of them."""
    before, behind = box[0] - frame[0], frame[2] - box[2]
    return min(before, behind) < -_SLACK or is_filled(before, behind, box[3] - box[1])


def _home(box: Box, frame: Box) -> Point | None:
    """Return the point of a window nearest to a text's middle, clear of the window's edges.

    Beyond the window by more than its own height lies what nobody is to see.
    """
    tall = box[3] - box[1]
    if box[2] <= frame[0] or box[0] >= frame[2] or max(box[1] - frame[3], frame[1] - box[3]) > tall:
        return None
    return _within(box[0::2], frame[0::2], tall / 2), _within(box[1::2], frame[1::2], tall / 2)


def _within(span: Sequence[float], edges: Sequence[float], clear: float) -> float:
    clear = min(clear, (edges[1] - edges[0]) / 2)
    return min(max(sum(span) / 2, edges[0] + clear), edges[1] - clear)
