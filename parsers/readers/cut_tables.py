"""Join the parts of a table that page breaks cut: heads that stand again, rows and groups torn."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from parsers.forms import load_forms
from parsers.matching import meanings
from parsers.normal import normalise, squeeze
from parsers.readers.lines import Row
from parsers.readers.paper import Page, Ruled, Table
from parsers.readers.wrapped import BEGINNING

_FIGURE = re.compile(
    r"[-+＋－—/]|[-+＋－]?[\d０-９][\d０-９,，]*(?:[.．][\d０-９]+)?[^\d.．、]{0,2}"
)
# How far the edges of one table may differ from page to page, in points.
_SHIFT = 6.0


def whole_tables(run: Iterable[tuple[Page, Row | Table]]) -> Iterator[Table]:
    """Yield the tables of a run, those that only page breaks part as one."""
    whole, number = None, 0
    for page, table in run:
        if not isinstance(table, Table):
            continue
        if whole is not None and page.number > number and _same_edges(whole, table):
            whole = _joined(whole, table)
        else:
            if whole is not None:
                yield whole
            whole = table
        number = page.number
    if whole is not None:
        yield whole


def _same_edges(above: Table, below: Table) -> bool:
    """Whether two tables reach as far; below a page break a group's cell may have no left edge."""
    left = any(abs(x - below.xs[0]) < _SHIFT for x in above.xs[:-2])
    return left and abs(above.xs[-1] - below.xs[-1]) < _SHIFT


def _joined(above: Table, below: Table) -> Table:
    """Return two parts of one table as one, on the columns of both."""
    below = _without_head(below, above)
    edges = _common_edges(above.xs, below.xs)
    upper, lower = _on_edges(above, edges), _on_edges(below, edges)
    last = {c.columns: c for c in upper if c.row + c.rowspan == above.height}
    first = {c.columns: c for c in lower if c.row == 0}
    cut = _is_cut(last, first, is_open=above.open_below and below.open_above)
    down = above.height - cut
    labels = min((c.column for c in (*upper, *lower) if _is_figure(c.text)), default=len(edges))
    grown = [
        (upper_cell, first[columns])
        for columns, upper_cell in last.items()
        if columns in first
        and (cut or (columns[0] < labels and _is_one_group(upper_cell, first[columns])))
    ]
    gone = {id(cell) for pair in grown for cell in pair}
    cells = [cell for cell in upper if id(cell) not in gone]
    cells += (_grown(start, end, cut) for start, end in grown)
    cells += (c._replace(row=c.row + down) for c in lower if id(c) not in gone)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Table(
        edges,
        above.top,
        down + below.height,
        tuple(cells),
        above.place,
        above.open_above,
        below.open_below,
    )


def _without_head(below: Table, above: Table) -> Table:
    """Return the lower part of a table without the head that it has from the part above."""
    height = 0
    for row in range(1, min(above.height, below.height)):
        first, again = (_texts_above(table, row) for table in (above, below))
        if first != again or any(map(_is_figure, again)):
            break
        if all(cell.row + cell.rowspan <= row for cell in below.cells if cell.row < row):
            height = row
    if not height:
        return below
    cells = (c._replace(row=c.row - height) for c in below.cells if c.row >= height)
    return replace(below, cells=tuple(cells), height=below.height - height, open_above=False)


def _texts_above(table: Table, row: int) -> list[str]:
    return [text for cell in table.cells if cell.row < row and (text := squeeze(cell.text))]


def _common_edges(above: Sequence[float], below: Sequence[float]) -> tuple[float, ...]:
    edges = [above[0]]
    for x in sorted((*above, *below)):
        if x - edges[-1] > _SHIFT:
            edges.append(x)
    return tuple(edges)


def _on_edges(table: Table, edges: Sequence[float]) -> list[Ruled]:
    """Return the cells of a table with their columns counted on other edges.

    What is blank and has no width there lay between two rules that are one.
    """
    new = [min(range(len(edges)), key=lambda k: abs(edges[k] - x)) for x in table.xs]
    placed = ((cell, new[cell.column], new[cell.column + cell.colspan]) for cell in table.cells)
    return [
        cell._replace(column=start, colspan=max(1, end - start))
        for cell, start, end in placed
        if cell.text or end > start
    ]


def _is_cut(
    last: dict[tuple[int, int], Ruled], first: dict[tuple[int, int], Ruled], *, is_open: bool
) -> bool:
    """Whether a page break went through a row: each cell's text stands on one side or goes on.

    The cells of a group need not reach to both sides. The rest of a label may begin as another
    label does, if the table is open on both sides or a form's label is whole with it. A number
    that a narrow column broke goes on where nothing else but such rests stands in the row.
    """
    lone = [last[columns] for columns in last.keys() - first.keys()]
    lone += (first[columns] for columns in first.keys() - last.keys())
    if any(_is_figure(cell.text) for cell in lone):
        return False
    goes_on = False
    pairs = [
        (squeeze(last[columns].text), squeeze(first[columns].text))
        for columns in last.keys() & first.keys()
    ]
    completes = any(begun and rest and _completes(begun, rest) for begun, rest in pairs)
    number_goes_on = completes or _holds_rests_alone(last.values(), first.values())
    for begun, rest in pairs:
        if rest and BEGINNING.match(rest) and not (is_open or _completes(begun, rest)):
            return False
        if begun and rest and (_is_figure(begun) or _is_figure(rest)) and not number_goes_on:
            return False
        goes_on = goes_on or bool(begun and not _is_figure(begun))
    if number_goes_on or not _both_hold_figures(last.values(), first.values()):
        return goes_on
    return completes


def _holds_rests_alone(last: Iterable[Ruled], first: Iterable[Ruled]) -> bool:
    """Whether a row without a label has figures in some columns: the rest of those above."""
    rests = [cell for cell in first if cell.text]
    figures = sum(_is_figure(cell.text) for cell in last)
    return all(cell.text.isdecimal() for cell in rests) and 0 < len(rests) < figures


def _completes(begun: str, rest: str) -> bool:
    """Whether *begun* is no row's label, but one with *rest*."""
    meaning = meanings(tuple(table for form in load_forms() for table in form.tables))
    begins, ends = (bool(meaning(normalise(text)).rows) for text in (begun, begun + rest))
    return ends and not begins


def _both_hold_figures(last: Iterable[Ruled], first: Iterable[Ruled]) -> bool:
    return all(any(_is_figure(cell.text) for cell in row) for row in (last, first))


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(squeeze(text)))


def _is_one_group(above: Ruled, below: Ruled) -> bool:
    """Whether a page break went through a cell that heads several rows."""
    if above.rowspan == below.rowspan == 1:
        return False
    rest = squeeze(below.text)
    return not rest or not above.text or not BEGINNING.match(rest)


def _grown(above: Ruled, below: Ruled, cut: bool) -> Ruled:
    text = "\n".join(text for text in (above.text, below.text) if text)
    rowspan = above.rowspan + below.rowspan - cut
    return above._replace(text=text, rowspan=rowspan, place=f"{above.place}, {below.place}")
