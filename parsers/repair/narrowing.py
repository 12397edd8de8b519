"""Rule out the readings of damaged rows that the identities of the columns don't allow."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from parsers.forms import Identity, Table
from parsers.repair.pieces import Reading

_MOST_SUMS = 10_000
# Sums of whole rows cost as much as they have columns, and tell what those of columns leave open.
_MOST_SUMS_OF_ROWS = 300
_MOST_FITTED = 10_000
_Values = tuple[Decimal | None, ...]


class _Line(NamedTuple):
    """An identity in some columns at once: the rows of its two sides.

    `bound` is how many sums of the other rows are looked at.
    """

    columns: tuple[int, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    bound: int


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
    options: dict[str, Sequence[Reading]] = {name: [cells] for name, cells in certain.items()}
    options.update(candidates)
    sides = sides_of(table, printed)
    columns = tuple(range(len(table.columns)))
    each = [_Line((column,), *rows, _MOST_SUMS) for rows in sides for column in columns]
    whole = [_Line(columns, *rows, _MOST_SUMS_OF_ROWS) for rows in sides]
    while _narrow_by(each, candidates, options, least=1) or _narrow_by(
        whole, candidates, options, least=2
    ):
        pass


def sides_of(table: Table, printed: set[str]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return both sides of each identity of the columns whose rows are all printed."""
    identities = [identity for identity in table.identities if identity.over == "columns"]
    return [sides for each in identities if (sides := _operands(table, each, printed))]


def _narrow_by(
    lines: Sequence[_Line],
    candidates: dict[str, list[Reading]],
    options: dict[str, Sequence[Reading]],
    *,
    least: int,
) -> bool:
    """Whether *lines* rule out a reading of a row that has at *least* so many."""
    changed = False
    for name in candidates:
        left = options[name]
        for line in lines if len(left) >= least else ():
            room = _room(line, name, options)
            if room is not None:
                left = _allowed(line, left, room)
        if len(left) < len(options[name]):
            options[name] = candidates[name] = list(left)
            changed = True
    return changed


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


def _room(line: _Line, name: str, options: Mapping[str, Sequence[Reading]]) -> set[_Values] | None:
    """Return what an identity leaves for the cells of row *name*; None if nobody can tell."""
    if name not in line.left and name not in line.right:
        return None
    own = 1 if name in line.left else -1
    sides = [(-own, row) for row in line.left] + [(own, row) for row in line.right]
    others = [(side, options.get(row, ())) for side, row in sides if row != name]
    if not all(found for _, found in others):
        return None
    sums: set[_Values] = {(Decimal(0),) * len(line.columns)}
    unknown = {(None,) * len(line.columns)}
    for side, found in sorted(others, key=lambda other: len(other[1])):
        values = {_counted(line, cells) for cells in found}
        if not unknown.isdisjoint(values) or len(sums) * len(values) > line.bound:
            return None
        sums = {_added(total, value, side) for total in sums for value in values}
    if len(line.columns) > 1 and len(sums) * len(options[name]) > _MOST_FITTED:
        return None
    return sums


def _counted(line: _Line, cells: Reading) -> _Values:
    """Return what the cells count in their columns' sums; a blank is some number, not zero."""
    return tuple([cells[column].value for column in line.columns])


def _added(total: _Values, value: _Values, side: int) -> _Values:
    return tuple(
        [
            None if a is None or b is None else a + side * b
            for a, b in zip(total, value, strict=True)
        ]
    )


def _allowed(line: _Line, left: Sequence[Reading], room: set[_Values]) -> list[Reading]:
    """Return the readings that one of the sums in *room* may be."""
    unknown = [total for total in room if None in total]
    found = []
    for cells in left:
        value = _counted(line, cells)
        likely = room if None in value else unknown
        if value in room or any(_may_be_equal(value, total) for total in likely):
            found.append(cells)
    return found


def _may_be_equal(value: _Values, total: _Values) -> bool:
    return all(a == b for a, b in zip(value, total, strict=True) if None not in (a, b))
