import subprocess
import sys
from pathlib import Path

import pytest

from archive import Archive
from archive.database import journal_mode
from archive.verify import faults
from tests.archive.crawls import rows

PAGES = 60


@pytest.mark.parametrize("count", [2, 4])
def test_processes_write_different_sources_into_one_archive(tmp_path: Path, count: int) -> None:
    folder = tmp_path / "archive"
    command = [sys.executable, "-m", "tests.archive.writer", str(folder)]
    writers = [
        subprocess.Popen(
            [*command, f"source{n}", str(PAGES), str(tmp_path / f"{n}.acks")],
            stderr=subprocess.PIPE,
        )
        for n in range(count)
    ]
    errors = [writer.communicate(timeout=120)[1].decode() for writer in writers]
    assert errors == [""] * count
    with Archive.open(folder) as archive:
        captures = "select source, count(distinct url) from captures group by 1 order by 1"
        assert rows(archive, captures) == [(f"source{n}", PAGES) for n in range(count)]
        assert rows(archive, "select count(*) from reports") == [(PAGES * count,)]
        assert list(faults(archive.connection, archive.captures, reports=False)) == []


@pytest.mark.parametrize(
    ("version", "mode"), [((3, 40, 1), "delete"), ((3, 51, 2), "delete"), ((3, 51, 3), "wal")]
)
def test_wal_is_used_only_where_it_is_sound(version: tuple[int, int, int], mode: str) -> None:
    assert journal_mode(version) == mode


def test_every_writing_connection_is_durable(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        assert rows(archive, "pragma synchronous") == [(2,)]
