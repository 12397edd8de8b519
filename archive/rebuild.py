"""Make the database again from the captures alone."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from archive import schema
from archive.capture import Lease
from archive.database import Connection, connect, transaction
from archive.errors import ArchiveError, WarcError
from archive.ledger import Entry, Placed, enter, same_bytes
from archive.links import Place, add_link, source_id
from archive.lost import note_lost
from archive.manifest import adopt_manifests, listed_files
from archive.recall import Recalled, recall
from archive.warc import read_record, records

BATCH = 500


def rebuild_ledger(
    folder: Path, *, progress: Callable[[int, int], None] | None = None
) -> list[str]:
    """Make `archive.db` in *folder* from the WARC files in its `captures/`.

    Returns a sentence for each place where a file is torn or damaged, and for what is not there;
    what stands before and, in other files, after it comes in. Links and failed fetches have no
    record and are not known any more: the next run reads the listings again.

    Raises:
        ArchiveError: if there is an `archive.db` already that is not empty.
    """
    database = folder / "archive.db"
    if database.exists() and database.stat().st_size:
        raise ArchiveError(f"{database} is there: move it away to have it rebuilt")
    unfinished = folder / "archive.db.unfinished"
    unfinished.unlink(missing_ok=True)
    # SQLite would play the journal of a database that was moved away into the one made here.
    for path in (database, unfinished):
        for journal in ("wal", "shm", "journal"):
            Path(f"{path}-{journal}").unlink(missing_ok=True)
    connection = connect(unfinished)
    schema.migrate(connection)
    troubles = _Builder(connection, folder / "captures").build(progress)
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    unfinished.rename(database)
    return troubles


class _Builder:
    def __init__(self, connection: Connection, captures: Path) -> None:
        self._connection = connection
        self._captures = captures
        self._sources: dict[str, int] = {}
        self._runs: dict[tuple[str, str], int] = {}
        connection.execute(FOUND)
        note_lost(connection, captures)

    def build(self, progress: Callable[[int, int], None] | None) -> list[str]:
        """Enter every exchange in the order in which it was made."""
        with transaction(self._connection):
            troubles = [trouble for path in self._files() for trouble in self._survey(path)]
        total = self._connection.execute("select count(*) from temp.found").fetchone()[0]
        places = self._connection.execute(IN_ORDER).fetchall()
        for start in range(0, total, BATCH):
            with transaction(self._connection):
                for warc, name, offset, length in places[start : start + BATCH]:
                    self._enter(warc, self._captures / name, offset, length)
            if progress:
                progress(min(start + BATCH, total), total)
        with transaction(self._connection):
            self._connection.execute(FINISH)
        adopt_manifests(self._connection, self._captures)
        return [*troubles, *_missing(self._captures), *self._hollow()]

    def _files(self) -> list[Path]:
        return sorted(self._captures.glob("*.warc.gz"))

    def _survey(self, path: Path) -> Iterator[str]:
        """Note where the exchanges of *path* stand; yield what is wrong with the file."""
        warc: int | None = None
        torn = False
        try:
            for record in records(path):
                if (recalled := recall(record)) is None:
                    continue
                warc = warc or self._add_file(path, recalled.source)
                self._connection.execute(
                    "insert into temp.found values (?, ?, ?, ?)",
                    (record.date, warc, record.offset, record.length),
                )
        except WarcError as error:
            torn = True
            yield str(error)
        values = {"size": path.stat().st_size, "torn": torn, "id": warc}
        self._connection.execute(
            "update warc set size = :size, closed = :torn where id = :id", values
        )

    def _add_file(self, path: Path, source: str) -> int:
        sql = "insert into warc (name, source) values (:name, :source) returning id"
        values = {"name": path.name, "source": self._source(source)}
        return int(self._connection.execute(sql, values).fetchone()[0])

    def _enter(self, warc: int, path: Path, offset: int, length: int) -> None:
        recalled = recall(read_record(path, offset, length))
        if recalled is None:
            return
        place = Place(self._source(recalled.source), self._run(recalled))
        capture = recalled.capture
        size, content = len(capture.body), recalled.content
        if recalled.revisit and capture.status != 304:
            size, content = self._as_original(recalled.sha256)
        placed = Placed(warc, offset, length, size, recalled.sha256, content, recalled.revisit)
        lease = self._lease(place, recalled)
        entry = Entry(capture, recalled.verdict, lease, (), recalled.kind, recalled.reason)
        enter(self._connection, place, entry, placed)

    def _as_original(self, digest: bytes) -> tuple[int, bytes]:
        sql = "select size, content from capture where id = :id"
        values = {"id": same_bytes(self._connection, digest)}
        row = self._connection.execute(sql, values).fetchone()
        return (int(row[0]), bytes(row[1])) if row else (0, digest)

    def _hollow(self) -> Iterator[str]:
        values = {"nothing": sha256(b"").digest()}
        count, url = self._connection.execute(HOLLOW, values).fetchone()
        if count:
            yield (
                f"{count} captures repeat what stood in a record that is not there, as of {url}: "
                "what their portals still have, the next crawl fetches anew"
            )

    def _lease(self, place: Place, recalled: Recalled) -> Lease | None:
        if recalled.asked is None:
            return None
        sql = "select id from frontier where source = :source and url = :url"
        values = {"source": place.source, "url": recalled.found_on}
        page = self._connection.execute(sql, values).fetchone() if recalled.found_on else None
        found_on = int(page[0]) if page else None
        id_ = add_link(self._connection, place._replace(found_on=found_on), recalled.asked)
        return Lease(id_, recalled.asked)

    def _source(self, name: str) -> int:
        if name not in self._sources:
            self._sources[name] = source_id(self._connection, name)
        return self._sources[name]

    def _run(self, recalled: Recalled) -> int:
        key = (recalled.source, recalled.run)
        if key not in self._runs:
            sql = "insert into run (source, started_at) values (:source, :started) returning id"
            values = {"source": self._source(recalled.source), "started": recalled.run}
            self._runs[key] = int(self._connection.execute(sql, values).fetchone()[0])
        return self._runs[key]


def _missing(captures: Path) -> Iterator[str]:
    for name, count in sorted(listed_files(captures).items()):
        if not (captures / name).exists():
            yield f"{name} is not there, and {count} captures that stood in it: see the manifests"


FOUND = """
create temp table found (
    date text not null, warc integer not null, "offset" integer not null, length integer not null
)
"""
IN_ORDER = """
select warc.id, warc.name, found."offset", found.length
from temp.found as found join warc on warc.id = found.warc
order by found.date, found.warc, found."offset"
"""
HOLLOW = """
select count(*), min(url) from capture
where original is null and (verdict = 'not_modified' or size = 0 and sha256 <> :nothing)
"""
FINISH = """
update run set finished_at = (
    select coalesce(max(capture.fetched_at), run.started_at)
    from capture where capture.run = run.id
)
"""
