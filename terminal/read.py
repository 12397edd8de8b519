"""Read documents without an archive: `nianbao parse`."""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from archive.files import find_documents
from archive.intake.workers import Job, Outcome, parse_many
from archive.statuses import FAILED
from parsers.report import SCHEMA
from terminal.options import output
from terminal.printing import print_rows, say


@click.command()
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, readable=False),  # what can't be read is named, not refused
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=os.cpu_count(),
    show_default="one a core",
    help="How many documents are read at once.",
)
@output
def parse(paths: tuple[Path, ...], workers: int, output: str) -> None:
    """Read documents without an archive and print what each says.

    A PATH is a file, or a folder that is walked for documents. With --format json or jsonl every
    fact, check and section is printed; the table and CSV give a line a document.

    \b
    Example:
      nianbao parse page.html report.pdf --format jsonl
    """
    found = find_documents(paths)
    tally: Counter[str] = Counter(skipped=len(found.skipped))
    unread: dict[str, Outcome] = {}
    outcomes = parse_many(_jobs(found.documents, unread), workers=workers)
    rows = (_parsed(unread.get(str(outcome.id), outcome), tally) for outcome in outcomes)
    if output in ("table", "csv"):
        rows = (_summary(row) for row in rows)
    print_rows(
        rows,
        ["path", "report", "title", "year", "form", "cells", "doubtful", "broken", "remark"],
        output,
    )
    if tally.total():
        say(", ".join(f"{count} {name}" for name, count in tally.items() if count))
    if tally["error"]:
        sys.exit(FAILED)


def _jobs(documents: Iterable[Path], unread: dict[str, Outcome]) -> Iterator[Job]:
    """Yield the bytes of each document; what can't be read keeps its place, and says why."""
    for path in documents:
        content, name = b"", _name(path)
        try:
            content = path.read_bytes()
        except OSError as error:
            unread[name] = Outcome(name, None, f"{name}: {error.strerror}")
        yield Job(name, content, url=name)


def _name(path: Path) -> str:
    """Return the name of *path* as text: old zips of Chinese systems give names in GB 18030."""
    return str(Path(*map(_decoded, path.parts)))


def _decoded(part: str) -> str:
    if part.isprintable():
        return part
    try:
        return os.fsencode(part).decode()
    except UnicodeDecodeError:
        return os.fsencode(part).decode("gb18030", "backslashreplace")


def _parsed(outcome: Outcome, tally: Counter[str]) -> dict[str, Any]:
    """Return the contract's JSON object of one document, and count what became of it."""
    if outcome.report is not None:
        tally["reports" if outcome.report.is_report else "not reports"] += 1
        said = outcome.report.to_dict()
        return {"schema": said.pop("schema"), "path": outcome.id} | said
    trouble = "deferred" if outcome.deferred else "error"
    tally[trouble] += 1
    return {"schema": SCHEMA, "path": outcome.id, trouble: outcome.error}


def _summary(parsed: dict[str, Any]) -> dict[str, Any]:
    facts, checks = parsed.get("facts", []), parsed.get("checks", [])
    return parsed | {
        "cells": len(facts),
        "doubtful": sum(fact["state"] in ("repaired", "lost") for fact in facts),
        "broken": sum(check["holds"] is False for check in checks),
        "remark": parsed.get("reason") or parsed.get("error") or parsed.get("deferred"),
    }
