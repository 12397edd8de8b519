"""What an archive holds, without the numbers that only this database gives to things."""

from archive import Archive
from archive.versions import load_report

CAPTURES = """
select source, url, fetched_at, status, media_type, sha256, size, verdict, kind, reason, title,
    date, outcome, error, warc_file, warc_offset, warc_length
from captures order by warc_file, warc_offset
"""
VERSIONS = """
select report.uid, hex(version.content), version.id, version.first_seen, version.last_seen,
    version.id = report.version, page.url, document.url
from version
join report on report.id = version.report
join capture as page on page.id = version.capture
join capture as document on document.id = version.document
order by report.uid, version.content
"""
FRONTIER = """
select source.name, frontier.url, frontier.kind, frontier.title, frontier.date, page.url,
    capture.fetched_at
from frontier
join source on source.id = frontier.source
left join frontier as page on page.id = frontier.found_on
left join capture on capture.id = frontier.capture
order by 1, 2
"""


def dump(archive: Archive) -> dict[str, list]:
    """Return the captures, the versions with all they say, and the addresses."""
    run = archive.connection.execute
    versions = [
        (*row[:2], *row[3:], load_report(archive.connection, row[2]))
        for row in run(VERSIONS).fetchall()
    ]
    return {
        "captures": run(CAPTURES).fetchall(),
        "versions": versions,
        "frontier": run(FRONTIER).fetchall(),
    }
