"""Read the tables of the forms from grids, where the geometry says which column a cell is in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import NamedTuple

from parsers.across import across_in_grids
from parsers.amounts import read_amount
from parsers.document import Cell, Grid
from parsers.fitting import Found, adds_up, fittest, is_value, unit_in_head
from parsers.forms import Column, Form, Row, Table
from parsers.matching import (
    Columns,
    Meaning,
    between,
    label_key,
    line_heads,
    meanings,
    nearest,
    row_labels,
)
from parsers.merged import taken_apart
from parsers.normal import squeeze
from parsers.report import State
from parsers.turned import turned

# Two numbers in a cell of a narrower table may be one with a blank in it.
_FEW = 3


class _Labelled(NamedTuple):
    """A line of a grid that has values: its label, what it names, and the cells behind it.

    `headed` are the tables whose heads stand over a line that names no row.
    """

    label: Cell
    table: Table | None
    row: Row | None
    values: list[Cell]
    headed: tuple[Table, ...] = ()


@dataclass(slots=True)
class _Heads:
    """The column labels read so far: for each table the grid column of each column's label.

    `laid` are the tables whose `columns` were asked for. `order` is kept for a table that goes on
    in another grid without heads, `units` are those that heads of money print, `seen` are the
    tables with a row already, `edge` is the last column that has a head of any kind, `filled` are
    all that have one, `named` those under a column's label, `said` are the labels' cells, and
    `last` is the row of the last of them. Of the `unsure` tables nobody knows in which order they
    print their columns.
    """

    places: dict[Table, dict[str, int]] = field(default_factory=dict)
    laid: dict[Table, list[int] | None] = field(default_factory=dict)
    order: dict[Table, tuple[int, ...]] = field(default_factory=dict)
    units: dict[Table, str] = field(default_factory=dict)
    seen: set[Table] = field(default_factory=set)
    edge: int = 0
    filled: set[int] = field(default_factory=set)
    named: dict[Table, set[int]] = field(default_factory=dict)
    said: dict[tuple[Table, Column], Cell] = field(default_factory=dict)
    unsure: set[Table] = field(default_factory=set)
    last: int = -1

    def columns(self, table: Table) -> list[int] | None:
        """Return the grid columns of a table's columns, None where the heads don't tell them."""
        if table not in self.laid:
            self.laid[table] = self._columns(table)
        return self.laid[table]

    def whole(self) -> tuple[Table, ...]:
        """Return the tables all of whose columns have a head."""
        return tuple(
            table for table, places in self.places.items() if len(places) == len(table.columns)
        )

    def _columns(self, table: Table) -> list[int] | None:
        places = self.places.get(table, {})
        if len(places) < len(table.columns):
            return None
        columns = [places[column.id] for column in table.columns]
        if not _are_one_beside_the_other(columns):
            return None
        if columns != sorted(columns) or table in self.order:
            self.order[table] = _ranks(columns)
        return columns

    def around(self, table: Table, values: Sequence[Cell]) -> list[int] | None:
        """Return the columns of a line of *values* in another order than the form's.

        One of the heads has a name that nobody knows: it stands before all others or behind them.
        """
        places = self.places.get(table, {})
        free = [cell.column for cell in values if cell.column not in places.values()]
        if len(places) != len(table.columns) - 1 or len(values) != len(table.columns):
            return None
        if len(free) != 1 or not places:
            return None
        first = free[0] < min(places.values()) and free[0] in self.filled
        if not first and not (free[0] > max(places.values()) and self.are_in_disorder(table)):
            return None
        columns = [places.get(column.id, free[0]) for column in table.columns]
        if len(set(columns)) < len(columns):
            return None
        self.order[table] = _ranks(columns)
        return columns

    def are_in_disorder(self, table: Table) -> bool:
        """Whether heads beside each other in one line stand in another order than the form's."""
        said = [cell for column in table.columns if (cell := self.said.get((table, column)))]
        return any(
            left.row == right.row and left.column > right.column
            for left, right in combinations(said, 2)
        )


def grid_rows(
    grids: Sequence[Grid], forms: Sequence[Form], prefer: Form | None = None
) -> Iterator[Found]:
    """Yield the rows that *grids* hold, of every table of the *forms*.

    Where nothing on the page tells two editions of a table apart, it is read as *prefer* has it.
    """
    tables = _tables(tuple(forms))
    heads = _Heads()
    others: list[Grid] = []
    grids = [taken_apart(grid, meanings(tables)) for grid in grids]
    for grid in grids:
        rows = _in_believed_order(list(_Reader(tables, heads, prefer).rows(grid)), heads)
        if not rows:
            others.append(grid)
        yield from rows
    for grid in turned(others, meanings(tables)):
        yield from _Reader(tables, heads, prefer).rows(grid)
    for table in tables:
        if table.layout == "across":
            beside = list(across_in_grids(others, table)) or list(across_in_grids(grids, table))
            yield from beside or across_in_grids([*turned(grids, meanings(tables))], table)


@cache
def _tables(forms: tuple[Form, ...]) -> tuple[Table, ...]:
    every = dict.fromkeys(table for form in forms for table in form.tables)
    return tuple(table for table in every if table.layout in ("down", "across"))


class _Reader:
    """What is known while the lines of one grid are read from top to bottom."""

    __slots__ = ("heads", "line_heads", "meaning", "prefer", "row_label")

    def __init__(self, tables: tuple[Table, ...], heads: _Heads, prefer: Form | None) -> None:
        self.prefer = prefer
        self.heads = heads
        self.meaning = meanings(tables)
        self.line_heads = line_heads(tables)
        self.row_label = row_labels(tables)

    def rows(self, grid: Grid) -> Iterator[Found]:
        labelled: list[_Labelled | Found] = []
        table: Table | None = None
        self.heads.places.clear()
        self.heads.laid.clear()
        self.heads.edge = 0
        self.heads.filled.clear()
        self.heads.named.clear()
        self.heads.said.clear()
        self.heads.last = -1
        for cells in grid.rows():
            texts = tuple([cell.text for cell in cells])
            following = table and self._following(cells, texts, table)
            if following:
                labelled.append(following)
                yield following
                continue
            if named := self.line_heads(texts):
                self._note(cells, named)
                continue
            line = self._labelled(cells)
            if line is None or (line.row is None and self._names_columns(cells)):
                self._note_heads(cells)
            else:
                labelled.append(line if line.row else line._replace(headed=self.heads.whole()))
                if line.row is None and not _may_be_figures(line.values):
                    self.heads.filled.update([cell.column for cell in (line.label, *line.values)])
                if line.table is not None and line.row is not None:
                    table = line.table
                    self.heads.seen.add(table)
                    yield _placed(line, table, line.row, self.heads)
        yield from self._near_matches(labelled)

    def _following(
        self, cells: Sequence[Cell], texts: tuple[str, ...], table: Table
    ) -> Found | None:
        """Return the row of a line as most are: labels of the same *table*, a number, no doubt."""
        columns = self.heads.laid.get(table)
        if columns is None or [cell.column for cell in cells[-len(columns) :]] != columns:
            return None
        start = len(texts) - len(columns)
        named = self.row_label(texts[:start]) if texts[start].isdecimal() else None
        if named is None or named.table is not table:
            return None
        unit = self.heads.units.get(table, "")
        return Found(table, named.row, texts[start:], (), cells[named.at].place, money_unit=unit)

    def _labelled(self, cells: Sequence[Cell]) -> _Labelled | None:
        """Return the line as label and values, or None where it has no label or no value."""
        label: Cell | None = None
        at = 0
        named: tuple[tuple[Table, Row], ...] = ()
        for position, cell in enumerate(cells):
            if not cell.text:
                continue
            if named and cell.text.isdecimal():
                break
            meaning = self.meaning(cell.text)
            if not meaning.rows and not meaning.is_head:
                if not named and read_amount(cell.text).state is State.WORDS:
                    values = list(cells[position + 1 :])
                    if label is None and self._names_row(values):
                        continue  # what is left of a group's label
                    if label is None or _may_be_figures(values):
                        return _Labelled(cell, None, None, values) if values else None
                elif label is None and self._numbers_row(cells[position + 1 :]):
                    continue
                break
            if meaning.columns and label is None and not self._is_row(cell, meaning, cells):
                break
            label, named, at = cell, meaning.rows, position
        if label is None:
            return None
        values = list(cells[at + 1 :])
        if not values or not named:
            return None
        table, row = self._edition(named, values)
        if table.layout == "across":
            return None
        return _Labelled(label, table, row, values)

    def _names_row(self, cells: Sequence[Cell]) -> bool:
        """Whether the first text in *cells* is the label of a row, and of nothing else."""
        text = next((cell.text for cell in cells if cell.text), "")
        meaning = self.meaning(text)
        return bool(meaning.rows) and not meaning.columns

    def _numbers_row(self, cells: Sequence[Cell]) -> bool:
        """Whether a number before *cells* only counts the rows: a label and values follow it."""
        at = next((at for at, cell in enumerate(cells) if cell.text), len(cells) - 1)
        if at + 1 >= len(cells):
            return False
        text = cells[at].text
        meaning = self.meaning(text)
        if meaning.columns and label_key(text) == squeeze(text):
            return False  # it may be a column's
        return bool(meaning.rows or meaning.is_head)

    def _is_row(self, cell: Cell, meaning: Meaning, cells: Sequence[Cell]) -> bool:
        """Whether a label that may name a row as well as a column names the row here."""
        if label_key(cell.text) != squeeze(cell.text):
            return True  # numbered
        if not any(table in self.heads.seen for table, _ in meaning.rows):
            return False
        behind = (other.text for other in cells if other.column > cell.column and other.text)
        return read_amount(next(behind, "")).state in (State.READ, State.DASH)

    def _edition(
        self, named: tuple[tuple[Table, Row], ...], values: Sequence[Cell]
    ) -> tuple[Table, Row]:
        if len(named) == 1:
            return named[0]
        counts = tuple([len(self.heads.places.get(table, ())) for table, _ in named])
        printed = max((n for n, cell in enumerate(values, 1) if cell.text), default=0)
        return fittest(named, counts, printed, self.prefer)

    def _names_columns(self, cells: Sequence[Cell]) -> bool:
        return any(cell.text and self.meaning(cell.text).columns for cell in cells)

    def _note_heads(self, cells: Sequence[Cell]) -> None:
        words = [(at, cell.text) for at, cell in enumerate(cells) if not cell.text.isdecimal()]
        named = [(at, columns) for at, text in words if (columns := self.meaning(text).columns)]
        if not named and any("第二十条第" in squeeze(text) for _, text in words):
            self.heads.laid.clear()
            self.heads.places.clear()
        self._note(cells, named)

    def _note(self, cells: Sequence[Cell], named: Sequence[tuple[int, Columns]]) -> None:
        heads = self.heads
        filled = [cell.column for cell in cells if cell.text]
        heads.filled.update(filled)
        heads.edge = max([heads.edge, *filled])
        if named:
            heads.laid.clear()
        goes_on = bool(cells) and cells[0].row <= heads.last + 1
        heads.last = cells[0].row if cells else heads.last
        for at, columns in named:
            cell = cells[at]
            for table, column in columns:
                parts = goes_on and heads.said.get((table, column))
                if parts and _sums_up(table, column) and _is_part(cell, column, parts):
                    continue
                if parts and _sums_up(table, column):
                    heads.named[table].discard(parts.column)
                heads.said[table, column] = cell
                heads.named.setdefault(table, set()).add(cell.column)
                heads.places.setdefault(table, {})[column.id] = cell.column
                if column.money:
                    heads.units[table] = unit_in_head(cell.text)

    def _near_matches(self, labelled: Sequence[_Labelled | Found]) -> Iterator[Found]:
        """Yield the rows whose label is misprinted, told by what stands above and below them."""
        known = [line.row for line in labelled if line.row is not None]
        for position, line in enumerate(labelled):
            if line.row is not None:
                continue
            above = next((other for other in reversed(labelled[:position]) if other.row), None)
            below = next((other for other in labelled[position + 1 :] if other.row), None)
            options = _between(above, below, known) or {
                row: own for own in line.headed for row in own.rows if row not in known
            }
            row = nearest(line.label.text, list(options))
            if row is not None:
                yield _placed(line, options[row], row, self.heads)


def _between(
    above: _Labelled | Found | None, below: _Labelled | Found | None, known: Sequence[Row | None]
) -> dict[Row, Table]:
    """Return the rows that a table prints between two of its rows, and the table."""
    table = above.table if above else below.table if below else None
    if table is None or (above and below and above.table is not below.table):
        return {}
    found = [row for row in known if row is not None]
    rows = between(table, above.row if above else None, below.row if below else None, found)
    return dict.fromkeys(rows, table)


def _sums_up(table: Table, column: Column) -> bool:
    """Whether a column is the sum of others."""
    return any(column.id in one.left for one in table.identities if one.over == "rows")


def _is_part(head: Cell, column: Column, other: Cell) -> bool:
    """Whether a second head of a sum stands over the sum of a part, the *other* over all.

    The form's own word is 总计; 合计 may sum up the organisations. Of equals the last sums up all.
    """
    names = [label_key(label) for label in column.labels]
    rank, best = (names.index(label_key(cell.text)) for cell in (head, other))
    return rank > best or (rank == best and head.column < other.column)


def _may_be_figures(cells: Sequence[Cell]) -> bool:
    return any(read_amount(cell.text).state is not State.WORDS for cell in cells)


def _placed(line: _Labelled, table: Table, row: Row, heads: _Heads) -> Found:
    """Return the row with each cell in its column, or its cells as tokens where that is open."""
    empty = Found(table, row, (), (), line.label.place, money_unit=heads.units.get(table, ""))
    columns = heads.columns(table)
    if cells := _under_heads(line, table, heads, columns):
        return empty._replace(cells=cells)
    if tokens := _run_together(line.values, len(table.columns)):
        return _told_apart(empty._replace(tokens=tokens))
    if cells := _laid_out(line, table, heads, columns):
        return empty._replace(cells=cells)
    printed = tuple(cell.text for cell in line.values if cell.text)
    # A repair lays cells in the form's order; a table printed in another one has no repair.
    places = tuple(range(len(table.columns)))
    open_order = columns is None and table in heads.unsure
    unknown = (
        (None,) * len(places) if open_order or heads.order.get(table, places) != places else ()
    )
    return Found(table, row, unknown, printed, line.label.place)


def _under_heads(
    line: _Labelled, table: Table, heads: _Heads, columns: Sequence[int] | None
) -> tuple[str, ...] | None:
    """Return the texts of a line that has one cell under each of its table's heads."""
    if columns is None:
        return None
    own = line.values
    if [cell.column for cell in own] != columns:
        # Columns with heads of their own besides: a part's sum, a unit, a code, a remark.
        others = heads.filled - heads.named.get(table, set())
        own = [cell for cell in line.values if cell.column not in others]
        if [cell.column for cell in own] != columns:
            return None
    return tuple([cell.text for cell in own])


def _told_apart(found: Found) -> Found:
    """Return a row whose tokens were run together as they stand, if so many are one a column."""
    width = len(found.table.columns)
    if len(found.tokens) != width:
        return found._replace(tokens=tuple(filter(None, found.tokens)), loose=True)
    as_printed = found._replace(cells=found.tokens, tokens=())
    return as_printed if adds_up(as_printed) else found._replace(cells=(None,) * width)


def _laid_out(
    line: _Labelled, table: Table, heads: _Heads, columns: Sequence[int] | None
) -> tuple[str, ...] | None:
    """Return the texts of a line by where its cells stand, or by their order."""
    width = len(table.columns)
    texts = _one_a_column(line.values, width, 0 if columns is None else heads.edge)
    pushed_out = columns is not None and _is_pushed_out(line.values, heads.edge)
    if columns is not None and not texts and not pushed_out:
        laid = _by_geometry(line.values, columns)
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
    texts = texts or _in_order(line, width, whole=pushed_out)
    order = heads.order.get(table, tuple(range(width)))
    return None if texts is None else tuple(texts[place] for place in order)


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


def _in_believed_order(rows: list[Found], heads: _Heads) -> list[Found]:
    """Return the rows as the heads order them, or as the form does where only that adds up.

    A wrong span pushes heads to other columns than those they stand over.
    """
    for table, order in heads.order.items():
        own = [found for found in rows if found.table is table and len(found.cells) == len(order)]
        plain = [found._replace(cells=_in_form_order(found.cells, order)) for found in own]
        if sum(map(adds_up, plain)) > sum(map(adds_up, own)):
            believed = dict(zip((found.row.id for found in own), plain, strict=True))
            rows = [believed.get(f.row.id, f) if f.table is table else f for f in rows]
    return rows


def _in_form_order(cells: Sequence[str | None], order: Sequence[int]) -> tuple[str | None, ...]:
    """Return cells that were laid in a printed order as they stand from left to right."""
    return tuple(cells[order.index(place)] for place in range(len(order)))


def _are_one_beside_the_other(columns: Sequence[int]) -> bool:
    """Whether the heads stand in the form's order, or in another one without a gap.

    Heads in disorder with gaps between them were pushed there by a wrong span.
    """
    ordered = sorted(set(columns))
    return ordered == list(columns) or ordered == [*range(ordered[0], ordered[0] + len(columns))]


def _ranks(columns: Sequence[int]) -> tuple[int, ...]:
    """Return for each column of the form how many printed columns stand left of it."""
    return tuple(sum(other < column for other in columns) for column in columns)


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


def _in_order(line: _Labelled, width: int, *, whole: bool) -> list[str] | None:
    """Return the cells behind the label if they are as many as the columns.

    Blanks before and behind them are left aside, but where the *whole* line must fit.
    """
    end = line.label.column + line.label.colspan
    texts: list[str] = []
    for cell in line.values:
        texts += [cell.text, *[""] * (cell.colspan - 1 if cell.column >= end else 0)]
    if whole and len(texts) != width:
        return None
    while len(texts) > width and not texts[0] and texts[-1]:
        texts.pop(0)
    while len(texts) > width and not texts[-1]:
        texts.pop()
    return texts if len(texts) == width else None
