import errno
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import Archive, ArchiveError, Capture, Kind, Link, SourceBusyError, Verdict
from archive.members import exchange_members
from archive.recorder import GIBIBYTE, Recorder
from archive.warc import read_record
from tests.archive import crawls

MOMENT = datetime(2021, 1, 29, 9, 27, tzinfo=UTC)
LISTING = Link("http://portal.test/", Kind.LISTING)
PAGE = Link("http://portal.test/a.html", Kind.PAGE, title="甲县2020年年度报告", date="2021-01-29")


def fetched(url: str, body: bytes = b"<p>", *, status: int = 200, **headers: str) -> Capture:
    sent = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Capture(url, MOMENT, status, (("Content-Type", "text/html"), *sent), body)


def rows(archive: Archive, sql: str) -> list[tuple]:
    return archive.connection.execute(sql).fetchall()


def test_a_listing_leads_to_its_page_and_both_are_done(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        frontier = archive.frontier("one")
        frontier.add([LISTING])
        with archive.recorder(frontier) as recorder:
            (listing,) = frontier.lease(5)
            recorder.record(
                fetched(LISTING.url), verdict=Verdict.LISTING, lease=listing, links=[PAGE]
            )
            recorder.flush().result(10)
            (page,) = frontier.lease(5)
            recorder.record(fetched(PAGE.url, b"report"), verdict=Verdict.REPORT, lease=page)
            recorder.flush().result(10)
            assert (page.link, frontier.lease(5), frontier.outstanding) == (PAGE, [], 0)
        summary = frontier.finish()
        titles = rows(archive, "select title, date, verdict from captures order by id")
    assert titles == [("", "", "listing"), ("甲县2020年年度报告", "2021-01-29", "report")]
    assert (summary["new"], summary["requests"]) == (1, 2)


def test_a_page_is_compressed_in_a_thread_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set()

    def noted(*arguments: object, **options: object) -> tuple[bytes, bytes]:
        threads.add(threading.current_thread().name)
        return exchange_members(*arguments, **options)

    monkeypatch.setattr("archive.shelf.exchange_members", noted)
    with Archive.open(tmp_path) as archive:
        frontier = archive.frontier("one")
        with archive.recorder(frontier) as recorder:
            recorder.record(fetched(PAGE.url), verdict=Verdict.OTHER)
            recorder.flush().result(10)
    assert threads == {"recorder"}


def test_an_unfinished_run_is_resumed_with_its_leases(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        frontier = archive.frontier("one")
        frontier.add([LISTING, PAGE])
        assert len(frontier.lease(9)) == 2
    with Archive.open(tmp_path) as archive:
        again = archive.frontier("one")
        assert again.resumed
        assert [lease.link.url for lease in again.lease(9)] == [LISTING.url, PAGE.url]


def crawl(archive: Archive, bodies: dict[str, Capture], verdicts: dict[str, Verdict]) -> dict:
    frontier = archive.frontier("one")
    frontier.add([LISTING])
    with archive.recorder(frontier) as recorder:
        while leases := frontier.lease(4):
            for lease in leases:
                url = lease.link.url
                links = [PAGE] if url == LISTING.url else []
                recorder.record(bodies[url], verdict=verdicts[url], lease=lease, links=links)
            recorder.flush().result(10)
    return frontier.finish()


WHOLE = {LISTING.url: Verdict.LISTING, PAGE.url: Verdict.REPORT}


def test_a_second_run_knows_the_validators_and_counts_what_changed(tmp_path: Path) -> None:
    first = {LISTING.url: fetched(LISTING.url), PAGE.url: fetched(PAGE.url, b"41", ETag='"1"')}
    second = first | {PAGE.url: fetched(PAGE.url, b"14")}
    with Archive.open(tmp_path) as archive:
        assert crawl(archive, first, WHOLE)["new"] == 1
        frontier = archive.frontier("one")
        frontier.add([PAGE])
        (lease,) = frontier.lease(1)
        assert lease.known is not None
        assert lease.known.etag == '"1"'
        assert crawl(archive, second, WHOLE)["changed"] == 1
        summary = crawl(archive, second, WHOLE)
        assert (summary["unchanged"], summary["new"], summary["changed"]) == (1, 0, 0)


def test_identical_bytes_and_not_modified_become_revisit_records(tmp_path: Path) -> None:
    first = {LISTING.url: fetched(LISTING.url), PAGE.url: fetched(PAGE.url, b"41")}
    same = first | {PAGE.url: fetched(PAGE.url, b"", status=304)}
    with Archive.open(tmp_path) as archive:
        crawl(archive, first, WHOLE)
        summary = crawl(archive, same, WHOLE | {PAGE.url: Verdict.NOT_MODIFIED})
        originals = rows(archive, "select id, original_id, verdict from captures order by id")
    assert summary["unchanged"] == 1
    assert originals[2:] == [(3, 1, "listing"), (4, 2, "not_modified")]


def test_a_report_that_no_listing_names_is_asked_for_again(tmp_path: Path) -> None:
    first = {LISTING.url: fetched(LISTING.url), PAGE.url: fetched(PAGE.url, b"41")}
    with Archive.open(tmp_path) as archive:
        crawl(archive, first, WHOLE)
        frontier = archive.frontier("one")
        frontier.add([LISTING])
        with archive.recorder(frontier) as recorder:
            (listing,) = frontier.lease(9)
            recorder.record(fetched(LISTING.url), verdict=Verdict.LISTING, lease=listing)
            recorder.flush().result(10)
            (page,) = frontier.lease(9)
            gone = fetched(PAGE.url, status=404)
            recorder.record(gone, verdict=Verdict.GONE, lease=page)
        assert frontier.finish()["vanished"] == 1
        frontier = archive.frontier("one")
        with archive.recorder(frontier) as recorder:
            (page,) = frontier.lease(9)
            recorder.record(gone, verdict=Verdict.GONE, lease=page)
        assert frontier.finish()["vanished"] == 0


def test_what_has_vanished_is_asked_for_more_and_more_seldom(tmp_path: Path) -> None:
    today = (datetime.now(UTC) - crawls.START).days
    left = {"1.html": crawls.report_page()}
    site = left | {"2.html": crawls.report_page(1)}

    def asked(days_ago: int, now: dict[str, crawls.Answer]) -> int:
        return crawls.crawl(archive, now, day=today - days_ago)["requests"] - 2

    with Archive.open(tmp_path) as archive:
        assert [asked(days, site) for days in (9000, 8000)] == [1, 1]
        assert [asked(days, left) for days in (600, 599, 500, 400)] == [1, 1, 1, 1]
        assert [asked(days, left) for days in (150, 149)] == [1, 0]
        assert asked(1, site) == 1
        assert [asked(0, left), asked(0, left)] == [1, 1]


def test_links_of_a_listing_are_replayed(tmp_path: Path) -> None:
    first = {LISTING.url: fetched(LISTING.url), PAGE.url: fetched(PAGE.url, b"41")}
    with Archive.open(tmp_path) as archive:
        crawl(archive, first, WHOLE)
        frontier = archive.frontier("one")
        frontier.add([LISTING])
        (lease,) = frontier.lease(1)
        assert frontier.links(lease) == (PAGE,)


def test_what_failed_waits_behind_the_others_or_for_the_next_run(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        frontier = archive.frontier("one")
        frontier.add([LISTING, PAGE])
        with archive.recorder(frontier) as recorder:
            (listing,) = frontier.lease(1)
            recorder.failed(listing, "connection refused", again=True)
            recorder.flush().result(10)
            leases = frontier.lease(9)
            assert [(lease.link.url, lease.attempts) for lease in leases] == [
                (PAGE.url, 0),
                (LISTING.url, 1),
            ]
            recorder.failed(leases[1], "connection refused", again=False)
            recorder.flush().result(10)
        assert frontier.summary()["failed"] == 1


def test_a_source_is_held_by_one_process(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive, archive.hold("one"), archive.hold("two"):
        again = archive.hold("one")
        with pytest.raises(SourceBusyError, match="'one' is being crawled"):
            again.__enter__()


def test_a_full_file_is_closed_and_the_next_one_begun(tmp_path: Path) -> None:
    pages = [Link(f"http://portal.test/{number}.html", Kind.PAGE) for number in range(30)]
    with Archive.open(tmp_path) as archive:
        frontier = archive.frontier("one")
        frontier.add(pages)
        with Recorder(tmp_path, frontier, rotate_at=8_000) as recorder:
            for lease in frontier.lease(30):
                body = lease.link.url.encode() * 9
                answer = fetched(lease.link.url, body)
                recorder.record(answer, verdict=Verdict.REPORT, lease=lease)
        placed = rows(archive, "select url, warc_file, warc_offset from captures")
        sizes = rows(archive, "select size, closed from warc order by id")
    found = {(url, read_record(tmp_path / name, at).url) for url, name, at in placed}
    assert found == {(page.url, page.url) for page in pages}
    assert GIBIBYTE == 1 << 30
    assert [closed for _, closed in sizes] == [1] * (len(sizes) - 1) + [0]
    assert all(8_000 <= size < 12_000 for size, closed in sizes if closed)
    assert len(sizes) > 2


def test_a_full_disk_is_told_in_one_sentence_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_entries: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("archive.shelf.Shelf.put", full)
    with Archive.open(tmp_path) as archive:
        recorder = archive.recorder(archive.frontier("one"))
        recorder.record(fetched(PAGE.url), verdict=Verdict.REPORT)
        with pytest.raises(ArchiveError, match=r"\(No space left on device; \d+ MiB free\): make"):
            recorder.close()
