"""Write rows as a table for people, or as JSON, JSON Lines or CSV for programs."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive.exports.spreadsheets import safe
from parsers.report import dumps

Row = Mapping[str, Any]
Writer = Callable[[Iterable[Row], Sequence[str], TextIO], None]

# A table with less of its width than this is unreadable: its rows are written downwards.
_LEGIBLE = 0.7
_GAP = "   "


def write_table(rows: Iterable[Row], columns: Sequence[str], stream: TextIO) -> None:
    """Write *rows* as a table, or downwards, a field a line, where a terminal is far too narrow.

    Into a file or a pipe nothing is folded or shortened.
    """
    cells = [[_shown(row.get(column)) for column in columns] for row in rows]
    widths = _widths(columns, cells)
    if stream.isatty() and Console(file=stream).width < _width(widths) * _LEGIBLE:
        _write_downwards(columns, cells, stream)
    else:
        _write_across(columns, cells, widths, stream)


def write_grid(rows: Iterable[Row], columns: Sequence[str], stream: TextIO) -> None:
    """Write *rows* as a table whose columns stay beside each other, however narrow they get."""
    cells = [[_shown(row.get(column)) for column in columns] for row in rows]
    _write_across(columns, cells, _widths(columns, cells), stream)


def write_json(rows: Iterable[Row], columns: Sequence[str], stream: TextIO) -> None:
    """Write *rows* as one JSON array, each row with all its keys."""
    stream.write(dumps([dict(row) for row in rows], indent=2) + "\n")


def write_jsonl(rows: Iterable[Row], columns: Sequence[str], stream: TextIO) -> None:
    """Write *rows* one JSON object a line, each as soon as it is there."""
    for row in rows:
        stream.write(dumps(dict(row)) + "\n")
        stream.flush()


def write_csv(rows: Iterable[Row], columns: Sequence[str], stream: TextIO) -> None:
    """Write *rows* as CSV with a header line; what is missing is an empty cell.

    A text that a spreadsheet could run gets a `'` in front, as in an export.
    """
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if row.get(c) is None else safe(row[c]) for c in columns])


WRITERS: dict[str, Writer] = {
    "table": write_table,
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": write_csv,
}


def _write_across(
    columns: Sequence[str], cells: list[list[str]], widths: Sequence[int], stream: TextIO
) -> None:
    if stream.isatty() and Console(file=stream).width < _width(widths):
        _write_folded(columns, cells, stream)
        return
    # Rich takes a second for a thousand rows, which only folding is worth.
    head = _aligned(columns, widths)
    if stream.isatty():
        Console(file=stream).print(Text(f"\n{head}", style="bold"), soft_wrap=True)
    else:
        stream.write(f"\n{head}\n")
    stream.write(" " + "─" * (sum(widths) + len(_GAP) * (len(columns) - 1)) + "\n")
    for row in cells:
        broken = [cell.split("\n") for cell in row]
        for line in zip_longest(*broken, fillvalue=""):
            stream.write(_aligned(line, widths) + "\n")


def _write_folded(columns: Sequence[str], cells: list[list[str]], stream: TextIO) -> None:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    Console(file=stream).print(table)


def _write_downwards(columns: Sequence[str], cells: list[list[str]], stream: TextIO) -> None:
    console = Console(file=stream)
    for row in cells:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style="bold")
        table.add_column(overflow="fold")
        for column, cell in zip(columns, row, strict=True):
            if cell:
                table.add_row(column, Text(cell))
        console.print(table, Text())


def _width(widths: Sequence[int]) -> int:
    """Return how wide a table with columns of *widths* is."""
    return sum(widths) + len(_GAP) * len(widths)


def _widths(columns: Sequence[str], cells: list[list[str]]) -> list[int]:
    widths = [cell_len(column) for column in columns]
    for row in cells:
        for at, cell in enumerate(row):
            longest = cell_len(cell) if "\n" not in cell else max(map(cell_len, cell.split("\n")))
            widths[at] = max(widths[at], longest)
    return widths


def _aligned(row: Iterable[str], widths: Iterable[int]) -> str:
    padded = (cell + " " * (wide - cell_len(cell)) for cell, wide in zip(row, widths, strict=True))
    return f" {_GAP.join(padded)}".rstrip()


def _shown(value: object) -> str:
    """Return *value* as it is shown: a control character can't move the cursor of a terminal."""
    shown = "" if value is None else str(value)
    if shown.isprintable():
        return shown
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in shown)
