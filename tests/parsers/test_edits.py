"""A text that was edited carelessly, or whose cells are blank, gives no wrong number."""

from random import Random

import pytest

from bench.shapes import rendered
from demo.invented import invented_reports
from tests.parsers.edits import EDITS, TEXTS, edited, faults, with_odd_cells

REPORTS = invented_reports(40, seed=5, odd=False) + invented_reports(40, seed=77)
SHORT = range(4)
LONG = range(1000, 1120)


def faults_of_edits(shape: str, seeds: range) -> dict[tuple[int, str], list[str]]:
    """Return the keys read wrong by seed and edit, one or three edits a text."""
    found = {}
    for seed in seeds:
        rng = Random(f"{seed}/{shape}")
        report = rng.choice(REPORTS)
        edit = rng.choice(list(EDITS))
        text = edited(rendered(shape, report, seed)[0].decode(), edit, rng, rng.choice([1, 1, 3]))
        if wrong := faults(report, text, shape):
            found[seed, edit] = [key for key, _ in wrong]
    return found


def faults_of_odd_cells(shape: str, seeds: range) -> dict[int, list[str]]:
    """Return the keys read wrong by seed, where cells are blank, dashes or words."""
    found = {}
    for seed in seeds:
        rng = Random(f"{seed}/{shape}")
        report = with_odd_cells(rng.choice(REPORTS), rng, rng.choice([0.01, 0.05, 0.2, 0.5]))
        if wrong := faults(report, rendered(shape, report, seed)[0].decode(), shape):
            found[seed] = [key for key, _ in wrong]
    return found


@pytest.mark.parametrize("shape", TEXTS)
def test_a_careless_edit_gives_no_wrong_number(shape: str) -> None:
    assert faults_of_edits(shape, SHORT) == {}


@pytest.mark.parametrize("shape", TEXTS)
def test_blank_cells_dashes_and_words_give_no_wrong_number(shape: str) -> None:
    assert faults_of_odd_cells(shape, SHORT) == {}


@pytest.mark.hard
@pytest.mark.parametrize("shape", TEXTS)
def test_hundreds_of_careless_edits_give_no_wrong_number(shape: str) -> None:
    assert faults_of_edits(shape, LONG) == {}


@pytest.mark.hard
@pytest.mark.parametrize("shape", TEXTS)
def test_hundreds_of_odd_reports_give_no_wrong_number(shape: str) -> None:
    assert faults_of_odd_cells(shape, LONG) == {}


# Blanks and words are dropped there, and as many numbers fell apart.
@pytest.mark.parametrize("seed", [1030, 1043, 1065, 1076, 2011, 2104])
def test_as_many_numbers_as_cells_by_chance_are_not_taken_for_the_cells(seed: int) -> None:
    assert faults_of_odd_cells("numbers split in bars", range(seed, seed + 1)) == {}


@pytest.mark.parametrize(
    ("edit", "seed"),
    [("a line repeated", 21), ("a line repeated", 24), ("two lines swapped", 116)],
)
def test_equal_neighbours_are_no_cells_where_repeated_lines_are_gone(edit: str, seed: int) -> None:
    shape = "repeated lines removed"
    rng = Random(f"{seed}/{shape}/{edit}")
    report = rng.choice(REPORTS)
    text = edited(rendered(shape, report, seed)[0].decode(), edit, rng)
    assert faults(report, text, shape) == []
