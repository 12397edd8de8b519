"""The one path from capture to rows: live crawl, local files and re-parse alike."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from archive.attachments import filled, find_page, store_attachment
from archive.capture import Verdict
from archive.catalogue import Catalogue
from archive.content import EncodingError, decoded
from archive.database import Connection, transaction
from archive.errors import WarcError
from archive.index import WAITING, seal
from archive.ledger import READABLE
from archive.store import Sighting, see_again, store_report
from archive.versions import load_metadata
from archive.warc import read_record
from archive.workers import Job, Outcome, parse_many
from parsers import PARSER_VERSION, Metadata, Report
from parsers.dates import parse_date

Progress = Callable[[int, int], None]

# So many reports share a commit; a kill costs at most their parsing, never their captures.
BATCH = 50


@dataclass(slots=True)
class Ingested:
    """What became of the captures that were read; the pairs say which address, and why."""

    reports: int = 0
    not_reports: int = 0
    unchanged: int = 0
    errors: list[tuple[str, str]] = field(default_factory=list)
    deferred: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many captures were dealt with."""
        read = self.reports + self.not_reports + self.unchanged
        return read + len(self.errors) + len(self.deferred)


class Unread(NamedTuple):
    """A capture that waits to be read, and where its bytes stand: its own, or its original's."""

    id: int
    source: int
    url: str
    fetched_at: str
    verdict: str
    media_type: str
    title: str
    date: str
    content: bytes
    original: int | None
    original_verdict: str | None
    parent: int | None
    warc: str
    offset: int
    length: int


def ingest(
    connection: Connection, folder: Path, *, workers: int = 0, progress: Progress | None = None
) -> Ingested:
    """Read what was never read, store what it says, and return what became of it.

    Captures are taken in the order in which they were made; each batch is one transaction.
    *folder* holds the WARC files; `progress` is told how many of how many are done.
    """
    total = connection.execute("select count(*) from capture where parser is null").fetchone()[0]
    reading = _Reading(connection, folder)
    outcomes = parse_many(reading.jobs(), workers=workers or os.cpu_count() or 1)
    while batch := list(islice(outcomes, BATCH)):
        with transaction(connection):
            for outcome in batch:
                reading.store(outcome)
            seal(connection, waiting=WAITING)
        if progress:
            progress(reading.result.done, total)
    with transaction(connection):
        reading.store_rest()
        seal(connection, waiting=WAITING)
    if progress:
        progress(reading.result.done, total)
    return reading.result


class _Reading:
    """One pass over the unread captures: gives the jobs, takes the outcomes, in one order."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self.result = Ingested()
        self._connection = connection
        self._folder = folder
        self._catalogue = Catalogue(connection)
        self._taken: dict[int, Unread] = {}
        self._pages: dict[int, Metadata] = {}
        # What needs no parser, in its place among what does.
        self._known: deque[tuple[Unread, str]] = deque()

    def jobs(self) -> Iterator[Job]:
        """Yield the bytes of each capture that needs the parser, its page's before them."""
        last = 0
        while rows := self._connection.execute(UNREAD, {"last": last}).fetchall():
            for row in rows:
                unread = Unread(*row)
                last = unread.id
                if page := self._unread_page(unread):
                    yield from self._job(page, -page.id)
                if unread.verdict == Verdict.NOT_MODIFIED or unread.original_verdict in READABLE:
                    self._known.append((unread, ""))
                else:
                    self._taken[unread.id] = unread
                    yield from self._job(unread, unread.id)

    def store(self, outcome: Outcome) -> None:
        """Store *outcome*, and before it what was seen earlier and needed no parser."""
        if int(outcome.id) < 0:
            if outcome.report:
                self._pages[-int(outcome.id)] = outcome.report.metadata
            return
        unread = self._taken.pop(int(outcome.id))
        self._store_known(before=unread.id)
        if outcome.report is not None:
            self._pages[unread.id] = outcome.report.metadata
            self._store_report(unread, outcome.report)
        elif outcome.deferred:
            self.result.deferred.append((unread.url, outcome.error or ""))
            self._mark(unread, "deferred", error=outcome.error or "", parser=None)
        else:
            self._store_error(unread, outcome.error or "")

    def store_rest(self) -> None:
        """Store what needed no parser and came after all that did."""
        self._store_known(before=None)

    def _job(self, unread: Unread, id_: int) -> Iterator[Job]:
        try:
            record = read_record(self._folder / unread.warc, unread.offset, unread.length)
            content = decoded(record.payload, record.http_headers)
        except (WarcError, EncodingError) as error:
            if self._taken.pop(id_, None):
                self._known.append((unread, str(error)))
            return
        yield Job(id_, content, unread.url, unread.media_type)

    def _unread_page(self, unread: Unread) -> Unread | None:
        """The page of an attachment, where its metadata is needed and not known yet."""
        if unread.parent is None or unread.verdict != Verdict.ATTACHMENT:
            return None
        if unread.parent in self._pages or unread.parent in self._taken:
            return None
        row = self._connection.execute(PAGE_TO_READ, {"id": unread.parent}).fetchone()
        return Unread(*row) if row else None

    def _store_known(self, *, before: int | None) -> None:
        while self._known and (before is None or self._known[0][0].id < before):
            unread, error = self._known.popleft()
            if error:
                self._store_error(unread, error)
            else:
                self._store_unchanged(unread)

    def _store_unchanged(self, unread: Unread) -> None:
        sql = "select version, outcome, error, parser from capture where id = :id"
        row = self._connection.execute(sql, {"id": unread.original}).fetchone()
        version, outcome, error, parser = row or (None, "not_report", "", PARSER_VERSION)
        if version is not None:
            see_again(self._connection, unread.source, unread.url, version, unread.fetched_at)
        self._mark(unread, outcome, version=version, error=error, parser=parser)
        self.result.unchanged += 1

    def _store_report(self, unread: Unread, report: Report) -> None:
        if not report.is_report:
            self.result.not_reports += 1
            self._mark(unread, "not_report", error=report.reason or "")
            return
        version = self._version(unread, report)
        self.result.reports += 1
        self._mark(unread, "report", version=version)

    def _version(self, unread: Unread, report: Report) -> int:
        sighting = Sighting(
            source=unread.source,
            capture=unread.id,
            document=unread.id,
            url=unread.url,
            content=unread.content,
            seen=unread.fetched_at,
            report=with_listing(report, unread.title, unread.date),
            parser=PARSER_VERSION,
        )
        page = find_page(self._connection, unread.id) if unread.parent else None
        if page is None or unread.verdict != Verdict.ATTACHMENT:
            return store_report(self._connection, self._catalogue, sighting)
        metadata = self._pages.get(page.id) or load_metadata(self._connection, page.version)
        sighting = replace(
            sighting, report=with_listing(filled(report, metadata), unread.title, unread.date)
        )
        return store_attachment(self._connection, self._catalogue, sighting, page)

    def _store_error(self, unread: Unread, error: str) -> None:
        self.result.errors.append((unread.url, error))
        self._mark(unread, "error", error=error)

    def _mark(
        self,
        unread: Unread,
        outcome: str | None,
        *,
        version: int | None = None,
        error: str = "",
        parser: int | None = PARSER_VERSION,
    ) -> None:
        values = {"outcome": outcome, "version": version, "error": error, "parser": parser}
        self._connection.execute(MARK, values | {"id": unread.id})


def with_listing(report: Report, title: str, date: str) -> Report:
    """Return *report* with the listing's title and date where the page itself gives none.

    A date before December of the report's year is no date of publication.
    """
    metadata = report.metadata
    published = metadata.published or parse_date(date) if date else metadata.published
    if published and metadata.year and published < f"{metadata.year}-12-01":
        published = metadata.published
    metadata = replace(metadata, title=metadata.title or title or None, published=published)
    return replace(report, metadata=metadata)


COLUMNS = """
select
    capture.id, capture.source, capture.url, capture.fetched_at, capture.verdict,
    capture.media_type, capture.title, capture.date, capture.content, capture.original,
    original.verdict, capture.parent, warc.name, place."offset", place.length
from capture
left join capture as original on original.id = capture.original
join capture as place on place.id = coalesce(capture.original, capture.id)
join warc on warc.id = place.warc
"""
UNREAD = (
    COLUMNS + "where capture.parser is null and capture.id > :last order by capture.id limit 100"
)
PAGE_TO_READ = (
    COLUMNS + "where capture.id = :id and capture.version is null and capture.verdict <> 'listing'"
)
MARK = """
update capture set outcome = :outcome, version = :version, error = :error, parser = :parser
where id = :id
"""
