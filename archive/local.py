"""Bring local files into the archive: each a capture like any other, its bytes in a WARC file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from archive.capture import Capture, Kind, Link, Verdict
from archive.database import Connection
from archive.files import find_documents
from archive.frontier import Frontier
from archive.recorder import Recorder
from archive.shelf import BATCH
from parsers.media import HTML, TEXT, ZIP, media_type_of
from parsers.readers.bundle import find_reports

# Files belong to no portal; they share one source of this name.
SOURCE = "local"
_HEAD = 4096


@dataclass(slots=True)
class Recorded:
    """Which files were passed over, which are there already, and which could not be opened."""

    skipped: list[str] = field(default_factory=list)
    unchanged: int = 0
    errors: list[tuple[str, str]] = field(default_factory=list)


def record_files(
    connection: Connection, frontier: Frontier, recorder: Recorder, paths: Iterable[Path]
) -> Recorded:
    """Record the documents of *paths*; a file that is there with the same bytes is left alone.

    A zip that holds several reports is unpacked as if it were a folder. What is lost is known from
    `note_lost` with this *connection*.
    """
    found = find_documents(paths)
    done = Recorded([str(path) for path in found.skipped])
    for number, path in enumerate(found.documents, start=1):
        try:
            body = path.read_bytes()
        except OSError as error:
            done.errors.append((str(path), error.strerror or str(error)))
            continue
        for address, content in _documents(path, body, done):
            if _is_there(connection, address, content):
                done.unchanged += 1
            else:
                _record(frontier, recorder, address, content)
        if not number % BATCH:
            recorder.flush().result()  # so that no more than a batch is held in memory
    return done


def _documents(path: Path, body: bytes, done: Recorded) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the bytes of a file, or of each report in the zip that it is."""
    address = path.resolve().as_uri()
    reports = find_reports(body) if media_type_of(path.name, body) == ZIP else None
    if reports is None:
        yield address, body
        return
    done.skipped += (f"{path}/{name}" for name in reports.others)
    done.errors += ((f"{path}/{name}", "not opened: unpack it") for name in reports.unopened)
    for name, content in reports.contents.items():
        yield f"{address}/{quote(name)}", content


def _is_there(connection: Connection, address: str, body: bytes) -> bool:
    sql = """
        select 1 from capture
        where sha256 = :sha256 and url = :url
            and not exists (
                select 1 from temp.gone where gone.id = coalesce(capture.original, capture.id)
            )
        limit 1
    """
    values = {"sha256": sha256(body).digest(), "url": address}
    return connection.execute(sql, values).fetchone() is not None


def _record(frontier: Frontier, recorder: Recorder, address: str, body: bytes) -> None:
    media_type = media_type_of(address, body[:_HEAD]) or "application/octet-stream"
    page = media_type in (HTML, TEXT)
    capture = Capture(address, datetime.now(UTC), 0, (("Content-Type", media_type),), body)
    if lease := frontier.take(Link(address, Kind.PAGE if page else Kind.ATTACHMENT)):
        verdict = Verdict.REPORT if page else Verdict.ATTACHMENT
        recorder.record(capture, verdict=verdict, lease=lease)
