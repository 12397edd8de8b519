"""Gather the labels of tables without rules whose lines stand above and below their figures."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from operator import attrgetter
from typing import NamedTuple

from msgspec.structs import replace

from parsers.readers.lines import UNKNOWN, Part, Row
from parsers.readers.paper import is_figure

# A row of the smallest table has so many figures.
_FEWEST = 2
# How far apart the lines of one cell are at most, in heights of a line, and how nearly their
# middles or their left edges stand below one another, in points.
_PITCH, _SHIFT = 2.0, 2.0
# How nearly the middle of a label stands beside its figures, in heights of a line.
_LEVEL = 0.25
# How a label begins that no other goes on with.
_NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]")


class _Line(NamedTuple):
    """A row of a page: what stands before its figures, and its figures."""

    row: Row
    words: tuple[Part, ...]
    figures: tuple[Part, ...]

    @property
    def middle(self) -> float:
        return (self.row.top + self.row.bottom) / 2


class _Piece(NamedTuple):
    """A part of a line: the line's number and its words."""

    at: int
    part: Part


# Pieces that stand below one another: the lines of one cell, or of several.
_Column = list[_Piece]


def gathered(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of one page with each label before its figures that is centred beside them.

    Where some are, figures beside other words whose label can't be told are made unreadable.
    """
    lines = [_line(row) for row in rows]
    if not any(line.figures for line in lines):
        return list(rows)
    labels: dict[int, list[_Column]] = {at: [] for at, line in enumerate(lines) if line.figures}
    groups: list[_Column] = []
    columns = sorted(_columns(lines), key=lambda pieces: -pieces[0].part.left)
    for column in columns:
        found = _parted(column, lines)
        if sum(map(len, found.values())) < len(column) and any(labels[at] for at in found):
            groups.append(column)  # the cell of several rows, each with a label of its own
            continue
        for at, pieces in found.items():
            labels[at].append(pieces)
    if not any(pieces[0].at < at for at, found in labels.items() for pieces in found):
        return list(rows)
    moved = [*groups, *(pieces for found in labels.values() for pieces in found)]
    gone = {id(piece.part) for pieces in moved for piece in pieces}
    made = [_row(lines[pieces[0].at].row, [_joined(pieces)]) for pieces in groups]
    torn = _torn(labels)
    for at, line in enumerate(lines):
        words = [part for part in line.words if id(part) not in gone]
        words = sorted([*words, *map(_joined, labels.get(at, ()))], key=attrgetter("left"))
        if words and line.figures:
            made.append(_row(line.row, (*words, *(_lost(line) if at in torn else line.figures))))
        elif words or line.figures:
            made.append(_row(line.row, words or _told(line, columns, lines)))
    return sorted(made, key=attrgetter("top"))


def _line(row: Row) -> _Line:
    start = len(row.parts)
    while start and is_figure(row.parts[start - 1].text):
        start -= 1
    if len(row.parts) - start < _FEWEST:
        start = len(row.parts)
    return _Line(row, row.parts[:start], row.parts[start:])


def _columns(lines: Sequence[_Line]) -> list[_Column]:
    """Return what stands before the figures, what stands below one another together."""
    columns: list[_Column] = []
    for at, (line, edge) in enumerate(zip(lines, _edges(lines), strict=True)):
        if any(part.right > edge for part in line.words):
            continue
        reach = (line.row.bottom - line.row.top) * _PITCH
        for part in line.words:
            for column in columns:
                last = column[-1]
                near = last.at < at and line.middle - lines[last.at].middle <= reach
                if near and _are_aligned(last.part, part):
                    column.append(_Piece(at, part))
                    break
            else:
                columns.append([_Piece(at, part)])
    return columns


def _edges(lines: Sequence[_Line]) -> list[float]:
    """Return for each line where the figures above or below it begin, whichever is farther."""
    above, below = ([0.0] * len(lines) for _ in range(2))
    for edges, order in ((above, range(len(lines))), (below, range(len(lines) - 1, -1, -1))):
        edge = 0.0
        for at in order:
            if lines[at].figures:
                edge = lines[at].figures[0].left
            edges[at] = edge
    return [max(pair) for pair in zip(above, below, strict=True)]


def _are_aligned(above: Part, part: Part) -> bool:
    middles = (above.left + above.right) / 2, (part.left + part.right) / 2
    return abs(middles[0] - middles[1]) < _SHIFT or abs(above.left - part.left) < _SHIFT


def _parted(column: _Column, lines: Sequence[_Line]) -> dict[int, _Column]:
    """Return the pieces whose middle stands beside figures, by the figures' line."""
    found: dict[int, _Column] = {}
    start = 0
    while start < len(column):
        end, at = next(_cells(column, start, lines), (start + 1, None))
        if at is not None:
            found[at] = column[start:end]
        start = end
    return found


def _cells(column: _Column, start: int, lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Yield where a cell may end that begins at *start*, and the line of its figures."""
    top = lines[column[start].at].middle
    for end in range(start + 1, len(column) + 1):
        bottom = lines[column[end - 1].at].middle
        for at in range(column[start].at, column[end - 1].at + 1):
            height = lines[at].row.bottom - lines[at].row.top
            level = abs((top + bottom) / 2 - lines[at].middle) < height * _LEVEL
            if lines[at].figures and level:
                yield end, at


def _joined(pieces: _Column) -> Part:
    parts = [piece.part for piece in pieces]
    text = "".join(part.text for part in parts)
    return Part(text, min(part.left for part in parts), max(part.right for part in parts))


def _told(line: _Line, columns: Iterable[_Column], lines: Sequence[_Line]) -> Sequence[Part]:
    """Return the figures of a line without words, unreadable if words stand near before them."""
    reach = (line.row.bottom - line.row.top) * _PITCH
    for column in columns:
        if any(abs(lines[piece.at].middle - line.middle) <= reach for piece in column):
            return _lost(line)
    return line.figures


def _torn(labels: dict[int, list[_Column]]) -> set[int]:
    """Return the lines whose label holds the beginning of another, and those that may lack it."""
    torn = set[int]()
    for at, after in zip_longest(labels, [*labels][1:], fillvalue=-1):
        for pieces in labels[at]:
            if any(_NUMBERED.match(piece.part.text) for piece in pieces[1:]):
                torn |= {at, after}
    return torn


def _lost(line: _Line) -> Sequence[Part]:
    return [replace(part, text=f"{part.text}{UNKNOWN}") for part in line.figures]


def _row(row: Row, parts: Sequence[Part]) -> Row:
    text = " ".join(part.text for part in parts)
    return replace(row, text=text, parts=tuple(parts), left=parts[0].left, right=parts[-1].right)
