"""What a reading of a damaged row is made of, and how many readings may be looked at."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

# A number that fell apart over text nodes has two parts, seldom three.
LONGEST_SPLIT = 3
# More readings than this of one row are not told apart by any identity.
MOST = 400


class Piece(NamedTuple):
    """One cell of a reading: what is printed of it, and its value; a dropped blank has neither."""

    text: str
    value: Decimal | None

    @property
    def is_blank(self) -> bool:
        """Whether nothing is printed of the cell."""
        return not self.text


BLANK = Piece("", None)
Reading = tuple[Piece, ...]


class Damage(NamedTuple):
    """What a flattening may have done to a row.

    `dropped`: blanks are gone. `totals`: even those of cells that are sums. `split`: a number fell
    into several tokens, at most so many `parts`. `glued`: several cells became one token.
    `collapsed`: of equal neighbours only the first is left.
    """

    split: bool = False
    glued: bool = False
    collapsed: bool = False
    totals: bool = False
    dropped: bool = True
    parts: int = LONGEST_SPLIT


class TooManyReadingsError(Exception):
    """The bound on candidates was reached: what they have in common can't be told."""


@dataclass(slots=True)
class Budget:
    """How many steps the search may still take; their count is the same on every machine.

    A table has one for all of its rows, so that it takes about 50 ms at most, and no row may
    spend more of it than its share.
    """

    left: int = 48_000
    share: int = 15_000

    def of_row(self) -> "Budget":
        """Return what one row may spend."""
        return Budget(min(self.left, self.share))

    def spend(self, steps: int) -> None:
        """Count what a candidate costs.

        Raises:
            TooManyReadingsError: if so much is not left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooManyReadingsError


class Sum(NamedTuple):
    """Which cells of a row add up to which: the parts to the total, which stands behind them."""

    total: int
    parts: tuple[int, ...]
