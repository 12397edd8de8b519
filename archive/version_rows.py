"""Write the rows of a version: insert them, write them anew, take them out."""

from dataclasses import dataclass
from typing import Any

from archive.catalogue import Catalogue
from archive.cells import Said, insert_reading, prepare
from archive.database import Connection, storable
from archive.digests import Digests
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


def insert_version(
    connection: Connection, catalogue: Catalogue, sighting: Sighting, report: int, said: Said
) -> int:
    """Insert a version of *report* as *sighting* shows it, and return its number."""
    values = _columns(sighting, said.digests)
    values |= {"report": report, "content": sighting.content, "seen": sighting.seen}
    version = int(connection.execute(INSERT_VERSION, values).fetchone()[0])
    insert_reading(connection, catalogue, version, said)
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
        set_latest(connection, report, latest)


def extend_version(connection: Connection, version: int, seen: str) -> None:
    """Note that *version* was there at *seen* too."""
    sql = """
        update version set
            first_seen = min(first_seen, :seen), last_seen = max(last_seen, :seen)
        where id = :version
    """
    connection.execute(sql, {"seen": seen, "version": version})


def set_latest(connection: Connection, report: int, version: int) -> None:
    """Let *version* be what *report* says now."""
    connection.execute(
        "update report set version = :version where id = :report",
        {"version": version, "report": report},
    )


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

DELETE_VERSION = (
    "update capture set version = null, outcome = 'not_report' where version = :version",
    "delete from location where version = :version",
    "delete from version where id = :version",
)

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
