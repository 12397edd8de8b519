"""A process that writes to an archive and says what it was told is kept; others kill it.

`python -m tests.archive.writer FOLDER SOURCE PAGES ACKS [--unsafe]`
"""

import os
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

from archive import Archive, Capture, Kind, Link, Verdict
from archive.catalogue import Catalogue
from archive.database import transaction
from archive.store import store_report
from archive.version_rows import Sighting
from tests.archive.reports import made

HOST = "http://portal.test"
TOGETHER = 4


def body_of(source: str, number: int) -> bytes:
    """Return the bytes of a page, which do not compress."""
    return random.Random(f"{source}/{number}").randbytes(600)


def write(folder: Path, source: str, pages: int, acks: int, *, unsafe: bool = False) -> None:
    """Crawl *pages* pages and store a report for each; write to *acks* what is kept."""
    with Archive.open(folder) as archive, archive.hold(source):
        frontier = archive.frontier(source)
        links = [Link(f"{HOST}/{source}/{n}.html", Kind.PAGE) for n in range(pages)]
        frontier.add(links)
        with archive.recorder(frontier) as recorder:
            if unsafe:
                recorder._connection.execute("pragma synchronous = off")
            while leases := frontier.lease(TOGETHER):
                for lease in leases:
                    number = int(lease.link.url.rpartition("/")[2].removesuffix(".html"))
                    body = body_of(source, number)
                    capture = Capture(lease.link.url, datetime.now(UTC), 200, (), body)
                    recorder.record(capture, verdict=Verdict.REPORT, lease=lease)
                recorder.flush().result()
                os.write(acks, "".join(f"{lease.link.url}\n" for lease in leases).encode())
        _store(archive, source, acks)
        frontier.finish()


def _store(archive: Archive, source: str, acks: int) -> None:
    sql = """
        select capture.id, capture.source, capture.url, capture.content, capture.fetched_at
        from capture join source on source.id = capture.source
        where capture.parser is null and source.name = :source
    """
    for row in archive.connection.execute(sql, {"source": source}).fetchall():
        capture, number, url, content, seen = row
        report = made(issuer=url)
        with transaction(archive.connection) as connection:
            sighting = Sighting(number, capture, capture, url, content, seen, report, 1)
            version = store_report(connection, Catalogue(connection), sighting)
            sql = "update capture set parser = 1, version = :version where id = :id"
            connection.execute(sql, {"version": version, "id": capture})
        os.write(acks, f"report {url}\n".encode())


if __name__ == "__main__":
    name, source, pages, acks, *unsafe = sys.argv[1:]
    handle = os.open(acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    write(Path(name), source, int(pages), handle, unsafe=bool(unsafe))
