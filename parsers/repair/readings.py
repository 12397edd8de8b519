"""Every way in which what a flattening left of a row may once have been its cells."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from parsers.amounts import read_amount
from parsers.repair.glued import cuttings
from parsers.repair.pieces import (
    BLANK,
    MOST,
    Budget,
    Damage,
    Piece,
    Reading,
    Sum,
    TooManyReadingsError,
)
from parsers.report import State
from parsers.tokens import is_broken

# To lay a token takes as long as to cut digits so many times.
_STEPS = 3
_PART = re.compile(r"[-+]?[0-9]*\.?[0-9]*")
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def readings(
    tokens: Sequence[str], width: int, sums: Sequence[Sum], damage: Damage, budget: Budget
) -> Iterator[Reading]:
    """Yield each way of laying all *tokens* onto *width* cells that the *sums* allow.

    Args:
        tokens: what is printed, in order.
        width: the cells that were there.
        sums: the identities within these cells.
        damage: what may have been done to them.
        budget: how many candidates may be looked at.

    Raises:
        TooManyReadingsError: if the budget is spent.
    """
    involved: dict[int, list[Sum]] = {}
    for item in sums:
        for place in (item.total, *item.parts):
            involved.setdefault(place, []).append(item)
    cells = [BLANK] * width

    # From the right, because totals stand behind their parts and bound them.
    def lay(place: int, rest: tuple[str, ...]) -> Iterator[Reading]:
        if place < 0:
            if not rest:
                yield tuple(cells)
            return
        if len(rest) > (place + 1) * (damage.parts if damage.split else 1):
            return
        for piece, left in _choices(rest, cells[place + 1 :], damage):
            budget.spend(_STEPS)
            cells[place] = piece
            if all(_allows(item, cells, place, damage) for item in involved.get(place, ())):
                yield from lay(place - 1, left)
        cells[place] = BLANK

    yield from lay(width - 1, tuple(tokens))


def bounded(
    tokens: Sequence[str], width: int, sums: Sequence[Sum], damage: Damage, budget: Budget
) -> list[Reading] | None:
    """Return all readings, or None if there are more than can be looked at."""
    own = budget.of_row()
    before = own.left
    try:
        if damage.glued:
            return cuttings(tokens[0], width, sums, totals=damage.totals, budget=own)
        found = list(islice(readings(tokens, width, sums, damage, own), MOST + 1))
    except TooManyReadingsError:
        return None
    finally:
        budget.left -= before - max(own.left, 0)
    return found if len(found) <= MOST else None


def _allows(item: Sum, cells: Sequence[Piece], place: int, damage: Damage) -> bool:
    """Whether an identity leaves room for the cells laid so far: from *place* to the right."""
    total = cells[item.total].value
    if total is None:
        # A dash or a word for a total says nothing; a blank one must be a likely damage.
        return damage.totals or not cells[item.total].is_blank
    if place == item.total:
        return True
    laid = [cells[part].value for part in item.parts if part >= place]
    known = sum((value for value in laid if value is not None), Decimal(0))
    if len(laid) < len(item.parts):
        return known <= total
    # A blank is some number, not zero: beside one, the parts may fall short of the total.
    return known <= total if None in laid else known == total


def _choices(
    rest: tuple[str, ...], behind: Sequence[Piece], damage: Damage
) -> Iterator[tuple[Piece, tuple[str, ...]]]:
    """Yield each thing that the next cell to the left may be, with the tokens that it leaves."""
    if damage.dropped:
        yield BLANK, rest
    if damage.collapsed:
        last = next((piece for piece in behind if not piece.is_blank), None)
        if last is not None:
            yield last, rest
    if not rest:
        return
    last_word = rest[-1]
    if not _PART.fullmatch(last_word):
        yield _piece(last_word), rest[:-1]
        return
    if not is_broken(last_word):
        yield _piece(last_word), rest[:-1]
    for count in range(2, min(len(rest), damage.parts) + 1) if damage.split else ():
        joined = rest[-count:]
        if not _PART.fullmatch(joined[0]):
            break
        if _NUMBER.fullmatch("".join(joined)):
            yield Piece(" ".join(joined), Decimal("".join(joined))), rest[:-count]


def may_join(first: str, second: str) -> bool:
    """Whether two tokens may be the parts of one number without a sign."""
    return _is_digits(first) and _NUMBER.fullmatch(first + second) is not None


def _piece(token: str) -> Piece:
    amount = read_amount(token)
    return Piece(token, amount.value if amount.state is State.READ else None)


def _is_digits(token: str) -> bool:
    return token.isdecimal() and token.isascii()
