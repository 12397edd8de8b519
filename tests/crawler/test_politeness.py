"""Hosts are asked one request at a time, with a pause after each, whoever asks."""

import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from bench.portal import running_portal
from crawler.politeness import MOST_CHALLENGES, Hosts, in_night, retry_after

DELAY = 0.02
JOB = """
import ipaddress, sys
from pathlib import Path
from crawler import Options, Source, crawl
name, folder, delay, *seeds = sys.argv[1:]
loopback = (ipaddress.ip_network("127.0.0.0/8"),)
source = Source(name=name, title=name, seeds=tuple(seeds), delay=float(delay))
sys.exit(crawl([source], Path(folder), options=Options(allow_networks=loopback)).status)
"""


def test_two_jobs_on_three_hosts_keep_every_pause(tmp_path):
    with ExitStack() as stack:
        portals = [
            stack.enter_context(
                running_portal("--small", "--reports", "90", "--place", place, log=tmp_path / place)
            )
            for place in ("东县", "西县", "南县")
        ]
        seeds = [portal.seed for portal in portals]
        command = [sys.executable, "-c", JOB]
        jobs = [
            subprocess.Popen([*command, name, str(tmp_path / archive), str(DELAY), *seeds])
            for name, archive in (("one", "a"), ("two", "b"))
        ]
        assert [job.wait(timeout=250) for job in jobs] == [0, 0]
        logs = [portal.requests() for portal in portals]
    assert sum(map(len, logs)) >= 500
    for log in logs:
        assert {flying for _, flying, _ in log} == {1}
        assert min(after[0] - before[0] for before, after in pairwise(log)) >= DELAY


@pytest.mark.parametrize(
    ("value", "sent", "seconds"),
    [
        ("5", "", 5.0),
        ("Fri, 29 Jan 2021 01:00:05 GMT", "Fri, 29 Jan 2021 01:00:00 GMT", 5.0),
        ("Fri, 29 Jan 2021 00:00:00 GMT", "Fri, 29 Jan 2021 01:00:00 GMT", 0.0),
        ("tomorrow", "", None),
        ("-5", "", None),
        ("", "", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_by_the_portals_clock(value, sent, seconds):
    assert retry_after(value, sent=sent) == seconds


@pytest.mark.parametrize(
    ("hours", "now", "open_"),
    [
        ((22, 6), datetime(2021, 1, 29, 15, tzinfo=UTC), True),  # 23:00 in China
        ((22, 6), datetime(2021, 1, 29, 21, 59, tzinfo=UTC), True),  # 5:59
        ((22, 6), datetime(2021, 1, 29, 22, tzinfo=UTC), False),  # 6:00
        ((0, 6), datetime(2021, 1, 29, 15, tzinfo=UTC), False),
        (None, datetime(2021, 1, 29, 2, tzinfo=UTC), True),
    ],
)
def test_the_night_is_chinas(hours, now, open_):
    assert in_night(hours, now) is open_


def test_a_host_that_keeps_failing_waits_longer_each_time_and_is_suspected(tmp_path):
    now = [1000.0]
    hosts = Hosts(delay=1.0, folder=tmp_path, clock=lambda: now[0])
    waits = []
    for _ in range(8):
        waits.append((hosts.wait("a.test"), hosts.suspect("a.test")))
        now[0] += hosts.wait("a.test")
        hosts.struggled("a.test", "status 503")
    assert [wait for wait, _ in waits] == [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0]
    assert [suspect for _, suspect in waits] == [False] * 5 + [True] * 3
    assert not hosts.suspect("b.test")


def test_one_good_answer_ends_the_back_off(tmp_path):
    now = [1000.0]
    hosts = Hosts(delay=1.0, folder=tmp_path, clock=lambda: now[0])
    for _ in range(3):
        now[0] += 60.0
        hosts.struggled("a.test", "status 503")
        hosts.answered("a.test", seconds=0.1)
    assert hosts.wait("a.test") == 1.0


def test_a_host_that_answers_with_challenges_only_waits_longer_and_is_left_alone(tmp_path):
    now = [1000.0]
    hosts = Hosts(delay=1.0, folder=tmp_path, clock=lambda: now[0])
    waits = []
    for number in range(MOST_CHALLENGES + 2):
        assert not hosts.parked("a.test")
        now[0] += hosts.wait("a.test")
        hosts.answered("a.test", seconds=0.1)
        hosts.challenged("a.test")
        waits.append(hosts.wait("a.test"))
        if number == 1:
            hosts.let_in("a.test")
    assert waits == [1.0, 2.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    assert hosts.parked("a.test") == "a.test answers with challenges only"


def test_a_portal_that_wants_hours_is_left_to_the_next_run(tmp_path):
    hosts = Hosts(delay=1.0, folder=tmp_path, clock=lambda: 1000.0)
    hosts.struggled("a.test", "status 429", retry_after=7200.0)
    assert hosts.parked("a.test") == "status 429"


def test_a_crawl_delay_is_kept_up_to_a_minute_even_without_a_delay(tmp_path):
    hosts = Hosts(delay=0, folder=tmp_path)
    hosts.at_least("a.test", 3.0)
    hosts.at_least("b.test", 3600.0)
    assert [hosts.pause(host) for host in ("a.test", "b.test", "c.test")] == [3.0, 60.0, 0.0]
