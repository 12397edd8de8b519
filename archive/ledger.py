"""Enter what came back into the ledger: the capture's row, the links it found, its address done."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from archive.address import escaped
from archive.capture import Capture, Kind, Lease, Link, Verdict
from archive.content import header
from archive.database import Connection, storable
from archive.frontier import Place, replace_links
from archive.warc import timestamp

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
    """An address from which nothing came back."""

    lease: Lease
    reason: str
    again: bool


class Placed(NamedTuple):
    """Where an exchange stands, and the size and digests of its body as sent and as meant."""

    warc: int
    offset: int
    length: int
    size: int
    sha256: bytes
    content: bytes
    revisit: bool


def enter(connection: Connection, place: Place, entry: Entry, placed: Placed) -> int:
    """Insert the row of *entry*, mark its address done, and return the capture's number."""
    lease = entry.lease
    known = _known(connection, lease)
    capture = _insert(connection, place, entry, placed, known)
    if lease is not None:
        _done(connection, lease, entry, capture)
        replace_links(connection, place._replace(found_on=lease.id), lease.id, entry.links)
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
    """Let the address of *missed* wait again, behind the others, or fail for this run."""
    sql = """
        update frontier
        set state = :state, attempts = attempts + :again, reason = :reason
        where id = :id
    """
    state = "pending" if missed.again else "failed"
    values = {"state": state, "again": missed.again, "reason": storable(missed.reason)}
    connection.execute(sql, values | {"id": missed.lease.id})


def mark_leased(connection: Connection, leases: list[int]) -> None:
    """Show in the ledger what is out; a resumed run takes it back."""
    connection.executemany(
        "update frontier set state = 'leased' where id = :id and state = 'pending'",
        ({"id": id_} for id_ in leases),
    )


class _Known(NamedTuple):
    capture: int | None
    parent: int | None


def _known(connection: Connection, lease: Lease | None) -> _Known:
    if lease is None:
        return _Known(None, None)
    sql = """
        select coalesce(known.original, known.id), page.capture
        from frontier
        left join capture as known on known.id = frontier.capture
        left join frontier as page on page.id = frontier.found_on
        where frontier.id = :id
    """
    return _Known(*connection.execute(sql, {"id": lease.id}).fetchone())


def _insert(
    connection: Connection, place: Place, entry: Entry, placed: Placed, known: _Known
) -> int:
    lease = entry.lease
    values = told(entry, placed) | {
        "source": place.source,
        "run": place.run,
        "frontier": lease.id if lease else None,
        "parent": known.parent,
        "original": _original(connection, entry, placed, known),
        "warc": placed.warc,
        "offset": placed.offset,
        "length": placed.length,
        "unread": entry.verdict in READABLE or entry.verdict is Verdict.NOT_MODIFIED,
    }
    return int(connection.execute(INSERT, values).fetchone()[0])


def _original(connection: Connection, entry: Entry, placed: Placed, known: _Known) -> int | None:
    if not placed.revisit:
        return None
    if entry.verdict is Verdict.NOT_MODIFIED:
        return known.capture
    sql = "select min(id) from capture where sha256 = :sha256 and original is null"
    found: int | None = connection.execute(sql, {"sha256": placed.sha256}).fetchone()[0]
    return found


def _done(connection: Connection, lease: Lease, entry: Entry, capture: int) -> None:
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
        "whole": entry.verdict in WHOLE,
        "readable": entry.verdict in READABLE,
        "capture": capture,
        "id": lease.id,
    }
    connection.execute(sql, values)


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
