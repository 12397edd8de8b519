"""An archive with some invented reports in it, for tests that only read."""

from pathlib import Path

from archive import Archive
from tests.archive.crawls import crawl, invented, report_page

REPORTS = 12


def fill(folder: Path) -> Path:
    """Put invented reports into an archive in *folder*, one of them with a broken check."""
    with Archive.open(folder) as archive:
        crawl(archive, {f"{number}.html": report_page(number) for number in range(REPORTS)})
        archive.ingest(workers=1)
    return folder


def truth() -> list[tuple[str, dict]]:
    """Return the issuer and the values of each invented report, as they stand in the archive."""
    return [(report.issuer, report.values) for report in invented(REPORTS)]
