"""What the cells of one damaged row may have been, as far as its own identities allow it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from parsers.forms import Table
from parsers.found import Found
from parsers.repair.doubts import Signs, is_glued
from parsers.repair.pieces import LONGEST_SPLIT, Budget, Damage, Reading, Sum
from parsers.repair.readings import bounded
from parsers.repair.sums import adds_up_to, as_printed, sums_hold, sums_of

# A dash that was glued to digits looks like a sign; no number is printed like that.
_GARBLED = re.compile(r"[+-]0\d+")


def candidates_of(row: Found, table: Table, signs: Signs, budget: Budget) -> list[Reading] | None:
    """Return the readings of a row that its own identities allow; None if nobody can tell."""
    if row.parted:
        return _joined(row)
    if signs.collapsed:
        return None  # digits may be gone as well as cells
    tokens = [token or "" for token in row.cells or row.tokens]
    width = len(table.columns)
    sums = sums_of(table)
    glued = is_glued(row)
    if glued and not _is_cut(tokens) and not (row.cells and sums):
        return None  # a part of one token may belong to the next one
    if glued and signs.blank and sums and tokens != ["0" * width]:
        return None  # the parts that are left may not be all that a total sums up
    damage = _damage(tokens, width, loose=row.loose, glued=glued, short=signs.short)
    if not sums:  # no identity tells that a number did not fall into more parts
        damage = damage._replace(parts=len(tokens))
    blanks = len(tokens) < width or (signs.short and width > 1)
    if not sums and not glued and (blanks or not row.loose):
        return None  # no identity says which columns are blank
    found = _readings(tokens, width, sums, damage, budget, joined=signs.joined)
    return found if sums or not found or any(map(_is_likely, found)) else None


def across_readings(table: Table, tokens: Sequence[str], *, loose: bool) -> list[Reading] | None:
    """Return the readings of a table whose rows lie side by side; None if nobody can tell."""
    width = len(table.columns)
    sums = [
        Sum(item.total + width * number, tuple(part + width * number for part in item.parts))
        for number in range(len(table.rows))
        for item in sums_of(table)
    ]
    short = len(tokens) < width * len(table.rows)
    glued = _is_cut(tokens)
    damage = _damage(
        tokens, width * len(table.rows), loose=loose, glued=glued, short=short and not glued
    )
    return _readings(tokens, width * len(table.rows), sums, damage, Budget(share=48_000))


def supported(found: list[Reading], sums: Sequence[Sum], *, doubted: bool) -> list[Reading] | None:
    """Return the readings, or None if all of them join numbers that no sum speaks for."""
    if not doubted or any(adds_up_to(sums, cells) for cells in found):
        return found
    return None


def _joined(row: Found) -> list[Reading] | None:
    """Return a row with its parted numbers joined, if each stands in a sum that they make."""
    sums = [item for item in sums_of(row.table) if row.parted & {item.total, *item.parts}]
    summed = row.parted <= {place for item in sums for place in (item.total, *item.parts)}
    reading = as_printed(row)
    whole = summed and all(holds for holds in sums_hold(row, sums))
    return [reading] if whole else None


def _is_cut(tokens: Sequence[str]) -> bool:
    """Whether all that is left of a row is one number, which may be cut into its cells."""
    return len(tokens) == 1 and tokens[0].isdecimal()


def _is_likely(cells: Reading) -> bool:
    """Whether no number fell into many parts, and none with a sign: another may be among them."""
    parts = [piece.text.split() for piece in cells]
    return all(
        len(each) <= LONGEST_SPLIT and each[0][0] not in "+-" for each in parts if len(each) > 1
    )


def _readings(
    tokens: Sequence[str],
    width: int,
    sums: Sequence[Sum],
    damage: Damage,
    budget: Budget,
    *,
    joined: bool = False,
) -> list[Reading] | None:
    """Return the readings worth comparing, or None if nobody can tell what is printed.

    One without blanks is held against the identities. Where there is none, joined numbers need
    a sum that speaks for them, and of glued digits the total may be gone like any other cell.
    """
    if any(map(_GARBLED.fullmatch, tokens)):
        return None
    found = bounded(tokens, width, sums, damage, budget)
    if found == [] and not damage.dropped:
        found = bounded(tokens, width, sums, damage._replace(dropped=True), budget)
    if found and damage.glued and not any(map(_is_whole, found)):
        return bounded(tokens, width, sums, damage._replace(totals=True), budget)
    doubted = len(tokens) > width and not (joined and not sums)
    return found and supported(found, sums, doubted=doubted)


def _is_whole(cells: Reading) -> bool:
    return not any(piece.is_blank for piece in cells)


def _damage(tokens: Sequence[str], width: int, *, loose: bool, glued: bool, short: bool) -> Damage:
    few = len(tokens) < width
    return Damage(
        split=loose,
        glued=few and glued and _is_cut(tokens),
        # An extractor that removes repeated lines leaves no equal neighbours at all.
        collapsed=few and loose and not glued and all(a != b for a, b in pairwise(tokens)),
        totals=short and len(tokens) <= width and not glued,
        dropped=short or len(tokens) <= width,
    )
