"""Read the row that the end of a text cuts in two, as far as it is printed."""

from collections.abc import Sequence

from msgspec.structs import replace

from parsers.found import Found

# Rows that show what a flattening left of the others, and numbers that show it split none.
_ENOUGH_ROWS = 3
_ENOUGH_NUMBERS = 2


def read_begun(rows: Sequence[Found]) -> dict[int, Found]:
    """Return, by its place among *rows*, the last row with the cells before the cut.

    What is printed of it fills its columns from the left where all the other rows are whole and
    show no blank, so that the flattening dropped nothing; and where its numbers, if they are
    parted by white space alone, cannot be the halves of one.
    """
    at = next((at for at, row in enumerate(rows) if row.cut and not row.cells), -1)
    if at < 0:
        return {}
    row, others = rows[at], [*rows[:at], *rows[at + 1 :]]
    missing = len(row.table.columns) - len(row.tokens)
    if missing <= 0 or len(others) < _ENOUGH_ROWS or not all(map(_is_whole, others)):
        return {}
    if row.loose and set(row.tokens) - {"0"} and not _keep_numbers(others):
        return {}
    return {at: replace(row, cells=(*row.tokens, *(None,) * missing))}


def _is_whole(row: Found) -> bool:
    return bool(row.cells) and all(row.cells)


def _keep_numbers(rows: Sequence[Found]) -> bool:
    """Whether the other rows have numbers of several digits that no white space parts."""
    long = sum(
        text is not None and len(text) > 1 and text.isdecimal()
        for row in rows
        for text in row.cells
    )
    return long >= _ENOUGH_NUMBERS
