"""Read tables that are drawn in a text with lines of signs, as w3m, ELinks and pandoc draw them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from unicodedata import combining, east_asian_width

from parsers.document import Cell, Grid
from parsers.normal import normalise
from parsers.readers.lattice import Rule, lattices
from parsers.readers.lines import Glyph, rows_of
from parsers.readers.paper import cell_text

_PLUMB = "|│┃║"
_CORNER = "+┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋╭╮╰╯╞╡╪╟╢╫"
# So many signs are a rule: one alone is a dash, a minus or a plus.
_RULE = re.compile(f"[-=─━═{_CORNER}]{{3,}}")
_ROW = re.compile(rf"\s*[{_PLUMB}{_CORNER}]")
_PARTING = re.compile(rf"\s*[{_PLUMB}\s]*[{_CORNER}][-=─━═{_CORNER}]{{3}}")
# Rules stand in the middle of their signs, and meet.
_TOLERANCE = 0.6


class _Sign(NamedTuple):
    """A character of a line and the places that it takes there."""

    text: str
    start: int
    end: int
    rules: bool  # it is a part of a level rule


def drawn_runs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where in *lines*, as printed, drawn tables begin and end."""
    start = rules = 0
    for at, line in enumerate((*lines, "")):
        if _ROW.match(line):
            rules += bool(_PARTING.match(line))
            continue
        if rules > 1:
            yield start, at
        start, rules = at + 1, 0


def drawn_grids(lines: Sequence[str], first: int) -> Iterator[Grid]:
    """Yield the tables that *lines* draw; the first of them has the number *first*."""
    # Terminals differ in how wide they make quotation marks and circled numbers.
    drawings = [[_signs(line, wide=wide) for line in lines] for wide in (False, True)]
    rows = min(drawings, key=_places_of_bars)
    levels = [rule for y, row in enumerate(rows) for rule in _levels(row, y)]
    for table in lattices(levels, _plumbs(rows), tolerance=_TOLERANCE):
        held: list[list[Glyph]] = [[] for _ in table.regions]
        for y, row in enumerate(rows):
            for sign in row:
                owner = table.region_at((sign.start + sign.end) / 2, y + 0.5)
                if owner is not None and not (sign.rules or sign.text in _PLUMB):
                    held[owner].append(Glyph(sign.text, sign.start, y, sign.end, y + 1))
        cells = []
        for region, glyphs in zip(table.regions, held, strict=True):
            _, top, right, bottom = table.box(region)
            text = normalise(cell_text(tuple(rows_of(glyphs)), right))
            cells.append(Cell(text, *region, place=f"lines {first + top:.0f}-{first + bottom:.0f}"))
        place = f"line {first + table.ys[0]:.0f}"
        yield Grid(tuple(cells), len(table.ys) - 1, len(table.xs) - 1, place)


def _signs(line: str, *, wide: bool) -> list[_Sign]:
    """Return the characters of a line that print something; ambiguous ones are *wide* or not."""
    doubled = ("W", "F", "A") if wide else ("W", "F")
    ruling = {at for match in _RULE.finditer(line) for at in range(*match.span())}
    signs: list[_Sign] = []
    place = 0
    for at, char in enumerate(line):
        drawn = at in ruling or char in _PLUMB
        width = 2 if east_asian_width(char) in doubled and not drawn else 1
        end = place + (0 if combining(char) else width)
        if not char.isspace():
            signs.append(_Sign(char, place, end, at in ruling))
        place = end
    return signs


def _places_of_bars(rows: Sequence[Sequence[_Sign]]) -> int:
    """Return in how many columns bars stand: the fewest where they stand below one another."""
    return len({sign.start for row in rows for sign in row if sign.text in _PLUMB})


def _levels(row: Sequence[_Sign], y: int) -> Iterator[Rule]:
    start = end = -1
    for sign in row:
        if sign.rules and sign.start == end:
            end = sign.end
        elif sign.rules:
            if start >= 0:
                yield Rule(y + 0.5, start + 0.5, end - 0.5)
            start, end = sign.start, sign.end
    if start >= 0:
        yield Rule(y + 0.5, start + 0.5, end - 0.5)


def _plumbs(rows: Sequence[Sequence[_Sign]]) -> list[Rule]:
    """Return the upright rules: bars and corners on lines that follow one another."""
    found: list[Rule] = []
    growing: dict[int, tuple[int, int]] = {}
    for y, row in enumerate((*rows, [])):
        here = {s.start for s in row if s.text in _PLUMB or (s.rules and s.text in _CORNER)}
        for x in [x for x in growing if x not in here]:
            start, end = growing.pop(x)
            if end > start:
                found.append(Rule(x + 0.5, start + 0.5, end + 0.5))
        for x in here:
            growing[x] = (growing.get(x, (y, y))[0], y)
    return found
