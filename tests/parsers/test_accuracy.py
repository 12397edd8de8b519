import pytest

from bench.accuracy import score
from bench.shapes import SHAPES
from demo.invented import invented_reports

REPORTS = invented_reports(12, seed=11)
CELLS = sum(len(report.values) for report in REPORTS)

# What is read of a shape that loses cells: at least so many right or repaired.
AT_LEAST = {
    "glued": 2133,
    "numbers split": 2298,
    "numbers split in bars": 2253,
    "repeated lines removed": 284,
    "split and removed": 95,
    "zeros left out": 126,
    "cut, one cell a line": 1843,
    "cut, bars": 1363,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_cell_is_read_wrong_in_any_shape(shape: str) -> None:
    counts = score(shape, REPORTS)
    assert counts["wrong"] == 0
    assert counts["right"] + counts["repaired"] >= AT_LEAST.get(shape, CELLS)
