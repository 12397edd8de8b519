"""Join another archive: its captures come in with their provenance, the same capture once."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from archive.capture import Lease, timestamp
from archive.database import Connection, transaction
from archive.diff import differences
from archive.ledger import Entry, Kin, Placed, insert_capture, same_bytes
from archive.links import Place, known_link, source_id
from archive.lost import note_lost
from archive.recall import Recalled, recall
from archive.versions import load_report
from archive.warc import read_record
from archive.whole import whole

BATCH = 200


class Conflict(NamedTuple):
    """Two reports of one body on one year that do not say the same."""

    report: int
    other: int
    title: str | None
    keys: tuple[str, ...]


@dataclass(slots=True)
class Merged:
    """What came in: captures, those that were there already, and reports that disagree."""

    captures: int = 0
    known: int = 0
    reports: int = 0
    conflicts: list[Conflict] = field(default_factory=list)


def merge_captures(
    connection: Connection, captures: Path, other: Connection, folder: Path
) -> Merged:
    """Bring the captures of the archive in *folder*, opened as *other*, into this one.

    Its WARC files are copied whole; a capture of the same address, time and bytes is there once.
    Sources, runs and manifests keep their names. What waits here to be fetched is left alone, and
    so is what the other archive has lost itself.

    Raises:
        ArchiveError: if there is no room for a file; the same merge goes on when there is some.
        WarcError: if a record of the other archive is not what it was.
    """
    note_lost(other, folder / "captures")
    incoming = _Incoming(connection, captures, folder / "captures")
    with transaction(connection):
        for row in other.execute(RUNS).fetchall():
            incoming.add_run(*row)
        for name, source, size in other.execute(FILES).fetchall():
            incoming.add_file(name, source, size)
    note_lost(connection, captures)
    merged = Merged()
    rows = other.execute(EXCHANGES).fetchall()
    for start in range(0, len(rows), BATCH):
        with transaction(connection):
            for name, offset, length in rows[start : start + BATCH]:
                if incoming.enter(name, offset, length):
                    merged.captures += 1
                else:
                    merged.known += 1
    for manifest in (folder / "captures").glob("*.manifest.jsonl*"):
        if not (captures / manifest.name).exists():
            _copy(manifest, captures / manifest.name, manifest.stat().st_size)
    return merged


def conflicts(connection: Connection, after: int) -> Iterator[Conflict]:
    """Yield the reports with a number above *after* whose body and year another one has too."""
    for report, other, title, version, other_version in connection.execute(
        CONFLICTS, {"after": after}
    ).fetchall():
        ours, theirs = (load_report(connection, v) for v in (other_version, version))
        keys = (found.key for found in differences(ours, theirs) if found.kind == "cell")
        if found := tuple(keys):
            yield Conflict(report, other, title, found)


class _Incoming:
    """The numbers that the other archive's files, sources and runs have here."""

    def __init__(self, connection: Connection, captures: Path, theirs: Path) -> None:
        self._connection = connection
        self._captures = captures
        self._theirs = theirs
        self._files: dict[str, tuple[int, str]] = {}
        self._runs: dict[tuple[str, str], int] = {}

    def add_run(self, source: str, started: str, finished: str | None) -> None:
        """Give a run of the other archive its number here; an unfinished one has ended."""
        values = {"source": source_id(self._connection, source), "started": started}
        sql = "select id from run where source = :source and started_at = :started"
        row = self._connection.execute(sql, values).fetchone()
        if row is None:
            values |= {"finished": finished or started}
            row = self._connection.execute(ADD_RUN, values).fetchone()
        self._runs[source, started] = int(row[0])

    def add_file(self, name: str, source: str, size: int) -> None:
        """Copy a file, unless it is here already; a longer one of the same name gets another.

        What is lost here comes back. What a merge copied that was cut short is taken up again.
        """
        theirs, ours = self._theirs / name, self._captures / name
        sql = "select id, size from warc where name = :name"
        row = self._connection.execute(sql, {"name": name}).fetchone()
        if row and not ours.exists():
            _copy(theirs, ours, size)
        if row and row[1] >= size and _begins_alike(ours, theirs, size):
            self._files[name] = (int(row[0]), name)
            return
        here = name
        number = 0
        while (self._captures / here).exists() and not self._is_left(here, theirs, size):
            number += 1
            here = name.replace(".warc.gz", f"-{number}.warc.gz")
        _copy(theirs, self._captures / here, size)
        values = {"name": here, "source": source_id(self._connection, source), "size": size}
        added = self._connection.execute(ADD_FILE, values).fetchone()
        self._files[name] = (int(added[0]), here)

    def _is_left(self, name: str, theirs: Path, size: int) -> bool:
        """Whether the file *name* is a copy of *theirs* that the database does not know yet."""
        ours = self._captures / name
        sql = "select 1 from warc where name = :name"
        if self._connection.execute(sql, {"name": name}).fetchone():
            return False
        return ours.stat().st_size == size and _begins_alike(ours, theirs, size)

    def enter(self, name: str, offset: int, length: int) -> bool:
        """Enter one exchange; say whether it was new."""
        warc, here = self._files[name]
        recalled = recall(read_record(self._captures / here, offset, length))
        if recalled is None or self._is_known(recalled):
            return False
        capture = recalled.capture
        placed = Placed(
            warc,
            offset,
            length,
            len(capture.body),
            recalled.sha256,
            recalled.content,
            recalled.revisit,
        )
        place = Place(
            source_id(self._connection, recalled.source),
            self._runs[recalled.source, recalled.run],
        )
        lease = None
        if recalled.asked:
            lease = Lease(known_link(self._connection, place, recalled.asked), recalled.asked)
        kin = self._kin(recalled, place)
        if kin.original is not None and capture.status != 304:
            placed = placed._replace(**self._body_of(kin.original))
        entry = Entry(capture, recalled.verdict, lease, (), recalled.kind, recalled.reason)
        insert_capture(self._connection, place, entry, placed, kin)
        return True

    def _is_known(self, recalled: Recalled) -> bool:
        values = {
            "url": recalled.capture.url,
            "at": timestamp(recalled.capture.fetched_at),
            "sha256": recalled.sha256,
        }
        return self._connection.execute(SAME, values).fetchone() is not None

    def _kin(self, recalled: Recalled, place: Place) -> Kin:
        values = {
            "source": place.source,
            "url": recalled.found_on,
            "at": timestamp(recalled.capture.fetched_at),
        }
        row = self._connection.execute(PAGE, values).fetchone() if recalled.found_on else None
        parent = int(row[0]) if row else None
        if not recalled.revisit:
            return Kin(None, parent)
        if recalled.capture.status != 304:
            return Kin(same_bytes(self._connection, recalled.sha256), parent)
        url, at = recalled.refers_to
        row = self._connection.execute(REFERRED, {"url": url, "at": at}).fetchone()
        return Kin(int(row[0]) if row else None, parent)

    def _body_of(self, capture: int) -> dict[str, Any]:
        sql = "select size, content from capture where id = :id"
        size, content = self._connection.execute(sql, {"id": capture}).fetchone()
        return {"size": size, "content": content}


def _begins_alike(ours: Path, theirs: Path, size: int) -> bool:
    with ours.open("rb") as here, theirs.open("rb") as there:
        left = size
        while left:
            block = min(left, 1 << 20)
            if here.read(block) != there.read(block):
                return False
            left -= block
    return True


def _copy(source: Path, target: Path, size: int) -> None:
    """Copy the first *size* bytes of *source*, all of them and synced, or none."""
    with whole(target) as unfinished:
        shutil.copyfile(source, unfinished)
        with unfinished.open("r+b") as file:
            file.truncate(size)
            os.fsync(file.fileno())


RUNS = """
select source.name, run.started_at, run.finished_at
from run join source on source.id = run.source order by run.id
"""
FILES = """
select warc.name, source.name, coalesce(lost.size, warc.size) as size
from warc
join source on source.id = warc.source
left join temp.lost on lost.warc = warc.id
where coalesce(lost.size, warc.size) > 0 order by warc.id
"""
EXCHANGES = """
select warc.name, capture."offset", capture.length
from capture join warc on warc.id = capture.warc
where not exists (select 1 from temp.gone where gone.id = capture.id)
order by capture.fetched_at, capture.id
"""
ADD_RUN = """
insert into run (source, started_at, finished_at) values (:source, :started, :finished)
returning id
"""
ADD_FILE = """
insert into warc (name, source, size, closed) values (:name, :source, :size, 1) returning id
"""
SAME = """
select 1 from capture where sha256 = :sha256 and url = :url and fetched_at = :at limit 1
"""
PAGE = """
select capture.id from frontier
join capture on capture.frontier = frontier.id
where frontier.source = :source and frontier.url = :url and capture.fetched_at <= :at
    and capture.verdict in ('report', 'listing', 'attachment', 'other')
order by capture.fetched_at desc limit 1
"""
REFERRED = """
select id from capture
where url = :url and fetched_at = :at and original is null order by id limit 1
"""
CONFLICTS = """
select report.id, other.id, version.title, version.id, other_version.id
from report
join version on version.id = report.version
join version as other_version
    on other_version.issuer = version.issuer and other_version.year = version.year
join report as other on other.version = other_version.id and other.id <> report.id
where report.id > :after and other.id <= :after and other_version.twin <> version.twin
order by report.id
"""
