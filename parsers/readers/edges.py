"""Write tables whose cells are told by their right edges as text with marks, as RTF has them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers.readers import marks

# Edges of one column differ by a few twips (a twentieth of a point) from row to row.
_TOLERANCE = 40
_DEEPEST = 20

# The first column of a cell, and the one behind its last.
_Place = tuple[int, int]
# A cell's text, its place, and whether it goes on the cell above it.
_Cell = tuple[str, _Place, bool]


@dataclass(slots=True)
class Edge:
    """Where a cell ends, in twips, and whether it goes on the cell above it or before it."""

    right: int = 0
    down: bool = False
    across: bool = False


@dataclass(slots=True)
class _Level:
    """A table that is being read, and the text of its cell that is; level 0 is the page."""

    text: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    rows: list[tuple[list[str], list[Edge]]] = field(default_factory=list)


class Tables:
    """The text of a document, and of the cells of tables within tables, as it comes."""

    def __init__(self) -> None:
        self._levels = [_Level()]

    def add(self, text: str, level: int) -> None:
        """Add *text* to the cell that is open at *level*; 0 is outside of tables."""
        self._to(level).text.append(text)

    def end_cell(self, level: int) -> None:
        """End the cell that is open at *level*."""
        table = self._to(level)
        table.cells.append("".join(table.text))
        table.text.clear()

    def end_row(self, level: int, edges: Sequence[Edge]) -> None:
        """End the row that is open at *level*, whose cells have these *edges*."""
        table = self._to(level)
        table.rows.append((table.cells, [*edges]))
        table.cells = []

    def marked(self) -> str:
        """Return the whole text with the marks of `parsers.readers.marks` in it."""
        return "".join(self._to(0).text)

    def _to(self, level: int) -> _Level:
        level = min(level, _DEEPEST)
        while len(self._levels) - 1 > level:
            table = self._levels.pop()
            self._levels[-1].text += _table(table.rows)
            # Of a row that never ended.
            self._levels[-1].text += (
                f"{cell}{marks.BREAK}" for cell in (*table.cells, *table.text)
            )
        while len(self._levels) - 1 < level:
            self._levels.append(_Level())
        return self._levels[-1]


def _table(rows: Sequence[tuple[Sequence[str], Sequence[Edge]]]) -> Iterator[str]:
    if not rows:
        return
    columns = _columns(edge.right for _, edges in rows for edge in edges)
    hanging: dict[_Place, int] = {}  # how many cells below go on the one that stands there
    lines: list[str] = []
    for row in reversed(list(_placed(rows, columns))):
        below, hanging = hanging, {}
        line = [marks.ROW]
        for text, place, goes_on in row:
            down = 1 + below.get(place, 0)
            if goes_on:
                hanging[place] = down
            else:
                line.append(f"{marks.CELL}{place[1] - place[0]},{down},{text}")
        lines.append("".join(line))
    yield from (marks.TABLE, *reversed(lines), marks.END)


def _placed(
    rows: Sequence[tuple[Sequence[str], Sequence[Edge]]], columns: Sequence[int]
) -> Iterator[list[_Cell]]:
    """Yield the cells of each row; one can go on only what stands in its very columns above."""
    above: set[_Place] = set()
    for cells, edges in rows:
        row = [
            (text, place, goes_on and place in above)
            for text, place, goes_on in _spans(cells, edges, columns)
        ]
        above = {place for _, place, _ in row}
        yield row


def _columns(edges: Iterator[int]) -> list[int]:
    """Return the right edge of each column; of edges that lie close together the last."""
    columns: list[int] = []
    for edge in sorted(set(edges)):
        if columns and edge - columns[-1] <= _TOLERANCE:
            columns[-1] = edge
        else:
            columns.append(edge)
    return columns


def _spans(cells: Sequence[str], edges: Sequence[Edge], columns: Sequence[int]) -> Iterator[_Cell]:
    """Yield the cells of a row where their edges say, those that are merged across as one."""
    found: list[_Cell] = []
    first = 0
    for number, text in enumerate(cells):
        edge = edges[number] if number < len(edges) else Edge()
        last = max(first, bisect_left(columns, edge.right)) + 1
        if edge.across and found:
            before, place, goes_on = found.pop()
            found.append((before + text, (place[0], last), goes_on))
        else:
            found.append((text, (first, last), edge.down))
        first = last
    yield from found
