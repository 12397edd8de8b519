import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from archive import Archive, Verdict
from archive.intake.bodies import Bodies
from tests.archive.crawls import (
    Answer,
    bare_page,
    captured,
    crawl,
    invented,
    not_modified,
    one_cell_changed,
    report_page,
    rows,
    word_file,
)
from tests.archive.dumps import dump

Site = dict[str, Answer]
PAGE = report_page()
# Only issuer and year tell that it is the same report.
LIKE_IT = one_cell_changed()
TWO = {"1.html": PAGE, "2.html": report_page(1)}
HUNG = {"1.html": bare_page(invented(1)[0].title, "a.docx"), "a.docx": word_file()}

DAYS: dict[str, list[Site]] = {
    "one run": [TWO],
    "not modified": [TWO, not_modified(TWO, ["1.html", "2.html"])],
    "changed": [TWO, TWO | {"1.html": LIKE_IT}, TWO],
    "moved": [TWO, {"2.html": report_page(1), "new/1.html": LIKE_IT}, {"new/1.html": LIKE_IT}],
    "changed slightly": [TWO, TWO | {"1.html": report_page(old="政府", new="政 府")}, TWO],
    "moved as it was": [TWO, {"new/1.html": PAGE}],
    "two of one body": [{"1.html": PAGE, "b.html": LIKE_IT, "3.html": report_page(2)}],
    "an attachment": [HUNG, not_modified(HUNG, ["1.html"])],
}


def read_beside(path: Path, sites: Iterable[Site], *, read_after: bool = True) -> dict[str, list]:
    with Archive.open(path) as archive:
        for day, site in enumerate(sites):
            with archive.reading(workers=1) as reading:
                crawl(archive, site, day=day, reading=reading)
            if read_after:
                archive.ingest(workers=1)
        return dump(archive)


def read_after(path: Path, sites: Iterable[Site]) -> dict[str, list]:
    with Archive.open(path) as archive:
        for day, site in enumerate(sites):
            crawl(archive, site, day=day)
            archive.ingest(workers=1)
        return dump(archive)


def reading_of(content: dict[str, list]) -> dict[str, list]:
    """Return *content* without what names the WARC file of this archive."""
    captures = [row[:-3] for row in content["captures"]]
    return content | {"captures": sorted(captures, key=repr)}


@pytest.mark.parametrize("days", DAYS)
def test_reading_beside_a_crawl_gives_the_same_as_reading_after_it(
    tmp_path: Path, days: str
) -> None:
    beside = read_beside(tmp_path / "beside", DAYS[days])
    assert reading_of(beside) == reading_of(read_after(tmp_path / "after", DAYS[days]))


@pytest.mark.parametrize("days", ["one run", "not modified", "changed", "an attachment"])
def test_reading_beside_a_crawl_leaves_nothing_to_read(tmp_path: Path, days: str) -> None:
    read_beside(tmp_path, DAYS[days], read_after=False)
    with Archive.open(tmp_path) as archive:
        assert archive.ingest(workers=1).done == 0


def test_what_may_have_moved_waits_for_the_end_of_the_crawl_and_so_does_all_after_it(
    tmp_path: Path,
) -> None:
    with Archive.open(tmp_path) as archive:
        crawl(archive, {"1.html": PAGE})
        archive.ingest(workers=1)
        later = {"0.html": report_page(1), "new/1.html": LIKE_IT, "2.html": report_page(2)}
        with archive.reading(workers=1) as reading:
            crawl(archive, later, day=1, reading=reading)
        assert reading.result.reports == 1
        assert archive.ingest(workers=1).reports == 2
        assert rows(archive, "select url from reports order by id") == [
            ("http://portal.test/new/1.html",),
            ("http://portal.test/0.html",),
            ("http://portal.test/2.html",),
        ]


def test_what_a_killed_crawl_left_unread_is_read_by_the_next(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        crawl(archive, {"1.html": PAGE})
        with archive.reading(workers=1) as reading:
            crawl(archive, {"2.html": report_page(1)}, day=1, reading=reading)
        assert (reading.result.reports, archive.ingest(workers=1).done) == (2, 0)


def test_other_sources_captures_are_left_to_those_who_crawl_them(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        crawl(archive, {"1.html": PAGE}, source="other")
        with archive.reading(workers=1) as reading:
            crawl(archive, {"2.html": report_page(1)}, reading=reading)
        assert (reading.result.reports, archive.ingest(workers=1).reports) == (1, 1)


def test_a_crawl_that_fails_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        reading = archive.reading(workers=1)
        with pytest.raises(KeyError), reading:
            fail_after(crawl(archive, TWO, reading=reading))
        assert reading.result.reports + archive.ingest(workers=1).reports == 2
        assert rows(archive, "select count(*) from reports") == [(2,)]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    damaged = Answer(b"%PDF-1.4", Verdict.ATTACHMENT, media_type="application/pdf")
    with Archive.open(tmp_path) as archive:
        with archive.reading(workers=1) as reading:
            crawl(archive, {"a.pdf": damaged}, reading=reading)
        trouble = "the PDF is damaged: pdfium can't open it"
        assert reading.result.errors == [("http://portal.test/a.pdf", trouble)]


def test_an_interrupt_does_not_wait_for_what_is_left_to_read(tmp_path: Path) -> None:
    program = textwrap.dedent("""
        import sys
        from archive import Archive
        from tests.archive.crawls import Answer, Verdict, crawl
        from tests.archive.test_workers import SLOW
        site = {f"{n}.html": Answer(SLOW + b"%d" % n, Verdict.REPORT) for n in range(9)}
        try:
            with Archive.open(sys.argv[1]) as archive, archive.reading(workers=1) as reading:
                crawl(archive, site, reading=reading)
                print("crawled", flush=True)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
    """)
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "crawled\n"
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        # Nine documents of five seconds are left.
        assert process.communicate(timeout=40) == ("interrupted\n", None)
        assert time.monotonic() - started < 25
    with Archive.open(tmp_path) as archive:
        assert rows(archive, "select count(*) from captures where kind = 'page'") == [(9,)]


def fail_after(_: dict[str, int]) -> None:
    raise KeyError


def test_a_crawl_of_nothing_ends_at_once(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        with archive.reading() as reading:
            pass
        assert reading.result.done == 0


def test_bodies_are_held_within_bounds_and_taken_once() -> None:
    bodies = Bodies(most=16_384)  # of which each takes 4,096 beside its body
    for number, size in enumerate((6_144, 6_144, 2_048)):
        bodies.hold(number, captured("http://portal.test/", Answer(b"x" * size, Verdict.REPORT)))
    assert [bodies.take(number) is not None for number in (0, 1, 2, 2)] == [
        True,
        False,
        True,
        False,
    ]
    bodies.hold(3, captured("http://portal.test/", Answer(b"x" * 12_288, Verdict.REPORT)))
    assert bodies.take(3) is not None


def test_an_ingest_leaves_a_source_to_the_process_that_crawls_it(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        crawl(archive, {"1.html": PAGE})
        (name,) = archive.connection.execute("select name from source").fetchone()
        with archive.hold(name):
            left = archive.ingest(workers=1)
        done = archive.ingest(workers=1)
    assert (left.busy, left.done) == ([name], 0)
    assert (done.busy, done.reports) == ([], 1)
