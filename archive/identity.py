"""Tell which report a page shows: one known by its address, or by what it says."""

from typing import NamedTuple

from archive.database import Connection, storable
from parsers import Metadata


class Found(NamedTuple):
    """A report that is known, by its address or as a twin; none where it is a new one.

    `early` says that a crawl that still goes on may show otherwise.
    """

    report: int | None
    twin: bool = False
    early: bool = False


def find_report(
    connection: Connection, source: int, address: str, metadata: Metadata, twin: bytes
) -> Found:
    """Return which known report one with this *metadata* and *twin* digest is.

    *address* is the `place` that it was seen at.

    An address that shows another year's report now shows another report. A report at an address
    of its own is a known one where it says the same, or where the known one has gone from all of
    its addresses; both only within a source, since bodies of other places have the same names.
    """
    known = {
        "source": source,
        "address": address,
        "year": metadata.year,
        "issuer": metadata.issuer and storable(metadata.issuer),
        # Files of two machines may have one path and be different reports.
        "file": address.startswith("file:"),
    }
    if row := connection.execute(AT_ADDRESS, known).fetchone():
        return Found(row[0])
    if not (metadata.issuer and metadata.year):
        return Found(None)
    # Mostly there is none of this issuer and year, and so no twin, whose digest holds both.
    if connection.execute(OF_ISSUER, known).fetchone() is None:
        return Found(None)
    known["twin"] = twin
    if row := connection.execute(TWIN, known).fetchone():
        return Found(row[0], twin=True)
    row = connection.execute(GONE_ELSEWHERE, known).fetchone()
    return Found(row[0] if row else None, early=True)


AT_ADDRESS = """
select location.report
from location
join version on version.id = location.version
where location.address = :address
    and (version.year is :year or version.year is null or :year is null)
    and (not :file or version.issuer is :issuer)
order by version.year is :year desc, location.source = :source desc, location.report desc
limit 1
"""

TWIN = """
select version.report
from version
join report on report.id = version.report
where version.twin = :twin and report.source = :source
order by version.id limit 1
"""

OF_ISSUER = "select 1 from version where issuer = :issuer and year = :year limit 1"

# The cross join keeps SQLite from reading every report instead of those of the issuer.
GONE_ELSEWHERE = """
select version.report
from version
cross join report on report.id = version.report and report.version = version.id
where version.issuer = :issuer and version.year = :year and report.source = :source
    and exists (
        select 1 from version as any_version
        join capture as shown on shown.version = any_version.id
        where any_version.report = report.id
    )
    and not exists (
        select 1
        from version as any_version
        join capture as shown on shown.version = any_version.id
        left join capture as last on last.id = (
            select max(capture.id) from capture where capture.frontier = shown.frontier
        )
        where any_version.report = report.id
            and (last.verdict is null or last.verdict not in ('gone', 'soft_404'))
    )
order by version.id limit 1
"""
