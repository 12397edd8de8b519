"""Tell which report a page shows: one known by its address, or by what it says."""

from typing import NamedTuple

from archive.address import place
from archive.database import Connection
from archive.digests import twin_digest
from parsers import Report


class Found(NamedTuple):
    """A report that is known: by its address, with the version seen there last, or as a twin."""

    report: int | None
    version: int | None = None
    twin: bool = False


def find_report(connection: Connection, source: int, url: str, report: Report) -> Found:
    """Return which known report *report* is; nothing where it is a new one.

    An address that shows another year's report now shows another report. A report at an address
    of its own is a known one where it says the same, or where the known one has gone from all of
    its addresses.
    """
    known = {"source": source, "address": place(url), "year": report.metadata.year}
    if row := connection.execute(AT_ADDRESS, known).fetchone():
        return Found(*row)
    if not (report.metadata.issuer and report.metadata.year):
        return Found(None)
    known |= {"twin": twin_digest(report), "issuer": report.metadata.issuer}
    if row := connection.execute(TWIN, known).fetchone():
        return Found(row[0], twin=True)
    if row := connection.execute(GONE_ELSEWHERE, known).fetchone():
        return Found(row[0])
    return Found(None)


AT_ADDRESS = """
select location.report, location.version
from location
join version on version.id = location.version
where location.address = :address and location.source = :source
    and (version.year is :year or version.year is null or :year is null)
order by version.year is :year desc, location.report desc
limit 1
"""

TWIN = """
select version.report
from version
join report on report.id = version.report
where version.twin = :twin and report.source = :source
order by version.id limit 1
"""

GONE_ELSEWHERE = """
select version.report
from version
join report on report.version = version.id
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
