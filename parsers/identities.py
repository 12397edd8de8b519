"""Check the identities (勾稽关系) that a form states over its tables."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from parsers.forms import Identity, Table
from parsers.report import Check, Fact

Values = Mapping[str, Decimal | None]


def check_identities(tables: Iterable[Table], facts: Iterable[Fact]) -> Iterator[Check]:
    """Yield one check for each identity of each row or column that the document has.

    A check can't be told where an operand is missing or has no value; of rows that stand for
    each other only those printed count.
    """
    values: dict[str, Decimal | None] = {fact.key: fact.value for fact in facts}
    for table in tables:
        for identity in table.identities:
            for line in _lines(table, identity):
                yield from _check(table, identity, line, values)


def _lines(table: Table, identity: Identity) -> list[str]:
    return [item.id for item in (table.rows if identity.over == "rows" else table.columns)]


def _check(table: Table, identity: Identity, line: str, values: Values) -> Iterator[Check]:
    names = {
        name: f"{table.id}.{line}.{name}"
        if identity.over == "rows"
        else f"{table.id}.{name}.{line}"
        for name in identity.left + identity.right
    }
    if not any(key in values for key in names.values()):
        return
    chosen = _variants(table, names, values)
    left = _sum(identity.left, names, values, chosen)
    right = _sum(identity.right, names, values, chosen)
    holds = None if left is None or right is None else left == right
    yield Check(f"{table.id}.{identity.id}.{line}", holds, left, right)


def _variants(table: Table, names: Mapping[str, str], values: Values) -> set[str]:
    """Return the rows that the document leaves to a variant it does not print."""
    variants = {row.id: row.variant for row in table.rows if row.variant and row.id in names}
    printed = {variant for row, variant in variants.items() if names[row] in values}
    if not printed:
        return set()
    return {row for row, variant in variants.items() if variant not in printed}


def _sum(
    operands: Iterable[str], names: Mapping[str, str], values: Values, left_out: set[str]
) -> Decimal | None:
    total = Decimal(0)
    for name in operands:
        if name in left_out:
            continue
        value = values.get(names[name])
        if value is None:
            return None
        total += value
    return total
