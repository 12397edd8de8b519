"""Read a table whose rows lie side by side under three levels of heads, in one line of cells."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.amounts import read_amount
from parsers.document import Cell, Grid, Shape
from parsers.fitting import NONE, Found, adds_up, holds_numbers, is_value
from parsers.forms import Row, Table
from parsers.grids.layouts import Layout, layout_of
from parsers.matching import label_key
from parsers.normal import squeeze
from parsers.repair.rows import repair_across
from parsers.report import State

_Line = tuple[tuple[str, ...], str]


class _Part(NamedTuple):
    """What one grid holds: rows, lines that may be some by their order, and blank ones."""

    found: list[Found]
    unnamed: list[_Line]
    empty: list[Found]


def across_in_grids(grids: Sequence[Grid], table: Table) -> Iterator[Found]:
    """Yield the rows of *table* that stand in *grids*: in one line, three tables, or upright."""
    found: list[Found] = []
    unnamed: list[_Line] = []
    empty: list[Found] = []
    for grid in grids:
        if grid.shape and (layout := _layout(grid.shape, table)):
            found += layout.rows_of(grid)
            continue
        part = _in_grid(grid, table)
        found += part.found
        unnamed += part.unnamed
        empty += part.empty
    if not found and not unnamed:
        found += _alone(grids, table) or empty[: len(table.rows)]
    if not found and len(unnamed) == len(table.rows):
        # Three tables whose captions stand outside of them, in the form's order.
        for row, (line, place) in zip(table.rows, unnamed, strict=True):
            yield Found(table, row, line, (), place)
    yield from found


@lru_cache(maxsize=256)
def _layout(shape: Shape, table: Table) -> Layout | None:
    """Return the layout of grids all of whose figures stand in named rows, None of all others."""
    return layout_of(shape, lambda grid: _in_grid(grid, table).found, whole=True)


def _in_grid(grid: Grid, table: Table) -> _Part:
    rows, columns = _row_keys(table), column_keys(table)
    found: list[Found] = []
    unnamed: list[_Line] = []
    empty: list[Found] = []
    heads: dict[int, str] = {}
    headed: set[int] = set()
    groups: list[Row] = []
    for cells in grid.rows():
        keys = [label_key(cell.text) for cell in cells if cell.text]
        named = [key for key in keys if key in columns]
        groups += [rows[key] for key in keys if key in rows and rows[key] not in groups[-1:]]
        if len(named) > 1 and _names_columns(keys, rows, columns):
            heads |= {
                cell.column: columns[key]
                for cell in cells
                if (key := label_key(cell.text)) in columns
            }
        elif len(named) == 1 and groups:
            found += _upright(cells, table, groups[-1], columns)
        elif beside := _beside_its_label(cells, table, heads):
            found.append(beside)
            groups = []
        elif (heads or len(groups) > 1) and _is_data(cells) and not _names_rows(cells, rows):
            if len(heads) == len(table.columns) * len(table.rows):
                cells = _under_heads(cells, heads, headed)
            line = tuple(cell.text for cell in cells)
            if not groups and len(line) == len(table.columns):
                unnamed.append((line, cells[0].place))
            else:
                found += _line(cells, table, heads, groups)
            groups = []
        elif groups and _says_nothing(cells) and (rest := _whole_line(cells, table, heads)):
            empty += parted_rows(rest, table, cells[0].place)
        else:
            headed.update(cell.column for cell in cells if cell.text)
    return _Part(found, unnamed, empty)


def _under_heads(cells: list[Cell], heads: dict[int, str], headed: set[int]) -> list[Cell]:
    """Return a line's cells without those of columns that have other heads (行政诉讼合计)."""
    own = [cell for cell in cells if cell.column in heads or cell.column not in headed]
    return own if [cell.column for cell in own] == sorted(heads) else cells


def _alone(grids: Sequence[Grid], table: Table) -> list[Found]:
    """Return the rows of the one line without heads that can be no other: all its sums hold."""
    size = len(table.columns) * len(table.rows)
    short = (grid.cells for grid in grids if len(grid.cells) == size and grid.height == 1)
    lines = [cells for cells in short if all(is_value(cell.text) for cell in cells)]
    if len(lines) != 1:
        return []
    found = list(parted_rows([cell.text for cell in lines[0]], table, lines[0][0].place))
    return found if all(map(adds_up, found)) else []


@cache
def _row_keys(table: Table) -> dict[str, Row]:
    return {label_key(label): row for row in table.rows for label in row.labels}


@cache
def column_keys(table: Table) -> dict[str, str]:
    """Return the column's id for each key of a column's label."""
    return {label_key(label): column.id for column in table.columns for label in column.labels}


def _names_columns(keys: Sequence[str], rows: dict[str, Row], columns: dict[str, str]) -> bool:
    """Whether a line names columns and nothing else, but for a corner left of them."""
    first = next((at for at, key in enumerate(keys) if key in columns), len(keys))
    others = [key for key in keys[max(first, 1) :] if key not in rows]
    others += [key for key in keys[: min(first, 1)] if key in columns]
    return len(others) > 1 and all(key in columns for key in others)


def _beside_its_label(cells: Sequence[Cell], table: Table, heads: dict[int, str]) -> Found | None:
    """Return the row of a table that prints one row a line, its label in front."""
    if sorted(heads.values()) != sorted(column.id for column in table.columns):
        return None
    start = min(heads)
    labels = [cell.text for cell in cells if cell.column < start and cell.text]
    texts = {cell.column: cell.text for cell in cells if cell.column >= start}
    named = [row for row in table.rows for text in labels[-1:] if _names(text, row)]
    if len(named) != 1 or not set(heads) <= set(texts):
        return None
    places = {name: column for column, name in heads.items()}
    line = tuple(texts[places[column.id]] for column in table.columns)
    return Found(table, named[0], line, (), cells[0].place)


def _names(text: str, row: Row) -> bool:
    """Whether *text* is a row's label, with or without the kind of case before it.

    >>> _names("行政诉讼(复议后起诉)", Row("after", ("复议后起诉",)))
    True
    """
    bare = squeeze(text).removeprefix("行政诉讼").strip("()[]:、-—") or squeeze(text)
    return label_key(bare) in map(label_key, row.labels)


def _is_data(cells: Sequence[Cell]) -> bool:
    states = [read_amount(cell.text).state for cell in cells]
    printed = [state for state in states if state is not State.BLANK]
    return State.READ in printed or (len(printed) == 1 and len(cells[0].text) < 12)


def _names_rows(cells: Sequence[Cell], rows: dict[str, Row]) -> bool:
    """Whether a line names rows, and prints no number."""
    if any(read_amount(cell.text).state is State.READ for cell in cells):
        return False
    return any(label_key(cell.text) in rows for cell in cells if cell.text)


def _says_nothing(cells: Sequence[Cell]) -> bool:
    """Whether nothing but blanks and signs for them stand in a line."""
    empty = (State.BLANK, State.DASH)
    return all(c.text in NONE or read_amount(c.text).state in empty for c in cells)


def _line(
    cells: Sequence[Cell], table: Table, heads: dict[int, str], groups: Sequence[Row]
) -> Iterator[Found]:
    place = cells[0].place
    if whole := _whole_line(cells, table, heads):
        yield from parted_rows(whole, table, place)
        return
    few = len(cells) < len(table.columns) * len(table.rows)
    if few and any(map(holds_numbers, cells)):
        words = [word for cell in cells for word in cell.text.split()]
        if len(groups) == 1:
            yield Found(table, groups[0], (), tuple(words), place, loose=True)
        else:
            yield from repaired_rows(words, table, place, loose=True)
    elif few and len(groups) != 1 and any(map(_may_be_glued, cells)):
        yield from repaired_rows(
            [cell.text for cell in cells if cell.text], table, place, loose=False
        )
    else:
        line, reordered = _laid_out(cells, table, heads)
        if reordered:
            yield from _reordered(line, table, heads)
        else:
            yield from _by_length(line, table, groups, place)


def _laid_out(cells: Sequence[Cell], table: Table, heads: dict[int, str]) -> tuple[list[str], bool]:
    """Return the texts under the heads, or in order, and whether each group has its own order."""
    texts: dict[int, str] = {}
    for cell in cells:
        texts[cell.column] = cell.text
        texts.update((cell.column + more, "") for more in range(1, cell.colspan))
    in_order = [text for _, text in sorted(texts.items())]
    printed = sorted(heads)
    pushed_out = heads and any(text for at, text in texts.items() if at > printed[-1])
    if not heads or pushed_out or not set(printed) <= set(texts):
        return in_order, False
    under = [texts[column] for column in printed]
    order = [column.id for column in table.columns]
    if [*map(heads.get, printed)] == order * (len(printed) // len(order)):
        return under, False
    reordered = len(heads) == len(order) * len(table.rows)
    return (under if reordered else in_order), reordered


def _by_length(line: list[str], table: Table, groups: Sequence[Row], place: str) -> Iterator[Found]:
    """Yield the rows that a line holds: one group, all of them, or those that have heads."""
    width = len(table.columns)
    size = width * len(table.rows)
    while line and not line[-1] and len(line) not in (width, size):
        line.pop()
    if len(line) == width and len(groups) == 1:
        yield Found(table, groups[0], tuple(line), (), place)
    elif len(line) == size:
        yield from parted_rows(line, table, place)
    elif len(groups) > 1 and len(line) == width * len(set(groups)) == width * len(groups):
        for number, row in enumerate(groups):  # a group that the office left out
            part = tuple(line[number * width : (number + 1) * width])
            yield Found(table, row, part, (), place)
    else:
        yield from repaired_rows([text for text in line if text], table, place, loose=False)


def _may_be_glued(cell: Cell) -> bool:
    """Whether a cell over several columns may hold the digits of all of them."""
    return 1 < cell.colspan <= len(cell.text) and cell.text.isdecimal()


def _whole_line(cells: Sequence[Cell], table: Table, heads: dict[int, str]) -> list[str] | None:
    """Return the cells of a line that has one for each column of each row, in the form's order.

    Word may have merged them over other grid columns than their heads.
    """
    texts = [cell.text for cell in cells]
    size = len(table.columns) * len(table.rows)
    while len(texts) > size and not texts[-1]:
        texts.pop()
    order = [column.id for column in table.columns] * len(table.rows)
    named = [heads[column] for column in sorted(heads)]
    return texts if len(texts) == size and (named == order or len(named) < size) else None


def _reordered(line: Sequence[str], table: Table, heads: dict[int, str]) -> Iterator[Found]:
    """Yield the rows where each group prints its columns in an order of its own."""
    width = len(table.columns)
    names = [heads[column] for column in sorted(heads)]
    for number, row in enumerate(table.rows):
        start = number * width
        part = dict(zip(names[start : start + width], line[start : start + width], strict=True))
        if len(part) == width:
            yield Found(table, row, tuple(part[column.id] for column in table.columns))


def _upright(
    cells: Sequence[Cell], table: Table, row: Row, columns: dict[str, str]
) -> Iterator[Found]:
    """Yield the cell of a table set upright, one label and one value a line."""
    position = next(i for i, cell in enumerate(cells) if label_key(cell.text) in columns)
    values = [cell.text for cell in cells[position + 1 :]]
    if len(values) == 1:
        name = columns[label_key(cells[position].text)]
        line = [values[0] if column.id == name else None for column in table.columns]
        yield Found(table, row, tuple(line), (), cells[position].place, partial=True)


def parted_rows(
    line: Sequence[str], table: Table, place: str, *, loose: bool = False
) -> Iterator[Found]:
    """Yield the rows of a line that has one text for each column of each of them."""
    width = len(table.columns)
    for number, row in enumerate(table.rows):
        part = tuple(line[number * width : (number + 1) * width])
        yield Found(table, row, part, (), place, loose)


def repaired_rows(
    tokens: Sequence[str], table: Table, place: str, *, loose: bool
) -> Iterator[Found]:
    """Yield the rows of a line of *tokens*, lost where their sums don't say which is whose."""
    for row, cells in zip(
        table.rows, repair_across(table, tuple(tokens), loose=loose), strict=True
    ):
        if cells is None:
            yield Found(table, row, (None,) * len(table.columns), tuple(tokens), place)
            continue
        told = frozenset(i for i, piece in enumerate(cells) if piece.value is not None)
        texts = tuple(piece.text or None for piece in cells)
        yield Found(table, row, texts, tuple(tokens), place, repaired=told)
