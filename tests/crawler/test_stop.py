"""A crawl that is told to stop stops, whatever the portal does, and goes on where it was."""

import asyncio
import ipaddress
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from scrapy import Request
from twisted.python.failure import Failure

from archive import Archive, ArchiveError, Kind, Lease, Link
from crawler import Options, crawl
from crawler.network import FetchError
from crawler.run import Run
from crawler.sources import Source
from crawler.spiders.reports import ReportsSpider
from tests.crawler.serving import Reply, listing, page, report, serving

CRAWL = """
import ipaddress, sys
from pathlib import Path
from crawler import Options, Source, crawl
loopback = (ipaddress.ip_network("127.0.0.0/8"),)
source = Source(name="portal", title="portal", seeds=(sys.argv[1],), delay=0)
sys.exit(crawl([source], Path(sys.argv[2]), options=Options(allow_networks=loopback)).status)
"""
REPORTS = 24
LOOPBACK = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),))


def test_sigterm_ends_a_crawl_of_a_hung_portal_and_the_next_run_goes_on(tmp_path):
    mended = False

    def answer(target: str) -> Reply:
        if target.endswith("/list"):
            return page(listing([f"/{number}" for number in range(REPORTS)]))
        if not target.strip("/").isdigit():
            return page("", status="404 Not Found")
        whole = page(report(int(target.strip("/"))))
        if mended or int(target.strip("/")) < 8:
            return whole
        hung = int(target.strip("/")) % 2
        return Reply(b"", "hang") if hung else Reply(whole.raw, "keep", drip=0.5)

    with serving(answer) as portal:
        seed = f"http://127.0.0.2:{portal.port}/list"
        command = [sys.executable, "-c", CRAWL, seed, str(tmp_path)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            portal.wait_for(2 + 8 + 8)
            process.send_signal(signal.SIGTERM)
            told = time.monotonic()
            assert process.wait(timeout=20) == 3
            assert time.monotonic() - told < 10
        mended = True
        assert subprocess.run(command, check=False).returncode == 0
    with Archive.open(tmp_path, read_only=True) as archive:
        sql = "select count(*), count(distinct url) from captures where verdict = 'report'"
        assert archive.connection.execute(sql).fetchone() == (REPORTS, REPORTS)


class Paused:
    """A frontier that something is left of."""

    run_id = 1

    def pause(self, reason):
        return {reason: 1}

    def lease(self, *_arguments, **_options):
        raise AssertionError("nothing may be asked for any more")


def test_a_run_that_ends_with_work_left_was_told_to_stop_and_is_done_in_part():
    source = Source(name="one", title="one", seeds=("http://a.test/",))
    run = Run(source, Options(), frontier=Paused(), recorder=None)
    run.reached = True
    run.end()
    summary = run.summary()
    assert (summary.stopped, summary.status, run.told_to_stop) == ("told to stop", 3, True)
    assert summary.numbers["told to stop"] == 1


def now_in_china():
    return (datetime.now(UTC) + timedelta(hours=8)).hour


@pytest.mark.parametrize(
    ("limit", "night", "told"),
    [
        ({"max_seconds": 0}, None, "time limit of 0 s reached"),
        ({"max_pages": 1}, None, "page budget of 1 used up"),
        ({}, (now_in_china() + 2, now_in_china() + 3), "outside the source's night hours"),
    ],
)
def test_a_run_beyond_its_limits_asks_for_nothing_more(limit, night, told):
    night = night and (night[0] % 24, night[1] % 24)
    source = Source(name="one", title="one", seeds=("http://a.test/",), night=night)
    run = Run(source, Options(**limit), frontier=Paused(), recorder=None)
    run.tally.requests = 1
    assert (run.next_lease(), run.going()) == (None, False)
    run.end()
    assert run.summary().stopped == told


def test_a_run_that_ends_before_it_may_begin_is_done_in_part_not_failed():
    hour = (now_in_china() + 2) % 24
    source = Source(
        name="one", title="one", seeds=("http://a.test/",), night=(hour, (hour + 1) % 24)
    )
    run = Run(source, Options(), frontier=Paused(), recorder=None)
    assert run.next_lease() is None
    run.end()
    assert run.summary().status == 3


def test_a_run_that_was_killed_when_all_was_fetched_is_done(tmp_path):
    with serving(lambda target: page(listing(["/list"]))) as portal:
        seed = f"http://127.0.0.2:{portal.port}/"
        source = Source(name="one", title="one", seeds=(seed,), delay=0)
        crawl([source], tmp_path, options=LOOPBACK)
        with Archive.open(tmp_path) as archive, archive.connection:
            archive.connection.execute("update run set finished_at = null")
        asked = len(portal.log)
        summary = crawl([source], tmp_path, options=LOOPBACK)
    assert (summary.status, len(portal.log)) == (0, asked)


def test_a_run_that_is_told_to_stop_before_anything_answered_is_done_in_part():
    source = Source(name="one", title="one", seeds=("http://a.test/",))
    run = Run(source, Options(), frontier=Paused(), recorder=None)
    run.tally.requests = 1
    run.stop("told to stop")
    run.end()
    assert run.summary().status == 3


def test_a_run_whose_books_cannot_be_closed_is_ended_by_one_sentence(tmp_path):
    with serving(lambda target: removed(tmp_path, target)) as portal:
        seed = f"http://127.0.0.2:{portal.port}/"
        source = Source(name="one", title="one", seeds=(seed,), delay=0)
        with pytest.raises(ArchiveError, match=r"manifest\.jsonl cannot be written"):
            crawl([source], tmp_path, options=LOOPBACK)


def removed(archive, target):
    """Answer with an empty list, once the folder of the captures is gone."""
    if target == "/":
        (archive / "captures").rename(archive / "elsewhere")
    return page(listing([]))


class FullDisk:
    """A recorder whose disk is full from the first commit on."""

    def __init__(self):
        self.first = None

    def flush(self):
        if self.first is not None:
            raise ArchiveError("no room")
        self.first = Future()
        return self.first


def test_pages_that_wait_for_a_commit_are_told_when_the_disk_is_full():
    async def save_twice():
        disk = FullDisk()
        source = Source(name="one", title="one", seeds=("http://a.test/",))
        run = Run(source, Options(), frontier=None, recorder=disk)
        waiting = [asyncio.ensure_future(run.commits.saved()) for _ in range(2)]
        await asyncio.sleep(0)
        waiting.append(asyncio.ensure_future(run.commits.saved()))
        await asyncio.sleep(0)
        disk.first.set_exception(ArchiveError("no room"))
        return await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 10)

    assert [str(error) for error in asyncio.run(save_twice())] == ["no room"] * 3


def test_a_disk_that_is_full_when_a_fault_is_noted_ends_the_run_with_one_sentence():
    class NoRoom:
        def flush(self):
            raise ArchiveError("no room")

        def failed(self, *_arguments, **_options):
            raise ArchiveError("no room")

    source = Source(name="one", title="one", seeds=("http://a.test/",))
    spider = ReportsSpider(Run(source, Options(), frontier=None, recorder=NoRoom()), ExitStack())
    failure = Failure(FetchError("timeout", "no answer"))
    lease = Lease(1, Link("http://a.test/", Kind.PAGE))
    failure.request = Request(lease.link.url, meta={"lease": lease})
    assert asyncio.run(spider.failed(failure)) is None
    assert (str(spider.run.error), spider.run.stopped) == ("no room", "no room")
