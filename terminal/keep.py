"""Bring things into an archive, and keep it whole: ingest, verify, reparse, merge, backup."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

import click

from archive import Archive
from archive.intake.ingest import Ingested
from archive.intake.reparse import Effect
from archive.statuses import DONE, FAILED
from terminal.options import folder, output
from terminal.printing import ProgressBar, print_rows, say


@click.command()
@click.argument(
    "paths",
    metavar="[PATH]...",
    nargs=-1,
    type=click.Path(path_type=Path, readable=False),  # what can't be read is named, not refused
)
@folder
def ingest(paths: tuple[Path, ...], folder: Path) -> None:
    """Bring local files and folders into the archive.

    A folder is walked for documents, and so is a zip that holds several reports. Their bytes are
    kept as they are; files that are there already are left alone. Without a PATH, what was crawled
    and not read yet is read.

    \b
    Example:
      nianbao ingest downloads/ report.pdf --archive hunan
    """
    with Archive.open(folder, make=bool(paths)) as archive, ProgressBar("documents") as progress:
        told = progress.show
        done = (
            archive.ingest_files(paths, progress=told) if paths else archive.ingest(progress=told)
        )
    tell_ingested(done)


def tell_ingested(done: Ingested) -> None:
    """Print what became of the documents; one that could not be read is named, and is a failure."""
    for name, trouble in (*done.deferred, *done.errors):
        say(f"{_legible(name)}: {trouble}", fg="yellow")
    for name in done.busy:
        say(f"{name} is being crawled by another process, which reads what it brings")
    counts = {
        "reports": done.reports,
        "unchanged": done.unchanged,
        "not reports": done.not_reports,
        "skipped": len(done.skipped),
        "deferred": len(done.deferred),
        "errors": len(done.errors),
    }
    click.echo(
        ", ".join(f"{count} {name}" for name, count in counts.items() if count or name == "reports")
    )
    if done.errors:
        sys.exit(FAILED)


def _legible(address: str) -> str:
    """Return the path of a local file as it is typed; any other address as it is."""
    return unquote(address.removeprefix("file://")) if address.startswith("file:") else address


@click.command()
@folder
@output
def verify(folder: Path, output: str) -> None:
    """Read everything again, and print what is not as it was.

    Every record of every WARC file and its digests, the database, the search index, the manifests,
    and every report against its document. Exit status 1 if anything is wrong.

    \b
    Example:
      nianbao verify --archive hunan
    """
    with Archive.open(folder, read_only=True) as archive, ProgressBar("documents") as progress:
        found = [fault._asdict() for fault in archive.verify(progress=progress.show)]
    print_rows(found, ["check", "where", "what"], output, none="")
    if found:
        sys.exit(FAILED)
    say("everything is as it was")


@click.command()
@click.option("--apply", is_flag=True, help="Write what changes, not only print it.")
@folder
@output
def reparse(apply: bool, folder: Path, output: str) -> None:
    """Read every capture again, and print what this parser changes.

    The table counts by cause; --format jsonl prints every cell. --apply writes it, goes on where
    it was interrupted, and rebuilds a database that is missing from the captures alone.

    \b
    Examples:
      nianbao reparse
      nianbao reparse --apply
    """
    if apply and Archive.is_without_database(folder):
        with ProgressBar("captures") as progress:
            troubles = Archive.rebuild(folder, progress=progress.show)
        for trouble in troubles:
            say(trouble, fg="yellow")
        say(f"{folder / 'archive.db'} was rebuilt from the captures")
        sys.exit(FAILED if troubles else DONE)
    tally: Counter[tuple[str, str]] = Counter()
    reports: set[int] = set()
    with (
        Archive.open(folder, read_only=not apply, make=False) as archive,
        ProgressBar("documents") as progress,
    ):
        effects = _counted(archive.reparse(apply=apply, progress=progress.show), tally, reports)
        if output in ("json", "jsonl"):
            print_rows((effect._asdict() for effect in effects), Effect._fields, output)
        else:
            for _ in effects:
                pass
            rows = [{"kind": k, "cause": c, "count": n} for (k, c), n in tally.most_common()]
            print_rows(rows, ["kind", "cause", "count"], output, none="")
    verb = "changed" if apply else "would change"
    unread = sum(count for (kind, _), count in tally.items() if kind == "unread")
    say(f"{tally.total() - unread} readings in {len(reports)} reports {verb}")
    if unread:
        say(f"{unread} documents could not be read", fg="yellow")
        sys.exit(FAILED)


def _counted(
    effects: Iterable[Effect], tally: Counter[tuple[str, str]], reports: set[int]
) -> Iterator[Effect]:
    for effect in effects:
        tally[effect.kind, effect.cause] += 1
        if effect.kind != "unread":
            reports.add(effect.report or -effect.capture)
        yield effect


@click.command()
@click.argument("other", type=click.Path(exists=True, file_okay=False, path_type=Path))
@folder
@output
def merge(other: Path, folder: Path, output: str) -> None:
    """Bring in the captures and reports of the archive OTHER.

    A capture that is there already comes in once; sources and times are kept. Reports of one body
    and year that do not say the same are listed.

    \b
    Example:
      nianbao merge ../partner/nianbao-archive
    """
    with Archive.open(other, read_only=True):
        pass  # or say that there is none, before a folder is made for what it holds
    with Archive.open(folder) as archive, ProgressBar("documents") as progress:
        merged = archive.merge(other, progress=progress.show)
    rows = [conflict._asdict() for conflict in merged.conflicts]
    if output in ("table", "csv"):
        rows = [row | {"keys": " ".join(row["keys"])} for row in rows]
    print_rows(rows, ["report", "other", "title", "keys"], output, none="")
    say(
        f"{merged.captures} captures came in, {merged.known} were there; "
        f"{merged.reports} reports were read, {len(rows)} disagree"
    )


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@folder
def backup(target: Path, folder: Path) -> None:
    """Copy the archive into the new folder TARGET.

    Others may write to it meanwhile. The copy's database is a single file that opens on a
    read-only disk.

    \b
    Example:
      nianbao backup /media/disk/2021-03-12
    """
    with Archive.open(folder, read_only=True) as archive:
        lost = archive.backup(target)
    for name in lost:
        say(f"{name} is lost here, wholly or in part: see `nianbao verify`", fg="yellow")
    say(f"{target} holds the archive")
