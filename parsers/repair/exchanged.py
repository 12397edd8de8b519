"""Find neighbours in a row that a text may have printed in the wrong order."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from parsers.amounts import read_amount
from parsers.forms import Table
from parsers.found import Found
from parsers.repair.narrowing import sides_of
from parsers.repair.sums import adds_up

_Values = Sequence[Decimal | None]


class _Balance(NamedTuple):
    """An identity of the columns: the sign of each row in it, and what each column is off by."""

    signs: dict[str, int]
    off: list[Decimal | None]


def without_exchanged(table: Table, rows: Sequence[Found]) -> list[Found]:
    """Return *rows* without neighbours that would keep every identity in each other's place.

    Where lines are all that parts the cells, one may have slipped past the next. Both identities
    of their columns must fail now, so that an error of the document is rarely taken for it.
    """
    values = {row.row.id: [read_amount(text or "").value for text in row.cells] for row in rows}
    width = len(table.columns)
    balances = [_balance(*sides, values, width) for sides in sides_of(table, set(values))]
    places = [
        place
        for place in range(width - 1)
        if any(balance.off[place] and balance.off[place + 1] for balance in balances)
    ]
    return [_lost(row, set(_exchanged(row, values[row.row.id], balances, places))) for row in rows]


def _balance(
    left: Sequence[str], right: Sequence[str], values: Mapping[str, _Values], width: int
) -> _Balance:
    signs = dict.fromkeys(left, 1) | dict.fromkeys(right, -1)
    columns = [
        [(sign, values[name][place]) for name, sign in signs.items()] for place in range(width)
    ]
    return _Balance(signs, [_off(column) for column in columns])


def _off(column: Sequence[tuple[int, Decimal | None]]) -> Decimal | None:
    known = [sign * value for sign, value in column if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(column) else None


def _exchanged(
    row: Found, values: _Values, balances: Sequence[_Balance], places: Sequence[int]
) -> Iterator[int]:
    """Yield the places of neighbours that only an exchange brings into balance."""
    for place in places if row.loose and not row.repaired else ():
        first, second = values[place : place + 2]
        if first is None or second is None or first == second:
            continue
        moved = [row.cells[place + 1], row.cells[place]]
        other = replace(row, cells=(*row.cells[:place], *moved, *row.cells[place + 2 :]))
        gain = second - first
        if adds_up(other) and all(_balances(each, row.row.id, place, gain) for each in balances):
            yield from (place, place + 1)


def _balances(balance: _Balance, name: str, place: int, gain: Decimal) -> bool:
    """Whether two columns balance once the first of them gains what the second loses."""
    change = balance.signs.get(name, 0) * gain
    first, second = balance.off[place : place + 2]
    return (first is None or not first + change) and (second is None or not second - change)


def _lost(row: Found, places: set[int]) -> Found:
    if not places:
        return row
    cells = tuple(None if at in places else text for at, text in enumerate(row.cells))
    return replace(row, cells=cells, tokens=tuple(map(str, row.cells)))
