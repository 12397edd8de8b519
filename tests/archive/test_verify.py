import gzip
import shutil
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from archive import Archive, ArchiveError, Kind
from archive.database import connect
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


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """An archive of three runs: pages, an attachment, a change, a twin, a 404."""
    folder = tmp_path_factory.mktemp("kept")
    site = {
        "1.html": report_page(0),
        "2.html": report_page(1),
        "2.html?from=phone": report_page(1),
        "3.html": bare_page(invented(8)[7].title, "a.docx"),
        "a.docx": word_file(7),
        "b.docx": word_file(5),
    }
    changed = site | {"1.html": report_page(0, old="政府", new="政 府")}
    with Archive.open(folder) as archive:
        for day, answers in enumerate((site, not_modified(changed, ["2.html"]), site)):
            crawl(archive, answers, day=day, kinds={"b.docx": Kind.ATTACHMENT})
            archive.ingest(workers=1)
    return folder


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Path:
    shutil.copytree(kept, tmp_path / "copy")
    return tmp_path / "copy"


def found(folder: Path) -> list[str]:
    with Archive.open(folder) as archive:
        return [" ".join(fault) for fault in archive.verify(workers=1)]


def test_a_whole_archive_has_no_faults(kept: Path) -> None:
    assert found(kept) == []


def test_the_database_rebuilt_from_captures_alone_equals_the_old_one(copy: Path) -> None:
    with Archive.open(copy) as archive:
        before = dump(archive)
    (copy / "archive.db").rename(copy / "old.db")
    assert Archive.rebuild(copy, workers=1) == []
    with Archive.open(copy) as archive:
        after = dump(archive)
    for name in before:
        assert after[name] == before[name]
    assert found(copy) == []


def test_what_a_killed_process_had_not_merged_is_not_played_into_a_rebuilt_database(
    copy: Path, tmp_path: Path
) -> None:
    killed = tmp_path / "killed"
    with closing(sqlite3.connect(copy / "archive.db")) as open_still:
        open_still.execute("pragma journal_mode = wal")
        open_still.execute("create table half_done (id integer)")
        shutil.copytree(copy, killed)
    (killed / "archive.db").rename(killed / "old.db")
    assert (killed / "archive.db-wal").stat().st_size > 0
    Archive.rebuild(killed, workers=1)
    with closing(sqlite3.connect(killed / "archive.db")) as rebuilt:
        assert rebuilt.execute("pragma integrity_check").fetchall() == [("ok",)]
        names = {name for (name,) in rebuilt.execute("select name from sqlite_master")}
    assert "half_done" not in names
    assert "captures" in names


def test_captures_without_a_database_say_how_to_rebuild_it(copy: Path) -> None:
    (copy / "archive.db").unlink()
    with pytest.raises(ArchiveError, match="nianbao reparse --apply"):
        Archive.open(copy)


def test_a_flipped_bit_in_a_capture_names_its_address(copy: Path) -> None:
    with Archive.open(copy) as archive:
        sql = "select warc_file, warc_offset, warc_length from captures where url like '%/1.html'"
        file, offset, length = rows(archive, sql)[0]
    content = bytearray((copy / file).read_bytes())
    content[offset + length // 2] ^= 1
    (copy / file).write_bytes(content)
    (fault, *_) = found(copy)
    assert f"at byte {offset}" in fault
    assert "http://portal.test/1.html" in fault


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            "update fact set value = 987654 where version = 1 and item = 1",
            "regulations.rules.made is",
        ),
        ("update version set title = 'x' where id = 2", "title is 'x'"),
        ("update capture set url = 'http://x/' where id = 2", "url is 'http://x/'"),
        ("update capture set sha256 = x'00' where id = 2", "sha256 is"),
        ("update frontier set url = 'http://x/' where id = 2", "is not the address it was"),
        ("delete from capture where id = 2", "archive.db"),
        ("update body set text = text || 'x' where version = 1", "text or checks"),
        ("update item set row_id = 'x' where id = 1", "has other parts"),
        ("update run set chain = x'00' where id = 1", "is not the manifest"),
    ],
)
def test_a_row_that_was_changed_is_named(copy: Path, sql: str, told: str) -> None:
    with Archive.open(copy) as archive:
        archive.connection.execute(sql)
    assert any(told in fault for fault in found(copy))


def missed_flips(copy: Path, count: int) -> list[int]:
    """Flip one bit after the other of the captures; return the places where nobody noticed."""
    (warc,) = (copy / "captures").glob("*.warc.gz")
    whole = warc.read_bytes()
    random, missed = Random(1), []
    with Archive.open(copy) as archive:
        for _ in range(count):
            place = random.randrange(len(whole))
            flipped = bytearray(whole)
            flipped[place] ^= 1 << random.randrange(8)
            warc.write_bytes(flipped)
            if not any(archive_faults(archive)) and not _reads_the_same(flipped, whole):
                missed.append(place)
    return missed


def test_single_flipped_bits_of_the_captures_are_noticed(copy: Path) -> None:
    assert missed_flips(copy, 40) == []


@pytest.mark.hard
def test_1000_flipped_bits_of_the_captures_are_noticed(copy: Path) -> None:
    assert missed_flips(copy, 1000) == []


@pytest.mark.hard
def test_200_flipped_bits_of_the_database_are_noticed_or_mean_nothing(
    copy: Path, tmp_path: Path
) -> None:
    with Archive.open(copy) as archive:
        archive.backup(tmp_path / "backup")
    database = tmp_path / "backup" / "archive.db"
    whole, random, missed = database.read_bytes(), Random(2), []
    said = content_of(database)
    for _ in range(200):
        place = random.randrange(len(whole))
        flipped = bytearray(whole)
        flipped[place] ^= 1 << random.randrange(8)
        database.write_bytes(flipped)
        if not noticed(tmp_path / "backup") and content_of(database) != said:
            missed.append(place)
    assert len(missed) <= 2, missed


def noticed(folder: Path) -> bool:
    """Whether opening or verifying the archive says that something is wrong."""
    try:
        with Archive.open(folder, read_only=True) as archive:
            return any(True for _ in archive.verify(workers=1))
    except ArchiveError:
        return True


def content_of(database: Path) -> list[list[tuple]]:
    """Return every row that `verify` answers for: not when a migration ran, not what is left."""
    connection = connect(database, read_only=True)
    tables = connection.execute(
        "select name from sqlite_master where type = 'table' and name not like '%migrations'"
    ).fetchall()
    found = [connection.execute(f'select * from "{name}"').fetchall() for (name,) in tables]
    connection.close()
    return found


def archive_faults(archive: Archive):
    from archive.verify import _capture_faults

    return _capture_faults(archive.connection, archive.captures)


def _reads_the_same(flipped: bytes, whole: bytes) -> bool:
    # A gzip header's time and system, and the bits that fill a last byte, mean nothing to anybody.
    try:
        return gzip.decompress(flipped) == gzip.decompress(whole)
    except (OSError, EOFError, zlib.error):
        return False
