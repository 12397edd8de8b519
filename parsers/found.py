"""A row whose label was found, and what stands behind it."""

from msgspec import Struct
from msgspec.structs import replace

from parsers.amounts import read_amount
from parsers.forms import Identity, Row, Table


# Hundreds are made a page: a Struct is made in an eighth of the time of a tuple so long.
class Found(Struct, frozen=True, gc=False):
    """A row whose label was found, and what is printed behind it.

    `cells` holds one text a column where the places are certain, None where a cell is lost;
    where they are not, it is empty and `tokens` holds what is there, in order. `loose` tokens
    were parted by white space alone, so that a number may have fallen into two of them; `glued`
    ones touched their label. `repaired` are the columns that only an identity told;
    a `partial` row has some of its cells here, and others elsewhere. A `cut` row is the last
    thing in a text, which may have been cut in the middle of its last number.
    `parted` are the columns whose number fell apart between its bars: 1 62 may be 162.
    `money_unit` is the unit that the head of a column of money prints. A `contested` row stands
    twice on the page, with different figures.
    """

    table: Table
    row: Row
    cells: tuple[str | None, ...]
    tokens: tuple[str, ...] = ()
    place: str = ""
    loose: bool = False
    glued: bool = False
    repaired: frozenset[int] = frozenset()
    partial: bool = False
    cut: bool = False
    money_unit: str = ""
    parted: frozenset[int] = frozenset()
    contested: bool = False


def lost(found: Found) -> Found:
    """Return a row whose figures nobody can tell, none of them repaired any more."""
    return replace(found, cells=(None,) * len(found.table.columns), repaired=frozenset())


def adds_up(found: Found) -> bool:
    """Whether a row's own sum holds; False where it has none or lacks a number of it."""
    sums = [identity for identity in found.table.identities if identity.over == "rows"]
    return bool(sums) and all(_holds(found, identity) for identity in sums)


def _holds(found: Found, identity: Identity) -> bool:
    ids = [column.id for column in found.table.columns]
    texts = dict(zip(ids, found.cells, strict=True))
    left, right = (
        [read_amount(texts[name]).value for name in side]
        for side in (identity.left, identity.right)
    )
    known = [[value for value in side if value is not None] for side in (left, right)]
    return None not in (*left, *right) and sum(known[0]) == sum(known[1])
