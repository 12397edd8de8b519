"""Redirects that lead nowhere are told of, and not followed for ever."""

import ipaddress

import pytest

from crawler import Options, crawl
from crawler.sources import Source
from tests.crawler.serving import listing, page, report, serving

LOOPBACK = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),))
ENDLESS = {"error: redirects without end": 1}
OUTSIDE = "leads out of the source's hosts"


def crawled(folder, redirects, listed=("/0", "/a")):
    """Crawl a list of a report and of what *redirects* has."""

    def answer(target):
        if target in redirects:
            return page("", f"Location: {redirects[target]}", status="302 Found")
        if target == "/list":
            return page(listing(list(listed)))
        return page(report(0)) if target == "/0" else page("", status="404 Not Found")

    with serving(answer) as portal:
        seed = f"http://127.0.0.2:{portal.port}/list"
        source = Source(name="portal", title="portal", seeds=(seed,), delay=0)
        summary = crawl([source], folder, options=LOOPBACK)
    return summary, portal


@pytest.mark.parametrize(
    ("redirects", "asked"),
    [
        ({"/a": "/a"}, 4),
        ({"/a": "/b", "/b": "/a"}, 5),
        ({"/a": "/b", "/b": "/c", "/c": "/b"}, 6),
        ({"/a": "/a1"} | {f"/a{n}": f"/a{n + 1}" for n in range(20)}, 14),
    ],
)
def test_a_redirect_without_end_is_a_failure(redirects, asked, tmp_path):
    summary, portal = crawled(tmp_path, redirects)
    assert summary.sources[0].faults == ENDLESS
    assert (summary.numbers["new"], summary.numbers["failed"], summary.status) == (1, 1, 3)
    assert len(portal.log) == asked


def test_two_redirects_to_one_page_are_no_circle(tmp_path):
    redirects = {"/a": "/0", "/b": "/c", "/c": "/0"}
    summary, _ = crawled(tmp_path, redirects, listed=("/a", "/b", "/0"))
    assert (summary.numbers["new"], summary.sources[0].faults) == (1, {})


def test_a_page_that_leads_out_of_the_source_is_named(tmp_path):
    summary, _ = crawled(tmp_path, {"/a": "http://elsewhere.test/1"})
    assert summary.sources[0].faults == {f"redirect: {OUTSIDE}": 1}
    assert (summary.numbers["new"], summary.status) == (1, 0)


def test_a_seed_that_leads_out_of_the_source_is_a_failure(tmp_path):
    redirects = {"/list": "/moved", "/moved": "http://elsewhere.test/"}
    summary, _ = crawled(tmp_path, redirects)
    assert summary.sources[0].faults == {f"error: a seed that {OUTSIDE}, to elsewhere.test": 1}
    assert (summary.numbers["failed"], summary.status) == (1, 3)


def test_files_that_lie_outside_the_source_are_counted(tmp_path):
    linked = report(0, '<a href="http://files.test/1.pdf">附件</a>')
    answers = {"/list": listing(["/0"]), "/0": linked}
    with serving(lambda target: page(answers.get(target, ""))) as portal:
        seed = f"http://127.0.0.2:{portal.port}/list"
        source = Source(name="portal", title="portal", seeds=(seed,), delay=0)
        summary = crawl([source], tmp_path, options=LOOPBACK)
    assert summary.sources[0].faults == {"files outside the source's hosts": 1}
    assert (summary.numbers["new"], summary.status) == (1, 0)


@pytest.mark.parametrize("answer", [page("", status="404 Not Found"), page("")])
def test_a_seed_that_is_gone_is_a_failure(answer, tmp_path):
    with serving(lambda target: answer) as portal:
        seed = f"http://127.0.0.2:{portal.port}/list"
        source = Source(name="portal", title="portal", seeds=(seed,), delay=0)
        summary = crawl([source], tmp_path, options=LOOPBACK)
    (fault,) = summary.sources[0].faults
    assert fault.startswith("error: a seed that has nothing: ")
    assert (summary.numbers["failed"], summary.status) == (1, 3)
