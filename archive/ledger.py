"""Enter what came back into the ledger: the capture's row, the links it found, its address done."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from archive.address import escaped
from archive.capture import Capture, Kind, Lease, Link, Verdict, timestamp
from archive.content import header
from archive.database import Connection, storable
from archive.links import Place, replace_links

# What has a body worth asking for conditionally; a challenge or a 404 never answers for a page.
WHOLE = frozenset({Verdict.REPORT, Verdict.LISTING, Verdict.ATTACHMENT, Verdict.OTHER})
READABLE = frozenset({Verdict.REPORT, Verdict.ATTACHMENT})


@dataclass(frozen=True, slots=True)
class Entry:
    """An exchange to keep, and what the crawl made of it."""

    capture: Capture
    verdict: Verdict
    lease: Lease | None = None
    links: tuple[Link, ...] = ()
    kind: Kind = Kind.PAGE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Miss:
    """An address from which nothing came back; one that is `blocked` may not be asked."""

    lease: Lease
    reason: str
    again: bool = False
    blocked: bool = False


class Placed(NamedTuple):
    """Where an exchange stands, and the size and digests of its body as sent and as meant."""

    warc: int
    offset: int
    length: int
    size: int
    sha256: bytes
    content: bytes
    revisit: bool


class Kin(NamedTuple):
    """The captures that a capture belongs to: what it repeats, and the page it was found on."""

    original: int | None
    parent: int | None


def enter(connection: Connection, place: Place, entry: Entry, placed: Placed) -> int:
    """Insert the row of *entry*, mark its address done, and return the capture's number."""
    lease = entry.lease
    capture = insert_capture(connection, place, entry, placed, _kin(connection, entry, placed))
    if lease is not None:
        _done(connection, lease, entry, capture, whole=entry.verdict in WHOLE and placed.size > 0)
        # A listing that was not modified leads where it led.
        if entry.links or entry.verdict is not Verdict.NOT_MODIFIED:
            place = place._replace(found_on=_page_of(connection, entry, lease))
            replace_links(connection, place, lease.id, entry.links)
    return capture


def told(entry: Entry, placed: Placed) -> dict[str, Any]:
    """Return what the record alone tells of a capture, column by column."""
    capture, link = entry.capture, entry.lease.link if entry.lease else None
    return {
        "url": escaped(capture.url),
        "fetched_at": timestamp(capture.fetched_at),
        "status": capture.status,
        "media_type": storable(header(capture.headers, "content-type")),
        "sha256": placed.sha256,
        "content": placed.content,
        "size": placed.size,
        "verdict": str(entry.verdict),
        "kind": str(link.kind if link else entry.kind),
        "reason": storable(entry.reason),
        "title": storable(link.title) if link else "",
        "date": storable(link.date) if link else "",
        "etag": storable(header(capture.headers, "etag")),
        "last_modified": storable(header(capture.headers, "last-modified")),
    }


def miss(connection: Connection, missed: Miss) -> None:
    """Let the address of *missed* wait again, behind the others, or have failed for this run."""
    sql = """
        update frontier
        set state = :state, attempts = attempts + :again, reason = :reason
        where id = :id
    """
    state = "pending" if missed.again else "blocked" if missed.blocked else "failed"
    values = {"state": state, "again": missed.again, "reason": storable(missed.reason)}
    connection.execute(sql, values | {"id": missed.lease.id})


def mark_leased(connection: Connection, leases: list[int]) -> None:
    """Show in the ledger what is out; a resumed run takes it back."""
    connection.executemany(
        "update frontier set state = 'leased' where id = :id and state = 'pending'",
        ({"id": id_} for id_ in leases),
    )


def insert_capture(
    connection: Connection, place: Place, entry: Entry, placed: Placed, kin: Kin
) -> int:
    """Insert the row of *entry* and return the capture's number; its address is left alone."""
    lease = entry.lease
    values = told(entry, placed) | {
        "source": place.source,
        "run": place.run,
        "frontier": lease.id if lease else None,
        "parent": kin.parent,
        "original": kin.original,
        "warc": placed.warc,
        "offset": placed.offset,
        "length": placed.length,
        "unread": entry.verdict in READABLE or entry.verdict is Verdict.NOT_MODIFIED,
    }
    return int(connection.execute(INSERT, values).fetchone()[0])


def same_bytes(connection: Connection, sha256: bytes) -> int | None:
    """Return the first capture with these bytes, whose record holds them.

    What is lost is known from `note_lost` with this *connection*.
    """
    sql = """
        select min(id) from capture
        where sha256 = :sha256 and original is null and size > 0
            and not exists (select 1 from temp.gone where gone.id = capture.id)
    """
    found: int | None = connection.execute(sql, {"sha256": sha256}).fetchone()[0]
    return found


def _kin(connection: Connection, entry: Entry, placed: Placed) -> Kin:
    known, parent = None, None
    if entry.lease is not None:
        known, parent = connection.execute(KIN, {"id": entry.lease.id}).fetchone()
    if not placed.revisit:
        return Kin(None, parent)
    if entry.verdict is Verdict.NOT_MODIFIED:
        return Kin(known, parent)
    return Kin(same_bytes(connection, placed.sha256), parent)


def _done(connection: Connection, lease: Lease, entry: Entry, capture: int, *, whole: bool) -> None:
    sql = """
        update frontier set
            state = 'done',
            reason = :reason,
            capture = case when :whole then :capture else capture end,
            report_capture = case when :readable then :capture else report_capture end
        where id = :id
    """
    values = {
        "reason": storable(entry.reason),
        "whole": whole,
        "readable": entry.verdict in READABLE,
        "capture": capture,
        "id": lease.id,
    }
    connection.execute(sql, values)


def _page_of(connection: Connection, entry: Entry, lease: Lease) -> int:
    """Return the address that what *entry* leads to hangs on: a part of a page is not one."""
    if lease.link.kind is not Kind.ATTACHMENT or not entry.links:
        return lease.id
    return int(connection.execute(PAGE_OF, {"id": lease.id}).fetchone()[0])


KIN = """
select coalesce(known.original, known.id), page.capture
from frontier
left join capture as known on known.id = frontier.capture
left join frontier as page on page.id = frontier.found_on
where frontier.id = :id
"""
PAGE_OF = """
select coalesce(case when known.verdict = 'attachment' then frontier.found_on end, frontier.id)
from frontier left join capture as known on known.id = frontier.capture
where frontier.id = :id
"""
# What is never parsed counts as read by parser 0, so that the index of what is unread stays small.
INSERT = """
insert into capture (
    source, run, frontier, parent, original, url, fetched_at, status, media_type, sha256, content,
    size, verdict, kind, reason, title, date, etag, last_modified, warc, "offset", length, parser
) values (
    :source, :run, :frontier, :parent, :original, :url, :fetched_at, :status, :media_type, :sha256,
    :content, :size, :verdict, :kind, :reason, :title, :date, :etag, :last_modified, :warc,
    :offset, :length, case when :unread then null else 0 end
) returning id
"""
