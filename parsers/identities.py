"""Check the identities (勾稽关系) that a form states over its tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple

from parsers.forms import Identity, Table
from parsers.report import Check, Fact

_ZERO = Decimal(0)

Value = Decimal | None


class _Equations(NamedTuple):
    """An identity as it stands in each row or each column of a table, one check each.

    A side names its operands by their places: columns where it is `over_rows`, else printed rows.
    It is None where a row that it needs is not printed.
    """

    ids: tuple[str, ...]
    over_rows: bool
    left: tuple[int, ...] | None
    right: tuple[int, ...] | None


def check_identities(
    printed: Mapping[Table, tuple[str, ...]], facts: Iterable[Fact]
) -> Iterator[Check]:
    """Yield one check for each identity of each row or column that the document has.

    A check can't be told where an operand is missing or has no value; of rows that stand for
    each other only those printed count.

    Args:
        printed: the ids of the rows that the document has of each table.
        facts: the cells of these rows, one row after the other.
    """
    values = [fact.value for fact in facts]
    start = 0
    for table, names in printed.items():
        width = len(table.columns)
        end = start + width * len(names)
        equations = _equations(table, names)
        rows = [values[at : at + width] for at in range(start, end, width)] if equations else []
        columns = [values[at:end:width] for at in range(start, start + width)] if equations else []
        for ids, over_rows, left, right in equations:
            lines = columns if over_rows else rows
            yield from map(_check, ids, _sums(lines, left), _sums(lines, right))
        start = end


def _check(name: str, left: Value, right: Value) -> Check:
    return Check(name, None if left is None or right is None else left == right, left, right)


def _sums(lines: Sequence[Sequence[Value]], places: tuple[int, ...] | None) -> Iterable[Value]:
    """Return what the lines in these places add up to, cell by cell."""
    if not places:
        return [None if places is None else _ZERO] * len(lines[0])
    if len(places) == 1:
        return lines[places[0]]
    cells: list[tuple[Any, ...]] = list(zip(*[lines[place] for place in places], strict=True))
    try:
        return list(map(sum, cells, repeat(_ZERO)))
    except TypeError:  # one of them is None, which is rare, and looking first costs as much again
        return [None if None in values else sum(values, _ZERO) for values in cells]


@lru_cache(maxsize=256)
def _equations(table: Table, rows: tuple[str, ...]) -> tuple[_Equations, ...]:
    return tuple(
        _over_rows(table, identity, rows)
        if identity.over == "rows"
        else _over_columns(table, identity, rows)
        for identity in table.identities
        if identity.over == "rows" or not {*identity.left, *identity.right}.isdisjoint(rows)
    )


def _over_rows(table: Table, identity: Identity, rows: Sequence[str]) -> _Equations:
    place_of = {column.id: place for place, column in enumerate(table.columns)}
    ids = tuple(f"{table.id}.{identity.id}.{row}" for row in rows)
    left, right = (
        tuple(place_of[name] for name in side) for side in (identity.left, identity.right)
    )
    return _Equations(ids, True, left, right)


def _over_columns(table: Table, identity: Identity, rows: Sequence[str]) -> _Equations:
    ids = tuple(f"{table.id}.{identity.id}.{column.id}" for column in table.columns)
    absent = _replaced(table, rows)
    place_of = {row: place for place, row in enumerate(rows)}
    sides: list[tuple[int, ...] | None] = []
    for side in (identity.left, identity.right):
        names = [name for name in side if name not in absent]
        whole = all(name in place_of for name in names)
        sides.append(tuple(place_of[name] for name in names) if whole else None)
    return _Equations(ids, False, *sides)


def _replaced(table: Table, rows: Sequence[str]) -> set[str]:
    """Return the rows of the variants that the document does not print, if it prints another."""
    variants = {row.variant for row in table.rows if row.variant and row.id in rows}
    if not variants:
        return set()
    return {row.id for row in table.rows if row.variant and row.variant not in variants}
