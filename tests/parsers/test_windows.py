"""Tables of a PDF whose texts reach beyond their cells, cut off at the edges or not."""

import io

import pytest

from parsers.amounts import read_amount
from parsers.document import Grid
from parsers.readers.pdf import read_pdf
from parsers.report import State

canvas = pytest.importorskip("reportlab.pdfgen.canvas")

LEFT, TOP, WIDE, HIGH = 60, 700, 60, 20


class Sheet:
    """A table of three rows and three columns on a page."""

    def __init__(self):
        self._buffer = io.BytesIO()
        self.page = canvas.Canvas(self._buffer, (595, 842))
        for number in range(4):
            self.page.line(LEFT, TOP - HIGH * number, LEFT + WIDE * 3, TOP - HIGH * number)
            self.page.line(LEFT + WIDE * number, TOP, LEFT + WIDE * number, TOP - HIGH * 3)

    def put(self, row, column, text, right=5, down=14, through=False):
        """Put a text into a cell, so far from its upper left corner, through its window or not."""
        left, top = LEFT + WIDE * column, TOP - HIGH * row
        self.page.saveState()
        if through:
            window = self.page.beginPath()
            window.rect(left, top - HIGH, WIDE, HIGH)
            self.page.clipPath(window, stroke=0)
        self.page.drawString(left + right, top - down, text)
        self.page.restoreState()

    def texts(self):
        self.page.showPage()
        self.page.save()
        blocks = read_pdf(self._buffer.getvalue()).blocks
        (grid,) = [block for block in blocks if isinstance(block, Grid)]
        return [[cell.text for cell in row] for row in grid.rows()]


def test_lines_that_are_too_many_for_their_cell_stand_in_it_and_in_no_other():
    sheet = Sheet()
    sheet.put(1, 1, "made", down=2, through=True)
    sheet.put(1, 1, "this", down=14, through=True)
    sheet.put(1, 1, "year", down=26, through=True)
    sheet.put(2, 1, "7")
    assert sheet.texts() == [["", "", ""], ["", "made\nthis\nyear", ""], ["", "7", ""]]


@pytest.mark.parametrize("right", [-45, 5])
def test_a_label_that_is_too_long_for_its_cell_stands_in_it_alone(right):
    sheet = Sheet()
    sheet.put(0, 1, "normative-documents", right, through=True)
    sheet.put(0, 0, "18")
    sheet.put(0, 2, "25")
    assert sheet.texts()[0] == ["18", "normative-documents", "25"]


def test_what_lies_far_beyond_its_window_is_not_there():
    sheet = Sheet()
    sheet.put(0, 0, "9", down=55, through=True)
    sheet.put(2, 0, "7")
    assert sheet.texts() == [["", "", ""], ["", "", ""], ["7", "", ""]]


def test_a_number_that_fills_its_cell_is_not_one_with_its_neighbour():
    sheet = Sheet()
    sheet.put(0, 0, "145", right=WIDE - 21)
    sheet.put(0, 1, "120034567", right=-1)
    assert sheet.texts()[0] == ["145", "120034567", ""]


def test_a_number_that_reaches_into_another_cell_is_lost_and_so_is_that_cell():
    sheet = Sheet()
    sheet.put(0, 0, "471993", right=35)
    sheet.put(1, 1, "7")
    lost, other, blank = (read_amount(text).state for text in sheet.texts()[0])
    assert (lost, other, blank) == (State.LOST, State.LOST, State.BLANK)


@pytest.mark.parametrize(
    "printed", ["###", "2E+06", "2.03E+05", "#DIV/0!", "#N/A", "#REF!", "-4|0"]
)
def test_a_number_that_its_column_has_no_room_for_is_lost(printed):
    assert read_amount(printed).state is State.LOST


@pytest.mark.parametrize(
    ("right", "text", "state"),
    [
        (3, "471993471", State.LOST),  # ends at the window's edge
        (-8, "4719934719", State.LOST),  # begins and ends beyond it
        (30, "4719", State.READ),
        (1, "4719", State.READ),
    ],
)
def test_a_number_that_fills_its_window_may_be_cut_off_and_is_lost(right, text, state):
    sheet = Sheet()
    sheet.put(0, 1, text, right, through=True)
    sheet.put(1, 1, "7")
    assert read_amount(sheet.texts()[0][1]).state is state


def test_digits_of_a_label_that_fills_its_window_are_read():
    sheet = Sheet()
    sheet.put(0, 1, "(2)granted", right=2.5, through=True)
    sheet.put(1, 1, "7")
    assert sheet.texts()[0][1] == "(2)granted"
