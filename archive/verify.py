"""Read everything again and name what is not as it was: files, digests, database, facts."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from archive.address import frontier_key
from archive.capture import Kind, Lease, Link
from archive.content import EncodingError
from archive.database import Connection, SqliteError
from archive.diff import differences
from archive.errors import WarcError
from archive.intake.documents import Documents, Read
from archive.intake.ingest import Progress
from archive.intake.workers import Job, parse_many
from archive.ledger import Entry, Placed, told
from archive.manifest import manifest_faults
from archive.recall import Recalled, recall
from archive.search.index import index_faults
from archive.timestamps import ROOTS, timestamp_faults
from archive.versions import load_report
from archive.warc import Record, records
from parsers import PARSER_VERSION

_CURE = (
    "put it back from a backup, or crawl its source again, which fetches anew what the portal "
    "still has"
)


class Fault(NamedTuple):
    """Something that is not as it was: which check found it, where, and what it is."""

    check: str
    where: str
    what: str


def faults(
    connection: Connection,
    captures: Path,
    *,
    reports: bool = True,
    workers: int = 0,
    progress: Progress | None = None,
) -> Iterator[Fault]:
    """Yield what is wrong: with the WARC files in *captures*, the database, the search index.

    Every WARC member is read and its digests are computed again; every capture's row is held
    against its record and, with *reports*, every report that this parser has read against its
    document.
    """
    checks: dict[str, Callable[[], Iterator[Fault]]] = {
        "database": lambda: _database_faults(connection),
        "captures": lambda: _capture_faults(connection, captures),
        "manifests": lambda: _manifest_faults(connection, captures),
        "timestamps": lambda: _timestamp_faults(captures),
        "frontier": lambda: _frontier_faults(connection),
        "names": lambda: _name_faults(connection),
        "index": lambda: _index_faults(connection),
    }
    if reports:
        checks["reports"] = lambda: _report_faults(connection, captures, workers, progress)
    for name, check in checks.items():
        try:
            yield from check()
        except (SqliteError, ValueError, LookupError, TypeError, AttributeError) as error:
            # A damaged database can hold anything; what stops a check is itself a finding.
            yield Fault(name, "archive.db", f"the check stopped: {error}")


def _database_faults(connection: Connection) -> Iterator[Fault]:
    for (message,) in connection.execute("pragma integrity_check"):
        if message != "ok":
            yield Fault("database", "archive.db", message)
    for table, row, parent, _ in connection.execute("pragma foreign_key_check"):
        yield Fault("database", f"{table} {row}", f"refers to a {parent} that is not there")


def _capture_faults(connection: Connection, captures: Path) -> Iterator[Fault]:
    known = set()
    for id_, name, size in connection.execute("select id, name, size from warc").fetchall():
        known.add(name)
        yield from _file_faults(connection, captures / name, id_, size)
    for path in sorted(captures.glob("*.warc.gz")):
        if path.name not in known:
            yield Fault("captures", path.name, "archive.db does not know this file")


def _file_faults(connection: Connection, path: Path, warc: int, size: int) -> Iterator[Fault]:
    """Read one file member by member; after a damaged one go on at the next that is known."""
    cursor = connection.execute(
        'select * from capture where warc = :warc order by "offset"', {"warc": warc}
    )
    names = [column[0] for column in cursor.description]
    rows = {row[names.index("offset")]: dict(zip(names, row, strict=True)) for row in cursor}
    found = path.stat().st_size if path.exists() else 0
    if found < size:
        now = f"is cut off at byte {found} of" if path.exists() else "is not there, with its"
        yield Fault("captures", path.name, f"{now} {size} bytes: {_CURE}")
    damaged = False
    start: int | None = 0
    while start is not None and start < min(found, size):
        try:
            for record in records(path, start, end=size):
                if row := rows.pop(record.offset, None):
                    yield from _row_faults(path.name, row, record)
            start = None
        except WarcError as error:
            torn = error.offset
            yield Fault("captures", path.name, f"{error}{_named(rows.pop(torn, None))}")
            damaged = found >= size
            start = min((offset for offset in rows if offset > torn), default=None)
    if damaged:
        yield Fault("captures", path.name, f"is damaged: move it away, then {_CURE}")
    for offset, row in rows.items():
        # What a later capture has brought again is not named one by one.
        if offset < found or row["original"] is None:
            yield Fault("captures", path.name, f"has no record at byte {offset}{_named(row)}")


def _named(row: dict[str, Any] | None) -> str:
    return f": capture {row['id']} of {row['url']}" if row else ""


def _row_faults(name: str, row: dict[str, Any], record: Record) -> Iterator[Fault]:
    where = f"{name} at byte {record.offset}"
    recalled = recall(record)
    if recalled is None or record.length != row["length"]:
        yield Fault("captures", where, f"is not the record it was{_named(row)}")
        return
    for column, value in _told(recalled, row).items():
        if row[column] != value:
            what = f"{column} is {row[column]!r} in archive.db and {value!r} in the record"
            yield Fault("captures", where, what + _named(row))


def _told(recalled: Recalled, row: dict[str, Any]) -> dict[str, Any]:
    lease = Lease(0, recalled.asked) if recalled.asked else None
    placed = Placed(0, 0, 0, len(recalled.capture.body), recalled.sha256, recalled.content, False)
    entry = Entry(recalled.capture, recalled.verdict, lease, (), recalled.kind, recalled.reason)
    values = told(entry, placed)
    if recalled.revisit:  # what the body was is the original's to tell
        values |= {"size": row["size"], "content": row["content"]}
    return values


def _frontier_faults(connection: Connection) -> Iterator[Fault]:
    sql = "select id, url, kind, method, body, key, state from frontier"
    for id_, url, kind, method, body, key, state in connection.execute(sql):
        if frontier_key(Link(url, Kind(kind), method=method, body=body)) != key:
            yield Fault("frontier", f"frontier {id_}", f"{url} is not the address it was")
        if state not in ("pending", "leased", "done", "failed", "blocked"):
            yield Fault("frontier", f"frontier {id_}", f"{state!r} is no state")


def _name_faults(connection: Connection) -> Iterator[Fault]:
    for id_, key, *parts in connection.execute("select * from item"):
        if ".".join(parts) != key:
            yield Fault("names", f"item {id_}", f"{key} has other parts: {' '.join(parts)}")


def _manifest_faults(connection: Connection, captures: Path) -> Iterator[Fault]:
    for where, what in manifest_faults(connection, captures):
        yield Fault("manifests", where, what)


def _timestamp_faults(captures: Path) -> Iterator[Fault]:
    for where, what in timestamp_faults(captures, captures.parent / ROOTS):
        yield Fault("timestamps", where, what)


def _index_faults(connection: Connection) -> Iterator[Fault]:
    for what in index_faults(connection):
        yield Fault("index", "search index", what)


def _report_faults(
    connection: Connection, captures: Path, workers: int, progress: Progress | None
) -> Iterator[Fault]:
    """Parse the document of each version again and hold it against the rows."""
    documents = Documents(connection, captures)
    sql = "select count(*) from version where parser = :parser"
    total = connection.execute(sql, {"parser": PARSER_VERSION}).fetchone()[0]
    jobs = _jobs(documents)
    for done, outcome in enumerate(parse_many(jobs, workers=workers or os.cpu_count() or 1), 1):
        if progress:
            progress(min(done, total), total)
        if read := documents.read(outcome):
            yield from _reading_faults(connection, read)


def _jobs(documents: Documents) -> Iterator[Job]:
    for shown in documents.read_before():
        if shown.version is None or shown.parser != PARSER_VERSION:
            continue
        try:
            yield from documents.job(shown)
        except (WarcError, EncodingError):
            continue  # told by the captures' own check


def _reading_faults(connection: Connection, read: Read) -> Iterator[Fault]:
    version = read.capture.version
    where = f"version {version} of {read.capture.url}"
    if version is None or read.report is None or not read.report.is_report:
        yield Fault("reports", where, f"its document is no report now: {read.error}")
        return
    stored = load_report(connection, version)
    if stored == read.report:
        return
    found = list(differences(stored, read.report))
    for difference in found:
        what = f"{difference.before!r} in archive.db and {difference.after!r} in the document"
        yield Fault("reports", where, f"{difference.key} is {what}")
    if not found:
        yield Fault("reports", where, "its text or checks are not those of the document")
