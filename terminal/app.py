"""The command line: its commands, and how an error that a user can mend ends it."""

import errno
import io
import os
import sys
from collections.abc import Sequence

import click

from archive import ArchiveError, ConditionError, SourceBusyError
from archive.database import SqliteError
from archive.statuses import BUSY, FAILED, WRONG_USAGE
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

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an error that a user can mend is one sentence and a status."""
    _speak_any_encoding()
    try:
        cli(arguments, prog_name="nianbao", color=False if os.environ.get("NO_COLOR") else None)
    except (ArchiveError, ParserError, OSError, SqliteError) as error:
        click.echo(f"nianbao: {_told(error)}", err=True)
        sys.exit(_status(error))


def _speak_any_encoding() -> None:
    """Let a character that the terminal cannot show come out as its number, not as a failure."""
    if sys.stdout is None:
        sys.exit("nianbao: standard output is closed: there is nowhere to print results")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _told(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        if error.errno in _NO_ROOM and not error.filename:  # what rooms write, they name
            return f"results cannot be written to standard output: {error.strerror}"
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if isinstance(error, SqliteError):
        what = str(error).partition(" with text ")[0]  # that text may be a whole damaged page
        return (
            f"archive.db cannot be read ({what}): if `nianbao verify` finds it damaged, "
            "move it away, and `nianbao reparse --apply` makes it again from the captures"
        )
    return str(error)


def _status(error: Exception) -> int:
    if isinstance(error, SourceBusyError):
        return BUSY
    return WRONG_USAGE if isinstance(error, ConditionError) else FAILED


@click.group()
@click.version_option(package_name="nianbao")
def cli() -> None:
    """Crawl, archive and read Chinese government annual reports on information disclosure.

    抓取、存档并读懂政府信息公开工作年度报告。中文说明见 README.zh-CN.md。

    Every command has its own --help with an example. `nianbao demo` shows what it does.
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
