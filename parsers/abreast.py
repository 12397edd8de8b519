"""Give a line that holds all rows of a table, one beside the other, to its rows."""

from collections.abc import Iterator, Sequence
from functools import cache

from parsers.forms import Table
from parsers.found import Found
from parsers.matching import label_key
from parsers.repair.rows import repair_across


@cache
def column_keys(table: Table) -> dict[str, str]:
    """Return the column's id for each key of a column's label."""
    return {label_key(label): column.id for column in table.columns for label in column.labels}


def parted_rows(
    line: Sequence[str], table: Table, place: str, *, loose: bool = False
) -> Iterator[Found]:
    """Yield the rows of a line that has one text for each column of each of them."""
    width = len(table.columns)
    for number, row in enumerate(table.rows):
        part = tuple(line[number * width : (number + 1) * width])
        yield Found(table, row, part, (), place, loose)


def repaired_rows(
    tokens: Sequence[str], table: Table, place: str, *, loose: bool
) -> Iterator[Found]:
    """Yield the rows of a line of *tokens*, lost where their sums don't say which is whose."""
    for row, cells in zip(
        table.rows, repair_across(table, tuple(tokens), loose=loose), strict=True
    ):
        if cells is None:
            yield Found(table, row, (None,) * len(table.columns), tuple(tokens), place)
            continue
        told = frozenset(i for i, piece in enumerate(cells) if piece.value is not None)
        texts = tuple(piece.text or None for piece in cells)
        yield Found(table, row, texts, tuple(tokens), place, repaired=told)
