"""Read the tables of the forms from grids, where the geometry says which column a cell is in."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from parsers.amounts import read_amount
from parsers.copies import without_repeated
from parsers.document import Cell, Grid, Shape
from parsers.editions import fittest
from parsers.forms import Form, Row, Table
from parsers.found import Found
from parsers.grids.across import across_in_grids
from parsers.grids.heads import Heads, Known
from parsers.grids.layouts import Layout, layout_of
from parsers.grids.merged import taken_apart
from parsers.grids.placing import Labelled, in_believed_order, placed, without_shifted
from parsers.grids.seams import parted_at, seam_of
from parsers.grids.subtotals import without_subtotals
from parsers.grids.turned import turned
from parsers.matching import (
    Meaning,
    between,
    label_key,
    line_heads,
    meanings,
    nearest,
    row_labels,
)
from parsers.normal import squeeze
from parsers.report import State


def grid_rows(
    grids: Sequence[Grid], forms: Sequence[Form], prefer: Form | None = None
) -> Iterator[Found]:
    """Yield the rows that *grids* hold, of every table of the *forms*.

    Where nothing on the page tells two editions of a table apart, it is read as *prefer* has it.
    """
    tables = _tables(tuple(forms))
    heads = Heads()
    others: list[Grid] = []
    grids = [taken_apart(grid, meanings(tables)) for grid in grids]
    for grid in grids:
        rows = _rows(grid, tables, heads, prefer)
        if not rows:
            others.append(grid)
        yield from rows
    for grid in turned(others, meanings(tables)):
        yield from _Reader(tables, heads, prefer).rows_of(grid)
    for table in tables:
        if table.layout == "across":
            beside = list(across_in_grids(others, table)) or list(across_in_grids(grids, table))
            yield from beside or across_in_grids([*turned(grids, meanings(tables))], table)


def _rows(grid: Grid, tables: tuple[Table, ...], heads: Heads, prefer: Form | None) -> list[Found]:
    """Return the rows of one grid, and note in *heads* what is to be known in the next ones."""
    if grid.shape and (known := heads.known()):
        layout, known = _layout(grid.shape, tables, known, prefer)
        if layout and known:
            heads.learn(known)
            return layout.rows_of(grid)
    rows = in_believed_order(_Reader(tables, heads, prefer).rows_of(grid), heads)
    return without_shifted(rows, heads) if heads.wide else rows


@lru_cache(maxsize=512)
def _layout(
    shape: Shape, tables: tuple[Table, ...], known: Known, prefer: Form | None
) -> tuple[Layout | None, Known | None]:
    """Return what is found in grids of a *shape*, and what is known then."""
    heads = Heads()
    heads.learn(known)
    reader = _Reader(tables, heads, prefer)
    return layout_of(shape, reader.rows_of), heads.known()


@cache
def _tables(forms: tuple[Form, ...]) -> tuple[Table, ...]:
    every = dict.fromkeys(table for form in forms for table in form.tables)
    return tuple(table for table in every if table.layout in ("down", "across"))


class _Reader:
    """What is known while the lines of one grid are read from top to bottom."""

    __slots__ = ("heads", "line_heads", "meaning", "prefer", "row_label", "seam")

    def __init__(self, tables: tuple[Table, ...], heads: Heads, prefer: Form | None) -> None:
        self.prefer = prefer
        self.heads = heads
        self.meaning = meanings(tables)
        self.line_heads = line_heads(tables)
        self.row_label = row_labels(tables)
        self.seam = 0

    def rows_of(self, grid: Grid) -> list[Found]:
        """Return the rows that one grid holds, or each of several tables side by side."""
        self.seam = 0
        rows = list(self._rows(grid))
        if self.seam:
            return [row for part in parted_at(grid, self.seam) for row in self.rows_of(part)]
        return without_repeated(without_subtotals(rows, grid))

    def _rows(self, grid: Grid) -> Iterator[Found]:
        labelled: list[Labelled | Found] = []
        table: Table | None = None
        self.heads.begin()
        for cells in grid.rows():
            texts = tuple([cell.text for cell in cells])
            following = table and self._following(cells, texts, table)
            if following:
                labelled.append(following)
                yield following
                continue
            if named := self.line_heads(texts):
                self.heads.note(cells, named)
                self.seam = self.seam or seam_of(cells, named, self.meaning)
                continue
            line = self._labelled(cells)
            if line is None or (line.row is None and self._names_columns(cells)):
                self._note_heads(cells)
            else:
                labelled.append(line if line.row else line._replace(headed=self.heads.whole()))
                if line.row is None and not _may_be_figures(line.values):
                    self.heads.note_others([line.label, *line.values])
                if line.table is not None and line.row is not None:
                    table = line.table
                    self.heads.seen.add(table)
                    yield placed(line, table, line.row, self.heads)
        yield from self._near_matches(labelled)

    def _following(
        self, cells: Sequence[Cell], texts: tuple[str, ...], table: Table
    ) -> Found | None:
        """Return the row of a line as most are: labels of the same *table*, a number, no doubt."""
        columns = self.heads.laid.get(table)
        if columns is None or [cell.column for cell in cells[-len(columns) :]] != columns:
            return None
        if columns[-1] < self.heads.edge:
            return None  # a cell is missing behind them, or the whole line is pushed aside
        start = len(texts) - len(columns)
        named = self.row_label(texts[:start]) if texts[start].isdecimal() else None
        if named is None or named.table is not table:
            return None
        unit = self.heads.units.get(table, "")
        return Found(table, named.row, texts[start:], (), cells[named.at].place, money_unit=unit)

    def _labelled(self, cells: Sequence[Cell]) -> Labelled | None:
        """Return the line as label and values, or None where it has no label or no value."""
        label: Cell | None = None
        at = 0
        named: tuple[tuple[Table, Row], ...] = ()
        for position, cell in enumerate(cells):
            if not cell.text:
                continue
            behind = cells[position + 1 :]
            if named and cell.text.isdecimal() and not self._numbers_row(behind):
                break
            meaning = self.meaning(cell.text)
            if not meaning.rows and not meaning.is_head:
                if self._numbers_row(behind):
                    continue  # the number of a line or label, or what is left of a group's label
                if not named and read_amount(cell.text).state is State.WORDS:
                    if label is None and self._names_row(behind):
                        continue
                    if label is None or _may_be_figures(behind):
                        return Labelled(cell, None, None, list(behind)) if behind else None
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
        return Labelled(label, table, row, values)

    def _names_row(self, cells: Sequence[Cell]) -> bool:
        """Whether the first text in *cells* is the label of a row, and of nothing else."""
        text = next((cell.text for cell in cells if cell.text), "")
        meaning = self.meaning(text)
        return bool(meaning.rows) and not meaning.columns

    def _numbers_row(self, cells: Sequence[Cell]) -> bool:
        """Whether a number before *cells* only counts rows: a label and its values follow it."""
        at = next((at for at, cell in enumerate(cells) if cell.text), len(cells) - 1)
        if at + 1 >= len(cells):
            return False
        text = cells[at].text
        meaning = self.meaning(text)
        if meaning.columns:
            return bool(meaning.rows) and self._is_row(cells[at], meaning, cells)
        return bool(meaning.rows or meaning.is_head)

    def _is_row(self, cell: Cell, meaning: Meaning, cells: Sequence[Cell]) -> bool:
        """Whether a label that may name a row as well as a column names the row here."""
        if label_key(cell.text) != squeeze(cell.text):
            return True  # numbered
        if not any(table in self.heads.seen for table, _ in meaning.rows):
            return False
        behind = [other.text for other in cells if other.column > cell.column]
        printed = next(filter(None, behind), "")
        if behind and not printed:
            return True  # nobody filled it in; heads stand side by side
        return read_amount(printed).state in (State.READ, State.DASH)

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
            self.heads.forget()
        self.heads.note(cells, named)

    def _near_matches(self, labelled: Sequence[Labelled | Found]) -> Iterator[Found]:
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
                yield placed(line, options[row], row, self.heads)


def _between(
    above: Labelled | Found | None, below: Labelled | Found | None, known: Sequence[Row | None]
) -> dict[Row, Table]:
    """Return the rows that a table prints between two of its rows, and the table."""
    table = above.table if above else below.table if below else None
    if table is None or (above and below and above.table is not below.table):
        return {}
    found = [row for row in known if row is not None]
    rows = between(table, above.row if above else None, below.row if below else None, found)
    return dict.fromkeys(rows, table)


def _may_be_figures(cells: Sequence[Cell]) -> bool:
    return any(read_amount(cell.text).state is not State.WORDS for cell in cells)
