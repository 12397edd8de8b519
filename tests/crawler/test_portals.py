"""On every simulated portal the dialects find all reports, nothing else, and waste no request."""

from urllib.parse import urlsplit

import pytest

from archive import Kind, Link
from crawler.dialects import Page, recognise
from demo.portals import PORTALS, build_portals
from demo.web import Asked
from parsers.charset import decode

HOST = "http://portal.test"


def ask(portal, link):
    parts = urlsplit(link.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {name.lower(): value for name, value in link.headers}
    return portal.answer(Asked(link.method, target, headers, link.body.encode()))


def walk(portal):
    """Walk a portal's listings; return the reports found and how many listings were asked."""
    waiting = [Link(HOST + portal.column, Kind.LISTING)]
    seen, found, listings = set(), [], 0
    while waiting:
        link = waiting.pop(0)
        if (link.url, link.body) in seen:
            continue
        seen.add((link.url, link.body))
        if link.kind is not Kind.LISTING:
            found.append(link)
            continue
        listings += 1
        answer = ask(portal, link)
        assert answer.status == 200, link
        page = Page(link.url, decode(answer.body, answer.media_type), link)
        dialect = recognise(page)
        waiting += [*dialect.entries(page), *dialect.pages(page)]
    return found, listings


@pytest.mark.parametrize("name", PORTALS)
def test_all_reports_are_found_and_nothing_else(name):
    (portal,) = build_portals([name])
    found, listings = walk(portal)
    assert sorted(link.url for link in found) == sorted(HOST + held.path for held in portal.held)
    needed = portal.listings + len(portal.held)
    assert listings + len(found) <= 1.3 * needed


@pytest.mark.parametrize("name", PORTALS)
def test_the_title_and_date_of_a_listing_are_the_reports(name):
    (portal,) = build_portals([name])
    found, _ = walk(portal)
    truth = {HOST + held.path: held for held in portal.held}
    for link in found:
        assert link.title == truth[link.url].report.title
        assert link.date[:10] == truth[link.url].published[:10]
