from pathlib import Path

import pytest

from archive import Archive, Verdict
from tests.archive.crawls import (
    Answer,
    bare_page,
    crawl,
    invented,
    not_modified,
    one_cell_changed,
    report_page,
    word_file,
)

SOFT = Answer(b"<p>no such page", Verdict.SOFT_404)
HOME = Answer(b"", Verdict.REDIRECT, status=302)


def told(tmp_path: Path, *days: tuple[int, dict[str, Answer]], since: str = "2021-01-01"):
    with Archive.open(tmp_path) as archive:
        for day, site in days:
            crawl(archive, site, day=day)
            archive.ingest(workers=1)
        return [
            (change.kind, change.at[:10], change.before, change.after, change.keys)
            for change in archive.changes(since)
        ]


KEY = "requests.new.total"
PAGE = report_page()


def test_one_changed_cell_is_one_change_with_both_captures(tmp_path: Path) -> None:
    site = {"1.html": PAGE, "2.html": report_page(1)}
    changed = site | {"1.html": one_cell_changed()}
    found = told(tmp_path, (0, site), (1, changed), (2, changed), since="2021-01-30")
    assert found == [("changed", "2021-01-30", 2, 5, (KEY,))]


def test_a_visitor_counter_is_no_change(tmp_path: Path) -> None:
    first = report_page(old="</h1>", new="</h1><p>浏览量：17</p>")
    later = report_page(old="</h1>", new="</h1><p>浏览量：4711</p>")
    found = told(tmp_path, (0, {"1.html": first}), (1, {"1.html": later}))
    assert [kind for kind, *_ in found] == ["new"]


def test_a_change_taken_back_is_two_changes(tmp_path: Path) -> None:
    days = [(0, PAGE), (1, one_cell_changed()), (2, PAGE)]
    found = told(tmp_path, *((day, {"1.html": page}) for day, page in days))
    assert [kind for kind, *_ in found] == ["new", "changed", "changed"]


@pytest.mark.parametrize("failure", [None, SOFT])
def test_gone_is_what_was_gone_at_several_visits_over_days(
    tmp_path: Path, failure: Answer | None
) -> None:
    site = {"1.html": PAGE}
    gone = {"1.html": failure} if failure else {}
    early = told(tmp_path, (0, site), (1, gone), (2, gone))
    assert [kind for kind, *_ in early] == ["new"]
    late = told(tmp_path, (4, gone), (9, gone))
    assert [(kind, at) for kind, at, *_ in late[1:]] == [("vanished", "2021-02-02")]


def test_a_night_of_404s_is_no_disappearance(tmp_path: Path) -> None:
    site = {"1.html": PAGE}
    found = told(tmp_path, (0, site), (1, {}), (2, site), (8, {}), (9, site))
    assert [kind for kind, *_ in found] == ["new"]


def test_what_vanished_and_came_back_has_returned(tmp_path: Path) -> None:
    site = {"1.html": PAGE}
    found = told(tmp_path, (0, site), (1, {}), (5, {}), (9, site))
    assert [kind for kind, *_ in found] == ["new", "vanished", "returned"]
    assert found[2][2:4] == (found[1][3], found[1][3] + 2)


def test_a_report_at_a_new_address_whose_old_one_is_gone_has_moved(tmp_path: Path) -> None:
    found = told(tmp_path, (0, {"1.html": PAGE}), (1, {}), (5, {"new/1.html": PAGE}), (9, {}))
    assert [kind for kind, *_ in found][:2] == ["new", "moved"]


def test_moved_shows_also_where_the_new_address_was_seen_first(tmp_path: Path) -> None:
    both = {"1.html": PAGE, "new/1.html": PAGE}
    moved = {"new/1.html": PAGE}
    found = told(tmp_path, (0, {"1.html": PAGE}), (1, both), (2, moved), (9, moved))
    assert [kind for kind, *_ in found] == ["new", "moved"]


def test_a_report_has_moved_as_soon_as_its_address_fails_where_a_new_one_took_over(
    tmp_path: Path,
) -> None:
    moved = {"new/1.html": PAGE}
    found = told(tmp_path, (0, {"1.html": PAGE}), (1, moved))
    assert [(kind, at) for kind, at, *_ in found] == [
        ("new", "2021-01-29"),
        ("moved", "2021-01-30"),
    ]


def test_a_night_without_one_of_two_addresses_is_no_move(tmp_path: Path) -> None:
    both = {"1.html": PAGE, "new/1.html": PAGE}
    found = told(tmp_path, (0, both), (1, both), (2, {"new/1.html": PAGE}), (3, both))
    assert [kind for kind, *_ in found] == ["new"]


def test_a_changed_attachment_changes_the_report_once(tmp_path: Path) -> None:
    site = {"1.html": bare_page(invented(1)[0].title, "a.docx"), "a.docx": word_file()}
    changed = not_modified(site, ["1.html"]) | {"a.docx": word_file(old="公开", new="公布")}
    found = told(tmp_path, (0, site), (1, changed), (2, not_modified(changed, ["1.html"])))
    assert [kind for kind, *_ in found] == ["new", "changed"]


def test_dates_are_days_in_china(tmp_path: Path) -> None:
    assert told(tmp_path, (0, {"1.html": PAGE}), since="2021-01-30") == []
    with Archive.open(tmp_path) as archive, pytest.raises(ValueError, match="gestern"):
        list(archive.changes("gestern"))
