"""Join the pages of a document: running heads out, tables and paragraphs whole again."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from parsers.document import Block, Cell, Grid, Line
from parsers.forms import load_forms
from parsers.matching import meanings
from parsers.normal import normalise, squeeze
from parsers.readers.centred import gathered
from parsers.readers.lines import Part, Row
from parsers.readers.paper import Page, Ruled, Table
from parsers.readers.tidy import tidied
from parsers.readers.wrapped import BEGINNING, unwrapped

# `- 3 -`, `— 6 —`, `第3页`, `3/7`, `第 3 页 共 7 页`: a number decorated as a page's.
_FOLIO = re.compile(
    r"[-–—―－_·•.~]+\d{1,3}[-–—―－_·•.~]+|第\d{1,3}页([,，/／]?共\d{1,3}页)?|\d{1,3}[/／]\d{1,3}"
)
_BARE_FOLIO = re.compile(r"\d{1,3}")
_DIGITS = re.compile(r"\d+")
_HEADING = re.compile("[一二三四五六七八九十]{1,2}、")
# Above and below this share of the page a bare number is the page's: no body reaches there.
_MARGIN = 0.09
_FIGURE = re.compile(
    r"[-+＋－—/]|[-+＋－]?[\d０-９][\d０-９,，]*(?:[.．][\d０-９]+)?[^\d.．、]{0,2}"
)
# How far from the margin a paragraph begins at most, in heights of a line.
_INDENT = 3
# How far the edges of one table may differ from page to page, in points.
_SHIFT = 6.0


def blocks_of(pages: Sequence[Page]) -> tuple[Block, ...]:
    """Return the lines and tables of the whole document, normalised, in reading order."""
    heads = _running_heads(pages)
    placed = [(page, item) for page in pages for item in _body(page, heads)]
    parts: list[Line | Table] = []
    for tabular, run in groupby(placed, key=lambda pair: isinstance(pair[1], Table)):
        items = list(run)
        parts += _whole_tables(items) if tabular else _paragraphs(items)
    return tidied(part if isinstance(part, Line) else _grid(part) for part in parts)


def _running_heads(pages: Sequence[Page]) -> set[str]:
    """Return what stands at the top or bottom of most pages, its digits aside."""
    edges = Counter(
        text
        for page in pages
        for text in {_DIGITS.sub("#", squeeze(row.text)) for row in _edge_rows(page)}
    )
    return {text for text, count in edges.items() if count >= max(3, len(pages) * 0.6)}


def _edge_rows(page: Page) -> list[Row]:
    return [item for item in (*page.items[:2], *page.items[-2:]) if isinstance(item, Row)]


def _body(page: Page, heads: set[str]) -> Iterator[Row | Table]:
    """Yield what stands on a page without its number and, after page 1, the running heads."""
    edges = _edge_rows(page)
    for item in page.items:
        if isinstance(item, Row) and item in edges:
            text = squeeze(item.text)
            if _FOLIO.fullmatch(text) or (page.number > 1 and _DIGITS.sub("#", text) in heads):
                continue
            outside = not _MARGIN < (item.top + item.bottom) / 2 / page.height < 1 - _MARGIN
            if outside and _BARE_FOLIO.fullmatch(text):
                continue
        yield item


def _paragraphs(run: Iterable[tuple[Page, Row | Table]]) -> Iterator[Line]:
    """Yield each paragraph as one line: a row that fills the page goes on in the next.

    Such a row begins at the margin, or a little further in: a title stands in the middle.
    """
    found = [(page, row) for page, row in run if isinstance(row, Row)]
    rows = [
        (number, row)
        for number, group in groupby(found, key=lambda pair: pair[0].number)
        for row in unwrapped(gathered([row for _, row in group]))
    ]
    left = min(row.left for _, row in rows)
    right = max(row.right for _, row in rows)
    text, place, last = "", "", None
    for number, row in rows:
        goes_on = (
            last is not None
            and not (last.loose or row.loose)
            and last.left < left + _INDENT * (last.bottom - last.top)
            and last.right > right - 1.5 * (last.bottom - last.top)
            and row.left < left + (row.bottom - row.top)
            and not _HEADING.match(row.text)
        )
        if goes_on:
            text += row.text
        else:
            if text:
                yield Line(text, place)
            text, place = row.text, f"page {number} ({_box(row)})"
        last = row
    yield Line(text, place)


def _box(row: Row) -> str:
    return f"{row.left:.0f},{row.top:.0f},{row.right:.0f},{row.bottom:.0f}"


def _whole_tables(run: Iterable[tuple[Page, Row | Table]]) -> Iterator[Table]:
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


def _grid(table: Table) -> Grid:
    cells = tuple(cell for ruled in table.cells for cell in _parted(ruled, table.xs))
    return Grid(cells, table.height, len(table.xs) - 1, table.place)


def _parted(cell: Ruled, xs: Sequence[float]) -> Iterator[Cell]:
    """Yield a cell, or one a column where the figures in it stand in columns of their own."""
    owners = _columns_of(cell.parts, xs) if cell.parts else []
    columns = range(cell.column, cell.column + cell.colspan)
    if not owners or not {*owners} <= {*columns}:
        yield Cell(*cell[:6])
        return
    texts = dict(zip(owners, (part.text for part in cell.parts), strict=True))
    for column in columns:
        yield Cell(texts.get(column, ""), cell.row, column, cell.rowspan, 1, cell.place)


def _columns_of(parts: Sequence[Part], xs: Sequence[float]) -> list[int]:
    """Return the column of each part; none where a column's width does not lie between two."""
    middles = [(part.left + part.right) / 2 for part in parts]
    columns = [bisect_right(xs, middle) - 1 for middle in middles]
    if not 0 <= columns[0] <= columns[-1] < len(xs) - 1:
        return []
    widths = [xs[column + 1] - xs[column] for column in columns]
    for (left, right), wide in zip(pairwise(middles), pairwise(widths), strict=True):
        if right - left < min(wide) / 2:  # digits set apart, at the edge of two columns
            return []
    return columns if len({*columns}) == len(columns) else []
