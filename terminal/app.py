"""The command line: its commands, and how an error that a user can mend ends it."""

import sys
from collections.abc import Sequence

import click

from archive import ArchiveError, SourceBusyError
from archive.statuses import BUSY, FAILED
from parsers import ParserError
from terminal.answer import export, facts, review
from terminal.ask import search, show
from terminal.crawl import crawl, run, status
from terminal.follow import changes, diff
from terminal.keep import backup, ingest, merge, reparse, verify
from terminal.portals import sources
from terminal.read import parse
from terminal.serve import serve
from terminal.show_off import demo


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an error that a user can mend is one sentence and a status."""
    try:
        cli(arguments, prog_name="nianbao")
    except (ArchiveError, ParserError, OSError) as error:
        click.echo(f"nianbao: {error}", err=True)
        sys.exit(BUSY if isinstance(error, SourceBusyError) else FAILED)


@click.group()
@click.version_option(package_name="nianbao")
def cli() -> None:
    """Crawl, archive and read Chinese government annual reports on information disclosure.

    Every command has its own --help with an example.
    """


for _command in (
    parse,
    ingest,
    crawl,
    run,
    status,
    sources,
    search,
    show,
    facts,
    review,
    export,
    diff,
    changes,
    verify,
    reparse,
    merge,
    backup,
    serve,
    demo,
):
    cli.add_command(_command)
