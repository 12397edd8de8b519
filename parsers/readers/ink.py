"""See a scanned page as ink: make it upright, find its rules, cut out its strips of text."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from parsers.readers.lattice import Rule

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

# All lengths below are in pixels of a page at this resolution; pages are brought to it first.
DPI = 200
# A rule is longer than any stroke of a heading's characters.
_RULE = 90
# What is averaged along a rule before it is told from the noise of the paper.
_WINDOW, _SHORT_WINDOW = 61, 7
_FAINT = 18
# The share of a rule that even the short window sees; of a line of text it is at most 0.8.
_SOLID = 0.85
_END = 15
# Half of the thickest rule.
_THICK = 5
# Darker than the paper round it by so many levels is ink; thin grey rules are, noise is not.
_CONTRAST = 22
# How far round the paper's own brightness is taken: stamps and shadows are no ink.
_ROUND = 18
_STEEPEST = 3.0  # degrees
_SPECK = 14  # a cell with fewer dark pixels is blank
_CROWD = 9
_MARK = 0.25  # nor does anything smaller than this share of a character print: a dash is 0.3


class Strip(NamedTuple):
    """A line of text cut out of a page, its box on it, and how many marks stand side by side."""

    pixels: Pixels
    left: int
    top: int
    right: int
    bottom: int
    marks: int


def upright(page: Image.Image) -> Image.Image:
    """Return a page turned so that its rules, or its lines of text, run level."""
    return turned(page, steepness(page))


def turned(page: Image.Image, angle: float) -> Image.Image:
    """Return a page turned by some degrees; by next to none it is left as it is."""
    if abs(angle) < 0.04:
        return page
    return page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)


def steepness(page: Image.Image) -> float:
    """Return by how many degrees a grey page must be turned to run level."""
    small = page.resize((page.width // 4, page.height // 4), Image.Resampling.BOX)
    dark = ink_of(small)
    ys, xs = np.nonzero(dark)
    if len(ys) < 200:
        return 0.0
    coarse = _steepness(ys, xs, np.arange(-_STEEPEST, _STEEPEST + 0.1, 0.25))
    return _steepness(ys, xs, np.arange(coarse - 0.25, coarse + 0.26, 0.05))


def _steepness(ys: Any, xs: Any, angles: Any) -> float:
    """Return the angle along which the ink gathers in the sharpest rows."""

    def sharpness(angle: float) -> float:
        rows = np.round(ys - xs * np.tan(np.radians(angle))).astype(np.int64)
        counts = np.bincount(rows - rows.min()).astype(np.float64)
        return float((counts**2).sum())

    return float(max(angles, key=sharpness))


def ink_of(page: Image.Image) -> Mask:
    """Return which pixels of a grey page are darker than the paper round them."""
    smooth = page.filter(ImageFilter.GaussianBlur(0.8))
    paper = smooth.filter(ImageFilter.BoxBlur(_ROUND))
    dark: Mask = np.asarray(smooth, np.int16) < np.asarray(paper, np.int16) - _CONTRAST
    return dark


def rules_of(page: Pixels) -> tuple[list[Rule], list[Rule]]:
    """Return the level and the upright rules of an upright page, in pixels."""
    return list(_level(page)), list(_level(np.ascontiguousarray(page.T)))


def _level(page: Pixels) -> Iterator[Rule]:
    """Yield runs of pixels that are darker, on the whole, than what is above and below them."""
    long = _thin_darkness(page, _WINDOW) > _FAINT
    short = _thin_darkness(page, _SHORT_WINDOW) > _FAINT
    edges = np.diff(np.pad(long, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    lasting = ends - starts >= _RULE
    for row, start, end in zip(rows[lasting], starts[lasting], ends[lasting], strict=True):
        run = short[row, start:end]
        # The long window sees more than there is: the rule's ends are where it is solid.
        solid = np.flatnonzero(np.convolve(run, np.ones(_END, np.int8), "valid") >= _END * _SOLID)
        if len(solid):
            first, last = int(solid[0]), int(solid[-1]) + _END
            if np.count_nonzero(run[first:last]) >= _SOLID * max(_RULE, last - first):
                yield Rule(int(row), int(start) + first, int(start) + last)


def _thin_darkness(page: Pixels, window: int) -> Any:
    """Return how much darker each stretch of a row is than those just above and below it."""
    half = window // 2
    padded = np.pad(page, ((0, 0), (half + 1, half)), mode="edge")
    sums = np.cumsum(padded, axis=1, dtype=np.int32)
    mean = (sums[:, window:] - sums[:, :-window]) // window
    beyond = np.pad(mean, ((_THICK, _THICK), (0, 0)), mode="edge")
    return np.minimum(beyond[: -2 * _THICK], beyond[2 * _THICK :]) - mean


def without(dark: Mask, levels: list[Rule], plumbs: list[Rule]) -> Mask:
    """Return the ink without the rules, the fringes of their edges, and the dirt."""
    text = dark.copy()
    for rules, ink in ((levels, text), (plumbs, text.T)):
        for at, start, end in rules:
            row = int(at)
            ink[max(0, row - 2) : row + 3, max(0, int(start) - 3) : int(end) + 3] = False
    clean: Mask = text & (_crowd(text) >= _CROWD)
    return clean


def _crowd(dark: Mask) -> Any:
    """Return how many pixels in the square of 7 round each pixel are dark: specks have few."""
    padded = np.pad(dark, ((4, 3), (4, 3))).astype(np.int32)
    sums = padded.cumsum(axis=0).cumsum(axis=1)
    return sums[7:, 7:] - sums[:-7, 7:] - sums[7:, :-7] + sums[:-7, :-7]


def strips_of(
    page: Pixels, text: Any, box: tuple[int, int, int, int], tall: int
) -> Iterator[Strip]:
    """Yield the lines of text in a box of the page; *tall* is the height of its characters.

    A gap wider than a character parts a line in two: what stands apart is read apart.
    """
    left, top, right, bottom = box
    inside = text[top:bottom, left:right]
    if np.count_nonzero(inside) < _SPECK:
        return
    for first, last in _lines(inside.any(axis=1), tall):
        line = inside[first:last]
        for begin, end in _runs(line.any(axis=0), max(tall, last - first)):
            if max(end - begin, last - first) < tall * _MARK:
                continue
            x0, x1 = max(0, left + begin - 3), min(page.shape[1], left + end + 3)
            y0, y1 = max(0, top + first - 3), min(page.shape[0], top + last + 3)
            marks = len(_runs(line[:, begin:end].any(axis=0), 1))
            yield Strip(page[y0:y1, x0:x1], x0, y0, x1, y1, marks)


def height_of_text(text: Any) -> int:
    """Return how tall most of the page's characters are."""
    runs = [last - first for first, last in _runs(text.any(axis=1), 3)]
    usual = sorted(height for height in runs if 14 <= height <= 60)
    return usual[len(usual) // 2] if usual else 30


def _lines(rows: Any, tall: int) -> Iterator[tuple[int, int]]:
    """Yield where lines of text begin and end; strokes of one character are not parted."""
    first = last = -1
    for begin, end in _runs(rows, 2):
        if first >= 0 and end - first <= tall * 1.25:
            last = end
            continue
        if first >= 0:
            yield first, last
        first, last = begin, end
    if first >= 0:
        yield first, last


def _runs(marks: Any, gap: int) -> list[tuple[int, int]]:
    """Return where marks stand, in runs that gaps of at least *gap* part."""
    places = np.flatnonzero(marks)
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > gap)
    starts = places[np.concatenate(([0], breaks + 1))]
    ends = places[np.concatenate((breaks, [len(places) - 1]))] + 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True))
