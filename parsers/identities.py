"""Check the identities (勾稽关系) that a form states over its tables."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from parsers.forms import Identity, Table
from parsers.report import Check, Fact

_ZERO = Decimal(0)


class _Equation(NamedTuple):
    """An identity in one row or column: the keys of its two sides."""

    id: str
    left: tuple[str, ...]
    right: tuple[str, ...]


def check_identities(
    printed: Mapping[Table, tuple[str, ...]], facts: Iterable[Fact]
) -> Iterator[Check]:
    """Yield one check for each identity of each row or column that the document has.

    A check can't be told where an operand is missing or has no value; of rows that stand for
    each other only those printed count.

    Args:
        printed: the ids of the rows that the document has of each table.
        facts: the cells of these rows.
    """
    value_of = {fact.key: fact.value for fact in facts}.get
    for table, rows in printed.items():
        for name, left, right in _equations(table, rows):
            one, other = _sum(map(value_of, left)), _sum(map(value_of, right))
            holds = None if one is None or other is None else one == other
            yield Check(name, holds, one, other)


@lru_cache(maxsize=256)
def _equations(table: Table, rows: tuple[str, ...]) -> tuple[_Equation, ...]:
    return tuple(
        equation for identity in table.identities for equation in _of(table, identity, rows)
    )


def _of(table: Table, identity: Identity, rows: tuple[str, ...]) -> Iterator[_Equation]:
    if identity.over == "rows":
        for row in rows:
            left, right = (
                tuple(f"{table.id}.{row}.{name}" for name in side)
                for side in (identity.left, identity.right)
            )
            yield _Equation(f"{table.id}.{identity.id}.{row}", left, right)
        return
    absent = _replaced(table, rows)
    if not set(identity.left + identity.right) & set(rows):
        return
    for column in table.columns:
        left, right = (
            tuple(f"{table.id}.{name}.{column.id}" for name in side if name not in absent)
            for side in (identity.left, identity.right)
        )
        yield _Equation(f"{table.id}.{identity.id}.{column.id}", left, right)


def _replaced(table: Table, rows: tuple[str, ...]) -> set[str]:
    """Return the rows of the variants that the document does not print, if it prints another."""
    variants = {row.variant for row in table.rows if row.variant and row.id in rows}
    if not variants:
        return set()
    return {row.id for row in table.rows if row.variant and row.variant not in variants}


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    total = _ZERO
    for value in values:
        if value is None:
            return None
        total += value
    return total
