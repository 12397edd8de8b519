"""What is waiting, leased and done of a source: the crawl's ledger."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.capture import GONE_DAYS, Kind, Known, Lease, Link, timestamp
from archive.database import Connection, transaction
from archive.links import Place, add_link, source_id
from archive.manifest import write_manifest
from archive.runs import ending, summarise


class Frontier:
    """The ledger of one source, for the one process that holds the source.

    A run that was not finished is resumed; else a new one begins, in which every address that is
    added is asked again. A lease is this process's own: when it dies, its leases are pending.
    """

    def __init__(self, connection: Connection, source: str, captures: Path) -> None:
        self.source = source
        self._captures = captures
        self._connection = connection
        self._leased: dict[int, None] = {}
        with transaction(connection):
            self.source_id = source_id(connection, source)
            self.run_id, self.started_at, self.resumed = _open_run(connection, self.source_id)

    @property
    def outstanding(self) -> int:
        """How many leases are out: leased, and their outcome not yet committed."""
        return len(self._leased)

    def add(self, links: Iterable[Link], *, found_on: Lease | None = None) -> None:
        """Let *links* wait to be fetched, unless this run has had them already."""
        place = Place(self.source_id, self.run_id, found_on.id if found_on else None)
        with transaction(self._connection):
            for link in links:
                add_link(self._connection, place, link)

    def lease(self, limit: int, *, skip_hosts: Iterable[str] = ()) -> list[Lease]:
        """Hand out up to *limit* waiting addresses, the longest waiting first.

        When nothing waits any more, the reports that no listing led to in this run are asked for
        too: whether they have vanished. One that has is asked again when it has been missing for
        twice as long, and once a year in the end; a listing that leads to it again has it asked at
        once. An empty list means that nothing waits now; while leases are outstanding, more may
        come.
        """
        leases = list(self._waiting(limit, list(skip_hosts)))
        if not leases and not self._leased and self._ask_for_the_unlisted():
            leases = list(self._waiting(limit, list(skip_hosts)))
        self._leased.update(dict.fromkeys(lease.id for lease in leases))
        return leases

    def take(self, link: Link) -> Lease | None:
        """Lease *link* out of turn; None where this run has had it or has it out."""
        with transaction(self._connection):
            place = Place(self.source_id, self.run_id)
            id_ = add_link(self._connection, place, link)
            sql = "select state from frontier where id = :id"
            state = self._connection.execute(sql, {"id": id_}).fetchone()[0]
        if state == "done" or id_ in self._leased:
            return None
        self._leased[id_] = None
        return Lease(id_, link)

    def waiting(self) -> int:
        """Return how many addresses wait to be fetched or are out."""
        sql = """
            select count(*) from frontier
            where source = :source and state in ('pending', 'leased')
        """
        found = self._connection.execute(sql, {"source": self.source_id}).fetchone()
        return int(found[0])

    def links(self, lease: Lease) -> tuple[Link, ...]:
        """Return the links found last time on this address, to replay when it is not modified."""
        sql = """
            select frontier.*, link.title as shown_title, link.date as shown_date
            from link join frontier on frontier.id = link.child
            where link.parent = :id order by link.position
        """
        return tuple(
            _link(row | {"title": row["shown_title"], "date": row["shown_date"]})
            for row in _rows(self._connection, sql, {"id": lease.id})
        )

    def leases(self) -> list[int]:
        """Return the ids of the leases that are out."""
        return list(self._leased)

    def release(self, ids: Iterable[int]) -> None:
        """Take back leases whose outcome is committed."""
        for id_ in ids:
            self._leased.pop(id_, None)

    def finish(self, remark: str = "") -> dict[str, int]:
        """End the run and return what came of it: new, changed, unchanged, vanished and so on.

        A *remark* is kept beside the numbers: what there is to say of the run.
        """
        with transaction(self._connection):
            summary = summarise(self._connection, self.run_id)
            chain = write_manifest(self._connection, self._captures, self.run_id)
            values = {"now": _now(), "summary": ending(summary, remark), "chain": chain}
            self._connection.execute(FINISH, values | {"run": self.run_id})
        return summary

    def pause(self, reason: str) -> dict[str, int]:
        """Keep why the run stops here, to be resumed, and return what has come of it so far."""
        sql = "update run set summary = :summary where id = :run"
        with transaction(self._connection):
            summary = summarise(self._connection, self.run_id)
            values = {"summary": ending(summary, reason), "run": self.run_id}
            self._connection.execute(sql, values)
        return summary

    def summary(self) -> dict[str, int]:
        """Return what has come of the run so far."""
        return summarise(self._connection, self.run_id)

    def _waiting(self, limit: int, skip_hosts: list[str]) -> Iterator[Lease]:
        sql = """
            select frontier.*, capture.sha256, capture.etag, capture.last_modified,
                exists (select 1 from link where link.parent = frontier.id) as has_links
            from frontier left join capture on capture.id = frontier.capture
            where frontier.source = :source and frontier.state in ('pending', 'leased')
                and frontier.host not in (select value from json_each(:skip))
            order by frontier.attempts, frontier.id
            limit :limit
        """
        # Looked at before the query: what the recorder releases meanwhile may still look waiting.
        out = frozenset(self.leases())
        known = {
            "source": self.source_id,
            "skip": json.dumps(skip_hosts),
            "limit": limit + len(out),
        }
        found = 0
        for row in _rows(self._connection, sql, known):
            if row["id"] not in out and found < limit:
                found += 1
                yield Lease(row["id"], _link(row), row["attempts"], _known(row))

    def _ask_for_the_unlisted(self) -> bool:
        values = {"source": self.source_id, "run": self.run_id, "now": _now()}
        with transaction(self._connection):
            found = self._connection.execute(UNLISTED, values | {"days": GONE_DAYS})
        return bool(found.rowcount)


# Left out is what was missed at every visit of some days, until as much time has gone by again.
UNLISTED = """
update frontier set state = 'pending', attempts = 0, run = :run
where source = :source and run < :run and report_capture is not null and not exists (
    select julianday(min(fetched_at)) as first, julianday(max(fetched_at)) as last
    from capture
    where capture.frontier = frontier.id and capture.id > (
        select max(id) from capture
        where capture.frontier = frontier.id and verdict not in ('gone', 'soft_404')
    )
    group by capture.frontier
    having last - first >= :days and julianday(:now) - last < min(last - first, 365)
)
"""
FINISH = """
update run set finished_at = :now, summary = :summary, chain = :chain where id = :run
"""


def _open_run(connection: Connection, source: int) -> tuple[int, str, bool]:
    sql = "select id, started_at from run where source = :source and finished_at is null"
    if row := connection.execute(sql + " order by id desc", {"source": source}).fetchone():
        connection.execute(
            "update frontier set state = 'pending', attempts = 0 "
            "where source = :source and state in ('leased', 'failed', 'blocked')",
            {"source": source},
        )
        # Should this process be killed, its reason to stop is not the one before.
        connection.execute("update run set summary = null where id = :run", {"run": row[0]})
        return int(row[0]), str(row[1]), True
    now = _now()
    inserted = connection.execute(
        "insert into run (source, started_at) values (:source, :now) returning id",
        {"source": source, "now": now},
    )
    return int(inserted.fetchone()[0]), now, False


def _rows(connection: Connection, sql: str, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    # All at once: an open cursor would hold a snapshot of the ledger while we crawl on.
    for row in cursor.fetchall():
        yield dict(zip(names, row, strict=True))


def _link(row: dict[str, Any]) -> Link:
    headers = json.loads(row["headers"]) if row["headers"] else []
    return Link(
        url=row["url"],
        kind=Kind(row["kind"]),
        title=row["title"],
        date=row["date"],
        method=row["method"],
        body=row["body"],
        headers=tuple((name, value) for name, value in headers),
        depth=row["depth"],
    )


def _known(row: dict[str, Any]) -> Known | None:
    # A listing whose links we have lost must be read again, not answered with "not modified".
    if row["sha256"] is None or (row["kind"] == Kind.LISTING and not row["has_links"]):
        return None
    return Known(row["sha256"].hex(), row["etag"], row["last_modified"])


def _now() -> str:
    return timestamp(datetime.now(UTC))
