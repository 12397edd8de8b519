"""Read every capture again with the current parser: say what would change, or change it."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from archive.catalogue import Catalogue
from archive.content import EncodingError
from archive.database import Connection, transaction
from archive.diff import differences
from archive.errors import WarcError
from archive.intake.documents import Documents, Read
from archive.intake.ingest import BATCH, Progress, mark, store_read
from archive.intake.workers import Job, parse_many
from archive.search.index import WAITING, seal
from archive.store import update_reading
from archive.version_rows import remove_version
from archive.versions import load_report
from parsers import PARSER_VERSION


class Effect(NamedTuple):
    """One thing that the current parser reads otherwise than the one before.

    `kind` is `cell`, `metadata`, `paragraph`, `report` (one more or one less) or `other` (checks,
    warnings, places); `cause` says how it differs, and is what a summary counts by. Of a document
    whose bytes are lost `kind` is `unread`; `cause` names the file, what was read from it stays.
    """

    report: int | None
    capture: int
    url: str
    kind: str
    key: str
    before: str | None
    after: str | None
    cause: str


def reparse(
    connection: Connection,
    captures: Path,
    *,
    apply: bool = False,
    workers: int = 0,
    progress: Progress | None = None,
) -> Iterator[Effect]:
    """Yield what the current parser changes; with *apply*, write it as well.

    What is written is committed batch by batch: killed, it goes on where it was. A document whose
    reader is missing keeps what an earlier parser read.
    """
    documents = Documents(connection, captures)
    catalogue = Catalogue(connection)
    start = _checkpoint(connection) if apply else 0
    sql = "select count(*) from capture where parser > 0 and id > :start"
    total, done = connection.execute(sql, {"start": start}).fetchone()[0], 0
    unread: list[Effect] = []
    outcomes = parse_many(_jobs(documents, start, unread), workers=workers or _cores())
    while batch := list(islice(outcomes, BATCH)):
        reads = [read for outcome in batch if (read := documents.read(outcome))]
        for read in reads:
            yield from _effects(connection, read)
        if apply and reads:
            with transaction(connection):
                for read in reads:
                    _apply(connection, catalogue, read)
                seal(connection, waiting=WAITING)
                _note(connection, reads[-1].capture.id)
        done += len(reads)
        if progress:
            progress(min(done, total), total)
    yield from unread
    if apply:
        with transaction(connection):
            connection.execute("delete from progress where name = 'reparse'")


def _cores() -> int:
    return os.cpu_count() or 1


def _jobs(documents: Documents, start: int, unread: list[Effect]) -> Iterator[Job]:
    for shown in documents.read_before(after=start):
        try:
            yield from documents.job(shown)
        except EncodingError:
            continue  # an error then and now
        except WarcError:
            cause = f"its bytes in {shown.warc} are lost: see `nianbao verify`"
            unread.append(Effect(None, shown.id, shown.url, "unread", "", None, None, cause))


def _effects(connection: Connection, read: Read) -> Iterator[Effect]:
    shown, now = read.capture, read.report
    before = load_report(connection, shown.version) if shown.version else None
    after = now if now and now.is_report else None
    if read.deferred or before == after:
        return
    report = _report_of(connection, shown.version)
    if before is None or after is None:
        cause = "now a report" if before is None else f"no report: {_reason(read)}"
        old = before.metadata.title if before else None
        new = after.metadata.title if after else None
        yield Effect(report, shown.id, shown.url, "report", "", old, new, cause)
        return
    found = False
    for difference in differences(before, after):
        found = True
        kind, key, old, new, cause = difference
        yield Effect(report, shown.id, shown.url, kind, key, old, new, cause)
    if not found:
        yield Effect(report, shown.id, shown.url, "other", "", None, None, "checks or places")


def _apply(connection: Connection, catalogue: Catalogue, read: Read) -> None:
    shown, report = read.capture, read.report
    if read.deferred:
        return
    if report is None or not report.is_report:
        if shown.version is not None:
            remove_version(connection, shown.version)
        outcome = "error" if report is None else "not_report"
        mark(connection, shown, outcome, error=_reason(read))
    elif shown.version is None or _completes(connection, read):
        version = store_read(connection, catalogue, read, report)
        mark(connection, shown, "report", version=version)
    else:
        changed = load_report(connection, shown.version) != report
        update_reading(
            connection, catalogue, shown.version, report, parser=PARSER_VERSION, changed=changed
        )
        mark(connection, shown, "report", version=shown.version)


def _completes(connection: Connection, read: Read) -> bool:
    """Whether a version that was read from one page of an article is now read from more."""
    sql = "select document <> :id from version where id = :version"
    values = {"id": read.capture.id, "version": read.capture.version}
    return bool(read.pieces) and bool(connection.execute(sql, values).fetchone()[0])


def _reason(read: Read) -> str:
    return read.error or (read.report.reason if read.report else None) or ""


def _report_of(connection: Connection, version: int | None) -> int | None:
    sql = "select report from version where id = :version"
    row = connection.execute(sql, {"version": version}).fetchone()
    return int(row[0]) if row else None


def _checkpoint(connection: Connection) -> int:
    """Return the capture after which an unfinished run of this same parser goes on."""
    sql = "select value from progress where name = 'reparse'"
    row = connection.execute(sql).fetchone()
    parser, _, capture = (row[0] if row else "0:0").partition(":")
    return int(capture) if int(parser) == PARSER_VERSION else 0


def _note(connection: Connection, capture: int) -> None:
    connection.execute(
        "insert or replace into progress (name, value) values ('reparse', :value)",
        {"value": f"{PARSER_VERSION}:{capture}"},
    )
