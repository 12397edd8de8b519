"""Read a table whose rows lie side by side under three levels of heads, in one line of cells."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.abreast import column_keys, parted_rows
from parsers.amounts import read_amount
from parsers.document import Cell, Grid, Shape
from parsers.forms import Row, Table
from parsers.found import Found, adds_up
from parsers.grids.layouts import Layout, layout_of
from parsers.grids.values import rows_of_line, upright_rows, whole_line
from parsers.matching import label_key
from parsers.normal import squeeze
from parsers.report import State
from parsers.tokens import NONE, is_cell, is_value

# Where the label of a row stands that stands in several columns.
_NOWHERE = -1
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
    reader = _Reader(table)
    for cells in grid.rows():
        reader.read(cells)
    return reader.part


class _Reader:
    """What is known while the lines of one grid are read from top to bottom.

    `heads` has the column's id by grid column, `headed` the grid columns with words in lines that
    are no heads, `groups` the rows whose labels were read since the last line of values, `places`
    the grid column of each row's label.
    """

    def __init__(self, table: Table) -> None:
        self.part = _Part([], [], [])
        self._table = table
        self._rows = _row_keys(table)
        self._columns = column_keys(table)
        self._heads: dict[int, str] = {}
        self._headed: set[int] = set()
        self._groups: list[Row] = []
        self._places: dict[Row, int] = {}

    def read(self, cells: Sequence[Cell]) -> None:
        """Take what one line says: heads, labels of rows, or values."""
        keys = [label_key(cell.text) for cell in cells if cell.text]
        self._note_groups(cells)
        named = sum(key in self._columns for key in keys)
        if named > 1 and _names_columns(keys, self._rows, self._columns):
            self._note_heads(cells)
        elif named == 1 and self._groups:
            self.part.found.extend(
                upright_rows(cells, self._table, self._groups[-1], self._columns)
            )
        elif beside := _beside_its_label(cells, self._table, self._heads):
            self.part.found.append(beside)
            self._groups = []
        elif self._may_hold_values(cells):
            self._take(cells)
            self._groups = []
        elif blank := self._blank_line(cells):
            self.part.empty.extend(parted_rows(blank, self._table, cells[0].place))
        else:
            self._headed.update(cell.column for cell in cells if cell.text)

    def _note_groups(self, cells: Sequence[Cell]) -> None:
        last = self._groups[-1:]  # its label may go on in this line
        kinds = [(_kind(cell.text), cell.column) for cell in cells if cell.text]
        named = {self._rows[kind]: column for kind, column in kinds if kind in self._rows}
        for row, column in named.items():
            self._places[row] = column if self._places.get(row, column) == column else _NOWHERE
        self._groups += [row for row in named if row not in last]

    def _note_heads(self, cells: Sequence[Cell]) -> None:
        keys = ((cell.column, label_key(cell.text)) for cell in cells)
        self._heads |= {at: self._columns[key] for at, key in keys if key in self._columns}

    def _may_hold_values(self, cells: Sequence[Cell]) -> bool:
        expected = bool(self._heads) or len(self._groups) > 1
        return expected and _is_data(cells) and not _names_rows(cells, self._rows)

    def _take(self, cells: Sequence[Cell]) -> None:
        """Take the values of one line: of all rows, of the group above it, or of nobody knows."""
        size = len(self._table.columns) * len(self._table.rows)
        if len(self._heads) == size:
            cells = _under_heads(cells, self._heads, self._headed)
        if len(cells) > size and cells[0].text and not is_cell(cells[0].text):
            cells = cells[1:]  # 件数, 2022年: what is counted
        line = tuple(cell.text for cell in cells)
        if order := self._other_order():
            self.part.found.extend(_in_order(order, line, self._table, cells[0].place))
        elif not self._groups and len(line) == len(self._table.columns):
            self.part.unnamed.append((line, cells[0].place))
        else:
            self.part.found.extend(rows_of_line(cells, self._table, self._heads, self._groups))

    def _other_order(self) -> list[Row]:
        """Return the rows from left to right where that is not the form's order.

        Labels that wrong spans push aside do not stand where their columns begin.
        """
        starts = sorted(self._heads)[:: len(self._table.columns)]
        if len(starts) < len(self._table.rows) or sorted(self._places.values()) != starts:
            return []
        printed = sorted(self._places, key=self._places.__getitem__)
        return [] if printed == list(self._table.rows) else printed

    def _blank_line(self, cells: Sequence[Cell]) -> list[str] | None:
        """Return the cells of a line that says of all rows that there is nothing."""
        if not (self._groups and _says_nothing(cells)):
            return None
        return whole_line(cells, self._table, self._heads)


def _in_order(
    order: Sequence[Row], line: Sequence[str], table: Table, place: str
) -> Iterator[Found]:
    """Yield the rows of a line that prints them in an *order* of its own, lost where cells lack."""
    width = len(table.columns)
    for number, row in enumerate(order):
        part = tuple(line[number * width : (number + 1) * width])
        whole = len(line) == width * len(order)
        yield Found(table, row, part if whole else (None,) * width, part, place)


def _under_heads(cells: Sequence[Cell], heads: dict[int, str], headed: set[int]) -> Sequence[Cell]:
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
    return _kind(text) in map(label_key, row.labels)


def _kind(text: str) -> str:
    """Return the key of a row's label without the kind of case before it."""
    bare = squeeze(text).removeprefix("行政诉讼").strip("()[]:、-—") or squeeze(text)
    return label_key(bare)


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
