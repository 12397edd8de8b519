"""The front door: the `nianbao` command, and what notebooks import."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from archive.exports.rows import WRITERS, Row
from parsers import ParserError, Report, parse_report

__all__ = ["Report", "cli", "main", "parse_report"]

# The exit statuses of the contract; 2 (wrong usage) is click's own.
DONE, FAILED, PARTLY, BUSY = 0, 1, 3, 4

folder = click.option(
    "--archive",
    "folder",
    metavar="DIR",
    envvar="NIANBAO_ARCHIVE",
    default="nianbao-archive",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The archive's folder (or the variable NIANBAO_ARCHIVE).",
)
output = click.option(
    "--format",
    "output",
    type=click.Choice(list(WRITERS)),
    default="table",
    show_default=True,
    help="How results are printed.",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an error that a user can mend is one sentence and a status."""
    try:
        cli(arguments)
    except (ParserError, OSError) as error:
        click.echo(f"nianbao: {error}", err=True)
        sys.exit(FAILED)


@click.group()
@click.version_option(package_name="nianbao")
def cli() -> None:
    """Crawl, archive and read Chinese government annual reports on information disclosure.

    Every command has its own --help with an example.
    """


def _print(rows: Iterable[Row], columns: Sequence[str], output: str) -> None:
    WRITERS[output](rows, columns, sys.stdout)


def _say(text: str, **styles: Any) -> None:
    """Print to standard error: progress and remarks, never results."""
    click.secho(text, err=True, **styles)


if __name__ == "__main__":
    main()
