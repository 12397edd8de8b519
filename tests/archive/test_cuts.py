import shutil
from pathlib import Path
from random import Random

import pytest

from archive import Archive, ArchiveError, Verdict, WarcError
from archive.verify import faults
from archive.warc import read_record, records
from tests.archive.crawls import Answer, crawl, rows

# Bytes that do not compress, so that there are enough places to cut.
NOISE = Random(1).randbytes(1200)
SITE = {"1.html": Answer(b"first", Verdict.REPORT), "2.html": Answer(NOISE, Verdict.REPORT)}


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> tuple[Path, int, int]:
    """An archive, and where the last exchange of its only WARC file begins and ends."""
    folder = tmp_path_factory.mktemp("kept") / "archive"
    with Archive.open(folder) as archive:
        crawl(archive, SITE)
        sql = "select max(warc_offset) from captures"
        start = rows(archive, sql)[0][0]
        (warc,) = archive.captures.glob("*.warc.gz")
    return folder, start, warc.stat().st_size


def cut_known(kept: Path, folder: Path, size: int) -> None:
    """Cut the record that the database knows, and look at everything."""
    shutil.copytree(kept, folder)
    (warc,) = (folder / "captures").glob("*.warc.gz")
    with warc.open("r+b") as file:
        file.truncate(size)
    with Archive.open(folder) as archive:
        *whole, last = rows(archive, PLACES)
        for url, offset, length, digest in whole:
            assert read_record(warc, offset, length).payload_digest.hex() == digest, url
        _check_last(warc, last, size)
        assert any("is " in fault.what for fault in faults_of(archive))
        crawl(archive, SITE, day=1)
        assert warc.stat().st_size == size, "nothing may follow a torn record"
        again = rows(archive, PLACES)[-1]
        (_, fresh) = sorted(archive.captures.glob("*.warc.gz"))
        assert read_record(fresh, again[1], again[2]).payload_digest.hex() == again[3]


def _check_last(warc: Path, last: tuple, size: int) -> None:
    _, offset, length, _ = last
    if size < offset + length:
        with pytest.raises(WarcError):
            read_record(warc, offset, length)
    else:
        assert read_record(warc, offset, length).payload == NOISE


def cut_unknown(kept: Path, folder: Path, start: int, size: int) -> None:
    """Cut a record that a killed process had not committed yet; the next run mends it."""
    shutil.copytree(kept, folder)
    (warc,) = (folder / "captures").glob("*.warc.gz")
    with Archive.open(folder) as archive:
        archive.connection.execute('delete from capture where "offset" = ?', [start])
        archive.connection.execute("update warc set size = ?", [start])
        archive.connection.execute("update run set finished_at = null, chain = null")
        archive.connection.execute(
            "update frontier set state = 'leased', capture = null where url like '%/2.html'"
        )
        with warc.open("r+b") as file:
            file.truncate(size)
        crawl(archive, SITE, day=1)
        assert [record.url[-6:] for record in records(warc)][-1] == "2.html"
        assert rows(archive, "select count(*) from captures") == [(3,)]
        assert list(faults_of(archive)) == []


def faults_of(archive: Archive):
    return [
        fault
        for fault in faults(archive.connection, archive.captures, reports=False)
        if fault.check != "manifests"
    ]


PLACES = "select url, warc_offset, warc_length, sha256 from captures order by id"


def cuts(kept: tuple[Path, int, int], folder: Path, step: int) -> int:
    archive, start, end = kept
    places = range(start, end, step)
    for size in places:
        cut_known(archive, folder / f"known{size}", size)
        cut_unknown(archive, folder / f"unknown{size}", start, size)
        shutil.rmtree(folder / f"known{size}")
        shutil.rmtree(folder / f"unknown{size}")
    return len(places)


def test_a_torn_last_record_is_told_and_never_written_behind(kept, quick_path: Path) -> None:
    assert cuts(kept, quick_path, 211) > 10


@pytest.mark.hard
def test_every_byte_of_the_last_record_may_be_the_last(kept, quick_path: Path) -> None:
    assert cuts(kept, quick_path, 1) >= 2000


def test_a_database_from_an_older_backup_does_not_cut_what_it_does_not_know(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "archive"
    with Archive.open(folder) as archive:
        crawl(archive, {"1.html": SITE["1.html"]})
        archive.backup(tmp_path / "old")
        many = {f"{n}.html": Answer(b"%d" % n, Verdict.REPORT) for n in range(80)}
        crawl(archive, many, day=1)
    shutil.copyfile(tmp_path / "old" / "archive.db", folder / "archive.db")
    for suffix in ("-wal", "-shm"):
        (folder / f"archive.db{suffix}").unlink(missing_ok=True)
    (warc,) = (folder / "captures").glob("*.warc.gz")
    size = warc.stat().st_size
    archive = Archive.open(folder)
    with archive, pytest.raises(ArchiveError, match="older backup"):
        archive.recorder(archive.frontier("one"))
    assert warc.stat().st_size == size
