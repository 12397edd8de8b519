"""The simulated portals answer like portals, and say what they were asked."""

import http.client
from urllib.parse import urlsplit

import pytest

from demo import running_portals
from demo.portals import build_portals


@pytest.fixture(scope="module")
def portals():
    with running_portals() as running:
        yield running


def ask(url, **headers):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    connection.request("GET", parts.path or "/", headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def test_sixty_reports_are_there_one_of_them_as_a_word_file(portals):
    assert len(portals.truth) == 60
    (word,) = (expected for expected in portals.truth.values() if expected.file)
    assert ask(word.file)[2].startswith(b"PK")


def test_a_page_can_be_asked_for_conditionally(portals):
    url = next(url for url in portals.truth if url.startswith(portals.addresses["trs"]))
    _, headers, _ = ask(url)
    assert ask(url, **{"If-None-Match": headers["ETag"]})[::2] == (304, b"")
    assert ask(url, **{"If-Modified-Since": headers["Last-Modified"]})[0] == 304


def test_a_portal_in_gbk_can_be_told_to_send_no_validators(portals):
    url = next(url for url in portals.truth if url.startswith(portals.addresses["plain"]))
    portals.switch("plain", "no_validators")
    _, headers, body = ask(url)
    portals.switch("plain", "no_validators", on=False)
    assert headers["ETag"] is headers["Last-Modified"] is None
    assert "年".encode("gbk") in body


def test_the_log_tells_who_asked_for_what(portals):
    ask(portals.addresses["jcms"] + "/robots.txt", **{"User-Agent": "tester"})
    line = portals.requests()[-1]
    assert (line["portal"], line["target"], line["status"]) == ("jcms", "/robots.txt", 200)
    assert (line["agent"], line["in_flight"]) == ("tester", 1)


def test_an_unknown_address_is_gone(portals):
    assert ask(portals.addresses["trs"] + "/no-such-page.html")[0] == 404


def test_the_same_seed_holds_the_same_pages():
    one, other = build_portals(["trs"], 5)[0], build_portals(["trs"], 5)[0]
    assert one.held == other.held
    assert one.routes == other.routes
