import sqlite3
from pathlib import Path
from threading import Event, Thread

import pytest

from archive import Archive, ArchiveError
from tests.archive.crawls import crawl, report_page, rows


def test_a_backup_made_while_a_crawl_writes_is_whole(tmp_path: Path) -> None:
    started, ended = Event(), Event()

    def write() -> None:
        with Archive.open(tmp_path / "a") as archive:
            for day in range(20):
                crawl(archive, {"1.html": report_page(), f"{day}.html": report_page(1)}, day=day)
                started.set()
        ended.set()

    writer = Thread(target=write)
    writer.start()
    started.wait(20)
    with Archive.open(tmp_path / "a", read_only=True) as archive:
        (before,) = rows(archive, "select count(*) from captures")[0]
        archive.backup(tmp_path / "copy")
    writer.join()
    with Archive.open(tmp_path / "copy") as copy:
        assert rows(copy, "select count(*) from captures")[0][0] >= before
        assert [fault for fault in copy.verify(workers=1) if fault.check != "manifests"] == []


def test_a_backup_is_one_file_that_opens_on_a_read_only_disk(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a") as archive:
        crawl(archive, {"1.html": report_page()})
        archive.ingest(workers=1)
        archive.backup(tmp_path / "copy")
    assert sorted(path.name for path in (tmp_path / "copy").glob("archive.db*")) == ["archive.db"]
    stock = sqlite3.connect(f"file:{tmp_path / 'copy' / 'archive.db'}?mode=ro", uri=True)
    assert stock.execute("pragma journal_mode").fetchone() == ("delete",)
    assert stock.execute("select count(*) from reports").fetchone() == (1,)
    stock.close()


def test_a_backup_overwrites_nothing(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path / "a")
    with archive, pytest.raises(ArchiveError, match="is there already"):
        archive.backup(tmp_path)


def test_a_backup_that_cannot_be_made_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a") as archive:
        (tmp_path / "a" / "nianbao.toml").mkdir()
        with pytest.raises(ArchiveError, match="copy cannot be written: Is a directory"):
            archive.backup(tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
