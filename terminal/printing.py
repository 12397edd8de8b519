"""Print rows to standard output; progress and remarks to standard error."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from archive.exports.rows import WRITERS, Row, write_grid
from archive.statuses import FAILED
from parsers.report import dumps

if TYPE_CHECKING:
    from crawler import Progress

# Into a file or a pipe, progress is a line every so many.
_LINE_EVERY = 200


def fail(reason: str) -> NoReturn:
    """Say what is wrong and end with status 1."""
    say(f"nianbao: {reason}", fg="red")
    sys.exit(FAILED)


def print_fields(row: Row, output: str) -> None:
    """Print one row downwards, a field a line, or as JSON."""
    if output == "json":
        click.echo(dumps(dict(row), indent=2))
        return
    print_grid(({"": name, "value": value} for name, value in row.items()), ["", "value"])


def print_grid(rows: Iterable[Row], columns: Sequence[str]) -> None:
    """Print *rows* as a table of figures, whose columns stay beside each other."""
    write_grid(rows, columns, sys.stdout)


class ProgressBar:
    """Progress on standard error: a bar with the time left, or plain lines into a file."""

    def __init__(self, name: str) -> None:
        self._console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task(name, total=None)
        self._name = name
        self._told = 0

    def show(self, done: int, total: int) -> None:
        """Show that *done* of *total* are done."""
        self._bar.update(self._task, completed=done, total=total)
        due = done - self._told >= _LINE_EVERY or (done == total and done > self._told)
        if not self._console.is_terminal and due:
            self._told = done
            say(f"{self._name}: {done} of {total}")

    def crawled(self, progress: "Progress") -> None:
        """Show how far a crawl is."""
        self._bar.update(self._task, description=f"{progress.reports} reports")
        self.show(progress.fetched, progress.fetched + progress.waiting)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()


def print_rows(
    rows: Iterable[Row], columns: Sequence[str], output: str, *, none: str = "nothing was found"
) -> None:
    """Print *rows* in the form that --format names; people are told *none* where there are none."""
    if output != "table":
        WRITERS[output](rows, columns, sys.stdout)
    elif shown := list(rows):
        WRITERS[output](shown, columns, sys.stdout)
    elif none:
        say(none)


def say(text: str, **styles: Any) -> None:
    """Print to standard error: progress and remarks, never results."""
    click.secho(text, err=True, **styles)
