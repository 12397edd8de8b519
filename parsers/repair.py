"""Undo what a flattening did to the rows of a table, as far as the identities allow one answer."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import islice, pairwise
from typing import NamedTuple

from parsers.amounts import read_amount
from parsers.begun import read_begun
from parsers.fitting import Found, is_broken
from parsers.forms import Identity, Table
from parsers.readings import (
    BLANK,
    LONGEST_SPLIT,
    Budget,
    Damage,
    Piece,
    Reading,
    Sum,
    TooManyReadingsError,
    may_join,
    readings,
)
from parsers.report import Check, State

# More readings than this of one row are not told apart by any identity.
_MOST = 400
# A dash that was glued to digits looks like a sign; no number is printed like that.
_GARBLED = re.compile(r"[+-]0\d+")
_MOST_SUMS = 10_000
# The small tables go over so many pages, each with a number, that may stand in a row.
_FEW_PAGES = 2


class _Line(NamedTuple):
    """An identity in one column: the rows of its two sides."""

    column: int
    left: tuple[str, ...]
    right: tuple[str, ...]


class _Signs(NamedTuple):
    """What the whole document shows of its flattening, where tokens are parted by space alone.

    `damaged`: rows have more tokens than cells, or several have fewer: so many may be chance.
    `split`: numbers fell apart where no identity shows it. `collapsed`: rows are short, and
    hardly anywhere are two neighbours equal. `short`: a row has fewer tokens than cells.
    `glued`: a row is one token that touches its label. `joined`: an identity speaks for a number
    that fell apart, so that one too many in a row without an identity is no page's number.
    """

    split: bool
    damaged: bool
    joined: bool
    collapsed: bool
    short: bool
    glued: bool


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
    signs = _signs(rows)
    repaired: list[Found] = []
    for table in dict.fromkeys(row.table for row in rows):
        found = [_whole(row) for row in rows if row.table is table]
        if table.layout == "across" and any(row.loose and _fails(row) for row in found):
            repaired += _doubted_across(table, found, signs)
        else:
            repaired += _repair_table(table, found, signs)
    return repaired


def _doubted_across(table: Table, rows: Sequence[Found], signs: _Signs) -> list[Found]:
    """Return rows side by side lost, if a damage explains that their identities fail."""
    tokens = [text or "" for row in rows for text in row.cells]
    others = _across_readings(table, tokens, loose=True) if len(rows) == len(table.rows) else []
    if others == [] and not signs.collapsed:
        return list(rows)
    nothing = (None,) * len(table.columns)
    return [row._replace(cells=nothing, tokens=tuple(map(str, row.cells))) for row in rows]


def _signs(rows: Sequence[Found]) -> _Signs:
    loose = [row for row in rows if row.loose]
    short = [row for row in loose if not row.cells and _is_short(row)]
    long = [
        row
        for row in loose
        if len(row.tokens) > len(row.table.columns) or any(map(is_broken, row.tokens))
    ]
    return _Signs(
        split=bool(long) and (bool(short) or _plain(long) > 0),
        damaged=bool(long) or len(short) > _FEW_PAGES,
        joined=any(map(_adds_up_joined, long)),
        # 0 and a full-width one, or 1 and 1.0, are equal only once they are normalised.
        collapsed=len(short) > 2 and _equal_neighbours(loose) * 10 <= len(short),
        short=any(_is_short(row) for row in rows),
        glued=any(row.glued and len(row.tokens) == 1 < len(row.table.columns) for row in loose),
    )


def _plain(rows: Iterable[Found]) -> int:
    """Return how many of *rows* have no identity of their own."""
    return sum(not _sums(row.table) for row in rows)


def _adds_up_joined(row: Found) -> bool:
    """Whether a row with too many tokens adds up once some of them are joined."""
    sums, width = _sums(row.table), len(row.table.columns)
    if not sums:
        return False
    found = _bounded(row.tokens, width, sums, Damage(split=True, dropped=False), Budget())
    return any(_adds_up_to(sums, cells) for cells in found or ())


def _equal_neighbours(rows: Sequence[Found]) -> int:
    return sum(a == b for row in rows for a, b in pairwise(row.cells or row.tokens))


def _whole(row: Found) -> Found:
    """Return a row that the end of the text may have cut, without its last cell in doubt."""
    if not row.cut or not row.cells:
        return row
    holds = bool(_sums(row.table)) and _adds_up(row)
    if holds or (row.cells[-1] == "0" and not row.table.columns[-1].money):
        return row
    if row.cells[-1] == _next_number(row):  # behind a row that a blank was dropped from
        return row._replace(cells=(None,) * len(row.cells), tokens=tuple(map(str, row.cells)))
    return row._replace(cells=(*row.cells[:-1], None), tokens=tuple(map(str, row.cells)))


def _next_number(row: Found) -> str:
    """Return the number of the label that the form prints next, without its point."""
    rows = row.table.rows
    following = rows[rows.index(row.row) + 1 :][:1]
    return following[0].number.rstrip(".") if following else ""


def _repair_table(table: Table, rows: Sequence[Found], signs: _Signs) -> list[Found]:
    doubtful = [row for row in rows if not row.cells or _is_doubtful(row, signs)]
    if not doubtful:
        return list(rows)
    budget = Budget()
    options = {row.row.id: _candidates(row, table, signs, budget) for row in doubtful}
    candidates = {name: found for name, found in options.items() if found is not None}
    certain = {row.row.id: _as_printed(row) for row in rows if row.row.id not in options}
    _narrow(candidates, certain, _lines(table, {row.row.id for row in rows}))
    repaired: list[Found] = []
    sums = _sums(table)
    for row in rows:
        if row.row.id in certain:
            repaired.append(row)
        else:
            found = candidates.get(row.row.id)
            doubted = len(row.tokens) > len(table.columns) and not (signs.joined and not sums)
            found = found and _supported(found, sums, doubted=doubted)
            repaired.append(_decided(row, found if _is_told(row, found) else None))
    return repaired


def _is_told(row: Found, found: Sequence[Reading] | None) -> bool:
    """Whether a sum of the row speaks for one of its readings, where it has sums.

    A row of cells that lacks one may have two numbers in one: without its total nothing tells.
    """
    sums = _sums(row.table)
    if row.loose or row.cells or not sums or not found:
        return True
    return any(all(cells[item.total].value is not None for item in sums) for cells in found)


def repair_across(table: Table, tokens: Sequence[str], *, loose: bool) -> list[Reading | None]:
    """Return for each row of a table laid side by side what *tokens* leave of its cells.

    A cell that is not agreed on is a blank piece; None stands for a row that is lost whole.
    """
    width = len(table.columns)
    found = _across_readings(table, tokens, loose=loose)
    if not found:
        return [None] * len(table.rows)
    whole = [_agreed([reading[index] for reading in found]) for index in range(len(found[0]))]
    totals = [item.total for item in _sums(table)]
    # As `_is_told`: what lies side by side in cells has two numbers in one, or a total that tells.
    return [
        tuple(whole[start : start + width])
        if loose
        or all(any(cells[start + at].value is not None for cells in found) for at in totals)
        else None
        for start in range(0, len(whole), width)
    ]


def _across_readings(table: Table, tokens: Sequence[str], *, loose: bool) -> list[Reading] | None:
    width = len(table.columns)
    sums = [
        Sum(item.total + width * number, tuple(part + width * number for part in item.parts))
        for number in range(len(table.rows))
        for item in _sums(table)
    ]
    short = len(tokens) < width * len(table.rows)
    glued = len(tokens) == 1 and len(tokens[0]) > 1
    damage = _damage(
        tokens, width * len(table.rows), loose=loose, glued=glued, short=short and not glued
    )
    return _readings(tokens, width * len(table.rows), sums, damage, Budget(share=10_000))


def _is_short(row: Found) -> bool:
    return not row.cells and not _is_glued(row) and len(row.tokens) < len(row.table.columns)


def _is_glued(row: Found) -> bool:
    """Whether cells became one token: that touches its label, or is all that a long row has."""
    alone = len(row.tokens) == 1 and len(row.tokens[0]) >= len(row.table.columns)
    return row.glued or (alone and bool(_sums(row.table)))


def _is_doubtful(row: Found, signs: _Signs) -> bool:
    """Whether a row with a token for each column may be a damaged one all the same."""
    if row.parted:
        return True
    if not row.loose:
        return False
    if _sums(row.table):
        return _fails(row) or (
            signs.damaged and not _adds_up_to(_sums(row.table), _as_printed(row))
        )
    if row.glued and signs.glued and len(row.cells) > 1:
        return True
    if signs.collapsed:
        return any(text and text != "0" for text in row.cells)
    return signs.split and any(
        first and second and may_join(first, second) for first, second in pairwise(row.cells)
    )


def _fails(row: Found) -> bool:
    if not row.cells or row.cells.count("0") == len(row.cells):
        return False
    return any(holds is False for holds in _sums_hold(row))


def _adds_up(row: Found) -> bool:
    return all(_sums_hold(row))


def _sums_hold(row: Found, sums: Sequence[Sum] | None = None) -> Iterator[bool | None]:
    values = [read_amount(text or "").value for text in row.cells]
    for item in _sums(row.table) if sums is None else sums:
        total = values[item.total]
        known = [value for part in item.parts if (value := values[part]) is not None]
        computable = total is not None and len(known) == len(item.parts)
        yield total == sum(known) if computable else None


def _as_printed(row: Found) -> Reading:
    pieces = []
    for text in row.cells:
        amount = read_amount(text or "")
        pieces.append(Piece(text or " ", amount.value if amount.state is State.READ else None))
    return tuple(pieces)


@cache
def _sums(table: Table) -> list[Sum]:
    places = {column.id: index for index, column in enumerate(table.columns)}
    return [
        Sum(places[identity.left[0]], tuple(places[name] for name in identity.right))
        for identity in table.identities
        if identity.over == "rows" and len(identity.left) == 1
    ]


def _candidates(row: Found, table: Table, signs: _Signs, budget: Budget) -> list[Reading] | None:
    """Return the readings of a row that its own identities allow; None if nobody can tell."""
    if row.parted:
        return _joined(row)
    if signs.collapsed:
        return None  # digits may be gone as well as cells
    tokens = [token or "" for token in row.cells or row.tokens]
    width = len(table.columns)
    sums = _sums(table)
    glued = _is_glued(row)
    if glued and len(tokens) > 1 and not (row.cells and sums):
        return None  # a part of one token may belong to the next one
    damage = _damage(tokens, width, loose=row.loose, glued=glued, short=signs.short)
    if not sums:  # no identity tells that a number did not fall into more parts
        damage = damage._replace(parts=len(tokens))
    blanks = len(tokens) < width or (signs.short and width > 1)
    if not sums and not glued and (blanks or not row.loose):
        return None  # no identity says which columns are blank
    found = _readings(tokens, width, sums, damage, budget, joined=signs.joined)
    return found if sums or not found or any(map(_is_likely, found)) else None


def _is_likely(cells: Reading) -> bool:
    """Whether no number fell into many parts, and none with a sign: another may be among them."""
    parts = [piece.text.split() for piece in cells]
    return all(
        len(each) <= LONGEST_SPLIT and each[0][0] not in "+-" for each in parts if len(each) > 1
    )


def _joined(row: Found) -> list[Reading] | None:
    """Return a row with its parted numbers joined, if each stands in a sum that they make."""
    sums = [item for item in _sums(row.table) if row.parted & {item.total, *item.parts}]
    summed = row.parted <= {place for item in sums for place in (item.total, *item.parts)}
    reading = _as_printed(row)
    whole = summed and all(holds for holds in _sums_hold(row, sums))
    return [reading] if whole else None


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
    found = _bounded(tokens, width, sums, damage, budget)
    if found == [] and not damage.dropped:
        found = _bounded(tokens, width, sums, damage._replace(dropped=True), budget)
    if found and damage.glued and not any(map(_is_whole, found)):
        return _bounded(tokens, width, sums, damage._replace(totals=True), budget)
    doubted = len(tokens) > width and not (joined and not sums)
    return found and _supported(found, sums, doubted=doubted)


def _supported(found: list[Reading], sums: Sequence[Sum], *, doubted: bool) -> list[Reading] | None:
    """Return the readings, or None if all of them join numbers that no sum speaks for."""
    if not doubted or any(_adds_up_to(sums, cells) for cells in found):
        return found
    return None


def _is_whole(cells: Reading) -> bool:
    return not any(piece.is_blank for piece in cells)


def _adds_up_to(sums: Sequence[Sum], cells: Reading) -> bool:
    """Whether what is printed of the parts is each total, wherever a blank may have been."""
    return bool(sums) and all(
        cells[item.total].value == sum(cells[part].value or 0 for part in item.parts)
        for item in sums
    )


def _bounded(
    tokens: Sequence[str], width: int, sums: Sequence[Sum], damage: Damage, budget: Budget
) -> list[Reading] | None:
    """Return all readings, or None if there are more than can be looked at."""
    own = budget.of_row()
    before = own.left
    try:
        found = list(islice(readings(tokens, width, sums, damage, own), _MOST + 1))
    except TooManyReadingsError:
        return None
    finally:
        budget.left -= before - max(own.left, 0)
    return found if len(found) <= _MOST else None


def _damage(tokens: Sequence[str], width: int, *, loose: bool, glued: bool, short: bool) -> Damage:
    few = len(tokens) < width
    return Damage(
        split=loose,
        glued=few and glued,
        # An extractor that removes repeated lines leaves no equal neighbours at all.
        collapsed=few and loose and not glued and all(a != b for a, b in pairwise(tokens)),
        totals=short and len(tokens) <= width and not glued,
        dropped=short or len(tokens) <= width,
    )


def _lines(table: Table, printed: set[str]) -> list[_Line]:
    """Return the column identities whose rows are all printed."""
    found: list[_Line] = []
    for identity in table.identities:
        if identity.over != "columns":
            continue
        sides = _operands(table, identity, printed)
        if sides is not None:
            found += [_Line(index, *sides) for index in range(len(table.columns))]
    return found


def _operands(
    table: Table, identity: Identity, printed: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the rows of both sides, or None where one is missing that no variant replaces."""
    variants = {row.id: row.variant for row in table.rows if row.variant}
    chosen = {variants[name] for name in printed if name in variants}
    if len(chosen) > 1:
        return None
    sides = []
    for side in (identity.left, identity.right):
        names = [name for name in side if variants.get(name) in (None, *chosen)]
        if any(name not in printed for name in names):
            return None
        sides.append(tuple(names))
    if any(name in variants for name in identity.left + identity.right) and not chosen:
        return None
    return sides[0], sides[1]


def _narrow(
    candidates: dict[str, list[Reading]], certain: Mapping[str, Reading], lines: Sequence[_Line]
) -> None:
    """Remove the readings that a column identity rules out, whatever the other rows may be."""
    options: dict[str, Sequence[Reading]] = {name: [cells] for name, cells in certain.items()}
    options.update(candidates)
    changed = True
    while changed:
        changed = False
        for name in candidates:
            left = options[name]
            for line in lines:
                room = _room(line, name, options)
                if room is not None:
                    left = [cells for cells in left if _fits(line, cells, room)]
            if len(left) < len(options[name]):
                options[name] = candidates[name] = list(left)
                changed = True


def _room(line: _Line, name: str, options: Mapping[str, Sequence[Reading]]) -> set[Decimal] | None:
    """Return what a column identity leaves for row *name*; None if nobody can tell."""
    if name not in line.left and name not in line.right:
        return None
    own = 1 if name in line.left else -1
    sums = {Decimal(0)}
    for side, rows in ((-own, line.left), (own, line.right)):
        for row in rows:
            if row == name:
                continue
            values = {_counted(line, cells) for cells in options.get(row, ())}
            if not values or None in values or len(sums) * len(values) > _MOST_SUMS:
                return None
            sums = {total + side * value for total in sums for value in values if value is not None}
    return sums


def _fits(line: _Line, cells: Reading, room: set[Decimal]) -> bool:
    value = _counted(line, cells)
    return value is None or value in room


def _counted(line: _Line, cells: Reading) -> Decimal | None:
    """Return what a cell counts in a column's sum; a blank is some number, not zero."""
    return cells[line.column].value


def _decided(row: Found, found: Sequence[Reading] | None) -> Found:
    """Return the row with the cells that all readings share, and the rest of them lost.

    A row with a token for each cell has the reading as printed too, and no other where the
    identities allow none.
    """
    if row.parted:
        return _decided_parts(row, bool(found))
    printed = [_as_printed(row)] if row.cells else []
    every = [*found, *printed] if found is not None else []
    if not every:
        nothing = (None,) * len(row.table.columns)
        return row._replace(cells=nothing, tokens=row.tokens or tuple(map(str, row.cells)))
    if row.cells and not found:
        return row
    agreed = [_agreed([reading[index] for reading in every]) for index in range(len(every[0]))]
    cells = tuple(piece.text.strip() if piece.text else None for piece in agreed)
    if row.cells:
        return row._replace(cells=cells, tokens=tuple(map(str, row.cells)))
    repaired = frozenset(index for index, piece in enumerate(agreed) if piece.value is not None)
    return row._replace(cells=cells, repaired=repaired)


def _decided_parts(row: Found, joined: bool) -> Found:
    """Return a row with its parted numbers joined, or lost: a bar may be what parted them."""
    if joined:
        return row._replace(repaired=row.parted)
    nothing = (None,) * len(row.cells)
    return row._replace(cells=nothing, tokens=tuple(map(str, row.cells)))


def _agreed(pieces: Sequence[Piece]) -> Piece:
    """Return the piece that all readings have in one place, or a blank one."""
    first = pieces[0]
    if first.value is None:
        return first if all(piece == first for piece in pieces) else BLANK
    return first if all(piece.value == first.value for piece in pieces) else BLANK
