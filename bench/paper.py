"""Draw lines and tables on the pages of a PDF, in the ways that programs do."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsers.document import Block, Cell, Grid

FONT = "STSong-Light"  # a CID font that every reader of PDFs knows without its file
_SIZE, _LEADING, _PAD = 10.0, 15.0, 3.0
_WIDTH, _HEIGHT = 595.0, 842.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 60.0, 535.0, 770.0, 75.0


class Style(NamedTuple):
    """How a program draws: its rules, the order of its text, what happens at a page's end.

    `rules` is `boxes` (a stroked rectangle a cell), `lines` (a stroke an edge), `bars` (thin
    filled rectangles, as Word draws them) or `none`; `cut` lets a page end inside a row.
    """

    rules: str = "boxes"
    shuffled: bool = False
    cut: bool = False


class _Piece(NamedTuple):
    """What of a row stands on one page: its place, and which lines of its cells."""

    row: int
    top: float
    bottom: float
    first: int
    last: int


@dataclass
class _Sheet:
    """The page in hand."""

    canvas: Canvas
    style: Style
    random: Random
    y: float = _TOP

    def __post_init__(self) -> None:
        self._texts: list[tuple[float, float, str]] = []

    def say(self, x: float, y: float, text: str) -> None:
        self._texts.append((x, y, text))

    def turn(self) -> None:
        """Finish the page with its number, and begin another."""
        self.say(280, 40, f"- {self.canvas.getPageNumber()} -")
        if self.style.shuffled:
            self.random.shuffle(self._texts)
        self.canvas.setFont(FONT, _SIZE)
        for x, y, text in self._texts:
            self.canvas.drawString(x, y, text)
        self._texts.clear()
        self.canvas.showPage()
        self.y = _TOP


PLAIN = Style()


def pdf(blocks: Sequence[Block], style: Style = PLAIN, seed: int = 1) -> bytes:
    """Return a PDF with these lines and tables, a number at the foot of each page."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (_WIDTH, _HEIGHT), invariant=1)
    sheet = _Sheet(canvas, style, Random(seed))
    for block in blocks:
        if isinstance(block, Grid):
            _draw_table(sheet, block)
        else:
            _draw_paragraph(sheet, block.text)
    sheet.turn()
    canvas.save()
    return buffer.getvalue()


def _draw_paragraph(sheet: _Sheet, text: str) -> None:
    indent = 2 * _SIZE if len(text) > 30 else 0.0
    for number, line in enumerate(_wrapped(text, _RIGHT - _LEFT, indent)):
        if sheet.y - _LEADING < _BOTTOM:
            sheet.turn()
        sheet.y -= _LEADING
        sheet.say(_LEFT + (indent if number == 0 else 0), sheet.y, line)


def _draw_table(sheet: _Sheet, grid: Grid) -> None:
    xs = _edges(grid)
    lines = {cell: _cell_lines(cell, xs) for cell in grid.cells}
    heights = _heights(grid, lines)
    page: list[_Piece] = []
    for row in range(grid.height):
        first, count = 0, max(len(lines[c]) for c in grid.cells if c.row <= row < c.row + c.rowspan)
        height = heights[row]
        if sheet.y - height < _BOTTOM:
            room = int((sheet.y - _BOTTOM - 2 * _PAD) // _LEADING)
            if sheet.style.cut and 0 < room < count:
                bottom = sheet.y - room * _LEADING - 2 * _PAD
                page.append(_Piece(row, sheet.y, bottom, 0, room))
                first, height = room, max(_LEADING, heights[row] - room * _LEADING)
            _draw_pieces(sheet, grid, xs, lines, page)
            sheet.turn()
            page = []
        page.append(_Piece(row, sheet.y, sheet.y - height, first, 99))
        sheet.y -= height
    _draw_pieces(sheet, grid, xs, lines, page)
    sheet.y -= _LEADING


def _draw_pieces(
    sheet: _Sheet,
    grid: Grid,
    xs: Sequence[float],
    lines: dict[Cell, list[str]],
    page: Sequence[_Piece],
) -> None:
    """Draw the part of a table that stands on the page in hand."""
    for cell in grid.cells:
        rows = range(cell.row, cell.row + cell.rowspan)
        held = [piece for piece in page if piece.row in rows]
        if not held:
            continue
        left, right = xs[cell.column], xs[cell.column + cell.colspan]
        _draw_edges(sheet, left, held[-1].bottom, right, held[0].top)
        texts = lines[cell][held[0].first : held[-1].last]
        if cell.rowspan > 1:
            room = int((held[0].top - held[-1].bottom) // _LEADING)
            texts, lines[cell] = lines[cell][:room], lines[cell][room:]
        for number, text in enumerate(texts, 1):
            sheet.say(left + _PAD, held[0].top - number * _LEADING, text)


def _draw_edges(sheet: _Sheet, left: float, bottom: float, right: float, top: float) -> None:
    canvas = sheet.canvas
    canvas.setLineWidth(0.5)
    if sheet.style.rules == "boxes":
        canvas.rect(left, bottom, right - left, top - bottom)
    elif sheet.style.rules == "lines":
        canvas.line(left, top, right, top)
        canvas.line(left, bottom, right, bottom)
        canvas.line(left, bottom, left, top)
        canvas.line(right, bottom, right, top)
    elif sheet.style.rules == "bars":
        for x in (left, right):
            canvas.rect(x - 0.25, bottom, 0.5, top - bottom, stroke=0, fill=1)
        for y in (bottom, top):
            canvas.rect(left, y - 0.25, right - left, 0.5, stroke=0, fill=1)


def _edges(grid: Grid) -> list[float]:
    """Return where the columns end, each about as wide as its longest text, within reason."""
    weights = [2.5] * grid.width
    for cell in grid.cells:
        if cell.colspan == 1:
            weights[cell.column] = max(weights[cell.column], min(12.0, 1 + _span(cell.text)))
    scale = (_RIGHT - _LEFT) / sum(weights)
    edges = [_LEFT]
    for weight in weights:
        edges.append(edges[-1] + weight * scale)
    return edges


def _span(text: str) -> float:
    """Return the width of a text's longest line, in characters of Chinese."""
    return max(sum(1.0 if char > "\xff" else 0.5 for char in line) for line in text.split("\n"))


def _cell_lines(cell: Cell, xs: Sequence[float]) -> list[str]:
    width = xs[cell.column + cell.colspan] - xs[cell.column] - 2 * _PAD
    return [part for line in cell.text.split("\n") for part in _wrapped(line, width)]


def _heights(grid: Grid, lines: dict[Cell, list[str]]) -> list[float]:
    heights = [_LEADING + 2 * _PAD] * grid.height
    for cell in sorted(grid.cells, key=lambda c: c.rowspan):
        needed = len(lines[cell]) * _LEADING + 2 * _PAD
        rows = range(cell.row, min(grid.height, cell.row + cell.rowspan))
        heights[rows[-1]] += max(0.0, needed - sum(heights[row] for row in rows))
    return heights


def _wrapped(text: str, width: float, indent: float = 0.0) -> Iterator[str]:
    """Yield the lines of *text* as wide as fits; numbers break like all else, as Word does it."""
    line, room = "", width - indent
    for char in text:
        advance = pdfmetrics.stringWidth(char, FONT, _SIZE)
        if line and advance > room:
            yield line
            line, room = "", width
        line += char
        room -= advance
    yield line
