"""Leave out what is struck out on a page: the letters that a line runs through, and the line."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from msgspec.structs import replace

from parsers.readers.lattice import Rule
from parsers.readers.lines import Glyph
from parsers.readers.marks import LONGEST_STRUCK

# How far from a letter's middle the line may run, and how far beyond the letters' ends, as shares
# of their height: an underline is farther from it, and a table's rule is longer than its text.
_LEVEL, _BEYOND = 0.2, 0.3
# No line of letters lies farther than this from its middle, in points.
_REACH = 6.0


def without_struck(glyphs: list[Glyph], levels: list[Rule]) -> tuple[list[Glyph], list[Rule]]:
    """Return the characters that no level line strikes out, and the lines that strike none."""
    order = sorted((glyph.top + glyph.bottom, at) for at, glyph in enumerate(glyphs))
    middles = list(map(itemgetter(0), order))
    struck: dict[int, set[int]] = {}
    kept: list[Rule] = []
    for rule in levels:
        first = bisect_left(middles, 2 * (rule.at - _REACH))
        last = bisect_right(middles, 2 * (rule.at + _REACH))
        places = _struck(glyphs, [at for _, at in order[first:last]], rule) if first < last else []
        for at, place in places:
            struck.setdefault(at, set()).add(place)
        if not places:
            kept.append(rule)
    if not struck:
        return glyphs, levels
    left = (_rest(glyph, struck.get(at, set())) for at, glyph in enumerate(glyphs))
    return [glyph for rest in left for glyph in rest], kept


def _struck(glyphs: Sequence[Glyph], near: Sequence[int], rule: Rule) -> list[tuple[int, int]]:
    """Return which letters of which glyphs a line strikes out; none where it reaches beyond."""
    found: list[tuple[int, int]] = []
    begin, end, tall = rule.end, rule.start, 0.0
    for at in near:
        glyph = glyphs[at]
        height = glyph.bottom - glyph.top
        if abs(rule.at - (glyph.top + glyph.bottom) / 2) > height * _LEVEL:
            continue
        for place, (left, right) in enumerate(_letters(glyph)):
            if rule.start < (left + right) / 2 < rule.end:
                found.append((at, place))
                begin, end, tall = min(begin, left), max(end, right), max(tall, height)
    beyond = max(begin - rule.start, rule.end - end)
    return found if len(found) <= LONGEST_STRUCK and beyond < tall * _BEYOND else []


def _letters(glyph: Glyph) -> Iterator[tuple[float, float]]:
    """Yield where each letter begins and ends: ideographs are twice as wide as digits."""
    widths = [1 if letter.isascii() else 2 for letter in glyph.text]
    unit, left = (glyph.right - glyph.left) / sum(widths), glyph.left
    for width in widths:
        yield left, left + unit * width
        left += unit * width


def _rest(glyph: Glyph, struck: set[int]) -> Iterator[Glyph]:
    if not struck:
        yield glyph
        return
    run: list[int] = []
    spans = list(_letters(glyph))
    for place in range(len(spans) + 1):
        if place < len(spans) and place not in struck:
            run.append(place)
        elif run:
            text = glyph.text[run[0] : run[-1] + 1]
            yield replace(glyph, text=text, left=spans[run[0]][0], right=spans[run[-1]][1])
            run = []
