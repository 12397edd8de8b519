"""Tell what portals did to their reports: diff and changes."""

from pathlib import Path

import click

from archive import Archive
from terminal.options import folder, output
from terminal.printing import print_rows


@click.command()
@click.argument("report", type=int)
@click.option("--from", "before", metavar="CAPTURE|DATE", help="The version seen then.")
@click.option("--to", "after", metavar="CAPTURE|DATE", help="The version seen then.")
@folder
@output
def diff(report: int, before: str | None, after: str | None, folder: Path, output: str) -> None:
    """Print what differs between two versions of REPORT.

    Cells, metadata and paragraphs; by default of the latest version and the one before. Visitor
    counters and clocks do not count.

    \b
    Example:
      nianbao diff 12 --from 2021-03-01 --to 2021-03-12
    """
    with Archive.open(folder, read_only=True) as archive:
        try:
            found = [row._asdict() for row in archive.diff(report, before=before, after=after)]
        except ValueError as error:
            told = "--from and --to take a capture's number or a date, such as 2021-03-12"
            raise click.UsageError(told) from error
    none = "there are no two versions that differ"
    print_rows(found, ["kind", "key", "before", "after"], output, none=none)


@click.command()
@click.option(
    "--since",
    metavar="DATE",
    default="1970-01-01",
    help="From this day on (2021-03-01); else from the beginning.",
)
@folder
@output
def changes(since: str, folder: Path, output: str) -> None:
    """Print which reports are new, changed, moved, vanished, returned.

    Each with the captures before and after. A report has vanished when several visits over days
    did not find it.

    \b
    Example:
      nianbao changes --since 2021-03-01
    """
    with Archive.open(folder, read_only=True) as archive:
        try:
            found = [change._asdict() for change in archive.changes(since)]
        except ValueError as error:
            raise click.UsageError(f"--since {since!r} is no date: write 2021-03-01") from error
    if output in ("table", "csv"):
        found = [row | {"keys": " ".join(row["keys"])} for row in found]
    columns = ["kind", "report", "title", "at", "before", "after", "keys"]
    print_rows(found, columns, output, none="nothing has changed since then")
