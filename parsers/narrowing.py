"""Rule out the readings of damaged rows that the identities of the columns don't allow."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from parsers.forms import Identity, Table
from parsers.pieces import Reading

_MOST_SUMS = 10_000


class _Line(NamedTuple):
    """An identity in one column: the rows of its two sides."""

    column: int
    left: tuple[str, ...]
    right: tuple[str, ...]


def narrow(
    candidates: dict[str, list[Reading]],
    certain: Mapping[str, Reading],
    table: Table,
    printed: set[str],
) -> None:
    """Remove the readings that a column identity rules out, whatever the other rows may be.

    Args:
        candidates: the readings in question, by row.
        certain: the cells of the rows that are not in question.
        table: the table of these rows.
        printed: all rows that the document has, also those of which nothing is known.
    """
    lines = _lines(table, printed)
    options: dict[str, Sequence[Reading]] = {name: [cells] for name, cells in certain.items()}
    options.update(candidates)
    changed = True
    while changed:
        changed = False
        for name in candidates:
            left = options[name]
            for line in lines:
                room = _room(line, name, options)
                if room is not None:
                    left = [cells for cells in left if _fits(line, cells, room)]
            if len(left) < len(options[name]):
                options[name] = candidates[name] = list(left)
                changed = True


def _lines(table: Table, printed: set[str]) -> list[_Line]:
    """Return the column identities whose rows are all printed."""
    found: list[_Line] = []
    for identity in table.identities:
        if identity.over != "columns":
            continue
        sides = _operands(table, identity, printed)
        if sides is not None:
            found += [_Line(index, *sides) for index in range(len(table.columns))]
    return found


def _operands(
    table: Table, identity: Identity, printed: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the rows of both sides, or None where one is missing that no variant replaces."""
    variants = {row.id: row.variant for row in table.rows if row.variant}
    chosen = {variants[name] for name in printed if name in variants}
    if len(chosen) > 1:
        return None
    sides = []
    for side in (identity.left, identity.right):
        names = [name for name in side if variants.get(name) in (None, *chosen)]
        if any(name not in printed for name in names):
            return None
        sides.append(tuple(names))
    if any(name in variants for name in identity.left + identity.right) and not chosen:
        return None
    return sides[0], sides[1]


def _room(line: _Line, name: str, options: Mapping[str, Sequence[Reading]]) -> set[Decimal] | None:
    """Return what a column identity leaves for row *name*; None if nobody can tell."""
    if name not in line.left and name not in line.right:
        return None
    own = 1 if name in line.left else -1
    sums = {Decimal(0)}
    for side, rows in ((-own, line.left), (own, line.right)):
        for row in rows:
            if row == name:
                continue
            values = {_counted(line, cells) for cells in options.get(row, ())}
            if not values or None in values or len(sums) * len(values) > _MOST_SUMS:
                return None
            sums = {total + side * value for total in sums for value in values if value is not None}
    return sums


def _fits(line: _Line, cells: Reading, room: set[Decimal]) -> bool:
    value = _counted(line, cells)
    return value is None or value in room


def _counted(line: _Line, cells: Reading) -> Decimal | None:
    """Return what a cell counts in a column's sum; a blank is some number, not zero."""
    return cells[line.column].value
