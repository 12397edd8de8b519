"""Write rows as a table for people, or as JSON, JSON Lines or CSV for programs."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive.exports.spreadsheets import safe
from parsers.report import dumps

Row = Mapping[str, Any]
Writer = Callable[[Iterable[Row], Sequence[str], TextIO], None]


def write_table(rows: Iterable[Row], columns: Sequence[str], stream: TextIO) -> None:
    """Write *rows* as a table: fitted to a terminal, unshortened into a file or a pipe."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    wide = None if stream.isatty() else 10_000
    Console(file=stream, width=wide).print(table)


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


def _cell(value: object) -> Text:
    """Return *value* as it is shown: a control character can't move the cursor of a terminal."""
    shown = "" if value is None else str(value)
    return Text("".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in shown))
