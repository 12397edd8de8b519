"""On every simulated portal the dialects find all reports, nothing else, and waste no request."""

from functools import cache
from urllib.parse import urlsplit

import pytest

from archive import Kind, Link
from crawler.dialects import Page, recognise
from crawler.discovery import column_links
from demo.portals import PORTALS, build_portals
from demo.web import Asked
from parsers.charset import decode

HOST = "http://portal.test"


def ask(portal, link):
    parts = urlsplit(link.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {name.lower(): value for name, value in link.headers}
    return portal.answer(Asked(link.method, target, headers, link.body.encode()))


@cache
def walked(name):
    """Walk a portal's listings; return it, the reports found, and how many listings were asked."""
    (portal,) = build_portals([name])
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
        waiting += column_links(page) if portal.discover else ()
    return portal, found, listings


@pytest.mark.parametrize("name", PORTALS)
def test_all_reports_are_found_and_nothing_else(name):
    portal, found, listings = walked(name)
    assert sorted(link.url for link in found) == sorted(HOST + held.path for held in portal.held)
    needed = portal.listings + len(portal.held)
    assert listings + len(found) <= 1.3 * needed


@pytest.mark.parametrize("name", PORTALS)
def test_the_title_and_date_of_a_listing_are_the_reports(name):
    portal, found, _ = walked(name)
    truth = {HOST + held.path: held for held in portal.held}
    for link in found:
        held = truth[link.url]
        # The JSP of Hanweb's module is linked by its year alone.
        assert link.title in {held.report.title, f"{held.report.year}年"}
        assert link.date[:10] == held.published[:10]


# Which dialect each portal's column is read with; the portals are named after it but for these.
OTHERWISE = {"plain": "links", "capped": "jcms", "frames": "shells", "county": "links"}


@pytest.mark.parametrize("name", PORTALS)
def test_a_column_is_recognised_by_its_signatures(name):
    portal, _, _ = walked(name)
    link = Link(HOST + portal.column, Kind.LISTING)
    answer = ask(portal, link)
    page = Page(link.url, decode(answer.body, answer.media_type), link)
    assert recognise(page).name == OTHERWISE.get(name, name)
