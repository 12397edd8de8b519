"""A crawl over the simulated portals, seen from the door."""

import ipaddress
from pathlib import Path

import pytest

from crawler import Options, OptionsError, crawl
from crawler.sources import Source, parse_source
from demo.running import Running, running_portals

LOOPBACK = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),))


def sources(portals: Running) -> list[Source]:
    return [parse_source(text, name=name) for name, text in portals.sources.items()]


@pytest.fixture(scope="module")
def portals():
    with running_portals() as running:
        yield running


def test_every_report_is_new_once_and_then_unchanged(portals, tmp_path):
    first = crawl(sources(portals), tmp_path, options=LOOPBACK)
    asked = len(portals.requests())
    second = crawl(sources(portals), tmp_path, options=LOOPBACK)
    # One of the pages carries its report as a file beside it.
    assert first.numbers["new"] == second.numbers["unchanged"] == len(portals.truth)
    assert (first.status, second.status, second.numbers["new"]) == (0, 0, 0)
    again = [line for line in portals.requests()[asked:] if line["portal"] == "trs"]
    assert {line["status"] for line in again if line["target"] != "/robots.txt"} == {304}


def test_no_private_network_is_asked_unless_it_is_listed(portals, tmp_path):
    before = len(portals.requests())
    summary = crawl(sources(portals), tmp_path, options=Options(delay=1.0))
    assert len(portals.requests()) == before
    assert summary.status == 1


def test_no_delay_is_for_own_networks_only(tmp_path):
    source = Source(name="a", title="A", seeds=("http://portal.test/",))
    with pytest.raises(OptionsError, match="networks of one's own"):
        crawl([source], Path(tmp_path), options=Options(delay=0))


def test_a_report_where_a_listing_was_expected_is_a_report(portals, tmp_path):
    url = next(url for url in portals.truth if url.startswith(portals.addresses["trs"]))
    source = Source(name="one", title="One", seeds=(url,), delay=0)
    summary = crawl([source], tmp_path, options=LOOPBACK)
    assert (summary.numbers["new"], summary.status) == (1, 0)
