"""Every way of cutting the digits that the cells of a row became into its cells again."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from parsers.repair.pieces import BLANK, MOST, Budget, Piece, Reading, Sum, TooManyReadingsError
from parsers.tokens import is_broken


def cuttings(
    digits: str, width: int, sums: Sequence[Sum], *, totals: bool, budget: Budget
) -> list[Reading]:
    """Return each way of cutting all *digits* into *width* cells that the *sums* allow.

    A cell may be blank, as nothing is left of one, a total only if *totals* may be. The printed
    parts of a sum are its total, wherever a blank may have been: beside an unknown number nearly
    anything could be the total.

    Raises:
        TooManyReadingsError: if the budget is spent, or the sums are none of cells side by side.
    """
    cutting = _Cutting(digits, _places_in(sums), totals=totals, budget=budget)
    return cutting.lay(width - 1, len(digits), None)


class _Places(NamedTuple):
    """Which cells are parts of a sum, the first of one, and totals.

    The `closed` cells on the left are all parts of one sum: they must take all that is left of it.
    """

    parts: frozenset[int]
    firsts: frozenset[int]
    totals: frozenset[int]
    closed: int


def _places_in(sums: Sequence[Sum]) -> _Places:
    spans = sorted((min(item.parts), item.total) for item in sums)
    if any(total >= first for (_, total), (first, _) in pairwise(spans)):
        raise TooManyReadingsError
    parts = frozenset(part for item in sums for part in item.parts)
    closed = spans[0][1] if spans and parts.issuperset(range(spans[0][1])) else 0
    firsts, totals = (frozenset(span[side] for span in spans) for side in (0, 1))
    return _Places(parts, firsts, totals, closed)


class _Cutting:
    """One search from the right, because totals stand behind their parts and bound them."""

    def __init__(self, digits: str, places: _Places, *, totals: bool, budget: Budget) -> None:
        self._digits = digits
        self._places = places
        self._may_lack_totals = totals
        self._budget = budget
        self._known: dict[tuple[int, int, int | None], list[Reading]] = {}

    def lay(self, place: int, end: int, due: int | None) -> list[Reading]:
        """Return what the cells up to *place* may be, of the digits before *end*.

        *due* is what is left of a sum for them.
        """
        if place < 0:
            return [()] if end == 0 else []
        if not self._fits(place + 1, end, due):
            return []
        key = (place, end, due)
        if key not in self._known:
            self._known[key] = self._cut(place, end, due)
            if len(self._known[key]) > MOST:
                raise TooManyReadingsError
        return self._known[key]

    def _fits(self, cells: int, end: int, due: int | None) -> bool:
        """Whether the digits are neither too many nor too few for *cells* that take all *due*."""
        if due is None or cells > self._places.closed:
            return True
        return end <= cells * len(str(due)) and int(self._digits[:end] or 0) >= due

    def _cut(self, place: int, end: int, due: int | None) -> list[Reading]:
        found: list[Reading] = []
        for start in range(end, -1, -1):
            text = self._digits[start:end]
            if is_broken(text):
                continue
            self._budget.spend(1)
            if not text and place in self._places.totals and not self._may_lack_totals:
                continue
            left = self._left(place, int(text) if text else None, due)
            if left is not None and left < 0:
                break  # what is longer is more
            if place in self._places.firsts:
                if left:
                    continue
                left = None
            piece = Piece(text, Decimal(text)) if text else BLANK
            found += [(*before, piece) for before in self.lay(place - 1, start, left)]
        return found

    def _left(self, place: int, value: int | None, due: int | None) -> int | None:
        """Return what a sum leaves for the cells left of *place*; None where none bounds them."""
        if place in self._places.totals:
            return value
        if place in self._places.parts and due is not None:
            return due - (value or 0)
        return due
