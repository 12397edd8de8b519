"""The sums that a form states within a row, and whether what is printed of the row keeps them."""

from collections.abc import Iterator, Sequence
from functools import cache

from parsers.amounts import read_amount
from parsers.forms import Table
from parsers.found import Found
from parsers.repair.pieces import Piece, Reading, Sum
from parsers.report import State


@cache
def sums_of(table: Table) -> list[Sum]:
    """Return the identities within a row of *table* that give one of its cells."""
    places = {column.id: index for index, column in enumerate(table.columns)}
    return [
        Sum(places[identity.left[0]], tuple(places[name] for name in identity.right))
        for identity in table.identities
        if identity.over == "rows" and len(identity.left) == 1
    ]


def as_printed(row: Found) -> Reading:
    """Return the cells of a row as they stand there."""
    pieces = []
    for text in row.cells:
        amount = read_amount(text or "")
        pieces.append(Piece(text or " ", amount.value if amount.state is State.READ else None))
    return tuple(pieces)


def adds_up_to(sums: Sequence[Sum], cells: Reading) -> bool:
    """Whether what is printed of the parts is each total, wherever a blank may have been."""
    return bool(sums) and all(
        cells[item.total].value == sum(cells[part].value or 0 for part in item.parts)
        for item in sums
    )


def adds_up(row: Found) -> bool:
    """Whether all sums of a row can be told, and hold."""
    return all(sums_hold(row))


def fails(row: Found) -> bool:
    """Whether a sum of a row that has its cells can be told, and does not hold."""
    if not row.cells or row.cells.count("0") == len(row.cells):
        return False
    return any(holds is False for holds in sums_hold(row))


def sums_hold(row: Found, sums: Sequence[Sum] | None = None) -> Iterator[bool | None]:
    """Yield for each sum whether it holds; None where a cell of it has no value."""
    values = [read_amount(text).value for text in row.cells]
    for item in sums_of(row.table) if sums is None else sums:
        total = values[item.total]
        known = [value for part in item.parts if (value := values[part]) is not None]
        computable = total is not None and len(known) == len(item.parts)
        yield total == sum(known) if computable else None
