from pathlib import Path

import pytest

from tests.archive.faults import needs_strace
from tests.archive.power import failures, record_run

pytestmark = needs_strace


def test_a_power_cut_loses_nothing_that_was_kept(quick_path: Path) -> None:
    folder = quick_path / "archive"
    assert failures(record_run(folder), folder, quick_path, cuts=60) == []


def test_the_simulated_power_cut_bites_where_nothing_is_synced(quick_path: Path) -> None:
    folder = quick_path / "archive"
    assert failures(record_run(folder, "--unsafe"), folder, quick_path, cuts=40) != []


@pytest.mark.hard
def test_1000_power_cuts_lose_nothing_that_was_kept(quick_path: Path) -> None:
    folder = quick_path / "archive"
    assert failures(record_run(folder), folder, quick_path, cuts=1000) == []
