"""A list that only a browser can build is built by one that has no network of its own."""

import ipaddress
import shutil

import pytest

from archive import Archive
from crawler import Options, crawl
from crawler.sources import parse_source
from demo import running_portals

pytest.importorskip("playwright", reason="needs the extra `browser`")
pytestmark = pytest.mark.skipif(
    not (shutil.which("chromium") or shutil.which("google-chrome")), reason="needs Chromium"
)
LOOPBACK = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    with running_portals(["scripted"]) as portals:
        source = parse_source(portals.sources["scripted"], name="scripted")
        summary = crawl([source], folder, options=LOOPBACK)
        yield portals, summary.numbers, folder


def test_every_report_of_a_scripted_list_is_found(built):
    portals, numbers, _ = built
    assert (numbers["new"], numbers["failed"]) == (len(portals.truth), 0)


def test_the_browser_asks_through_us_and_for_no_pictures(built):
    portals, _, _ = built
    asked = {line["target"]: line["agent"] for line in portals.requests()}
    assert {"/nb/", "/nb/list.js", "/service/q", "/robots.txt"} <= set(asked)
    assert "/nb/banner.png" not in asked
    assert all(agent.startswith("nianbao/") for agent in asked.values())


def test_what_the_script_asked_for_is_evidence_too(built):
    portals, _, folder = built
    with Archive.open(folder, read_only=True) as archive:
        urls = {url for (url,) in archive.connection.execute("select url from captures").fetchall()}
    assert portals.addresses["scripted"] + "/service/q" in urls


def test_without_the_browser_the_list_is_empty(built, tmp_path):
    portals, _, _ = built
    text = portals.sources["scripted"].replace("browser = true", "browser = false")
    with running_portals(["scripted"]) as again:
        address = again.addresses["scripted"]
        text = text.replace(portals.addresses["scripted"], address)
        numbers = crawl([parse_source(text, name="x")], tmp_path, options=LOOPBACK).numbers
    assert numbers["new"] == 0
