"""Tell which rows of a document may be damaged, by what all of it shows of its flattening."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.found import Found
from parsers.repair.pieces import Budget, Damage
from parsers.repair.readings import bounded, may_join
from parsers.repair.sums import adds_up, adds_up_to, as_printed, fails, sums_of
from parsers.tokens import is_broken

# The small tables go over so many pages, each with a number, that may stand in a row.
_FEW_PAGES = 2


class Signs(NamedTuple):
    """What the whole document shows of its flattening, where tokens are parted by space alone.

    `damaged`: rows have more tokens than cells, or several have fewer: so many may be chance.
    `split`: numbers fell apart where no identity shows it. `collapsed`: rows are short, and
    hardly anywhere are two neighbours equal. `short`: a row has fewer tokens than cells.
    `glued`: a row is one token that touches its label. `joined`: an identity speaks for a number
    that fell apart, so that one too many in a row without an identity is no page's number.
    `blank`: of the rows glued to one number, one has fewer digits than cells.
    """

    split: bool
    damaged: bool
    joined: bool
    collapsed: bool
    short: bool
    glued: bool
    blank: bool


def signs_of(rows: Sequence[Found]) -> Signs:
    """Return what the *rows* of a document, of all its tables, show of its flattening."""
    loose = [row for row in rows if row.loose]
    odd = [row for row in loose if row.tokens or not row.cells]
    short = [row for row in odd if _is_short(row)]
    alone = [row for row in odd if len(row.tokens) == 1 < len(row.table.columns) and is_glued(row)]
    long = [
        row
        for row in odd
        if len(row.tokens) > len(row.table.columns) or any(map(is_broken, row.tokens))
    ]
    return Signs(
        split=bool(long) and (bool(short) or _plain(long) > 0),
        damaged=bool(long) or len(short) > _FEW_PAGES,
        joined=any(map(_adds_up_joined, long)),
        # 0 and a full-width one, or 1 and 1.0, are equal only once they are normalised.
        collapsed=len(short) > 2 and _equal_neighbours(loose) * 10 <= len(short),
        short=any(_is_short(row) for row in rows),
        glued=any(row.glued for row in alone),
        blank=any(len(row.tokens[0]) < len(row.table.columns) for row in alone),
    )


def is_doubtful(row: Found, signs: Signs) -> bool:
    """Whether a row with a token for each column may be a damaged one all the same."""
    if row.parted:
        return True
    if not row.loose:
        return False
    if sums_of(row.table):
        if signs.collapsed and _equal_neighbours([row]):
            # Who removes repeated lines leaves none: one was put in, or both are 0 in two widths.
            return any(text and text != "0" for text in row.cells)
        if adds_up(row):
            return False
        return fails(row) or (signs.damaged and not adds_up_to(sums_of(row.table), as_printed(row)))
    if row.glued and signs.glued and len(row.cells) > 1:
        return True
    if signs.collapsed:
        return any(text and text != "0" for text in row.cells)
    return signs.split and any(
        first and second and may_join(first, second) for first, second in pairwise(row.cells)
    )


def is_glued(row: Found) -> bool:
    """Whether cells became one token: that touches its label, or is all that a long row has."""
    alone = len(row.tokens) == 1 and len(row.tokens[0]) >= len(row.table.columns)
    return row.glued or (alone and bool(sums_of(row.table)))


def _plain(rows: Iterable[Found]) -> int:
    """Return how many of *rows* have no identity of their own."""
    return sum(not sums_of(row.table) for row in rows)


def _adds_up_joined(row: Found) -> bool:
    """Whether a row with too many tokens adds up once some of them are joined."""
    sums, width = sums_of(row.table), len(row.table.columns)
    if not sums:
        return False
    found = bounded(row.tokens, width, sums, Damage(split=True, dropped=False), Budget())
    return any(adds_up_to(sums, cells) for cells in found or ())


def _equal_neighbours(rows: Sequence[Found]) -> int:
    return sum(a == b for row in rows for a, b in pairwise(row.cells or row.tokens))


def _is_short(row: Found) -> bool:
    return not row.cells and not is_glued(row) and len(row.tokens) < len(row.table.columns)
