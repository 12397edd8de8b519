"""What is captured is replayed by pywb, from the archive's own files and from a bundle."""

import gzip
import shutil
import subprocess

import pytest

from archive import Archive, Verdict
from tests.archive.crawls import GONE, WORD, Answer, crawl, not_modified, report_page
from tests.archive.replay import needs_pywb, replayed

ZIPPED = gzip.compress(report_page(1).body, mtime=0)
SITE = {
    "0.html": report_page(0),
    "zipped.html": Answer(ZIPPED, Verdict.REPORT, headers=(("Content-Encoding", "gzip"),)),
    "gbk.html": Answer("望淮县年报".encode("gb18030"), Verdict.OTHER, media_type="text/html"),
    "file.docx": Answer(b"PK\x03\x04\0\xff", Verdict.ATTACHMENT, media_type=WORD),
    "gone.html": GONE,
}
CHANGED = report_page(0, old="予以公开", new="予以  公开了")


@pytest.fixture(scope="module")
def archived(tmp_path_factory):
    """Return an archive whose first page changed after a month, and whose second did not."""
    folder = tmp_path_factory.mktemp("archive")
    with Archive.open(folder) as archive:
        crawl(archive, SITE)
        later = not_modified(SITE, ["zipped.html"]) | {"0.html": CHANGED}
        crawl(archive, later, day=30)
        archive.ingest(workers=1)
        archive.bundle([1, 2], folder / "evidence.wacz")
    return folder


@needs_pywb
def test_the_captures_are_replayed_as_they_were_sent(archived, tmp_path):
    names = [*SITE, "0.html", "zipped.html", "file.docx"]
    years = ["20210129"] * len(SITE) + ["20210301"] * 3
    targets = [f"{day}/http://portal.test/{name}" for day, name in zip(years, names, strict=True)]
    answers = replayed(tmp_path, (archived / "captures").glob("*.warc.gz"), targets)
    first = [(answer.status, answer.body) for answer in SITE.values()]
    # The later ones are another version, a "not modified", and the same bytes as before.
    again = [(200, CHANGED.body), (304, b""), (200, SITE["file.docx"].body)]
    assert answers == first + again


@needs_pywb
def test_a_bundle_shows_at_each_moment_what_the_portal_had(archived, tmp_path):
    moments = ["20210129", "20210301"]
    targets = [
        f"{day}/http://portal.test/{name}.html" for name in ("0", "zipped") for day in moments
    ]
    answers = replayed(tmp_path, [archived / "evidence.wacz"], targets, "--unpack-wacz")
    # The second page was not modified: what was sent before is what the portal had.
    assert answers == [(200, body) for body in (SITE["0.html"].body, CHANGED.body, ZIPPED, ZIPPED)]


@pytest.mark.skipif(not shutil.which("wacz"), reason="needs wacz: make replay")
def test_the_wacz_tool_finds_a_bundle_valid(archived):
    bundle = archived / "evidence.wacz"
    done = subprocess.run(["wacz", "validate", "-f", bundle], capture_output=True, text=True)
    assert "is valid" in done.stdout, done.stdout + done.stderr
