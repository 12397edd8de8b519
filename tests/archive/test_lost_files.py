"""A WARC file that is deleted or cut off: what it held is fetched and kept anew, or named."""

import shutil
from pathlib import Path

import pytest

from archive import Archive
from archive.exports.wacz import write_wacz
from tests.archive.crawls import bare_page, crawl, report_page, rows, word_file

SITE = {
    "1.html": report_page(0),
    "2.html": report_page(1),
    "2.html?from=phone": report_page(1),
    "3.html": bare_page("某区2023年政府信息公开工作年度报告", "a.docx"),
    "a.docx": word_file(2),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of two crawls, the second of which was answered "not modified"."""
    with Archive.open(tmp_path / "archive") as archive:
        crawl(archive, SITE)
        crawl(archive, SITE, day=1, not_modified=True)
        archive.ingest(workers=1)
    return tmp_path / "archive"


def segments(folder: Path) -> list[Path]:
    return sorted((folder / "captures").glob("*.warc.gz"))


def crawl_again(folder: Path, *, day: int = 2) -> list[tuple[str, bool]]:
    """Crawl a portal that knows "not modified"; return the pages asked, and what is a revisit."""
    with Archive.open(folder) as archive:
        run = max(run for (run,) in rows(archive, "select id from run")) + 1
        crawl(archive, SITE, day=day, not_modified=True)
        archive.ingest(workers=1)
        sql = f"select url, original_id is not null from captures where run = {run} order by id"
        return rows(archive, sql)


def faults(folder: Path) -> list[str]:
    with Archive.open(folder) as archive:
        return [" ".join(fault) for fault in archive.verify(workers=1)]


def test_what_a_deleted_file_held_is_kept_anew_by_the_next_crawl(folder: Path) -> None:
    (old,) = segments(folder)
    old.unlink()
    again = crawl_again(folder)
    assert [url.rpartition("/")[2] for url, is_revisit in again if not is_revisit] == [
        *("", "1.html", "2.html", "3.html", "a.docx")
    ]
    (new,) = segments(folder)
    assert new != old
    assert all(is_revisit for _, is_revisit in crawl_again(folder, day=3))


def test_what_a_cut_off_file_still_holds_is_not_fetched_anew(folder: Path) -> None:
    (old,) = segments(folder)
    with Archive.open(folder) as archive:
        sql = "select warc_offset from captures where url like '%/2.html' order by id"
        ((middle,), *_) = rows(archive, sql)
    with old.open("r+b") as file:
        file.truncate(middle + 10)
    again = crawl_again(folder)
    assert [url.rpartition("/")[2] for url, is_revisit in again if not is_revisit] == [
        *("2.html", "3.html", "a.docx")
    ]
    assert old.stat().st_size == middle + 10, "nothing may follow a torn record"


def test_what_was_fetched_anew_is_where_figures_lead_and_what_is_read_again(
    folder: Path, tmp_path: Path
) -> None:
    with Archive.open(folder) as archive:
        before = archive.evidence(1, "requests.new.total")
    segments(folder)[0].unlink()
    crawl_again(folder)
    with Archive.open(folder) as archive:
        after = archive.evidence(1, "requests.new.total")
        assert (after.snippet, after.sha256) == (before.snippet, before.sha256)
        assert after.warc_file != before.warc_file
        assert list(archive.reparse(workers=1)) == []
        assert write_wacz(archive.connection, archive.captures, [1], tmp_path / "1.wacz") == 1
        assert len(list(archive.reports())) == 3


def test_verify_names_a_lost_file_and_what_no_other_record_holds(folder: Path) -> None:
    name, size = segments(folder)[0].name, segments(folder)[0].stat().st_size
    segments(folder)[0].unlink()
    first, *captures = faults(folder)
    assert first.startswith(f"captures {name} is not there, with its {size} bytes: put it back")
    assert "capture 2 of http://portal.test/1.html" in captures[1]
    crawl_again(folder)
    assert faults(folder) == [first]


def test_reparse_names_what_cannot_be_read_and_leaves_what_was_read(folder: Path) -> None:
    name = segments(folder)[0].name
    segments(folder)[0].unlink()
    with Archive.open(folder) as archive:
        effects = list(archive.reparse(apply=True, workers=1))
        assert len(list(archive.reports())) == 3
    assert {(effect.kind, effect.report) for effect in effects} == {("unread", None)}
    assert {name in effect.cause for effect in effects} == {True}
    assert len(effects) == 3


def test_a_file_that_is_put_back_is_as_good_as_before(folder: Path, tmp_path: Path) -> None:
    (old,) = segments(folder)
    moved = old.rename(tmp_path / old.name)
    crawl_again(folder)
    moved.rename(old)
    assert faults(folder) == []
    assert all(is_revisit for _, is_revisit in crawl_again(folder, day=3))


def test_a_rebuilt_database_says_what_is_not_there_and_has_it_fetched(folder: Path) -> None:
    with Archive.open(folder) as archive:
        archive.connection.execute("update warc set closed = 1")
    (old,) = segments(folder)
    crawl_again(folder)  # revisits in a file of their own
    old.unlink()
    (folder / "archive.db").unlink()
    missing, repeated = Archive.rebuild(folder, workers=1)
    assert missing.startswith(f"{old.name} is not there, and 12 captures")
    assert repeated.startswith("6 captures repeat what stood in a record that is not there")
    again = crawl_again(folder, day=3)
    assert [url.rpartition("/")[2] for url, is_revisit in again if not is_revisit] == [
        *("", "1.html", "2.html", "3.html", "a.docx")
    ]


def test_local_files_whose_record_is_lost_are_kept_anew(tmp_path: Path) -> None:
    (tmp_path / "1.html").write_bytes(SITE["1.html"].body)
    with Archive.open(tmp_path / "archive") as archive:
        archive.ingest_files([tmp_path / "1.html"], workers=1)
        segments(tmp_path / "archive")[0].unlink()
        archive.ingest_files([tmp_path / "1.html"], workers=1)
        assert len(segments(tmp_path / "archive")) == 1
        assert archive.ingest_files([tmp_path / "1.html"], workers=1).unchanged == 1


def test_a_merge_brings_back_the_file_that_the_other_archive_still_has(
    folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "other")
    segments(folder)[0].unlink()
    with Archive.open(folder) as archive:
        assert archive.backup(tmp_path / "backup") == [segments(tmp_path / "other")[0].name]
        archive.merge(tmp_path / "other", workers=1)
    assert faults(folder) == []


def test_an_archive_that_has_lost_a_file_is_merged_without_it(folder: Path, tmp_path: Path) -> None:
    segments(folder)[0].unlink()
    crawl_again(folder)
    with Archive.open(tmp_path / "new") as archive:
        assert archive.merge(folder, workers=1).captures == 6
        assert len(list(archive.reports())) == 3
    assert [fault for fault in faults(tmp_path / "new") if "manifest" not in fault] == []
