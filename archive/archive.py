"""Open an archive: a folder with its database, its captures and its own sources."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Self, Unpack

from archive import locks, schema
from archive.answers import (
    FactRow,
    Overview,
    ReportRow,
    Rows,
    fact_rows,
    overview,
    report_row,
    report_rows,
)
from archive.backup import back_up
from archive.changes import Change, changes, load_pair
from archive.corrections import (
    Correction,
    add_correction,
    adopt_corrections,
    load_corrections,
)
from archive.database import Connection, bindable, connect, transaction
from archive.diff import Difference, differences
from archive.doubts import Doubt, doubts
from archive.errors import ArchiveError, UnknownError
from archive.evidence import Evidence, load_evidence
from archive.exports import Export, write_export
from archive.exports.crosswalk import PanelRow, panel
from archive.exports.wacz import write_wacz
from archive.frontier import Frontier
from archive.intake.ingest import Ingested, Progress, ingest
from archive.intake.reading import Reading
from archive.intake.reparse import Effect, reparse
from archive.local import SOURCE as LOCAL
from archive.local import record_files
from archive.lost import note_lost
from archive.manifest import adopt_manifests
from archive.merge import Merged, conflicts, merge_captures
from archive.rebuild import rebuild_ledger
from archive.recorder import Recorder
from archive.runs import SourceState, recount, reports_a_year, source_states
from archive.search.conditions import parse_conditions
from archive.search.facets import Facets, count_facets
from archive.search.hits import Hit, search_hits
from archive.search.index import WAITING, seal
from archive.search.narrowing import Filters, Narrow, Who, check_narrowing
from archive.timestamps import stamp_manifests
from archive.verify import Fault, faults
from archive.versions import load_report
from archive.whole import whole
from parsers import Report


class Archive:
    """A folder that remembers: `archive.db`, `captures/`, `sources/`, `locks/`.

    Open it with `Archive.open`, as a context manager.
    """

    def __init__(self, path: Path, connection: Connection, *, read_only: bool) -> None:
        self.path = path
        self._connection = connection
        self.read_only = read_only

    @classmethod
    def open(cls, path: str | Path, *, read_only: bool = False, make: bool = True) -> Self:
        """Return the archive in the folder *path*, made if it is not there yet and *make* says so.

        Raises:
            ArchiveError: if there is none and none may be made; if it is an older version's and
                *read_only* is asked for; if it cannot be opened, or its database is missing.
            NewerArchiveError: if a newer version of nianbao made it.
        """
        folder = Path(path)
        database = folder / "archive.db"
        if cls.is_without_database(folder):
            raise ArchiveError(
                f"{folder} holds captures but no database: "
                f"run `nianbao reparse --apply --archive {folder}` to rebuild it from them"
            )
        if (read_only or not make) and not database.exists():
            raise ArchiveError(f"there is no archive in {folder}: crawl or ingest into it first")
        if read_only:
            connection = connect(database, read_only=True)
            schema.refuse_newer(connection)
            schema.refuse_older(connection, folder)
            return cls(folder, connection, read_only=True)
        for name in ("captures", "sources", "locks"):
            _make(folder / name)
        with locks.queued(folder / "locks", "schema"):
            connection = connect(database)
            schema.migrate(connection)
            load_corrections(folder, connection)
        return cls(folder, connection, read_only=False)

    @staticmethod
    def is_without_database(path: str | Path) -> bool:
        """Whether the folder *path* holds captures, but the database is missing or has no byte."""
        database = Path(path) / "archive.db"
        if database.exists() and database.stat().st_size:
            return False
        return any((Path(path) / "captures").glob("*.warc.gz"))

    @classmethod
    def rebuild(
        cls, path: str | Path, *, workers: int = 0, progress: Progress | None = None
    ) -> list[str]:
        """Make `archive.db` again from the captures alone, and read them all.

        Returns a sentence for each place where a WARC file is torn or damaged.

        Raises:
            ArchiveError: if there is an `archive.db` already that is not empty.
        """
        troubles = rebuild_ledger(Path(path), progress=progress)
        with cls.open(path) as archive:
            archive.ingest(workers=workers, progress=progress)
        return troubles

    @property
    def captures(self) -> Path:
        """The folder of the WARC files."""
        return self.path / "captures"

    @property
    def connection(self) -> Connection:
        """The connection to `archive.db`, in autocommit mode."""
        return self._connection

    def hold(self, source: str) -> AbstractContextManager[None]:
        """Hold *source* for this process; the kernel lets go of it when the process dies.

        Raises:
            SourceBusyError: if another process holds it.
        """
        return locks.held(self.path / "locks", source)

    def frontier(self, source: str) -> Frontier:
        """Begin a run of *source*, or resume the one that was not finished."""
        return Frontier(self.connection, source, self.captures)

    def source_states(self) -> list[SourceState]:
        """Return how each source stands that was crawled: its runs, what is known and waiting."""
        return list(source_states(self.connection))

    def recount(self, run: int) -> dict[str, int]:
        """Return how many reports of *run* are changed and unchanged, now that they are read."""
        with transaction(self.connection):
            return recount(self.connection, run)

    def reports_a_year(self, source: str) -> dict[int, int]:
        """Return how many reports of each year *source* has brought."""
        return reports_a_year(self.connection, source)

    def recorder(self, frontier: Frontier, *, reading: Reading | None = None) -> Recorder:
        """Return the writer of *frontier*'s run: a thread of its own, ended by `close`.

        What it keeps is read at once if there is a *reading* of this archive.
        """
        return Recorder(self.path, frontier, reading=reading)

    def reading(self, *, workers: int = 0, index: bool = True) -> Reading:
        """Return the reader of what is being crawled: a context, beside the crawl.

        When it has ended, `ingest` reads what it has left.
        """
        return Reading(self.path, workers=workers, index=index)

    def search(
        self,
        query: str,
        *,
        region: str | None = None,
        level: str | None = None,
        year: int | None = None,
        issuer: str | None = None,
        form: str | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        where: str = "",
        limit: int | None = 20,
    ) -> Iterator[Hit]:
        """Yield the reports that hold *query*, any text of one character or more, best first.

        Args:
            query: Text as it stands in the reports, without regard to case and width, or an
                expression with AND, OR, NOT, "phrases" and `title:`. No text raises; an empty one
                lists all reports that pass the filters, newest years first.
            region: A division's code, its first digits, or its name.
            level: `national`, `province`, `prefecture`, `county` or `township`.
            year: The year reported on.
            issuer: A part of the issuer's name.
            form: `2021`, `2019`, `2014`, `local` or `none`.
            date_from: The earliest publication date: `2021-01-31`, `2021-01` or `2021`.
            date_to: The latest publication date; its whole day, month or year counts.
            where: Conditions on figures, such as `requests.new.total > 1000`, joined by `and`.
            limit: How many hits at most; None for all.

        Raises:
            ConditionError: if *where* is no condition, or names a key that no report has; if
                there is no such level, form or date.
        """
        conditions = parse_conditions(where) if where else ()
        filters = Filters(region, level, year, issuer, form, date_from, date_to, conditions)
        check_narrowing(asdict(filters))
        return search_hits(self.connection, query, filters=filters, limit=limit)

    def facets(self, query: str, *, where: str = "", **narrow: Unpack[Narrow]) -> Facets:
        """Count what `search` would find by year, region, level and form.

        It takes the filters of `search`. Of more than 1,000 hits the first 1,000 are counted.
        """
        conditions = parse_conditions(where) if where else ()
        check_narrowing(narrow)
        return count_facets(self.connection, query, filters=Filters(**narrow, where=conditions))

    def seal(self, *, waiting: int = WAITING) -> int:
        """Take the reports that wait into the search index, if there are *waiting* of them.

        Reports are found while they wait, but more slowly. Returns how many were taken.
        """
        with transaction(self.connection) as connection:
            return seal(connection, waiting=waiting)

    def ingest(
        self, *, workers: int = 0, progress: Progress | None = None, index: bool = True
    ) -> Ingested:
        """Read the captures that were never read, and return what became of them.

        `progress` is told how many of how many are done; `workers` is one a core unless given.
        Without *index* the new reports wait until the next `seal` or ingest: they are found all
        the same, but more slowly. A source that another process is crawling is left to it.
        """
        return ingest(
            self.connection,
            self.captures,
            workers=workers,
            progress=progress,
            index=index,
            is_busy=partial(locks.is_held, self.path / "locks"),
        )

    def ingest_files(
        self, paths: Iterable[str | Path], *, workers: int = 0, progress: Progress | None = None
    ) -> Ingested:
        """Bring local files, and the documents of folders, into the archive and read them."""
        with self.hold(LOCAL):
            frontier = self.frontier(LOCAL)
            note_lost(self.connection, self.captures)
            with self.recorder(frontier) as recorder:
                recorded = record_files(self.connection, frontier, recorder, map(Path, paths))
            frontier.finish()
        done = self.ingest(workers=workers, progress=progress)
        done.skipped += recorded.skipped
        done.errors += recorded.errors
        done.unchanged += recorded.unchanged
        return done

    def timestamp(self, ask: Callable[[bytes], bytes]) -> int:
        """Have the manifests stamped that are not yet (RFC 3161), and return how many were.

        *ask* sends a query to a timestamp authority and returns its answer.

        Raises:
            MissingLibraryError: if rfc3161-client is not installed.
            TimestampError: if the answer is no timestamp of the manifest.
        """
        return stamp_manifests(self.captures, ask)

    def changes(self, since: str) -> Iterator[Change]:
        """Yield what happened to reports since a date: new, changed, moved, vanished, returned.

        Raises:
            ValueError: if *since* is no date in ISO 8601.
        """
        return changes(self.connection, since)

    def diff(
        self, report: int, *, before: str | None = None, after: str | None = None
    ) -> Iterator[Difference]:
        """Yield what differs between two versions of *report*: by default the last two.

        *before* and *after* are captures, by number, or dates on which a version stood.

        Raises:
            ArchiveError: if there is no such report or version.
            ValueError: if *before* or *after* is neither a number nor a date.
        """
        old, new = load_pair(self.connection, report, before, after)
        return differences(load_report(self.connection, old), load_report(self.connection, new))

    def reparse(
        self, *, apply: bool = False, workers: int = 0, progress: Progress | None = None
    ) -> Iterator[Effect]:
        """Yield what the current parser reads otherwise; with *apply*, write it as well.

        It is written as the iterator is consumed, in batches; what was interrupted is resumed.
        """
        return reparse(
            self.connection, self.captures, apply=apply, workers=workers, progress=progress
        )

    def evidence(self, report: int, key: str) -> Evidence:
        """Return the chain from the fact *key* of *report* to the bytes it was read from.

        Raises:
            UnknownError: if there is no such report or fact.
            WarcError: if the record is not what it was.
        """
        return load_evidence(self.connection, self.captures, report, key)

    def backup(self, target: str | Path) -> list[str]:
        """Copy the archive into the new folder *target*, whatever writes to it meanwhile.

        Returns the names of the WARC files that are lost, wholly or in part, and so in the copy.

        Raises:
            ArchiveError: if *target* is there already, or cannot be written.
        """
        back_up(self.connection, self.path, Path(target))
        return [lost.name for lost in note_lost(self.connection, self.captures)]

    def merge(
        self, other: str | Path, *, workers: int = 0, progress: Progress | None = None
    ) -> Merged:
        """Bring in the captures and reports of the archive in the folder *other*.

        Raises:
            ArchiveError: if there is no archive, or a newer version of nianbao made it.
            SourceBusyError: if a source of the same name is being crawled here.
        """
        latest = self.connection.execute("select coalesce(max(id), 0) from report").fetchone()[0]
        with type(self).open(other, read_only=True) as theirs, ExitStack() as locks_held:
            for (name,) in theirs.connection.execute("select name from source").fetchall():
                locks_held.enter_context(self.hold(name))
            merged = merge_captures(self.connection, self.captures, theirs.connection, theirs.path)
            adopt_manifests(self.connection, self.captures)
            adopt_corrections(self.path, self.connection, theirs.path)
        merged.reports = self.ingest(workers=workers, progress=progress).reports
        merged.conflicts = list(conflicts(self.connection, latest))
        return merged

    def verify(self, *, workers: int = 0, progress: Progress | None = None) -> Iterator[Fault]:
        """Yield what is not as it was: in the WARC files, the database, the index, the facts."""
        return faults(self.connection, self.captures, workers=workers, progress=progress)

    def report(self, id_: int) -> Report:
        """Return what the latest version of the report *id_* says.

        Raises:
            UnknownError: if there is no such report.
        """
        sql = "select version from report where id = :id"
        row = self.connection.execute(sql, {"id": bindable(id_)}).fetchone()
        if row is None:
            raise UnknownError(f"there is no report {id_} in {self.path}")
        return load_report(self.connection, row[0])

    def reports(self, **narrow: Unpack[Who]) -> Rows[ReportRow]:
        """Return the reports, by id: an iterator of `ReportRow`s with `to_pandas` and `to_polars`.

        It takes `region`, `level`, `year`, `issuer` and `form`, as `search` does.
        """
        check_narrowing(narrow)
        return report_rows(self.connection, **narrow)

    def facts(self, key: str = "*", **narrow: Unpack[Who]) -> Rows[FactRow]:
        """Return the figures whose key fits the glob *key*, one row a cell of a report.

        It takes `region`, `level`, `year`, `issuer` and `form`, as `search` does. A cell that is
        blank, a dash, words or lost is a row without a value, never a zero.
        """
        check_narrowing(narrow)
        return fact_rows(self.connection, key, **narrow)

    def report_row(self, id_: int) -> ReportRow:
        """Return the row of the report *id_*.

        Raises:
            UnknownError: if there is no such report.
        """
        return report_row(self.connection, id_)

    def panel(self, **narrow: Unpack[Who]) -> Rows[PanelRow]:
        """Return bodies by years: the questions that go through the editions of the form.

        It takes the filters of `facts`. `comparable` says whether editions may be compared.
        """
        return Rows(PanelRow, panel(fact_rows(self.connection, **narrow)))

    def overview(self) -> Overview:
        """Return what the archive holds, in numbers, and the reports that came in last."""
        return overview(self.connection)

    def export(self, name: str, export: Export) -> str:
        """Write an export, `csv`, `xlsx`, `parquet` or `datapackage`, and return a line about it.

        Raises:
            ArchiveError: if a library is missing, or a release cannot be made.
        """
        return write_export(self.connection, self.path, name, export)

    def bundle(self, reports: Iterable[int], output: Path) -> int:
        """Write every capture of *reports* into the WACZ file *output*, and return how many.

        Raises:
            ArchiveError: if there is no such report, or *output* cannot be written.
            WarcError: if a record is not what it was.
        """
        with whole(output) as unfinished:
            return write_wacz(self.connection, self.captures, reports, unfinished)

    def doubts(self, *, everything: bool = False) -> Iterator[Doubt]:
        """Yield the cells that someone should look at; with *everything* also corrected ones."""
        return doubts(self.connection, self.captures, everything=everything)

    def correct(
        self, report: int, key: str, value: Decimal | int | None, *, reason: str, reviewer: str
    ) -> Correction:
        """Store what a reviewer found in one cell; None if nothing can be read there.

        Raises:
            ArchiveError: if the report has no such fact, or no reason or reviewer is given.
        """
        found = None if value is None else Decimal(value)
        return add_correction(
            self.path, self.connection, report, key, found, reason=reason, reviewer=reviewer
        )

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"{folder} cannot be made ({error.strerror}): choose another folder with --archive"
        ) from error
