"""A walk over a list stops where nothing new comes any more, and not before."""

from dataclasses import replace

from archive import Kind, Link
from crawler.dialects import Page
from crawler.dialects.links import tells_its_place
from crawler.trail import MOST_BARREN, Trail


def page(number, text=""):
    url = f"http://portal.test/nb/{number}.html"
    return Page(url, text or f"page {number}", Link(url, Kind.LISTING))


def report(number):
    return Link(f"http://portal.test/nb/t{number}.html", Kind.PAGE)


def walk(trail, listed, **options):
    """Walk pages that list the reports of *listed*, and return how many were walked."""
    for number, reports in enumerate(listed):
        if not trail.goes_on(page(number), map(report, reports), counted=False, **options):
            return number + 1
        trail.follow(page(number), page(number + 1).asked)
    return len(listed)


def test_a_list_that_brings_nothing_new_is_left_after_a_while():
    assert walk(Trail(), [[1, 2]] + [[]] * 50) == 1 + MOST_BARREN
    assert walk(Trail(), [[1, 2]] * 50) == 1 + MOST_BARREN


def test_a_report_after_a_long_gap_is_still_reached():
    assert walk(Trail(), ([[]] * (MOST_BARREN - 1) + [[1]]) + [[]] * 5) == MOST_BARREN + 5
    assert walk(Trail(), [[number] for number in range(60)]) == 60


def test_a_list_that_counts_its_pages_is_walked_to_its_end():
    trail = Trail()
    for number in range(50):
        assert trail.goes_on(page(number), (), counted=True)
        trail.follow(page(number), page(number + 1).asked)


def test_a_list_that_says_which_of_its_pages_it_shows_is_counted():
    for said, counted in (("第2页/共14页", True), ("第2/14页", True), ("共14页", False)):
        assert tells_its_place(page(2, said)) is counted
    assert not tells_its_place(page(2, "第2页/共9999页"))


def test_the_same_page_under_another_address_ends_the_list():
    trail = Trail()
    assert trail.goes_on(page(1, "the last page"), [report(1)], counted=True)
    assert not trail.goes_on(page(2, "the last page"), [report(1)], counted=True)


def test_another_list_is_not_left_for_the_first_ones_sake():
    trail = Trail()
    walk(trail, [[]] * 50)
    assert trail.goes_on(page(900), (), counted=False)


def test_a_session_number_in_the_next_address_does_not_hide_that_nothing_comes():
    trail, walked = Trail(), 0
    while trail.goes_on(page(walked), (), counted=False):
        following = page(walked + 1).asked
        trail.follow(page(walked), replace(following, url=f"{following.url}?jsessionid={walked}"))
        walked += 1
    assert walked + 1 == MOST_BARREN


def shown(number, rows):
    listed = "".join(f'<a href="t{row}.html">望淮县{row}年政府信息公开年报</a>' for row in rows)
    return page(number, f'{listed}<a href="{number + 1}.html">下一页</a>')


def turned(trail, pages):
    """Walk *pages*, the rows of each, and return how many were walked."""
    for number, rows in enumerate(pages):
        if not trail.goes_on(shown(number, rows), map(report, rows), counted=False):
            return number + 1
        trail.turn(shown(number, rows), shown(number + 1, ()).asked)
    return len(pages)


def test_a_list_that_shows_a_page_again_but_for_its_number_is_left_at_once():
    assert turned(Trail(), [[1, 2], [3]] + [[3]] * 50) == 3
    assert turned(Trail(), [[1, 2], [3], [4]] + [[1, 2]] * 50) == 4
    assert turned(Trail(), [[1, 2], [3]] + [[]] * 5 + [[4]]) == 8  # without a word none is alike


def test_columns_that_look_alike_are_not_taken_for_one():
    trail = Trail()
    for number in range(5):
        assert trail.goes_on(shown(number, ()), (), counted=False)
        trail.follow(shown(0, ()), shown(number + 1, ()).asked)
