"""Turn a report as it was seen into rows: its identity, its version, its facts."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from archive.address import place
from archive.catalogue import Catalogue
from archive.cells import Said, insert_reading, prepare
from archive.database import Connection, storable
from archive.digests import Digests
from archive.errors import TooEarlyError
from archive.identity import find_report
from parsers import Report


@dataclass(frozen=True, slots=True)
class Sighting:
    """A report as it was seen once.

    `capture` is the page, `document` the capture that was read: the same, or an attachment of the
    page. `content` is the digest of what was read. `early` says that its source is still crawled.
    """

    source: int
    capture: int
    document: int
    url: str
    content: bytes
    seen: str
    report: Report
    parser: int
    early: bool = False


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
        _set_latest(connection, found.report, version)
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
    _insert_version(connection, catalogue, sighting, report, said)
    connection.execute(UPSERT_LOCATION, _standing(sighting, address, report, version))
    return int(version)


def _insert_version(
    connection: Connection, catalogue: Catalogue, sighting: Sighting, report: int, said: Said
) -> int:
    values = _columns(sighting, said.digests)
    values |= {"report": report, "content": sighting.content, "seen": sighting.seen}
    version = int(connection.execute(INSERT_VERSION, values).fetchone()[0])
    insert_reading(connection, catalogue, version, said)
    return version


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
    _extend(connection, version, seen)
    report, page, page_url = connection.execute(HANGING, {"version": version}).fetchone()
    address = page_url or url
    if page is not None:
        mark_page(connection, page, version)
    values = {"address": place(address), "source": source, "report": report, "seen": seen}
    before = _stand(connection, values | {"version": version, "url": address})
    if before not in (None, version):
        _set_latest(connection, report, version)


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


def remove_version(connection: Connection, version: int) -> None:
    """Take *version* out of the database, and its report if it was the only one.

    Its captures stay, as captures of no report.
    """
    values = {"version": version}
    (report,) = connection.execute(
        "select report from version where id = :version", values
    ).fetchone()
    for sql in (*DELETE_READING, *DELETE_VERSION):
        connection.execute(sql, values)
    sql = "select max(id) from version where report = :report"
    (latest,) = connection.execute(sql, {"report": report}).fetchone()
    if latest is None:
        connection.execute("delete from location where report = :report", {"report": report})
        connection.execute("delete from report where id = :report", {"report": report})
    else:
        _set_latest(connection, report, latest)


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
        return _insert_version(connection, catalogue, sighting, report, said)
    version = int(row[0])
    _extend(connection, version, sighting.seen)
    if row[1] != sighting.parser:
        rewrite_version(connection, catalogue, version, sighting)
    return version


def rewrite_version(
    connection: Connection, catalogue: Catalogue, version: int, sighting: Sighting
) -> None:
    """Let *version* say what *sighting* says: metadata, document, parser, text and facts."""
    said = prepare(catalogue, sighting.report)
    values = _columns(sighting, said.digests)
    values |= {"version": version, "content": sighting.content}
    connection.execute(UPDATE_VERSION, values)
    for sql in DELETE_READING:
        connection.execute(sql, {"version": version})
    insert_reading(connection, catalogue, version, said)


def _stand(connection: Connection, values: dict[str, Any]) -> int | None:
    """Note which version stands at an address, and return the one that stood there before.

    What was seen there later than this, in a capture from another archive, stays.
    """
    row = connection.execute(LOCATION, values).fetchone()
    if row and row[1] > values["seen"]:
        return int(values["version"])
    connection.execute(UPSERT_LOCATION, values)
    return int(row[0]) if row else None


def _set_latest(connection: Connection, report: int, version: int) -> None:
    connection.execute(
        "update report set version = :version where id = :report",
        {"version": version, "report": report},
    )


def _extend(connection: Connection, version: int, seen: str) -> None:
    sql = """
        update version set
            first_seen = min(first_seen, :seen), last_seen = max(last_seen, :seen)
        where id = :version
    """
    connection.execute(sql, {"seen": seen, "version": version})


def _columns(sighting: Sighting, both: Digests) -> dict[str, Any]:
    metadata = sighting.report.metadata
    region = metadata.region
    columns = {
        "capture": sighting.capture,
        "document": sighting.document,
        "reading": both.reading,
        "twin": both.twin,
        "parser": sighting.parser,
        "title": metadata.title,
        "year": metadata.year,
        "issuer": metadata.issuer,
        "scope": metadata.scope,
        "region_code": region.code if region else None,
        "region_name": region.name if region else None,
        "level": metadata.level,
        "published": metadata.published,
        "signed": metadata.signed,
        "author": metadata.author,
        "source": metadata.source,
        "index_number": metadata.index_number,
        "document_number": metadata.document_number,
        "form": sighting.report.form,
    }
    return {n: storable(v) if isinstance(v, str) else v for n, v in columns.items()}


DELETE_READING = (
    "delete from body where version = :version",
    "delete from section where version = :version",
    "delete from fact where version = :version",
    "delete from checked where version = :version",
)

HANGING = """
select version.report, page.id, page.url
from version
left join capture as page on page.id = version.capture and version.document <> version.capture
where version.id = :version
"""

DELETE_VERSION = (
    "update capture set version = null, outcome = 'not_report' where version = :version",
    "delete from location where version = :version",
    "delete from version where id = :version",
)

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

INSERT_VERSION = """
insert into version (
    report, content, capture, document, reading, twin, parser, first_seen, last_seen, title, year,
    issuer, scope, region_code, region_name, level, published, signed, source, author,
    index_number, document_number, form
) values (
    :report, :content, :capture, :document, :reading, :twin, :parser, :seen, :seen, :title, :year,
    :issuer, :scope, :region_code, :region_name, :level, :published, :signed, :source, :author,
    :index_number, :document_number, :form
) returning id
"""

UPDATE_VERSION = """
update version set
    content = :content, document = :document, reading = :reading, twin = :twin, parser = :parser,
    title = :title, year = :year, issuer = :issuer, scope = :scope, region_code = :region_code,
    region_name = :region_name, level = :level, published = :published, signed = :signed,
    source = :source, author = :author, index_number = :index_number,
    document_number = :document_number, form = :form
where id = :version
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
