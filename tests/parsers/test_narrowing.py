"""An identity of the columns leaves the readings that it holds for, whole row by whole row."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from random import Random

from parsers.forms import Column, Identity, Row, Table
from parsers.repair.narrowing import narrow
from parsers.repair.pieces import BLANK, Piece, Reading

SUM = Identity("sum", "columns", ("total",), ("first", "second"))
NAMES = ("first", "second", "total")
TABLE = Table(
    "t",
    tuple(Column(name, (name,), "") for name in "ab"),
    tuple(Row(name, (name,)) for name in NAMES),
    (SUM,),
)


def reading(*values: int | None) -> Reading:
    return tuple(BLANK if value is None else Piece(str(value), Decimal(value)) for value in values)


def possible(options: Mapping[str, Sequence[Reading]]) -> Iterator[tuple[Reading, ...]]:
    """Yield one reading a row, tried all with all, where each column adds up or has a blank."""
    for rows in product(*(options[name] for name in NAMES)):
        columns = [[piece.value for piece in column] for column in zip(*rows, strict=True)]
        if all(None in column or column[0] + column[1] == column[2] for column in columns):
            yield rows


def test_narrowing_leaves_what_trying_all_with_all_leaves() -> None:
    rng = Random(3)
    for _ in range(300):
        options = {
            name: [
                reading(*rng.choices((None, 0, 1, 2, 3), (1, 2, 3, 3, 3), k=2))
                for _ in range(rng.randrange(1, 5))
            ]
            for name in NAMES
        }
        expected = [set(column) for column in zip(*possible(options), strict=True)]
        narrow(options, {}, TABLE, set(NAMES))
        left = [set(options[name]) for name in NAMES]
        assert left == expected if expected else set() in left


def test_a_row_that_fits_each_column_but_not_both_is_ruled_out() -> None:
    options = {"first": [reading(1, 0), reading(0, 1)], "second": [reading(1, 1)]}
    narrow(options, {"total": reading(2, 1)}, TABLE, set(NAMES))
    assert options["first"] == [reading(1, 0)]
