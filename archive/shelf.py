"""The WARC files of one source: which one grows, how far each is known, what a kill left behind."""

import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from archive.address import without_secrets
from archive.capture import Capture, Lease, Verdict, timestamp
from archive.content import EncodingError, decoded, header
from archive.database import Connection, transaction
from archive.errors import ArchiveError
from archive.frontier import Frontier
from archive.ledger import WHOLE, Entry, Placed
from archive.locks import file_name
from archive.lost import forget_lost, note_lost, stand_in
from archive.members import Original, exchange_members, info_member, resource_member
from archive.warc import WarcFile, cut, whole_members

logger = logging.getLogger(__name__)

# As many exchanges share a sync and a commit at most.
BATCH = 64
# A kill leaves one batch that the database does not know, two members an exchange, and the file's
# opening one. More than that is no kill but a database from an older backup.
LEFT_BY_A_KILL = 2 * BATCH + 1


class Shelf:
    """The WARC files of a run's source, for the one process that holds the source."""

    def __init__(
        self, connection: Connection, folder: Path, frontier: Frontier, *, rotate_at: int
    ) -> None:
        self._connection = connection
        self._folder = folder
        self._frontier = frontier
        self._rotate_at = rotate_at
        self._mend()
        self._lost = self._forget_lost()
        self._file, self._id = self._growing()
        self._full: list[tuple[WarcFile, int]] = []

    def put(self, entries: Iterable[Entry]) -> list[Placed]:
        """Append *entries* and return where each stands; durable only after `sync`."""
        fresh: dict[bytes, Original] = {}
        return [self._put(entry, fresh) for entry in entries]

    def sync(self) -> None:
        """Return when everything put so far would survive a power cut."""
        for file, _ in (*self._full, (self._file, self._id)):
            file.sync()

    def note_sizes(self) -> None:
        """Enter into the database how far the files are known; for the batch's transaction."""
        for file, id_ in self._full:
            self._note(id_, file.size, closed=True)
            file.close()
        self._full.clear()
        self._note(self._id, self._file.size, closed=False)

    def stand_in(self, capture: int, placed: Placed) -> None:
        """Let *capture* stand in where its bytes were lost; for the batch's transaction."""
        if self._lost and not placed.revisit:
            stand_in(self._connection, capture, placed.sha256)

    def close(self) -> None:
        """Close the files."""
        for file, _ in (*self._full, (self._file, self._id)):
            file.close()

    def _put(self, entry: Entry, fresh: dict[bytes, Original]) -> Placed:
        if self._file.size >= self._rotate_at:
            self._full.append((self._file, self._id))
            self._file, self._id = self._new()
        digest = sha256(entry.capture.body).digest()
        original = self._original(entry, digest, fresh)
        context = self._context(entry)
        capture = entry.capture
        if capture.status:
            first, request = exchange_members(capture, context, original, digest=digest)
        else:
            first, request = _resource(capture, context), b""
        offset, length = self._file.append(first)
        self._file.append(request)
        if original is None and capture.body:
            fresh.setdefault(digest, Original(capture.url, timestamp(capture.fetched_at), digest))
        revisit = original is not None and capture.status != 0
        content = _content(entry, digest)
        size = len(capture.body)
        return Placed(self._id, offset, length, size, digest, content, revisit)

    def _original(
        self, entry: Entry, digest: bytes, fresh: dict[bytes, Original]
    ) -> Original | None:
        if entry.verdict is Verdict.NOT_MODIFIED:
            return self._last(entry.lease)
        if not entry.capture.body or not entry.capture.status:
            return None
        return fresh.get(digest) or self._same(digest)

    def _same(self, digest: bytes) -> Original | None:
        sql = """
            select url, fetched_at, sha256 from capture
            where sha256 = :sha256 and original is null and status > 0 and size > 0
                and not exists (select 1 from temp.gone where gone.id = capture.id)
            order by id limit 1
        """
        row = self._connection.execute(sql, {"sha256": digest}).fetchone()
        return Original(*row) if row else None

    def _last(self, lease: Lease | None) -> Original | None:
        if lease is None:
            return None
        sql = """
            select original.url, original.fetched_at, original.sha256
            from frontier
            join capture on capture.id = frontier.capture
            join capture as original on original.id = coalesce(capture.original, capture.id)
            where frontier.id = :id
        """
        row = self._connection.execute(sql, {"id": lease.id}).fetchone()
        return Original(*row) if row else None

    def _context(self, entry: Entry) -> dict[str, str]:
        link = entry.lease.link if entry.lease else None
        context = {
            "source": self._frontier.source,
            "run": self._frontier.started_at,
            "kind": str(link.kind if link else entry.kind),
            "verdict": str(entry.verdict),
            "reason": entry.reason,
        }
        if notes := dict(entry.capture.notes):
            context["notes"] = json.dumps(notes, ensure_ascii=False, sort_keys=True)
        if not entry.lease or not link:
            return context
        context |= {"title": link.title, "date": link.date, "asked": without_secrets(link.url)}
        if link.method != "GET":
            context |= {"method": link.method, "body": link.body}
        return context | {"found-on": self._found_on(entry.lease)}

    def _found_on(self, lease: Lease) -> str:
        sql = """
            select page.url from frontier join frontier as page on page.id = frontier.found_on
            where frontier.id = :id
        """
        row = self._connection.execute(sql, {"id": lease.id}).fetchone()
        return str(row[0]) if row else ""

    def _growing(self) -> tuple[WarcFile, int]:
        sql = """
            select id, name from warc where source = :source and not closed and size < :limit
            order by id desc limit 1
        """
        values = {"source": self._frontier.source_id, "limit": self._rotate_at}
        if row := self._connection.execute(sql, values).fetchone():
            file = WarcFile(self._folder / row[1])
            if not file.size:
                file.append(info_member(file.path.name, self._frontier.source))
            return file, int(row[0])
        return self._new()

    def _new(self) -> tuple[WarcFile, int]:
        moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")
        name = f"{file_name(self._frontier.source)}-{moment}.warc.gz"
        # The database knows of a file before the file is there: one that it does not know is not
        # ours to cut.
        sql = "insert into warc (name, source) values (:name, :source) returning id"
        with transaction(self._connection) as connection:
            values = {"name": name, "source": self._frontier.source_id}
            id_ = int(connection.execute(sql, values).fetchone()[0])
        file = WarcFile(self._folder / name)
        file.append(info_member(name, self._frontier.source))
        return file, id_

    def _note(self, id_: int, size: int, *, closed: bool) -> None:
        self._connection.execute(
            "update warc set size = :size, closed = :closed where id = :id",
            {"size": size, "closed": closed, "id": id_},
        )

    def _mend(self) -> None:
        sql = "select id, name, size from warc where source = :source and not closed"
        values = {"source": self._frontier.source_id}
        for id_, name, size in self._connection.execute(sql, values).fetchall():
            path = self._folder / name
            found = path.stat().st_size if path.exists() else 0
            if found > size:
                _cut_tail(path, size)
            elif found < size:  # never append after a torn member
                with transaction(self._connection):
                    self._note(id_, size, closed=True)

    def _forget_lost(self) -> bool:
        """Have what is lost fetched anew; return whether anything is."""
        lost = note_lost(self._connection, self._folder)
        for file in lost:
            logger.warning("%s is lost from byte %d on: fetched anew", file.name, file.left)
        if lost:
            with transaction(self._connection):
                frontier = self._frontier
                forget_lost(self._connection, frontier.source_id, frontier.run_id)
        return bool(lost)


def _cut_tail(path: Path, size: int) -> None:
    count, _ = whole_members(path, size)
    if count > LEFT_BY_A_KILL:
        raise ArchiveError(
            f"{path} holds {count} records that archive.db does not know; it may come from an "
            "older backup: move archive.db away and run `nianbao reparse --apply` to rebuild it"
        )
    cut(path, size)


def _resource(capture: Capture, context: dict[str, str]) -> bytes:
    media_type = header(capture.headers, "content-type")
    date = timestamp(capture.fetched_at)
    return resource_member(capture.url, capture.body, media_type, date=date, context=context)


def _content(entry: Entry, digest: bytes) -> bytes:
    if entry.verdict not in WHOLE:
        return digest
    try:
        content = decoded(entry.capture.body, entry.capture.headers)
    except EncodingError:
        return digest
    return digest if content is entry.capture.body else sha256(content).digest()
