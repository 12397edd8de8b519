"""See the rules of borders that are drawn dot by dot."""

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from parsers.readers.affine import Box
from parsers.readers.lattice import Rule

# How far apart two dots of one rule are at most, how long it is at least, in points, and how
# nearly its dots stand in one line.
_GAP, _LONG, _LEVEL = 4.0, 10.0, 0.3
_FEWEST = 4


def dotted(dots: Iterable[Box]) -> tuple[list[Rule], list[Rule]]:
    """Return the level and the upright rules that rows of dots make, of boxes left to bottom."""
    places = list(dict.fromkeys(dots))
    levels = _rules((top + bottom, left, right) for left, top, right, bottom in places)
    plumbs = _rules((left + right, top, bottom) for left, top, right, bottom in places)
    return list(levels), list(plumbs)


def _rules(dots: Iterable[tuple[float, float, float]]) -> Iterator[Rule]:
    """Yield the rules of dots that stand in one line; each is twice its middle, start and end."""
    line: list[tuple[float, float, float]] = []
    for dot in sorted(dots):
        if line and dot[0] - line[0][0] > 2 * _LEVEL:
            yield from _runs(line)
            line = []
        line.append(dot)
    if line:
        yield from _runs(line)


def _runs(line: list[tuple[float, float, float]]) -> Iterator[Rule]:
    line.sort(key=lambda dot: dot[1])
    breaks = [0]
    for (_, _, end), (_, start, _) in pairwise(line):
        breaks.append(breaks[-1] + (start - end > _GAP))
    for _, pairs in groupby(zip(breaks, line, strict=True), key=lambda pair: pair[0]):
        run = [dot for _, dot in pairs]
        start, end = run[0][1], max(dot[2] for dot in run)
        if len(run) >= _FEWEST and end - start >= _LONG:
            yield Rule(run[0][0] / 2, start, end)
