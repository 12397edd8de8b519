"""The one shape that every reader yields and every step takes: lines and grids in reading order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import astuple


# A page has hundreds of lines and cells: a Struct is made in half the time of a tuple, and without
# references to follow it is nothing to the garbage collector.
class Line(Struct, frozen=True, gc=False):
    """A paragraph, a heading or a line of flattened text, normalised; never empty."""

    text: str
    place: str = ""


class Cell(Struct, frozen=True, gc=False):
    """A cell of a ruled table; `row` and `column` count from 0 on the grid without spans.

    `text` is normalised, its line breaks kept as a line feed; a blank cell is the empty text.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    place: str = ""


@dataclass(frozen=True)
class Grid:
    """A table whose geometry is known: from HTML, PDF rules, Word or a spreadsheet.

    `cells` stand in reading order: row by row, and from left to right. Grids of one `shape`
    differ in nothing but their figures; None says that nobody looked for others.
    """

    text: ClassVar[str] = ""  # what a line has, and a table has not
    cells: tuple[Cell, ...]
    height: int
    width: int
    place: str = ""
    shape: "Shape | None" = field(default=None, compare=False, repr=False)

    def rows(self) -> Iterator[list[Cell]]:
        """Yield the cells that begin in each row, from left to right."""
        return iter(self._rows)

    @cached_property
    def _rows(self) -> list[list[Cell]]:
        by_row: list[list[Cell]] = [[] for _ in range(self.height)]
        for cell in self.cells:
            by_row[cell.row].append(cell)
        return by_row


@dataclass(frozen=True, eq=False)
class Shape:
    """What grids have in common that differ in nothing but their figures.

    Of the cells of such a grid those at `figures` hold one; `whole` says of each figure whether
    it is a plain whole number, or has a sign, a fraction or a unit.
    """

    grid: Grid
    figures: tuple[int, ...]
    whole: tuple[bool, ...]

    def with_figures(self, texts: Sequence[str]) -> Grid:
        """Return the grid of this shape that prints *texts* as its figures."""
        cells = list(self.grid.cells)
        for at, cell in zip(self.figures, map(Cell, texts, *self._stands), strict=True):
            cells[at] = cell
        return Grid(tuple(cells), self.grid.height, self.grid.width, self.grid.place, self)

    @cached_property
    def _stands(self) -> tuple[tuple[object, ...], ...]:
        """The row, column, spans and place of each figure."""
        _, *stands = zip(*(astuple(self.grid.cells[at]) for at in self.figures), strict=True)
        return tuple(stands)


Block = Line | Grid


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a page links: its absolute address and the name it is shown under."""

    url: str
    name: str


@dataclass(frozen=True)
class Document:
    """What stands on a page, whatever carrier it came in.

    `blocks` is the whole page; `body` says which of them (start, end) are the article's own.
    `lossy` says that the reader lost a part of it.
    `meta` holds an HTML page's meta tags, names in lower case; `page_title` its title element.
    """

    blocks: tuple[Block, ...]
    carrier: str
    body: tuple[int, int] = (0, 0)
    meta: Mapping[str, str] = field(default_factory=dict)
    page_title: str = ""
    attachments: tuple[Attachment, ...] = ()
    warnings: tuple[str, ...] = ()
    lossy: bool = False

    @property
    def article(self) -> tuple[Block, ...]:
        """The blocks of the article: the whole page where no container was recognised."""
        start, end = self.body
        return self.blocks[start:end] if end > start else self.blocks

    @cached_property
    def texts(self) -> list[str]:
        """The text of each block of the page, empty where a grid stands."""
        return [block.text for block in self.blocks]

    @cached_property
    def text(self) -> str:
        """The article as plain text, one line a paragraph or row of cells."""
        start, end = self.body
        texts = self.texts[start:end] if end > start else self.texts
        if "" not in texts:  # no grid
            return "\n".join(texts)
        lines: list[str] = []
        for block in self.article:
            if isinstance(block, Line):
                lines.append(block.text)
            else:
                rows: list[list[str]] = [[] for _ in range(block.height)]
                for cell in block.cells:
                    if text := cell.text:
                        rows[cell.row].append(text)
                lines += [" ".join(row) for row in rows if row]
        return "\n".join(lines)
