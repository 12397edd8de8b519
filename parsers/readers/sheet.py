"""Read a workbook (.xlsx, .xls): each sheet as the lines and tables that a person sees in it."""

import csv
import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import islice

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from parsers.charset import decode
from parsers.document import Block, Cell, Document, Grid, Line
from parsers.errors import UnreadableMediaError
from parsers.readers import biff
from parsers.readers.covers import Cover, covers
from parsers.readers.parts import opened_zip
from parsers.readers.tidy import tidied

# A report's sheet has 2,000 places; beyond this it is data of another kind, or a bomb.
MAX_CELLS = 200_000
_HEADING = re.compile(r"\s*[一二三四五六七八九]、.*(?:情况|事项)\s*")

Printed = int | float | str | bool | datetime.time | datetime.date | datetime.timedelta
Span = tuple[int, int]  # rows, columns
Rows = list[list[str]]
_NOTHING = Cover()


def read_sheets(content: bytes) -> Document:
    """Return the lines and tables of all visible sheets, in their order.

    Numbers are as their formats print them: rounded, a dash for nothing, or lost where that is a
    part of the number. Without a format they are as they are stored.

    Raises:
        UnreadableMediaError: if it is damaged, encrypted or larger than any report.
    """
    try:
        hidden = _hidden(content)
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            blocks = [
                block
                for sheet in _visible(workbook)
                for block in _blocks(sheet, hidden.get(sheet.name, _NOTHING))
            ]
    except PasswordError as error:
        raise UnreadableMediaError("the workbook is encrypted and needs a password") from error
    except (CalamineError, ValueError) as error:
        raise UnreadableMediaError(f"the workbook is damaged: {error}") from error
    return Document(tidied(blocks), "sheet")


def read_csv(content: bytes, *, media_type: str = "") -> Document:
    """Return the lines and tables of a workbook's sheet that was saved as text.

    Raises:
        UnreadableMediaError: if it is larger than any report.
    """
    try:
        rows = list(islice(csv.reader(StringIO(decode(content, media_type))), MAX_CELLS))
    except csv.Error as error:
        raise UnreadableMediaError(f"the file is no table: {error}") from error
    if sum(map(len, rows)) > MAX_CELLS:
        raise UnreadableMediaError(f"the file has over {MAX_CELLS} cells")
    width = max(map(len, rows), default=0)
    even = [row + [""] * (width - len(row)) for row in rows]
    return Document(tidied(list(_printed(even, {}, "table"))), "sheet")


def _hidden(content: bytes) -> dict[str, Cover]:
    if not content.startswith(b"PK"):
        return biff.covers(content)
    with opened_zip(content) as parts:
        return covers(parts)


def _visible(workbook: CalamineWorkbook) -> Iterator[CalamineSheet]:
    for sheet in workbook.sheets_metadata:
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
            yield workbook.get_sheet_by_name(sheet.name)


def _blocks(sheet: CalamineSheet, cover: Cover) -> Iterator[Block]:
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise UnreadableMediaError(f"the sheet {sheet.name} has over {MAX_CELLS} cells")
    rows = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    spans = {
        start: (end[0] - start[0] + 1, end[1] - start[1] + 1)
        for start, end in sheet.merged_cell_ranges or ()
    }
    for (row, column), text in cover.printed.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    if cover.rows or cover.columns:
        rows, spans = _shown(rows, spans, cover)
    yield from _printed(rows, spans, sheet.name)


def _shown(rows: Rows, spans: dict[Span, Span], cover: Cover) -> tuple[Rows, dict[Span, Span]]:
    """Return a sheet without its hidden rows and columns; a merged cell shows in what is left."""
    width = max(map(len, rows), default=0)
    down = [row for row in range(len(rows)) if row not in cover.rows]
    across = [column for column in range(width) if column not in cover.columns]
    shown = {}
    for (top, left), (height, wide) in spans.items():
        first, last = bisect_left(down, top), bisect_left(down, top + height)
        begin, end = bisect_left(across, left), bisect_left(across, left + wide)
        if first < last and begin < end:
            shown[first, begin] = last - first, end - begin
            rows[down[first]][across[begin]] = rows[top][left]
    return [[rows[row][column] for column in across] for row in down], shown


def _printed(rows: Rows, spans: dict[Span, Span], name: str) -> Iterator[Block]:
    run: list[int] = []
    for number, row in enumerate(rows):
        texts = [text for text in row if text.strip()]
        if len(texts) == 1 and (not run or _HEADING.fullmatch(texts[0])):
            yield from _grids(run, rows, spans, name)
            run = []
            yield from (Line(line, f"{name} row {number + 1}") for line in texts[0].split("\n"))
        elif texts:
            run.append(number)
        else:
            yield from _grids(run, rows, spans, name)
            run = []
    yield from _grids(run, rows, spans, name)


def _grids(
    run: Sequence[int], rows: Sequence[Sequence[str]], spans: dict[Span, Span], name: str
) -> Iterator[Grid]:
    """Yield the table of consecutive rows; places under a merged cell are no cells."""
    if not run:
        return
    first, last = run[0], run[-1]
    width = max(_reach(row, rows[row], spans) for row in run)
    cells: list[Cell] = []
    covered: set[tuple[int, int]] = set()
    for row in run:
        for column in range(width):
            if (row, column) in covered:
                continue
            down, across = spans.get((row, column), (1, 1))
            down, across = min(down, last - row + 1), min(across, width - column)
            covered.update(
                (r, c) for r in range(row, row + down) for c in range(column, column + across)
            )
            place = f"{name} row {row + 1} column {column + 1}"
            cells.append(Cell(rows[row][column], row - first, column, down, across, place))
    yield Grid(tuple(cells), last - first + 1, width, f"{name} row {first + 1}")


def _reach(number: int, row: Sequence[str], spans: dict[Span, Span]) -> int:
    """Return how many columns a row uses, the reach of its last merged cell included."""
    used = [column for column, text in enumerate(row) if text.strip()]
    if not used:
        return 1
    return min(len(row), used[-1] + spans.get((number, used[-1]), (1, 1))[1])


def _text(value: Printed) -> str:
    """Return a cell as text: stored numbers with all their digits and none that they lack."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return str(value)
