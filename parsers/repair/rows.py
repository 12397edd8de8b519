"""Undo what a flattening did to the rows of a table, as far as the identities allow one answer."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec.structs import replace

from parsers.amounts import read_amount
from parsers.forms import Table
from parsers.found import Found
from parsers.identities import check_identities
from parsers.repair.begun import read_begun
from parsers.repair.candidates import across_readings, candidates_of, supported
from parsers.repair.doubts import Signs, is_doubtful, signs_of
from parsers.repair.exchanged import without_exchanged
from parsers.repair.narrowing import narrow
from parsers.repair.pieces import BLANK, Budget, Piece, Reading
from parsers.repair.sums import adds_up, adds_up_to, as_printed, fails, sums_of
from parsers.report import Check


def are_whole(rows: Iterable[Found]) -> bool:
    """Whether no row shows a damage; what may hide one is left to the identities."""
    return all(
        row.cells and not row.cut and not row.parted and not (row.loose and row.tokens)
        for row in rows
    )


def is_doubted(rows: Iterable[Found], checks: Iterable[Check]) -> bool:
    """Whether whole *rows* may hide a damage, by the *checks* that were made on them."""
    return any(row.loose for row in rows) and any(check.holds is False for check in checks)


def repair_rows(rows: Sequence[Found]) -> list[Found]:
    """Return *rows* with the cells that every allowed reading agrees on, the others lost.

    A row whose cells are certain is returned as it is. One that has a token for each cell is
    doubted where its identity fails, and where the document shows a damage that may leave so
    many tokens by chance.
    """
    begun = read_begun(rows)
    if begun:
        rest = [row for at, row in enumerate(rows) if at not in begun]
        return [*repair_rows(rest), *begun.values()]
    signs = signs_of(rows)
    repaired: list[Found] = []
    for table in dict.fromkeys(row.table for row in rows):
        found = [_whole(row) for row in rows if row.table is table]
        if not signs.collapsed and _is_sound(table, found):
            repaired += found
        elif table.layout == "across" and any(
            row.loose and (fails(row) or (signs.collapsed and is_doubtful(row, signs)))
            for row in found
        ):
            repaired += _doubted_across(table, found, signs)
        else:
            repaired += without_exchanged(table, _repair_table(table, found, signs))
    return repaired


def _is_sound(table: Table, rows: Sequence[Found]) -> bool:
    """Whether all *rows* are whole, and all sums of the table can be told and hold."""
    if not sums_of(table) or not are_whole(rows):
        return False
    values = [read_amount(text).value for row in rows for text in row.cells]
    checks = check_identities({table: tuple([row.row.id for row in rows])}, values)
    return all(check.holds for check in checks)


def _doubted_across(table: Table, rows: Sequence[Found], signs: Signs) -> list[Found]:
    """Return rows side by side lost, if a damage explains that their identities fail."""
    tokens = [text or "" for row in rows for text in row.cells]
    others = across_readings(table, tokens, loose=True) if len(rows) == len(table.rows) else []
    if others == [] and not signs.collapsed:
        return list(rows)
    nothing = (None,) * len(table.columns)
    return [replace(row, cells=nothing, tokens=tuple(map(str, row.cells))) for row in rows]


def _whole(row: Found) -> Found:
    """Return a row that the end of the text may have cut, without its last cell in doubt."""
    if not row.cut or not row.cells:
        return row
    holds = bool(sums_of(row.table)) and adds_up(row)
    if holds or (row.cells[-1] == "0" and not row.table.columns[-1].money):
        return row
    if row.cells[-1] == _next_number(row):  # behind a row that a blank was dropped from
        return replace(row, cells=(None,) * len(row.cells), tokens=tuple(map(str, row.cells)))
    return replace(row, cells=(*row.cells[:-1], None), tokens=tuple(map(str, row.cells)))


def _next_number(row: Found) -> str:
    """Return the number of the label that the form prints next, without its point."""
    rows = row.table.rows
    following = rows[rows.index(row.row) + 1 :][:1]
    return following[0].number.rstrip(".") if following else ""


def _repair_table(table: Table, rows: Sequence[Found], signs: Signs) -> list[Found]:
    doubtful = [row for row in rows if not row.cells or is_doubtful(row, signs)]
    if not doubtful:
        return list(rows)
    budget = Budget()
    # The easy rows first, so that a hard one takes nothing from them.
    doubtful.sort(key=lambda row: sum(map(len, row.tokens)))
    options = {row.row.id: candidates_of(row, table, signs, budget) for row in doubtful}
    candidates = {name: found for name, found in options.items() if found is not None}
    certain = {row.row.id: as_printed(row) for row in rows if row.row.id not in options}
    narrow(candidates, certain, table, {row.row.id for row in rows})
    repaired: list[Found] = []
    sums = sums_of(table)
    for row in rows:
        if row.row.id in certain:
            repaired.append(row)
        else:
            found = candidates.get(row.row.id)
            doubted = len(row.tokens) > len(table.columns) and not (signs.joined and not sums)
            found = found and supported(found, sums, doubted=doubted)
            repaired.append(_decided(row, found if _is_told(row, found) else None))
    return repaired


def _is_told(row: Found, found: Sequence[Reading] | None) -> bool:
    """Whether the sums of the row speak for one of its readings, where it has sums.

    A row of cells that lacks one may have two numbers in one cell, or one in two.
    """
    sums = sums_of(row.table)
    if row.loose or row.cells or not sums or not found:
        return True
    return any(adds_up_to(sums, cells) for cells in found)


# A page is asked for each place where the table may begin, and prints the same figures behind all.
@lru_cache(maxsize=8)
def repair_across(
    table: Table, tokens: tuple[str, ...], *, loose: bool
) -> tuple[Reading | None, ...]:
    """Return for each row of a table laid side by side what *tokens* leave of its cells.

    A cell that is not agreed on is a blank piece; None stands for a row that is lost whole.
    """
    width = len(table.columns)
    found = across_readings(table, tokens, loose=loose)
    if not found:
        return (None,) * len(table.rows)
    whole = [_agreed([reading[index] for reading in found]) for index in range(len(found[0]))]
    totals = [item.total for item in sums_of(table)]
    # What lies side by side in cells has two numbers in one, or a total that tells.
    return tuple(
        tuple(whole[start : start + width])
        if loose
        or all(any(cells[start + at].value is not None for cells in found) for at in totals)
        else None
        for start in range(0, len(whole), width)
    )


def _decided(row: Found, found: Sequence[Reading] | None) -> Found:
    """Return the row with the cells that all readings share, and the rest of them lost.

    A row with a token for each cell has the reading as printed too, and no other where the
    identities allow none.
    """
    if row.parted:
        return _decided_parts(row, bool(found))
    printed = [as_printed(row)] if row.cells else []
    every = [*found, *printed] if found is not None else []
    if not every:
        nothing = (None,) * len(row.table.columns)
        return replace(row, cells=nothing, tokens=row.tokens or tuple(map(str, row.cells)))
    if row.cells and not found:
        return row
    agreed = [_agreed([reading[index] for reading in every]) for index in range(len(every[0]))]
    cells = tuple(piece.text.strip() if piece.text else None for piece in agreed)
    if row.cells:
        return replace(row, cells=cells, tokens=tuple(map(str, row.cells)))
    repaired = frozenset(index for index, piece in enumerate(agreed) if piece.value is not None)
    return replace(row, cells=cells, repaired=repaired)


def _decided_parts(row: Found, joined: bool) -> Found:
    """Return a row with its parted numbers joined, or lost: a bar may be what parted them."""
    if joined:
        return replace(row, repaired=row.parted)
    nothing = (None,) * len(row.cells)
    return replace(row, cells=nothing, tokens=tuple(map(str, row.cells)))


def _agreed(pieces: Sequence[Piece]) -> Piece:
    """Return the piece that all readings have in one place, or a blank one."""
    first = pieces[0]
    if first.value is None:
        return first if all(piece == first for piece in pieces) else BLANK
    return first if all(piece.value == first.value for piece in pieces) else BLANK
