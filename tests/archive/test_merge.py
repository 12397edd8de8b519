import errno
import os
import shutil
from pathlib import Path

import pytest

from archive import Archive, ArchiveError, SourceBusyError
from tests.archive.crawls import (
    bare_page,
    crawl,
    invented,
    not_modified,
    report_page,
    rows,
    word_file,
)
from tests.archive.dumps import dump

CHANGED = report_page(old="政府", new="政 府")


def made(folder: Path, *days: tuple[int, dict], source: str = "one") -> Path:
    with Archive.open(folder) as archive:
        for day, site in days:
            crawl(archive, site, source=source, day=day)
            archive.ingest(workers=1)
    return folder


def test_another_archive_comes_in_with_its_provenance(tmp_path: Path) -> None:
    hung = {"p.html": bare_page(invented(8)[7].title, "a.docx"), "a.docx": word_file(7)}
    theirs = made(
        tmp_path / "b", (7, hung), (8, not_modified(hung, ["p.html", "a.docx"])), source="two"
    )
    made(tmp_path / "a", (0, {"1.html": report_page()}))
    with Archive.open(tmp_path / "a") as archive, Archive.open(theirs) as other:
        merged = archive.merge(theirs, workers=1)
        assert (merged.captures, merged.known, merged.reports) == (6, 0, 1)
        ours, expected = dump(archive), dump(other)
        assert [v for v in ours["versions"] if v in expected["versions"]] == expected["versions"]
        assert [c for c in ours["captures"] if c[0] == "two"] == expected["captures"]
        assert list(archive.verify(workers=1)) == []


def test_the_same_capture_comes_in_once(tmp_path: Path) -> None:
    theirs = made(tmp_path / "b", (0, {"1.html": report_page()}))
    with Archive.open(tmp_path / "a") as archive:
        archive.merge(theirs, workers=1)
        before = dump(archive)
        again = archive.merge(theirs, workers=1)
        assert (again.captures, again.known, again.reports) == (0, 2, 0)
        assert dump(archive) == before
        assert len(list(archive.captures.glob("*.warc.gz"))) == 1


def test_an_older_version_joins_the_history_and_is_not_the_latest(tmp_path: Path) -> None:
    theirs = made(tmp_path / "b", (0, {"1.html": report_page()}))
    made(tmp_path / "a", (5, {"1.html": CHANGED}))
    with Archive.open(tmp_path / "a") as archive:
        archive.merge(theirs, workers=1)
        assert rows(archive, "select versions, date(last_seen) from reports") == [(2, "2021-02-03")]
        assert [change.kind for change in archive.changes("2021-01-01")] == ["new", "changed"]


def test_reports_that_disagree_are_listed(tmp_path: Path) -> None:
    key = "requests.new.total"
    text = invented(1)[0].texts[key]
    page = report_page().body.decode()
    start = page.rindex(text, 0, page.index("</tr>", page.index("本年新收")))
    other = report_page().__class__(
        (page[:start] + "97531" + page[start + len(text) :]).encode(), report_page().verdict
    )
    theirs = made(tmp_path / "b", (0, {"x.html": other}), source="two")
    made(tmp_path / "a", (0, {"1.html": report_page()}))
    with Archive.open(tmp_path / "a") as archive:
        merged = archive.merge(theirs, workers=1)
        assert [(c.report, c.other, c.keys) for c in merged.conflicts] == [(2, 1, (key,))]


def test_a_source_that_is_being_crawled_is_not_merged_into(tmp_path: Path) -> None:
    theirs = made(tmp_path / "b", (0, {"1.html": report_page()}))
    archive = Archive.open(tmp_path / "a")
    with archive, archive.hold("one"), pytest.raises(SourceBusyError, match="'one' is being"):
        archive.merge(theirs)


def test_there_must_be_an_archive_to_merge(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path / "a")
    with archive, pytest.raises(ArchiveError, match="there is no archive in"):
        archive.merge(tmp_path / "nothing")


def test_a_merge_that_was_cut_short_is_taken_up_where_it_was(tmp_path: Path) -> None:
    theirs = made(tmp_path / "b", (0, {"1.html": report_page()}))
    with Archive.open(tmp_path / "a") as archive:
        (warc,) = (theirs / "captures").glob("*.warc.gz")
        shutil.copyfile(warc, archive.captures / warc.name)
        merged = archive.merge(theirs, workers=1)
        assert (merged.captures, merged.reports) == (2, 1)
        assert [path.name for path in archive.captures.glob("*.warc.gz")] == [warc.name]
        assert list(archive.verify(workers=1)) == []


def test_a_merge_without_room_names_the_file_and_leaves_no_half_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = made(tmp_path / "b", (0, {"1.html": report_page()}))
    (warc,) = (theirs / "captures").glob("*.warc.gz")
    with Archive.open(tmp_path / "a") as archive, monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        wanted = archive.captures / warc.name
        with pytest.raises(ArchiveError, match=f"{wanted} cannot be written: No space left"):
            archive.merge(theirs)
        assert list(archive.captures.iterdir()) == []


def refuse(handle: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")
