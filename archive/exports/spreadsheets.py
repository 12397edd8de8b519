"""Write tables for spreadsheets, so that no text of a portal becomes a formula there."""

import csv
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from archive.errors import MissingLibraryError
from archive.exports.sheets import Cell, Sheet

if TYPE_CHECKING:
    from xlsxwriter import Workbook

# Excel's own limit, with its header line.
_ROWS = 1_048_575
_FORMULA = re.compile(r"[=+\-@\t\r\0']")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def safe(cell: Cell) -> Cell:
    """Return *cell* so that a spreadsheet takes it for what it is.

    A text that a spreadsheet could run gets a `'` in front, which is taken away again to undo it;
    numbers stay numbers, printed negative ones too, and a dash alone is harmless.

    >>> safe("=HYPERLINK(1)"), safe(-57), safe("-57"), safe("-"), safe("'")
    ("'=HYPERLINK(1)", -57, '-57', '-', "''")
    """
    if not isinstance(cell, str) or not _FORMULA.match(cell):
        return cell
    return cell if cell == "-" or _PLAIN_NUMBER.fullmatch(cell) else f"'{cell}"


def write_csv(sheet: Sheet, stream: TextIO, *, raw: bool = False) -> int:
    """Write *sheet* as CSV and return how many rows; *raw* leaves texts as they are."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    written = 0
    for row in sheet.rows():
        writer.writerow([_written(cell if raw else safe(cell)) for cell in row])
        written += 1
    return written


def write_xlsx(sheets: Iterable[Sheet], path: Path) -> int:
    """Write *sheets* as one workbook and return how many rows; a long one goes on on another.

    Texts are written as texts and can't be formulas.

    Raises:
        MissingLibraryError: if xlsxwriter is not installed.
        OSError: if *path* cannot be written.
    """
    try:
        import xlsxwriter
        from xlsxwriter.exceptions import FileCreateError
    except ImportError as error:
        raise MissingLibraryError("xlsx", "a workbook") from error
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        with xlsxwriter.Workbook(path, options) as book:
            return _fill(book, sheets)
    except FileCreateError as error:  # it wraps an OSError without being one
        with suppress(OSError):
            os.truncate(path, 0)  # the zip still writes its end when it is let go: room for that
        raise error.args[0] from error


def _fill(book: "Workbook", sheets: Iterable[Sheet]) -> int:
    total = 0
    bold = book.add_format({"bold": True})
    for sheet in sheets:
        rows = iter(sheet.rows())
        written = _ROWS
        for part in count(1):
            if written < _ROWS:
                break
            page = book.add_worksheet(sheet.name if part == 1 else f"{sheet.name} {part}")
            page.write_row(0, 0, sheet.columns, bold)
            page.freeze_panes(1, 0)
            written = 0
            for written, row in enumerate(islice(rows, _ROWS), 1):
                page.write_row(written, 0, row)
            total += written
    return total


def _written(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return "" if cell is None else str(cell)
