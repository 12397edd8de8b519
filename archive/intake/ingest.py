"""The one path from capture to rows: live crawl, local files and re-parse alike."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from archive.capture import Verdict
from archive.catalogue import Catalogue
from archive.content import EncodingError
from archive.database import Connection, transaction
from archive.errors import WarcError
from archive.intake.articles import store_article
from archive.intake.attachments import store_attachment
from archive.intake.documents import UNREAD, Documents, Read, Shown, shown_captures
from archive.intake.workers import Job, Outcome, parse_many
from archive.ledger import READABLE
from archive.search.index import WAITING, seal
from archive.search.segments import SEGMENT_SIZE
from archive.store import see_again, store_report
from archive.version_rows import Sighting
from parsers import PARSER_VERSION, Report

Progress = Callable[[int, int], None]

_PART = "read with the other pictures of its page"
# So many reports share a commit, while a crawl's own wait; a kill costs at most their parsing,
# never their captures.
BATCH = 50


@dataclass(slots=True)
class Ingested:
    """What became of the captures that were read; the pairs say which address, and why.

    `busy` are sources whose captures were left to the process that is crawling them.
    """

    reports: int = 0
    not_reports: int = 0
    unchanged: int = 0
    errors: list[tuple[str, str]] = field(default_factory=list)
    deferred: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)

    def add(self, other: "Ingested") -> None:
        """Count what became of *other*'s captures as well."""
        self.reports += other.reports
        self.not_reports += other.not_reports
        self.unchanged += other.unchanged
        self.errors += other.errors
        self.deferred += other.deferred
        self.skipped += other.skipped
        self.busy += other.busy

    @property
    def done(self) -> int:
        """How many captures were dealt with."""
        read = self.reports + self.not_reports + self.unchanged
        return read + len(self.errors) + len(self.deferred)


def ingest(
    connection: Connection,
    folder: Path,
    *,
    workers: int = 0,
    progress: Progress | None = None,
    index: bool = True,
    is_busy: Callable[[str], bool] = lambda _: False,
) -> Ingested:
    """Read what was never read, store what it says, and return what became of it.

    A source that *is_busy* when this begins is left out: whether a report of it is new or has
    moved shows only when its crawl has ended, and the process that crawls it reads it then.

    Captures are taken in the order in which they were made; each batch is one transaction.
    *folder* holds the WARC files; `progress` is told how many of how many are done. Without
    *index* the reports wait for the next `seal`.
    """
    unread = connection.execute(UNREAD_SOURCES).fetchall()
    busy = {source: name for source, name, _ in unread if is_busy(name)}
    total = sum(count for source, _, count in unread if source not in busy)
    intake = Intake(connection, Documents(connection, folder))
    intake.result.busy += busy.values()
    captures = (c for c in shown_captures(connection, UNREAD) if c.source not in busy)
    outcomes = parse_many(intake.jobs(captures), workers=workers or os.cpu_count() or 1)
    more = True
    while more:
        batch = list(islice(outcomes, BATCH))
        more = bool(batch)
        with transaction(connection):
            for outcome in batch:
                intake.take(outcome)
            if not more:
                intake.take_rest()
            # What waits is found all the same, and a full segment is built only once.
            if index:
                seal(connection, waiting=SEGMENT_SIZE if more else WAITING)
        if progress:
            progress(intake.result.done, total)
    return intake.result


class Intake:
    """One pass over what is unread: gives the jobs, takes the outcomes, in one order.

    `early` says that the captures come from a crawl that still goes on.
    """

    def __init__(
        self, connection: Connection, documents: Documents, *, early: bool = False
    ) -> None:
        self.result = Ingested()
        self._connection = connection
        self._catalogue = Catalogue(connection)
        self._documents = documents
        self._early = early
        # What needs no parser, or has nothing for it, in its place among what does.
        self._aside: deque[tuple[Shown, str]] = deque()

    def jobs(self, captures: Iterable[Shown]) -> Iterator[Job]:
        """Yield the bytes of each of *captures* that needs the parser."""
        for shown in captures:
            # The pages that an unchanged one belongs to may have changed.
            if _is_unchanged(shown) and not self._documents.pieces(shown):
                self._aside.append((shown, ""))
                continue
            if self._documents.waits(shown):
                self._aside.append((shown, _PART))
                continue
            try:
                yield from self._documents.job(shown)
            except (WarcError, EncodingError) as error:
                self._aside.append((shown, str(error)))

    def take(self, outcome: Outcome) -> None:
        """Store *outcome*, and before it what was seen earlier and needed no parser.

        Raises:
            TooEarlyError: if the crawl may still show what it is; nothing of it is stored.
        """
        if read := self._documents.read(outcome):
            self._take_aside(before=read.capture.id)
            self._store(read)

    def take_rest(self) -> None:
        """Store what needed no parser and came after all that did."""
        self._take_aside(before=None)

    def _take_aside(self, *, before: int | None) -> None:
        while self._aside and (before is None or self._aside[0][0].id < before):
            shown, error = self._aside.popleft()
            if error == _PART:
                mark(self._connection, shown, "not_report", error=_PART)
                self.result.not_reports += 1
            elif error:
                self._store(Read(shown, None, error))
            else:
                self._store_unchanged(shown)

    def _store(self, read: Read) -> None:
        shown, report = read.capture, read.report
        if report is None and read.deferred:
            # Stays unread: the next ingest may have the reader.
            self.result.deferred.append((shown.url, read.error))
            mark(self._connection, shown, "deferred", error=read.error, parser=None)
        elif report is None:
            self.result.errors.append((shown.url, read.error))
            mark(self._connection, shown, "error", error=read.error)
        elif not report.is_report:
            self.result.not_reports += 1
            mark(self._connection, shown, "not_report", error=report.reason or "")
        else:
            version = store_read(self._connection, self._catalogue, read, report, early=self._early)
            if _is_unchanged(shown):
                self.result.unchanged += 1
            else:
                self.result.reports += 1
            mark(self._connection, shown, "report", version=version)

    def _store_unchanged(self, shown: Shown) -> None:
        sql = "select version, outcome, error, parser from capture where id = :id"
        row = self._connection.execute(sql, {"id": shown.original}).fetchone()
        version, outcome, error, parser = row or (None, "not_report", "", PARSER_VERSION)
        if version is not None:
            see_again(self._connection, shown.source, shown.url, version, shown.fetched_at)
        mark(self._connection, shown, outcome, version=version, error=error, parser=parser)
        self.result.unchanged += 1


def _is_unchanged(shown: Shown) -> bool:
    return shown.verdict == Verdict.NOT_MODIFIED or shown.original_verdict in READABLE


def store_read(
    connection: Connection,
    catalogue: Catalogue,
    read: Read,
    report: Report,
    *,
    early: bool = False,
) -> int:
    """Store *report* as *read* shows it, and return the number of its version.

    Raises:
        TooEarlyError: if it comes *early*, and its crawl may still show which report it is.
    """
    shown = read.capture
    sighting = Sighting(
        source=shown.source,
        capture=shown.id,
        document=shown.id,
        url=shown.url,
        content=shown.content,
        seen=shown.fetched_at,
        report=report,
        parser=PARSER_VERSION,
        early=early,
    )
    if read.pieces:
        return store_article(connection, catalogue, sighting, read.pieces, shown.original)
    if read.page is None:
        return store_report(connection, catalogue, sighting)
    return store_attachment(connection, catalogue, sighting, read.page)


def mark(
    connection: Connection,
    shown: Shown,
    outcome: str | None,
    *,
    version: int | None = None,
    error: str = "",
    parser: int | None = PARSER_VERSION,
) -> None:
    """Enter what became of a capture, and which parser says so."""
    values = {"outcome": outcome, "version": version, "error": error, "parser": parser}
    connection.execute(MARK, values | {"id": shown.id})


UNREAD_SOURCES = """
select source.id, source.name, count(*) from capture
join source on source.id = capture.source
where capture.parser is null
group by source.id
"""
MARK = """
update capture set outcome = :outcome, version = :version, error = :error, parser = :parser
where id = :id
"""
