"""A page and the document that hangs on it are one report: put the two together."""

from dataclasses import fields, replace
from hashlib import sha256
from typing import Any, NamedTuple

from archive.catalogue import Catalogue
from archive.database import Connection
from archive.store import mark_page, store_report
from archive.version_rows import Sighting, rewrite_version
from parsers import Metadata, Report
from parsers.beside.completed import is_complete
from parsers.beside.hanging import still_unread

# A page that hangs out more files than a report's editions and charts is a listing of reports.
EDITIONS = 3


class Page(NamedTuple):
    """The page that an attachment was found on, and the version it has, if it is a report."""

    id: int
    url: str
    content: bytes
    version: int | None
    form: str | None
    document: int | None
    issuer: str | None
    year: int | None


def find_page(connection: Connection, capture: int) -> Page | None:
    """Return the page on which the attachment *capture* was found, if it is a report's page."""
    row = connection.execute(PAGE, {"capture": capture, "editions": EDITIONS}).fetchone()
    return Page(*row) if row else None


def store_attachment(
    connection: Connection, catalogue: Catalogue, sighting: Sighting, page: Page
) -> int:
    """Store the report that hangs on *page*, and return the number of its version.

    What the page itself prints goes before; an attachment that repeats it is the same version.
    Another body's or year's report that hangs there too is a report of its own.
    """
    if page.version is None:
        return _store_joined(connection, catalogue, sighting, page)
    metadata = sighting.report.metadata
    if metadata.year != page.year and metadata.year and page.year:
        return store_report(connection, catalogue, sighting)
    if page.document == page.id:
        if page.form != "none":
            return page.version
        joined = _joined(sighting, page)
        rewrite_version(connection, catalogue, page.version, joined)
        return page.version
    if _same_file(connection, page.document, sighting.document):
        return _store_joined(connection, catalogue, sighting, page)
    if (metadata.issuer, metadata.year) == (page.issuer, page.year):
        return page.version
    return store_report(connection, catalogue, sighting)


def filled(report: Report, page: Report, *, url: str = "") -> Report:
    """Return *report*, of the document at *url*, with what that does not say from its *page*.

    That is each field of the metadata, and the prose where a document on the same year has hardly
    more than tables. Where it lacks some of them, the other files of the page are named.

    >>> page = Report(Metadata(year=2021, source="部门单位"))
    >>> filled(Report(Metadata(year=2020)), page).metadata.source
    '部门单位'
    """
    missing: dict[str, Any] = {
        field.name: getattr(page.metadata, field.name)
        for field in fields(Metadata)
        if getattr(report.metadata, field.name) is None
    }
    report = replace(report, metadata=replace(report.metadata, **missing))
    if report.metadata.year != page.metadata.year:
        return report
    if page.warnings and not is_complete(report):
        files = still_unread(page.warnings, url)
        report = replace(report, warnings=(*report.warnings, *files))
    if _prose(page) <= _prose(report):
        return report
    return replace(report, sections=page.sections, text=f"{page.text}\n{report.text}")


def _prose(report: Report) -> int:
    """Return how many characters a report has under its headings."""
    return sum(len(section.text) for section in report.sections if section.heading)


def _joined(sighting: Sighting, page: Page) -> Sighting:
    content = sha256(page.content + sighting.content).digest()
    return replace(sighting, capture=page.id, url=page.url, content=content)


def _store_joined(
    connection: Connection, catalogue: Catalogue, sighting: Sighting, page: Page
) -> int:
    version = store_report(connection, catalogue, _joined(sighting, page))
    mark_page(connection, page.id, version)
    return version


def _same_file(connection: Connection, document: int | None, other: int) -> bool:
    sql = """
        select count(distinct frontier) from capture
        where id in (:document, :other) and frontier is not null
    """
    found = connection.execute(sql, {"document": document, "other": other}).fetchone()[0]
    return bool(found == 1)


PAGE = """
select
    page.id, page.url, page.content, page.version, version.form, version.document,
    version.issuer, version.year
from capture as attachment
join capture as parent on parent.id = attachment.parent
-- What a shell's script fetched is no page that one could open: the shell is.
join capture as page on page.id = case
    when parent.kind = 'attachment' then coalesce(parent.parent, parent.id) else parent.id
end
left join version on version.id = page.version
where attachment.id = :capture and (
    page.verdict = 'report'
    or page.verdict = 'other' and (
        select count(*) from link
        join frontier on frontier.id = link.child
        where link.parent = page.frontier and frontier.kind = 'attachment'
    ) <= :editions
)
"""
