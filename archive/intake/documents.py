"""Give the bytes of captures to the parser, each attachment after the page it hangs on."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from archive.capture import Verdict
from archive.content import EncodingError, decoded
from archive.database import Connection
from archive.errors import WarcError
from archive.intake.attachments import Page as ReportPage
from archive.intake.attachments import filled, find_page
from archive.intake.bodies import Bodies
from archive.intake.pieces import (
    Piece,
    find_pieces,
    is_picture,
    may_be_further,
    read_page,
    waits_for_others,
)
from archive.intake.workers import Job, Outcome
from archive.recall import read_content
from archive.versions import load_metadata
from parsers import Report
from parsers.dates import parse_date
from parsers.parse import Page
from parsers.titles import parse_title

_AT_ONCE = 100
# Pages whose attachments may still come; one that is forgotten is read again.
_REMEMBERED = 1000


class Shown(NamedTuple):
    """A capture, and where its bytes stand: in its own record, or in its original's."""

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
    parser: int | None
    outcome: str | None
    version: int | None


class Read(NamedTuple):
    """A capture that was read: what it says, completed from its page and its listing.

    `report` is None where `error` says why; `page` is the page that the report hangs on, `pieces`
    are the pages of an article that was read as a whole.
    """

    capture: Shown
    report: Report | None
    error: str = ""
    deferred: bool = False
    page: ReportPage | None = None
    pieces: Sequence[Piece] = ()


class Documents:
    """One pass over captures: `jobs` for the parser, then `read` for each of its outcomes."""

    def __init__(
        self, connection: Connection, folder: Path, *, bodies: Bodies | None = None
    ) -> None:
        self._connection = connection
        self._folder = folder
        self._bodies = bodies
        self._taken: dict[int, Shown] = {}
        self._pieces: dict[int, Sequence[Piece]] = {}
        self._pages: dict[int, Report] = {}

    def job(self, shown: Shown) -> Iterator[Job]:
        """Yield the job of *shown*, its page's before it where that has not been read.

        None comes of a picture that is read with a later one.

        Raises:
            WarcError: if its bytes are not what they were.
            EncodingError: if they do not unfold.
        """
        if self.waits(shown):
            return
        if pieces := self.pieces(shown):
            yield self._whole(shown, pieces)
            return
        if page := self._page_to_read(shown):
            try:
                before = self._job(page, -page.id)
                self._taken[-page.id] = page
                yield before
            except (WarcError, EncodingError):
                self._remember(page, Report())
        job = self._job(shown, shown.id)
        self._taken[shown.id] = shown
        yield job

    def read(self, outcome: Outcome) -> Read | None:
        """Return what became of the capture that *outcome* is of; None for a mere page."""
        report = outcome.report
        pieces = self._pieces.pop(int(outcome.id), ())
        shown = self._taken.pop(int(outcome.id))
        if int(outcome.id) < 0:
            self._remember(shown, report or Report())
            return None
        if report is None:
            return Read(shown, None, outcome.error or "", outcome.deferred)
        if pieces:
            if report.is_report:
                report = with_listing(report, shown.title, shown.date)
            return Read(shown, report, pieces=pieces)
        self._remember(shown, report)
        if not report.is_report:
            return Read(shown, report)
        page = None
        if shown.parent is not None and shown.verdict == Verdict.ATTACHMENT:
            page = find_page(self._connection, shown.id)
        if page is not None:
            known = self._pages.get(shown.parent or page.id)
            known = known or Report(load_metadata(self._connection, page.version))
            report = filled(report, known, url=shown.url)
        return Read(shown, with_listing(report, shown.title, shown.date), page=page)

    def pieces(self, shown: Shown) -> Sequence[Piece]:
        """Return the pages of the article that *shown* is a further page of, if it is one."""
        if shown.parent is None:
            return ()
        if not (may_be_further(shown.url) or is_picture(shown.url, shown.media_type)):
            return ()
        return find_pieces(self._connection, shown.id)

    def waits(self, shown: Shown) -> bool:
        """Whether *shown* is a picture that is read with others, of which one came later."""
        if shown.parent is None or not is_picture(shown.url, shown.media_type):
            return False
        return waits_for_others(self._connection, shown.id)

    def read_before(self, *, after: int = 0) -> Iterator[Shown]:
        """Yield what is to be read again, of the captures behind *after*.

        A file that hangs on a page, and is neither what a version was read from nor a piece of an
        article, is left alone: its page is the version's document.
        """
        for shown in shown_captures(self._connection, READ_BEFORE, after=after):
            document = shown.parent is None or shown.version is None or self._is_document(shown)
            if document or self.pieces(shown):
                yield shown

    def _is_document(self, shown: Shown) -> bool:
        sql = "select exists (select 1 from version where document = :id)"
        return bool(self._connection.execute(sql, {"id": shown.id}).fetchone()[0])

    def _whole(self, shown: Shown, pieces: Sequence[Piece]) -> Job:
        first, *further = (
            Page(self._content(shown), shown.url, piece.media_type)
            if piece.id == shown.id
            else read_page(self._folder, piece)
            for piece in pieces
        )
        self._taken[shown.id] = shown
        self._pieces[shown.id] = pieces
        return Job(shown.id, *first, tuple(further))

    def _job(self, shown: Shown, id_: int) -> Job:
        return Job(id_, self._content(shown), shown.url, shown.media_type)

    def _content(self, shown: Shown) -> bytes:
        if self._bodies and (capture := self._bodies.take(shown.id)):
            return decoded(capture.body, capture.headers)
        return read_content(self._folder / shown.warc, shown.offset, shown.length)

    def _page_to_read(self, shown: Shown) -> Shown | None:
        if shown.parent is None or shown.verdict != Verdict.ATTACHMENT:
            return None
        if known := self._pages.pop(shown.parent, None):
            self._pages[shown.parent] = known
        if known or {shown.parent, -shown.parent} & self._taken.keys():
            return None
        row = self._connection.execute(PAGE_OF, {"id": shown.parent}).fetchone()
        return Shown(*row) if row else None

    def _remember(self, page: Shown, report: Report) -> None:
        """Keep what an attachment may lack: what a page with tables says, it says itself."""
        report = with_listing(report, page.title, page.date)
        prose = report.sections if report.form == "none" else ()
        text = report.text if prose else ""
        self._pages[page.id] = Report(
            report.metadata, sections=prose, text=text, warnings=report.warnings
        )
        if len(self._pages) > _REMEMBERED:
            del self._pages[next(iter(self._pages))]


def shown_captures(
    connection: Connection, sql: str, *, after: int = 0, source: int = 0
) -> Iterator[Shown]:
    """Yield the captures that *sql* selects, in order, a hundred a query.

    *sql* is one of this package's own, with the parameter `:last`, and `:source` if it likes.
    """
    last = after
    values = {"limit": _AT_ONCE, "source": source}
    more = True
    while more:
        rows = connection.execute(sql, values | {"last": last}).fetchall()
        more = len(rows) == _AT_ONCE
        for row in rows:
            shown = Shown(*row)
            last = shown.id
            yield shown


def with_listing(report: Report, title: str, date: str) -> Report:
    """Return *report* with the listing's title and date where the page itself gives none.

    The issuer is then the one that this title names, unless it names another year. A date before
    December of the report's year is no date of publication.
    """
    metadata = report.metadata
    published = metadata.published
    if not published and date and (listed := parse_date(date)):
        too_early = metadata.year and listed < f"{metadata.year}-12-01"
        published = None if too_early else listed
    issuer = metadata.issuer
    if not (issuer or metadata.title) and (named := parse_title(title)):
        issuer = named.issuer if named.year == metadata.year else None
    metadata = replace(
        metadata, title=metadata.title or title or None, issuer=issuer, published=published
    )
    return replace(report, metadata=metadata)


UNREAD = """
select * from shown where parser is null and id > :last order by id limit :limit
"""
# What may be read while its source is being crawled; what wants a reader waits for an ingest, and
# so do pictures: those of one report are read together.
UNREAD_OF = """
select * from shown
where parser is null and outcome is null and id > :last and source = :source
    and not (verdict = 'attachment' and media_type like 'image/%')
order by id limit :limit
"""
# What has been read before: the documents of versions, what of bytes of its own was no report or
# could not be read, and further pages of an article that an earlier parser read one by one.
READ_BEFORE = """
select * from shown
where id > :last and parser > 0 and (
    verdict in ('report', 'attachment') and (
        outcome in ('not_report', 'error')
        and (original_verdict is null or original_verdict not in ('report', 'attachment'))
        or version is not null
        and exists (select 1 from version where version.document = shown.id)
        or verdict = 'attachment' and (
            media_type like 'text/html%' or media_type like 'image/%'
        ) and exists (
            select 1 from version
            join capture as document on document.id = version.document
            where version.id = shown.version and (document.id = shown.parent
                or document.parent = shown.parent and document.id < shown.id)
        )
    )
    or verdict = 'not_modified' and exists (select 1 from version where version.document = shown.id)
)
order by id limit :limit
"""
PAGE_OF = "select * from shown where id = :id and verdict in ('report', 'other')"
