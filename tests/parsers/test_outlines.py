"""Letters of a PDF that are drawn as outlines: nobody can read them, and no cell is blank."""

import io

import pytest

from parsers.amounts import read_amount
from parsers.readers import pdfium
from parsers.report import State
from tests.parsers.test_seen import canvas, drawn, texts

# The corners of a seven and of a one, in a square of ten.
SEVEN = [(0, 9), (6, 9), (6, 8), (3, 0), (2, 0), (5, 8), (0, 8)]
ONE = [(0, 0), (0, 1), (1, 1), (1, 8), (0, 7), (0, 8), (1.4, 9), (2.4, 9), (2.4, 0)]


def outline(page, left, bottom, *letters):
    path = page.beginPath()
    for number, letter in enumerate(letters):
        (x, y), *rest = [(left + 8 * number + x, bottom + y) for x, y in letter]
        path.moveTo(x, y)
        for corner in rest:
            path.lineTo(*corner)
        path.close()
    page.drawPath(path, stroke=0, fill=1)


@pytest.mark.parametrize("letters", [(SEVEN,), (ONE,), (ONE, SEVEN, ONE)])
def test_a_cell_with_outlined_letters_is_lost_and_not_blank(letters):
    rows = [["made", "repealed", "valid"], ["18", "", "1513"], ["7", "", "90"]]
    grid = texts(drawn(ink=lambda page: outline(page, 190, 650, *letters), rows=rows))
    assert [read_amount(cell).state for cell in grid[1]] == [State.READ, State.LOST, State.READ]
    assert (grid[2], grid[1][0]) == (["7", "", "90"], "18")


def test_a_mark_beside_a_label_spoils_nothing():
    grid = texts(drawn(ink=lambda page: outline(page, 85, 680, SEVEN)))
    assert grid[0] == ["made", "repealed", "valid"]


def test_a_page_whose_letters_are_all_outlined_is_read_as_a_picture():
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, (595, 842))
    for number in range(40):
        outline(page, 60 + 10 * number, 700, SEVEN)
    page.showPage()
    page.save()
    with pdfium.opened(buffer.getvalue()) as document:
        (sheet,) = pdfium.sheets(document)
    assert sheet.is_picture
