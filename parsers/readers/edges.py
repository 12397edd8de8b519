"""Write tables whose cells are told by their right edges as text with marks, as RTF has them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers.readers import marks

# Edges of one column differ by a few twips (a twentieth of a point) from row to row.
_TOLERANCE = 40
_DEEPEST = 20


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
    spans = [list(_spans(cells, edges, columns)) for cells, edges in rows]
    yield marks.TABLE
    for at, row in enumerate(spans):
        yield marks.ROW
        for text, first, last, goes_on in row:
            if not goes_on:
                down = 1 + _hanging(spans[at + 1 :], first)
                yield f"{marks.CELL}{last - first},{down},{text}"
    yield marks.END


def _columns(edges: Iterator[int]) -> list[int]:
    """Return the right edge of each column; of edges that lie close together the last."""
    columns: list[int] = []
    for edge in sorted(set(edges)):
        if columns and edge - columns[-1] <= _TOLERANCE:
            columns[-1] = edge
        else:
            columns.append(edge)
    return columns


def _spans(
    cells: Sequence[str], edges: Sequence[Edge], columns: Sequence[int]
) -> Iterator[tuple[str, int, int, bool]]:
    """Yield the cells of a row: text, first column, column behind, whether it hangs from above."""
    found: list[tuple[str, int, int, bool]] = []
    first = 0
    for number, text in enumerate(cells):
        edge = edges[number] if number < len(edges) else None
        last = max(first + 1, bisect_left(columns, edge.right) + 1 if edge else 0)
        if edge and edge.across and found:
            before = found.pop()
            found.append((before[0] + text, before[1], last, before[3]))
        else:
            found.append((text, first, last, bool(edge and edge.down)))
        first = last
    yield from found


def _hanging(rows: Sequence[Sequence[tuple[str, int, int, bool]]], column: int) -> int:
    """Return into how many of the *rows* a cell hangs that begins in *column*."""
    count = 0
    for row in rows:
        if not any(first == column and goes_on for _, first, _, goes_on in row):
            break
        count += 1
    return count
