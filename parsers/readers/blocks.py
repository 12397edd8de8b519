"""Part a marked text into lines and grids."""

import re
from collections.abc import Callable, Iterator

from parsers.document import Block, Line
from parsers.readers.boxed import unboxed
from parsers.readers.marks import BREAK, CELL, END, ROW, TABLE
from parsers.readers.spans import holds_text, spanned_grid

_SPANS = re.compile(f"{CELL}[^,]{{0,20}},[^,]{{0,20}},")

Table = Callable[[str, str], Iterator[Block]]


def marked_blocks(marked: str, table: Table | None = None) -> Iterator[Block]:
    """Yield the blocks of a marked text; a table that holds others is layout, no grid.

    Args:
        marked: the text, normalised.
        table: yields the blocks of a table from the text behind its first row's mark and the
            table's place; without it spans are read as HTML has them.
    """
    even = unboxed(" ".join(marked.replace("\n", BREAK).split()))
    # What stands behind a table's end, or behind its beginning.
    parts = even.replace(END, TABLE + END).split(TABLE)
    layout = _layout(parts)
    count = 0
    for part, is_layout in zip(parts, layout, strict=True):
        before, row, rows = part.removeprefix(END).partition(ROW)
        yield from _lines(before)
        if is_layout:
            yield from _lines(rows)
        elif row:
            count += 1
            yield from (table or _table)(rows, f"table {count}")


def _layout(parts: list[str]) -> list[bool]:
    """Return for each part whether it stands in a table that holds another table."""
    layout = [False] * len(parts)
    open_tables: list[list[int]] = []
    for index, part in enumerate(parts[1:], 1):
        if not part.startswith(END):
            if open_tables:
                open_tables[-1][0] = 1
            open_tables.append([0])
        elif open_tables:
            nested, *inside = open_tables.pop()
            for position in inside if nested else ():
                layout[position] = True
        if open_tables:
            open_tables[-1].append(index)
    return layout


def _lines(text: str) -> Iterator[Line]:
    if CELL in text:
        text = _SPANS.sub(BREAK, text)
    return map(Line, filter(None, map(str.strip, text.replace(ROW, BREAK).split(BREAK))))


def _table(rows: str, place: str) -> Iterator[Block]:
    grid = spanned_grid(rows, place)
    if grid.shape or not holds_text(grid):
        yield grid
    else:
        for cell in grid.cells:
            yield from map(Line, filter(None, cell.text.split("\n")))
