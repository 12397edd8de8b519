"""Cutting digits into cells gives every reading that the sums allow, and no other."""

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, pairwise
from random import Random

import pytest

from parsers.repair.glued import cuttings
from parsers.repair.pieces import Budget, Reading, Sum, TooManyReadingsError

ROW = (Sum(3, (0, 1, 2)),)
TWO_ROWS = (Sum(2, (0, 1)), Sum(5, (3, 4)))


def texts(found: Sequence[Reading]) -> list[tuple[str, ...]]:
    return sorted(tuple(piece.text for piece in cells) for cells in found)


def every_cutting(
    digits: str, width: int, sums: Sequence[Sum], *, totals: bool
) -> Iterator[tuple[str, ...]]:
    """Yield what cuts at any places leave possible."""
    for cuts in combinations_with_replacement(range(len(digits) + 1), width - 1):
        cells = tuple(digits[start:end] for start, end in pairwise((0, *cuts, len(digits))))
        printed = all(not cell.startswith("0") or cell == "0" for cell in cells)
        if printed and _add_up(cells, sums, totals=totals):
            yield cells


def _add_up(cells: Sequence[str], sums: Sequence[Sum], *, totals: bool) -> bool:
    return all(
        sum(int(cells[part] or 0) for part in item.parts) == int(cells[item.total])
        if cells[item.total]
        else totals
        for item in sums
    )


@pytest.mark.parametrize("totals", [False, True])
@pytest.mark.parametrize(("width", "sums"), [(4, ROW), (6, TWO_ROWS), (3, ())])
def test_cutting_finds_what_trying_every_length_finds(
    width: int, sums: Sequence[Sum], totals: bool
) -> None:
    rng = Random(width)
    for _ in range(60):
        digits = "".join(rng.choices("000123456789", k=rng.randrange(1, 7)))
        expected = sorted(every_cutting(digits, width, sums, totals=totals))
        if len(expected) <= 400:
            found = cuttings(digits, width, sums, totals=totals, budget=Budget())
            assert texts(found) == expected


def test_a_row_of_large_numbers_is_cut_in_few_steps() -> None:
    row = Sum(6, tuple(range(6)))
    found = cuttings("375399878071217511", 7, (row,), totals=False, budget=Budget(15_000))
    assert texts(found) == []
    found = cuttings("16191150311236", 7, (row,), totals=False, budget=Budget(1_000))
    assert texts(found) == [("16", "191", "15", "0", "3", "11", "236")]


@pytest.mark.parametrize("sums", [(Sum(3, (0, 1)), Sum(4, (2,))), (Sum(2, (0,)), Sum(3, (1, 2)))])
def test_sums_that_cross_are_given_up(sums: Sequence[Sum]) -> None:
    with pytest.raises(TooManyReadingsError):
        cuttings("11111", 5, sums, totals=False, budget=Budget())
