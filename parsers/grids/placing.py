"""Lay the cells of a grid's line under the columns of its table, by geometry or by order."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from parsers.amounts import read_amount
from parsers.document import Cell
from parsers.forms import Row, Table
from parsers.found import Found, adds_up
from parsers.grids.heads import Heads
from parsers.tokens import holds_numbers, is_broken, is_unit, is_value

# Two numbers in a cell of a narrower table may be one with a blank in it.
_FEW = 3


class Labelled(NamedTuple):
    """A line of a grid that has values: its label, what it names, and the cells behind it.

    `headed` are the tables whose heads stand over a line that names no row.
    """

    label: Cell
    table: Table | None
    row: Row | None
    values: list[Cell]
    headed: tuple[Table, ...] = ()


def placed(line: Labelled, table: Table, row: Row, heads: Heads) -> Found:
    """Return the row with each cell in its column, or its cells as tokens where that is open."""
    empty = Found(table, row, (), (), line.label.place, money_unit=heads.units.get(table, ""))
    columns = heads.columns(table)
    if len(line.values) > len(table.columns):
        line = line._replace(values=_with_units(line.values))
    if cells := _under_heads(line, table, heads, columns):
        return replace(empty, cells=cells)
    if tokens := _run_together(line.values, len(table.columns)):
        return _told_apart(replace(empty, tokens=tokens))
    few = len(line.values) < len(table.columns)
    if few and any(cell.colspan > 1 and holds_numbers(cell) for cell in line.values):
        words = tuple(word for cell in line.values for word in cell.text.split())
        return replace(empty, tokens=words, loose=True)
    if few and _has_glued(line.values, table):
        return replace(empty, tokens=tuple(cell.text for cell in line.values if cell.text))
    if cells := _laid_out(line, table, heads, columns):
        return replace(empty, cells=cells)
    printed = tuple(cell.text for cell in line.values if cell.text)
    if some := heads.under_some(table, line.values):
        return replace(empty, cells=some, tokens=printed)
    # A repair lays cells in the form's order; a table printed in another one has no repair.
    places = tuple(range(len(table.columns)))
    open_order = columns is None and table in heads.unsure
    unknown = (
        (None,) * len(places) if open_order or heads.order.get(table, places) != places else ()
    )
    return Found(table, row, unknown, printed, line.label.place)


def _with_units(values: Sequence[Cell]) -> list[Cell]:
    """Return cells without those that print a unit; that of money joins its number."""
    kept: list[Cell] = []
    for cell in values:
        if not is_unit(cell.text):
            kept.append(cell)
        elif cell.text.endswith("元") and kept and is_value(kept[-1].text):
            kept[-1] = replace(kept[-1], text=f"{kept[-1].text} {cell.text}")
    return kept


def in_believed_order(rows: list[Found], heads: Heads) -> list[Found]:
    """Return the rows as the heads order them, or as the form does where only that adds up.

    A wrong span pushes heads to other columns than those they stand over.
    """
    for table, order in heads.order.items():
        own = [found for found in rows if found.table is table and len(found.cells) == len(order)]
        plain = [replace(found, cells=_in_form_order(found.cells, order)) for found in own]
        if sum(map(adds_up, plain)) > sum(map(adds_up, own)):
            believed = dict(zip((found.row.id for found in own), plain, strict=True))
            rows = [believed.get(f.row.id, f) if f.table is table else f for f in rows]
    return rows


def without_shifted(rows: list[Found], heads: Heads) -> list[Found]:
    """Return the rows with those lost that hold a column too many, and blanks.

    Blanks beside its values fill up a line. Where some lines print a number at one end and some
    at the other, a column stands there that no head names: nobody knows which one it is.
    """
    for table, lines in heads.wide.items():
        width = len(table.columns)
        lengths = {len(line) for line in lines}
        if any(_spread([x for x in lines if len(x) == length]) > width for length in lengths):
            shifted = {line[0].place for line in lines}
            rows = [
                replace(row, cells=(None,) * width) if row.place in shifted else row for row in rows
            ]
    return rows


def _spread(lines: Sequence[Sequence[Cell]]) -> int:
    """Return over how many places the numbers of *lines* spread, one line laid upon the other."""
    places = [at for line in lines for at, cell in enumerate(line) if is_value(cell.text)]
    return max(places, default=0) - min(places, default=0) + 1


def _under_heads(
    line: Labelled, table: Table, heads: Heads, columns: Sequence[int] | None
) -> tuple[str, ...] | None:
    """Return the texts of a line that has one cell under each of its table's heads."""
    if columns is None:
        return None
    own = line.values
    if [cell.column for cell in own] != columns:
        own = _without_others(own, table, heads)
        if [cell.column for cell in own] != columns:
            return None
    return tuple([cell.text for cell in own])


def _without_others(values: Sequence[Cell], table: Table, heads: Heads) -> list[Cell]:
    """Return the cells of *values* that stand under no other head than the table's own.

    A part's sum, a unit, a code and a remark have heads of their own; blank cells behind the last
    head pad the row.
    """
    others = heads.filled - heads.named.get(table, set())
    return [
        cell
        for cell in values
        if cell.column not in others and (cell.text or cell.column <= heads.edge)
    ]


def _told_apart(found: Found) -> Found:
    """Return a row whose tokens were run together as they stand, if so many are one a column."""
    width = len(found.table.columns)
    if len(found.tokens) != width:
        return replace(found, tokens=tuple(filter(None, found.tokens)), loose=True)
    as_printed = replace(found, cells=found.tokens, tokens=())
    return as_printed if adds_up(as_printed) else replace(found, cells=(None,) * width)


def _laid_out(
    line: Labelled, table: Table, heads: Heads, columns: Sequence[int] | None
) -> tuple[str, ...] | None:
    """Return the texts of a line by where its cells stand, or by their order."""
    width = len(table.columns)
    texts = _one_a_column(line.values, width, 0 if columns is None else heads.edge)
    if columns is not None and not texts:
        texts = _one_a_head(line.values, columns, heads.filled)
    pushed_out = columns is not None and _is_pushed_out(line.values, heads.edge)
    if columns is not None and not texts and not pushed_out:
        laid = _by_geometry(_without_others(line.values, table, heads), columns)
        if laid is not None:
            return laid
    if columns is None:
        if around := heads.around(table, line.values):
            under = {cell.column: cell.text for cell in line.values}
            return tuple([under[column] for column in around])
        if heads.are_in_disorder(table):
            heads.unsure.add(table)
        if table in heads.unsure and table not in heads.order:
            return None
    if not texts and len(line.values) > width:
        heads.wide[table].append(line.values)
    texts = texts or _in_order(line, width, whole=pushed_out)
    order = heads.order.get(table, tuple(range(width)))
    return None if texts is None else tuple(texts[place] for place in order)


def _has_glued(values: Sequence[Cell], table: Table) -> bool:
    """Whether a cell of a line over several columns may hold the digits of them all.

    Its number is read in the first of them, unless the row's sum denies it.
    """
    wide = [c for c in values if c.colspan > 1 and len(c.text) > 1 and c.text.isdecimal()]
    summed = any(identity.over == "rows" for identity in table.identities)
    return any(is_broken(cell.text) or (summed and _is_denied(cell, values)) for cell in wide)


def _is_denied(wide: Cell, values: Sequence[Cell]) -> bool:
    """Whether the total of a row, its last cell, can't have *wide* among its parts."""
    if wide is values[-1]:
        return len(wide.text) >= wide.colspan
    total = read_amount(values[-1].text).value
    known = [value for cell in values[:-1] if (value := read_amount(cell.text).value) is not None]
    return total is None or sum(known) > total


def _run_together(values: Sequence[Cell], width: int) -> tuple[str, ...]:
    """Return a line's cells where several numbers stand in one: too few cells, or one over many."""
    if not any(" " in cell.text for cell in values):
        return ()
    parts = [cell.text.split() or [""] for cell in values]
    several = [
        cell
        for cell, words in zip(values, parts, strict=True)
        if len(words) > 1 and all(map(is_value, words))
    ]
    whole = len(values) == width and all(cell.colspan == 1 for cell in several)
    if not several or whole or width < _FEW:
        return ()
    tokens = [token for words in parts for token in words]
    while len(tokens) > width and not tokens[-1]:
        tokens.pop()
    return tuple(tokens)


def _one_a_column(values: Sequence[Cell], width: int, edge: int) -> list[str] | None:
    """Return the cells' texts where they are as many as the columns, wherever their edges are.

    Word merges cells over columns that no reader sees: the edges of a row and of its heads may be
    a hair apart. Blank cells behind the *edge* of the heads only pad the row.
    """
    count = len(values)
    while edge and count > width and not values[count - 1].text and values[count - 1].column > edge:
        count -= 1
    return [cell.text for cell in values[:count]] if count == width else None


def _one_a_head(
    values: Sequence[Cell], columns: Sequence[int], filled: set[int]
) -> list[str] | None:
    """Return the cells in the table's columns, where each of the *filled* heads has one.

    Heads or a line may be pushed aside as a whole: then their edges tell nothing.
    """
    heads = sorted(column for column in filled if column >= columns[0])
    if len(values) != len(heads) or columns[0] != min(columns):
        return None
    return [values[heads.index(column)].text for column in columns]


def _by_geometry(values: Sequence[Cell], columns: Sequence[int]) -> tuple[str, ...] | None:
    """Return the text in each grid column; a cell over several columns is read in its first.

    A cell that begins under the second half of a wide head belongs to that head.
    """
    texts = {cell.column: cell.text for cell in values}
    covered = {
        column
        for cell in values
        if cell.colspan > 1
        for column in range(cell.column + 1, cell.column + cell.colspan)
    }
    if not all(column in texts or column in covered for column in columns):
        return None
    first, last = min(columns), max(columns)
    if any(text and column < first for column, text in texts.items()):
        return None  # a value where a label should be: the line does not keep to the heads
    under: dict[int, str] = {}
    for column, text in texts.items():
        if not text or column > last:
            continue
        head = max(start for start in columns if start <= column)
        if head in under:
            return None
        under[head] = text
    return tuple(under.get(column, "") for column in columns)


def _is_pushed_out(values: Sequence[Cell], edge: int) -> bool:
    """Whether a cell or a span too many pushed a value out from under the heads."""
    return any(cell.column > edge and is_value(cell.text) for cell in values)


def _in_order(line: Labelled, width: int, *, whole: bool) -> list[str] | None:
    """Return the cells behind the label if they are as many as the columns.

    Blanks before or behind them are left aside, but where the *whole* line must fit.
    """
    end = line.label.column + line.label.colspan
    texts: list[str] = []
    for cell in line.values:
        texts += [cell.text, *[""] * (cell.colspan - 1 if cell.column >= end else 0)]
    if whole and len(texts) != width:
        return None
    while len(texts) > width and not texts[0] and texts[-1]:
        texts.pop(0)
    while len(texts) > width and not texts[-1] and (texts[0] or not any(texts)):
        texts.pop()
    return texts if len(texts) == width else None


def _in_form_order(cells: Sequence[str | None], order: Sequence[int]) -> tuple[str | None, ...]:
    """Return cells that were laid in a printed order as they stand from left to right."""
    return tuple(cells[order.index(place)] for place in range(len(order)))
