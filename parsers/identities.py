"""Check the identities (勾稽关系) that a form states over its tables."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from parsers.forms import Identity, Table
from parsers.report import Check

_ZERO = Decimal(0)

# What takes the operands of one side of an equation out of all values.
Side = Callable[[Sequence[Decimal | None]], Any]
# The place among them that stands for every cell of a row that is not printed.
_NOT_PRINTED = 0


class _Equations(NamedTuple):
    """The identities as they stand in each row or each column: the sides of one check each."""

    ids: tuple[str, ...] = ()
    left: tuple[Side, ...] = ()
    right: tuple[Side, ...] = ()


def check_identities(
    printed: Mapping[Table, tuple[str, ...]], values: Iterable[Decimal | None]
) -> Iterator[Check]:
    """Yield one check for each identity of each row or column that the document has.

    A check can't be told where an operand is missing or has no value; of rows that stand for
    each other only those printed count.

    Args:
        printed: the ids of the rows that the document has of each table.
        values: what the cells of these rows print, one row after the other.
    """
    equations = _equations(tuple(printed.items()))
    operands = [None, *values]
    left, right = _sums(operands, equations.left), _sums(operands, equations.right)
    sides = zip(left, right, strict=True)
    holds = [None if one is None or other is None else one == other for one, other in sides]
    return map(Check, equations.ids, holds, left, right)


def _sums(values: Sequence[Decimal | None], sides: Sequence[Side]) -> list[Decimal | None]:
    """Return what the operands of each side add up to."""
    try:
        return [sum(side(values), _ZERO) for side in sides]
    except TypeError:  # one of them is None: to look for it first takes as long as to add them
        return [None if None in side(values) else sum(side(values), _ZERO) for side in sides]


@lru_cache(maxsize=128)
def _equations(printed: tuple[tuple[Table, tuple[str, ...]], ...]) -> _Equations:
    found: list[tuple[str, Side, Side]] = []
    first = _NOT_PRINTED + 1
    for table, rows in printed:
        for identity in table.identities:
            over = _over_rows if identity.over == "rows" else _over_columns
            found += over(table, identity, rows, first)
        first += len(rows) * len(table.columns)
    return _Equations(*zip(*found, strict=True))


def _over_rows(
    table: Table, identity: Identity, rows: Sequence[str], first: int
) -> Iterator[tuple[str, Side, Side]]:
    """Yield the equations of each row, the cells of the table beginning at *first*."""
    for row in rows:
        place_of = {column.id: place for place, column in enumerate(table.columns, first)}
        left, right = (
            _side([place_of[name] for name in side]) for side in (identity.left, identity.right)
        )
        yield f"{table.id}.{identity.id}.{row}", left, right
        first += len(table.columns)


def _over_columns(
    table: Table, identity: Identity, rows: Sequence[str], first: int
) -> Iterator[tuple[str, Side, Side]]:
    """Yield the equations of each column, the cells of the table beginning at *first*."""
    if {*identity.left, *identity.right}.isdisjoint(rows):
        return
    absent = _replaced(table, rows)
    for place, column in enumerate(table.columns, first):
        place_of = {row: place + at * len(table.columns) for at, row in enumerate(rows)}
        left, right = (
            _side([place_of.get(name, _NOT_PRINTED) for name in side if name not in absent])
            for side in (identity.left, identity.right)
        )
        yield f"{table.id}.{identity.id}.{column.id}", left, right


def _side(places: Sequence[int]) -> Side:
    if len(places) > 1:
        return itemgetter(*places)
    first = places[0] if places else 0
    return itemgetter(slice(first, first + len(places)))  # a list, not the value itself


def _replaced(table: Table, rows: Sequence[str]) -> set[str]:
    """Return the rows of the variants that the document does not print, if it prints another."""
    variants = {row.variant for row in table.rows if row.variant and row.id in rows}
    if not variants:
        return set()
    return {row.id for row in table.rows if row.variant and row.variant not in variants}
