"""Join the pages of a document: running heads out, paragraphs and tables whole again."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from parsers.document import Block, Cell, Grid, Line
from parsers.normal import squeeze
from parsers.readers.centred import gathered
from parsers.readers.cut_tables import whole_tables
from parsers.readers.lines import Part, Row
from parsers.readers.paper import Page, Ruled, Table
from parsers.readers.tidy import tidied
from parsers.readers.wrapped import unwrapped

# `- 3 -`, `— 6 —`, `第3页`, `3/7`, `第 3 页 共 7 页`: a number decorated as a page's.
_FOLIO = re.compile(
    r"[-–—―－_·•.~]+\d{1,3}[-–—―－_·•.~]+|第\d{1,3}页([,，/／]?共\d{1,3}页)?|\d{1,3}[/／]\d{1,3}"
)
_BARE_FOLIO = re.compile(r"\d{1,3}")
_DIGITS = re.compile(r"\d+")
_HEADING = re.compile("[一二三四五六七八九十]{1,2}、")
# Above and below this share of the page a bare number is the page's: no body reaches there.
_MARGIN = 0.09
# How far from the margin a paragraph begins at most, in heights of a line.
_INDENT = 3


def blocks_of(pages: Sequence[Page]) -> tuple[Block, ...]:
    """Return the lines and tables of the whole document, normalised, in reading order."""
    heads = _running_heads(pages)
    placed = [(page, item) for page in pages for item in _body(page, heads)]
    parts: list[Line | Table] = []
    for tabular, run in groupby(placed, key=lambda pair: isinstance(pair[1], Table)):
        items = list(run)
        parts += whole_tables(items) if tabular else _paragraphs(items)
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
