"""Turn a report as it was seen into rows: its identity, its version, its facts."""

from hashlib import sha256
from typing import Any

from archive.address import place
from archive.catalogue import Catalogue
from archive.cells import Said, prepare
from archive.database import Connection
from archive.errors import TooEarlyError
from archive.identity import find_report
from archive.version_rows import (
    Sighting,
    extend_version,
    insert_version,
    rewrite_version,
    set_latest,
)
from parsers import Report


def store_report(connection: Connection, catalogue: Catalogue, sighting: Sighting) -> int:
    """Store *sighting* and return the number of its version, in the caller's transaction.

    Raises:
        TooEarlyError: if the crawl of its source may still show which report it is.
    """
    said = prepare(catalogue, sighting.report)
    address = place(sighting.url)
    metadata = sighting.report.metadata
    found = find_report(connection, sighting.source, address, metadata, said.digests.twin)
    if found.early and sighting.early:
        raise TooEarlyError(f"{sighting.url}: whether it has moved shows at the end of the crawl")
    if found.report is None:
        return _store_new(connection, catalogue, sighting, said, address)
    version = _version(connection, catalogue, sighting, found.report, said)
    before = _stand(connection, _standing(sighting, address, found.report, version))
    # A twin shows the same report in another frame: no news.
    if before != version and not found.twin:
        set_latest(connection, found.report, version)
    return version


def _store_new(
    connection: Connection, catalogue: Catalogue, sighting: Sighting, said: Said, address: str
) -> int:
    values = {
        "uid": _uid(catalogue, sighting, address),
        "source": sighting.source,
        "seen": sighting.seen,
    }
    report, version = connection.execute(INSERT_REPORT, values).fetchone()
    insert_version(connection, catalogue, sighting, report, said)
    connection.execute(UPSERT_LOCATION, _standing(sighting, address, report, version))
    return int(version)


def _standing(sighting: Sighting, address: str, report: int, version: int) -> dict[str, Any]:
    return {
        "address": address,
        "source": sighting.source,
        "report": report,
        "url": sighting.url,
        "version": version,
        "seen": sighting.seen,
    }


def see_again(connection: Connection, source: int, url: str, version: int, seen: str) -> None:
    """Note that *version* stood at *url* again at *seen*.

    Of a report that hangs on a page, the page's address counts, whichever of the two was asked.
    """
    extend_version(connection, version, seen)
    report, page, page_url = connection.execute(HANGING, {"version": version}).fetchone()
    address = page_url or url
    if page is not None:
        mark_page(connection, page, version)
    values = {"address": place(address), "source": source, "report": report, "seen": seen}
    before = _stand(connection, values | {"version": version, "url": address})
    if before not in (None, version):
        set_latest(connection, report, version)


def mark_page(connection: Connection, page: int, version: int) -> None:
    """Let the capture of a *page* lead to the *version* that its attachment makes."""
    sql = "update capture set version = :version, outcome = 'report' where id = :id"
    connection.execute(sql, {"version": version, "id": page})


def update_reading(
    connection: Connection,
    catalogue: Catalogue,
    version: int,
    report: Report,
    *,
    parser: int,
    changed: bool,
) -> None:
    """Let *version* say what *parser* now reads in its document."""
    if not changed:
        values = {"parser": parser, "version": version}
        connection.execute("update version set parser = :parser where id = :version", values)
        return
    row = connection.execute(SIGHTED, {"version": version}).fetchone()
    source, capture, document, url, content, seen = row
    sighting = Sighting(source, capture, document, url, content, seen, report, parser)
    rewrite_version(connection, catalogue, version, sighting)
    _name_anew(connection, catalogue, sighting, version)


def _uid(catalogue: Catalogue, sighting: Sighting, address: str) -> str:
    # The same report has the same uid in every archive that is rebuilt from these captures.
    name = catalogue.source(sighting.source)
    identity = f"{name}\0{address}\0{sighting.report.metadata.year}"
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _name_anew(
    connection: Connection, catalogue: Catalogue, sighting: Sighting, version: int
) -> None:
    """Give a report whose first version now tells another year the uid that a rebuild gives it."""
    sql = """
        update report set uid = :uid
        where :version = (select min(version.id) from version where version.report = report.id)
    """
    values = {"uid": _uid(catalogue, sighting, place(sighting.url)), "version": version}
    connection.execute(sql, values)


def _version(
    connection: Connection, catalogue: Catalogue, sighting: Sighting, report: int, said: Said
) -> int:
    known = {"report": report, "content": sighting.content}
    sql = "select id, parser from version where report = :report and content = :content"
    row = connection.execute(sql, known).fetchone()
    if row is None:
        return insert_version(connection, catalogue, sighting, report, said)
    version = int(row[0])
    extend_version(connection, version, sighting.seen)
    if row[1] != sighting.parser:
        rewrite_version(connection, catalogue, version, sighting)
    return version


def _stand(connection: Connection, values: dict[str, Any]) -> int | None:
    """Note which version stands at an address, and return the one that stood there before.

    What was seen there later than this, in a capture from another archive, stays.
    """
    row = connection.execute(LOCATION, values).fetchone()
    if row and row[1] > values["seen"]:
        return int(values["version"])
    connection.execute(UPSERT_LOCATION, values)
    return int(row[0]) if row else None


HANGING = """
select version.report, page.id, page.url
from version
left join capture as page on page.id = version.capture and version.document <> version.capture
where version.id = :version
"""


SIGHTED = """
select
    report.source, version.capture, version.document, capture.url, version.content,
    version.first_seen
from version
join report on report.id = version.report
join capture on capture.id = version.capture
where version.id = :version
"""

# The version that comes next: it is inserted in the same breath.
INSERT_REPORT = """
insert into report (uid, source, version, first_seen)
values (:uid, :source, (select coalesce(max(id), 0) + 1 from version), :seen)
returning id, version
"""


LOCATION = """
select version, seen from location
where address = :address and source = :source and report = :report
"""

UPSERT_LOCATION = """
insert into location (address, source, report, url, version, seen)
values (:address, :source, :report, :url, :version, :seen)
on conflict (address, source, report) do update set
    version = excluded.version, url = excluded.url, seen = excluded.seen
"""
