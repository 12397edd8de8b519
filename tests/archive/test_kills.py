import shutil
from pathlib import Path

import pytest

from tests.archive.faults import check_kept, needs_strace, run_broken

FAULTS = [
    ("write,pwrite64,fsync,fdatasync,ftruncate,rename", "signal=KILL"),
    ("pwrite64", "error=ENOSPC"),
    ("write", "error=ENOSPC"),
    ("fsync,fdatasync", "error=EIO"),
]


def sweep(tmp_path: Path, calls: str, fault: str, points: range) -> int:
    """Break one call after the other until none is left to break; return how many there were."""
    done = 0
    for when in points:
        folder = tmp_path / f"{when}"
        ended = run_broken(folder, calls, fault, when)
        check_kept(folder, ended.kept)
        shutil.rmtree(folder, ignore_errors=True)
        if not ended.hit:
            break
        done += 1
    return done


@needs_strace
@pytest.mark.parametrize(("calls", "fault"), FAULTS)
def test_a_broken_write_loses_nothing_that_was_kept(
    quick_path: Path, calls: str, fault: str
) -> None:
    assert sweep(quick_path, calls, fault, range(3, 200, 67)) > 0


@pytest.mark.hard
@needs_strace
def test_500_broken_writes_lose_nothing_that_was_kept(quick_path: Path) -> None:
    found = []
    for number, (calls, fault) in enumerate(FAULTS):
        (quick_path / str(number)).mkdir()
        found.append(sweep(quick_path / str(number), calls, fault, range(1, 10_000)))
    assert sum(found) >= 500, found
