"""Keep what the heads of a grid say: over which of its columns each column's label stands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from parsers.columns import unit_in_head
from parsers.document import Cell
from parsers.forms import Column, Table
from parsers.matching import Columns, label_key


class Known(NamedTuple):
    """What is left of heads when their grid ends: the tables with a row already, and units."""

    seen: frozenset[Table] = frozenset()
    units: tuple[tuple[Table, str], ...] = ()


@dataclass(slots=True)
class Heads:
    """The column labels read so far: for each table the grid column of each column's label.

    `laid` are the tables whose `columns` were asked for. `order` is kept for a table that goes on
    in another grid without heads, `units` are those that heads of money print, `seen` are the
    tables with a row already, `edge` is the last column that has a head of any kind, `filled` are
    all that have one, `named` those under a column's label, `said` are the labels' cells, and
    `last` is the row of the last of them. Of the `unsure` tables nobody knows in which order they
    print their columns; `wide` are lines with more cells than columns that no heads tell apart.
    """

    places: defaultdict[Table, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    laid: dict[Table, list[int] | None] = field(default_factory=dict)
    order: dict[Table, tuple[int, ...]] = field(default_factory=dict)
    units: dict[Table, str] = field(default_factory=dict)
    seen: set[Table] = field(default_factory=set)
    edge: int = 0
    filled: set[int] = field(default_factory=set)
    named: defaultdict[Table, set[int]] = field(default_factory=lambda: defaultdict(set))
    said: defaultdict[Table, dict[Column, Cell]] = field(default_factory=lambda: defaultdict(dict))
    unsure: set[Table] = field(default_factory=set)
    wide: defaultdict[Table, list[list[Cell]]] = field(default_factory=lambda: defaultdict(list))
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

    def under_some(self, table: Table, values: Sequence[Cell]) -> tuple[str | None, ...] | None:
        """Return the cells of a line of *values* that has one under each head, but one head lacks.

        What stands in the column without a head is lost.
        """
        places = self.places.get(table, {})
        printed = {cell.column: cell.text for cell in values}
        if len(places) != len(table.columns) - 1 or len(printed) != len(places):
            return None
        if set(printed) != set(places.values()) or not self.filled.isdisjoint(
            range(max(printed) + 1, self.edge + 1)
        ):
            return None
        return tuple(
            printed[places[column.id]] if column.id in places else None for column in table.columns
        )

    def are_in_disorder(self, table: Table) -> bool:
        """Whether heads beside each other in one line stand in another order than the form's."""
        own = self.said.get(table, {})
        said = [own[column] for column in table.columns if column in own]
        return any(
            left.row == right.row and left.column > right.column
            for left, right in combinations(said, 2)
        )

    def known(self) -> Known | None:
        """Return what is left when a grid ends; None where columns are in another order."""
        if self.order or self.unsure or self.wide:
            return None
        return Known(frozenset(self.seen), tuple(self.units.items()))

    def learn(self, known: Known) -> None:
        """Note what is left of the heads of the grids before."""
        self.seen.update(known.seen)
        self.units.update(known.units)

    def begin(self) -> None:
        """Forget the heads of the grid before; a table may go on in this one without any."""
        self.forget()
        self.wide.clear()
        self.edge = 0
        self.last = -1

    def forget(self) -> None:
        """Forget the heads above: another block of the same grid begins."""
        for known in (self.places, self.laid, self.named, self.said):
            known.clear()
        self.filled.clear()

    def note(self, cells: Sequence[Cell], named: Sequence[tuple[int, Columns]]) -> None:
        """Note a line of heads, *named* of whose cells are labels of columns."""
        filled = [cell.column for cell in cells if cell.text]
        self.filled.update(filled)
        self.edge = max([self.edge, *filled[-1:]])
        goes_on = bool(cells) and cells[0].row <= self.last + 1
        self.last = cells[0].row if cells else self.last
        if named:
            self.laid.clear()
        for at, columns in named:
            cell = cells[at]
            for table, column in columns:
                own = self.said[table]
                parts = own.get(column)
                if parts and (goes_on or parts.row == cell.row) and _sums_up(table, column):
                    if _is_part(cell, column, parts):
                        continue
                    self.named[table].discard(parts.column)
                own[column] = cell
                self.named[table].add(cell.column)
                self.places[table][column.id] = cell.column
                if column.money:
                    self.units[table] = unit_in_head(cell.text)

    def note_others(self, cells: Sequence[Cell]) -> None:
        """Note a line of words that name no column of a form.

        Where several stand below one wide head, as 2021年 and 2022年 do, its column is unknown.
        """
        below = [cell for cell in cells if cell.text]
        self.filled.update([cell.column for cell in cells])
        for table, said in self.said.items():
            for column, head in said.items():
                span = range(head.column, head.column + head.colspan)
                if sum(cell.column in span for cell in below) > 1:
                    self.places[table].pop(column.id, None)
                    self.laid.pop(table, None)


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


def _are_one_beside_the_other(columns: Sequence[int]) -> bool:
    """Whether the heads stand in the form's order, or in another one without a gap.

    Heads in disorder with gaps between them were pushed there by a wrong span.
    """
    ordered = sorted(set(columns))
    return ordered == list(columns) or ordered == [*range(ordered[0], ordered[0] + len(columns))]


def _ranks(columns: Sequence[int]) -> tuple[int, ...]:
    """Return for each column of the form how many printed columns stand left of it."""
    return tuple(sum(other < column for other in columns) for column in columns)
