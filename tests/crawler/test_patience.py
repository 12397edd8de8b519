"""What a portal that suffers gets: the wait it asks for, and no harm to the others."""

import gzip
import ipaddress
import threading
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from crawler import Options, crawl
from crawler.politeness import MOST_CHALLENGES, MOST_REFUSALS
from crawler.sources import Source
from tests.crawler.serving import Reply, listing, page, report, serving

LOOPBACK = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),))


def crawled(folder, *seeds, delay=0.02, name="portal", options=LOOPBACK):
    source = Source(name=name, title=name, seeds=seeds, delay=delay)
    return crawl([source], folder, options=options)


def answering(reports: int, special):
    """Answer with a list and whole reports, unless *special* has another answer."""

    def answer(target: str) -> Reply:
        if reply := special(target):
            return reply
        if target.endswith("/list"):
            return page(listing([f"/{number}" for number in range(reports)]))
        number = target.strip("/")
        return page(report(int(number))) if number.isdigit() else page("", status="404 Not Found")

    return answer


def test_nothing_is_asked_while_a_portal_wants_to_be_left_alone(tmp_path):
    told = []

    def special(target: str) -> Reply | None:
        if target in ("/3", "/7") and target not in told:
            told.append(target)
            return page("", "Retry-After: 1", status="429 Too Many Requests")
        return None

    with serving(answering(10, special)) as portal:
        summary = crawled(tmp_path, f"http://127.0.0.2:{portal.port}/list")
    waits = [after[0] - before[0] for before, after in pairwise(portal.log) if before[1] in told]
    assert summary.numbers["new"] == 10
    assert waits[0] >= 1.0
    assert waits[1] >= 1.0


def test_a_portal_that_recovers_from_a_storm_of_503_gives_all_its_pages(tmp_path):
    storm = []

    def special(target: str) -> Reply | None:
        storm.append(time.monotonic())
        raging = len(storm) > 9 and storm[-1] - storm[9] < 1.0
        return page("", status="503 Service Unavailable") if raging else None

    with serving(answering(40, special)) as portal:
        summary = crawled(tmp_path, f"http://127.0.0.2:{portal.port}/list", delay=0)
    assert len(storm) > 42
    assert (summary.numbers["new"], summary.status) == (40, 0)


def test_a_host_that_stops_answering_is_left_to_the_next_run_which_goes_on(tmp_path):
    asked = []
    mended = False

    def special(target: str) -> Reply | None:
        asked.append(target)
        return Reply(b"", "close") if len(asked) > 8 and not mended else None

    with serving(answering(100, special)) as portal:
        seed = f"http://127.0.0.2:{portal.port}/list"
        first = crawled(tmp_path, seed, delay=0)
        mended, in_vain = True, len(asked) - 8
        second = crawled(tmp_path, seed, delay=0)
    assert "does not answer any more" in first.sources[0].stopped
    assert first.status == 3
    assert in_vain < 94
    assert (second.numbers["new"], second.status) == (100, 0)


def test_robots_txt_that_answers_503_means_wait(tmp_path):
    def special(target: str) -> Reply | None:
        return page("", status="503 Service Unavailable") if target == "/robots.txt" else None

    with serving(answering(3, special)) as portal:
        summary = crawled(tmp_path, f"http://127.0.0.2:{portal.port}/list", delay=0)
    assert set(portal.targets()) == {"/robots.txt"}
    assert "robots.txt" in summary.sources[0].stopped


@pytest.mark.parametrize("status", [412, 521])
def test_a_challenge_before_robots_txt_means_wait_and_is_named(status, tmp_path):
    def special(target: str) -> Reply | None:
        return page("", status=f"{status} Who Knows") if target == "/robots.txt" else None

    with serving(answering(3, special)) as portal:
        summary = crawled(tmp_path, f"http://127.0.0.2:{portal.port}/list", delay=0)
    assert portal.targets() == ["/robots.txt"]
    assert summary.sources[0].faults == {f"challenge: robots.txt answers {status}": 1}
    assert f"a challenge with status {status}" in summary.sources[0].stopped
    assert (summary.numbers["blocked"], summary.numbers["failed"], summary.status) == (1, 0, 3)


@pytest.mark.parametrize(
    ("said", "most", "told"),
    [
        ("当前访问已被创宇盾拦截", MOST_CHALLENGES, "answers with challenges only"),
        ("403 Forbidden", MOST_REFUSALS, "answers with status 403 only"),
    ],
)
def test_a_wall_that_stays_shut_is_not_run_into_for_every_page(said, most, told, tmp_path):
    wall = page(f"<html><body>{said}</body></html>", status="403 Forbidden")

    def shut(target: str) -> Reply | None:
        return wall if target.strip("/").isdigit() else None

    with serving(answering(60, shut)) as portal:
        seed = f"http://127.0.0.2:{portal.port}/list"
        first = crawled(tmp_path, seed, options=replace(LOOPBACK, concurrency=1), delay=0)
    assert len(portal.log) == 2 + most
    assert told in first.sources[0].stopped
    assert (first.numbers["blocked"], first.status) == (most, 3)


@pytest.mark.parametrize("pace", ["Crawl-delay: 0.2", "Request-rate: 5/1s"])
def test_what_robots_txt_forbids_is_not_asked_and_its_pace_is_kept(pace, tmp_path):
    rules = f"User-agent: *\nDisallow: /1\n{pace}\n"

    def special(target: str) -> Reply | None:
        return page(rules, "Content-Type: text/plain") if target == "/robots.txt" else None

    with serving(answering(4, special)) as portal:
        summary = crawled(tmp_path, f"http://127.0.0.2:{portal.port}/list", delay=0)
    assert sorted(portal.targets()) == ["/0", "/2", "/3", "/list", "/robots.txt"]
    assert min(after[0] - before[0] for before, after in pairwise(portal.log)) >= 0.2
    assert summary.sources[0].faults == {"robots.txt forbids it": 1}
    assert (summary.numbers["blocked"], summary.numbers["failed"], summary.status) == (1, 0, 3)


@pytest.mark.parametrize(("kept", "asked"), [(None, ["/0"]), (-9, [])])
def test_a_compressed_robots_txt_forbids_as_a_plain_one_and_a_damaged_one_means_wait(
    kept, asked, tmp_path
):
    rules = gzip.compress(b"User-agent: *\nDisallow: /1\n")[:kept]
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(rules)}\r\n\r\n"

    def special(target: str) -> Reply | None:
        return Reply(head.encode() + rules) if target == "/robots.txt" else None

    with serving(answering(2, special)) as portal:
        crawled(tmp_path, f"http://127.0.0.2:{portal.port}/list", delay=0)
    assert [target for target in portal.targets() if target in ("/0", "/1")] == asked


def test_a_host_that_comes_to_no_end_does_not_delay_the_others(tmp_path):
    through = threading.Event()

    def slow(target: str) -> Reply | None:
        whole = target.strip("/").isdigit()
        return replace(page(report(int(target[1:]))), until=through) if whole else None

    def last(target: str) -> None:
        if len(quick.log) == 32:
            through.set()

    with (
        serving(answering(30, slow)) as held,
        serving(answering(30, last), hosts=("127.0.0.3",)) as quick,
    ):
        seeds = (f"http://127.0.0.2:{held.port}/list", f"http://127.0.0.3:{quick.port}/list")
        came = crawled(tmp_path, *seeds, options=replace(LOOPBACK, delay=0))
    assert (came.numbers["new"], came.sources[0].faults) == (60, {})


def test_the_bot_names_itself_and_whom_to_ask(tmp_path):
    heads = []
    with serving(answering(1, lambda _: None), heads=heads) as portal:
        options = Options("mailto:me@example.org", 0, LOOPBACK.allow_networks)
        crawled(tmp_path, f"http://127.0.0.2:{portal.port}/list", options=options)
    agents = {line for head in heads for line in head.split("\r\n") if "User-Agent" in line}
    assert len(agents) == 1
    assert "nianbao/" in (agent := agents.pop())
    assert "mailto:me@example.org" in agent
