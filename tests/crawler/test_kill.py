"""A crawl that is killed again and again loses nothing and stores nothing twice."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from archive import Archive
from bench.portal import Portal, running_portal

CONCURRENCY = 16
CRAWL = """
import ipaddress, sys
from contextlib import nullcontext
from pathlib import Path
from archive import Archive
from crawler import Options, Source, crawl
loopback = (ipaddress.ip_network("127.0.0.0/8"),)
source = Source(name="portal", title="portal", seeds=(sys.argv[1],), delay=0, max_pages=10**6)
options, folder = Options(allow_networks=loopback), Path(sys.argv[2])
with Archive.open(folder) as archive:
    with archive.reading(workers=1) if "read" in sys.argv else nullcontext() as reading:
        summary = crawl([source], folder, options=options, reading=reading)
sys.exit(summary.status)
"""


def crawling(portal: Portal, folder: Path, *how: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", CRAWL, portal.seed, str(folder), *how]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


def killed(portal: Portal, folder: Path, after: float, *how: str) -> bool:
    """Kill a crawl some time after its first request; tell whether it was killed in time."""
    asked = portal.log.stat().st_size
    with crawling(portal, folder, *how) as process:
        while portal.log.stat().st_size == asked and process.poll() is None:
            time.sleep(0.005)
        try:
            process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
    return False


def is_unfinished(folder: Path) -> bool:
    """Whether the crawl has not come to its end; a kill may strike behind that."""
    with Archive.open(folder, read_only=True) as archive:
        sql = "select count(*) from run where finished_at is null"
        return bool(archive.connection.execute(sql).fetchone()[0])


def crawl_under_fire(folder: Path, *, reports: int, kills: int, longest: float) -> tuple[int, int]:
    """Return how often the crawl was killed and how many fetches were made again."""
    rng = random.Random(20240131)
    with running_portal(
        "--small", "--reports", str(reports), "--wait", "0.004", log=folder / "log"
    ) as portal:
        count, left = 0, True
        # Every third crawl reads what comes in, as `nianbao crawl` does.
        while count < kills and left:
            how = ["read"][: count % 3 == 0]
            count += killed(portal, folder / "a", rng.uniform(0.02, longest), *how)
            left = is_unfinished(folder / "a")
        if left:  # one more crawl after the end would ask for everything again
            with crawling(portal, folder / "a", "read") as process:
                assert process.wait(timeout=300) == 0
        asked = Counter(target for _, _, target in portal.requests() if target != "/robots.txt")
    return count, sum(asked.values()) - len(asked)


def check_whole(folder: Path, *, reports: int) -> None:
    with Archive.open(folder) as archive:
        archive.ingest()
        sql = "select count(*), count(distinct url) from reports"
        assert archive.connection.execute(sql).fetchone() == (reports, reports)
        sql = "select url, count(*) from captures where verdict = 'report' group by url"
        stored = dict(archive.connection.execute(sql).fetchall())
        assert archive.connection.execute("pragma integrity_check").fetchone()[0] == "ok"
    assert len(stored) == reports
    assert set(stored.values()) == {1}


def test_a_killed_crawl_loses_no_report_and_stores_none_twice(tmp_path):
    kills, again = crawl_under_fire(tmp_path, reports=300, kills=5, longest=0.3)
    check_whole(tmp_path / "a", reports=300)
    assert kills >= 3
    assert again <= kills * CONCURRENCY


@pytest.mark.hard
def test_a_crawl_killed_130_times_loses_no_report_of_12000_and_stores_none_twice(
    tmp_path, record_property
):
    kills, again = crawl_under_fire(tmp_path, reports=12_000, kills=134, longest=0.3)
    check_whole(tmp_path / "a", reports=12_000)
    record_property("kills", kills)
    record_property("fetched again", again)
    assert kills >= 130
    assert again <= kills * CONCURRENCY
