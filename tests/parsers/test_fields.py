"""The fields of a form that was filled in and printed: frames within a table's cells."""

import pytest

from parsers.amounts import read_amount
from parsers.report import State
from tests.parsers.test_windows import HIGH, LEFT, TOP, WIDE, Sheet


def framed(text, *, wide=40, radius=0):
    """Return the texts of a table in whose middle column stand fields."""
    sheet = Sheet()
    for row in range(3):
        left = LEFT + WIDE + 3
        box = (left, TOP - HIGH * row - 17, wide, 14)
        draw = sheet.page.roundRect if radius else sheet.page.rect
        draw(*box, *([radius] if radius else []))
        sheet.put(row, 0, "label")
        sheet.put(row, 1, text, right=5)
    return sheet.texts()


@pytest.mark.parametrize("radius", [0, 4])
def test_a_field_within_a_cell_is_no_cell(radius):
    assert framed("349", radius=radius) == [["label", "349", ""]] * 3


@pytest.mark.parametrize(
    ("text", "wide", "state"),
    [("349", 20, State.LOST), ("349", 40, State.READ), ("3", 20, State.READ)],
)
def test_a_number_that_fills_its_field_may_be_cut_off_and_is_lost(text, wide, state):
    assert read_amount(framed(text, wide=wide)[1][1]).state is state
