"""A run ends, however many addresses a portal makes up."""

from dataclasses import replace

import pytest

from archive import Kind, Link
from crawler.walk import BARREN_LISTINGS, MISSED_PAGES, REPEATED_PAGES, Walk, cleaned


def listing(number):
    return Link(f"http://a.test/list?page={number}", Kind.LISTING)


def report(number):
    return Link(f"http://a.test/{number}.html", Kind.PAGE)


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("http://a.test/x;jsessionid=1F2?id=7", "http://a.test/x?id=7"),
        ("http://a.test/x?id=7&PHPSESSID=1&_=3", "http://a.test/x?id=7"),
        ("http://a.test/x?sid=755001&page=2", "http://a.test/x?sid=755001&page=2"),
        ("http://a.test/x?a=%E4%B8%80", "http://a.test/x?a=%E4%B8%80"),
        ("http://a.test/x?lx=%C4%EA%B1%A8&_=1", "http://a.test/x?lx=%C4%EA%B1%A8"),
        ("http://a.test/x?from=timeline", "http://a.test/x"),
        ("http://a.test/x?from=2020", "http://a.test/x?from=2020"),
    ],
)
def test_what_names_the_visitor_is_taken_off_an_address(url, clean):
    assert cleaned(Link(url, Kind.PAGE)).url == clean


def test_a_static_page_is_one_report_whatever_is_asked_of_it():
    walk = Walk()
    other = Link("http://a.test/show.html?id=7", Kind.PAGE)
    shared = replace(report(1), url=report(1).url + "?from=weixin")
    assert walk.followed([shared, report(1), other], counted=False) == (report(1), other)
    assert walk.distinct([shared, report(2)]) == (report(2),)


def test_listings_that_bring_nothing_are_given_up_at_last():
    walk = Walk()
    for number in range(BARREN_LISTINGS - 1):
        assert walk.followed([listing(number)], counted=False)
    assert walk.followed([listing(900), report(1)], counted=False) == (listing(900), report(1))
    assert walk.followed([listing(901)], counted=False) == (listing(901),)
    assert walk.followed([listing(902)], counted=False) == ()
    # One that brings something again is worth as much as before.
    assert walk.followed([listing(903), report(2)], counted=False) == (listing(903), report(2))


def test_a_list_that_counts_its_pages_is_walked_to_its_end():
    walk = Walk()
    assert all(walk.followed([listing(number)], counted=True) for number in range(500))


def test_a_list_seen_before_leads_nowhere():
    walk = Walk()
    assert walk.followed([report(1), listing(2)], counted=False)
    assert walk.followed([listing(2), report(1)], counted=False) == ()


def test_a_list_that_makes_up_its_pages_is_given_up_unless_it_has_counted_them():
    walk = Walk()
    for _ in range(MISSED_PAGES):
        walk.missed()
    assert walk.followed([report(1), listing(2)], counted=True) == (report(1), listing(2))
    assert walk.followed([report(3), listing(4)], counted=False) == (report(3),)
    walk.met(b"a page that is there")
    assert walk.followed([report(5), listing(6)], counted=False) == (report(5), listing(6))


def test_addresses_that_multiply_while_pages_repeat_end_the_walk():
    walk = Walk()
    for _ in range(REPEATED_PAGES + 2):
        walk.met(b"the same page")
    assert walk.followed([report(1), listing(2)], counted=True) == (report(1),)
