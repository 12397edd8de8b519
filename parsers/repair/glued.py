"""Every way of cutting the digits that the cells of a row became into its cells again."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from parsers.fitting import is_broken
from parsers.repair.pieces import BLANK, MOST, Budget, Piece, Reading, Sum, TooManyReadingsError


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
    spans = sorted((min(item.parts), item.total) for item in sums)
    if any(total >= first for (_, total), (first, _) in pairwise(spans)):
        raise TooManyReadingsError
    parts = {part for item in sums for part in item.parts}
    firsts, ends = ({span[side] for span in spans} for side in (0, 1))
    # Where all cells to the left are parts of one sum, they must take all that is left.
    closed = spans[0][1] if spans and parts.issuperset(range(spans[0][1])) else 0
    known: dict[tuple[int, int, int | None], list[Reading]] = {}

    def lay(place: int, end: int, due: int | None) -> list[Reading]:
        """Return what the cells up to *place* may be: *due* is what is left of a sum for them."""
        if place < 0:
            return [()] if end == 0 else []
        if place < closed and due is not None and not _may_be(digits[:end], place + 1, due):
            return []
        key = (place, end, due)
        if key not in known:
            known[key] = cut(place, end, due)
            if len(known[key]) > MOST:
                raise TooManyReadingsError
        return known[key]

    def cut(place: int, end: int, due: int | None) -> list[Reading]:
        found: list[Reading] = []
        for start in range(end, -1, -1):
            text = digits[start:end]
            if is_broken(text):
                continue
            budget.spend(1)
            value = int(text or 0)
            if place in ends:
                if not (text or totals):
                    continue
                left = value if text else None
            elif place in parts and due is not None:
                left = due - value
                if left < 0:
                    break  # what is longer is more
            else:
                left = due
            if place in firsts:
                if left:
                    continue
                left = None
            piece = Piece(text, Decimal(text)) if text else BLANK
            found += [(*before, piece) for before in lay(place - 1, start, left)]
        return found

    return lay(width - 1, len(digits), None)


def _may_be(digits: str, cells: int, due: int) -> bool:
    """Whether *digits* are neither too many nor too few for numbers that add up to *due*."""
    return len(digits) <= cells * len(str(due)) and int(digits or 0) >= due
