"""Bring the rows of a page together that prints its tables more than once."""

from collections.abc import Iterable, Mapping
from itertools import zip_longest

from msgspec.structs import replace

from parsers.amounts import read_amount
from parsers.found import Found, lost

# A label or two stand in other tables too; so many that stand there again make a second table.
_ENOUGH_ROWS = 3

Rows = dict[tuple[str, str], Found]


def by_row(found: Iterable[Found]) -> Rows:
    """Return the rows by table and row; of a row that is found twice the better one.

    Where a second copy of a table prints other figures, as those of another year, nobody knows
    which are meant: then what the copies don't share is lost, and its rows are `contested`.
    """
    rows: Rows = {}
    again: Rows = {}
    for row in found:
        key = (row.table.id, row.row.id)
        known = rows.get(key)
        if known is None or (not any(known.cells) and any(row.cells)):
            rows[key] = row
        elif row.partial and known.partial:
            cells = zip(known.cells, row.cells, strict=True)
            rows[key] = replace(known, cells=tuple(b if a is None else a for a, b in cells))
        if known is not None and not row.partial and _printed(known) and _is_whole(row):
            again[key] = row
    if len(again) < _ENOUGH_ROWS:
        return rows
    return rows | _contested(rows, again)


def without_repeated(rows: list[Found]) -> list[Found]:
    """Return the *rows* of one table with those lost that it prints twice, with other figures.

    Each may be a part of what the form asks for: 行政处罚(简易程序), or one of several offices.
    Where many rows stand twice, so does the table, and `by_row` tells.
    """
    if len({(row.table.id, row.row.id) for row in rows}) == len(rows):
        return rows
    printed: dict[tuple[str, str], set[tuple[str | None, ...]]] = {}
    for row in rows:
        if figures := _printed(row):
            printed.setdefault((row.table.id, row.row.id), set()).add(figures)
    twice = {key for key, figures in printed.items() if len(figures) > 1}
    if len(twice) >= _ENOUGH_ROWS:
        return rows
    return [_lost(row) if (row.table.id, row.row.id) in twice else row for row in rows]


def _lost(row: Found) -> Found:
    tokens = tuple(text or "" for text in _printed(row))
    return replace(lost(row), tokens=tokens)


def _contested(rows: Rows, again: Mapping[tuple[str, str], Found]) -> Rows:
    """Return the rows, lost, of tables whose second copy contradicts the first."""
    tables = {key[0] for key, row in again.items() if _contradict(rows[key], row)}
    return {
        key: replace(_lost(row), contested=True)
        for key, row in rows.items()
        if key[0] in tables and (key not in again or _printed(row) != _printed(again[key]))
    }


def _is_whole(row: Found) -> bool:
    """Whether a row prints as much as it has columns: 总计 heads lines of other tables too."""
    return len(_printed(row)) >= len(row.table.columns)


def _printed(row: Found) -> tuple[str | None, ...]:
    """Return what is printed of a row, nothing where that is blank."""
    return next((texts for texts in (row.cells, row.tokens) if any(texts)), ())


def _contradict(one: Found, other: Found) -> bool:
    """Whether two copies of a row print two numbers in one place."""
    pairs = zip_longest(_printed(one), _printed(other), fillvalue="")
    values = ((read_amount(a or "").value, read_amount(b or "").value) for a, b in pairs)
    return any(None not in both and both[0] != both[1] for both in values)
