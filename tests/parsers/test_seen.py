"""What a person does not see on a page of a PDF, or sees turned, pale or drawn in dots."""

import io

import pytest

from parsers.amounts import read_amount
from parsers.document import Grid
from parsers.readers.pdf import read_pdf
from parsers.report import State

canvas = pytest.importorskip("reportlab.pdfgen.canvas")

ROWS = [["made", "repealed", "valid"], ["18", "0", "1513"], ["7", "25", "90"]]
WIDE, HIGH = 120, 30


def drawn(before=lambda page: None, after=lambda page: None, ink=lambda page: None, rows=ROWS):
    """Return a PDF with a ruled table, and what else is drawn on its page."""
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, (595, 842))
    before(page)
    for number in range(4):
        page.line(60, 700 - HIGH * number, 60 + WIDE * 3, 700 - HIGH * number)
        page.line(60 + WIDE * number, 700, 60 + WIDE * number, 700 - HIGH * 3)
    ink(page)
    for down, row in enumerate(rows):
        for across, text in enumerate(row):
            page.drawString(100 + WIDE * across, 680 - HIGH * down, text)
    after(page)
    page.showPage()
    page.save()
    return buffer.getvalue()


def texts(content):
    (grid,) = [block for block in read_pdf(content).blocks if isinstance(block, Grid)]
    return [[cell.text for cell in row] for row in grid.rows()]


def turned(page):
    page.setPageSize((842, 595))
    page.rotate(90)
    page.translate(0, -842)


def lying(page):
    page.setPageSize((842, 595))
    page.setPageRotation(90)


def watermark(page):
    page.saveState()
    page.setFillGray(0.8)
    page.setFont("Helvetica", 60)
    page.translate(200, 560)
    page.rotate(45)
    page.drawString(0, 0, "2023 2023")
    page.restoreState()


def level_watermark(page):
    page.saveState()
    page.setFillGray(0.8)
    for down in range(610, 700, 30):
        page.drawString(95, down + 4, "123456 123456 123456")
    page.restoreState()


def hidden(page):
    text = page.beginText(190, 650)
    text.setTextRenderMode(3)
    text.textOut("999")
    page.drawText(text)


def white(page):
    page.saveState()
    page.setFillGray(1)
    page.drawString(240, 650, "999")
    page.restoreState()


def sideways(page):
    page.saveState()
    page.translate(250, 650)
    page.rotate(90)
    page.drawString(0, 0, "999")
    page.restoreState()


@pytest.mark.parametrize(
    "other",
    [
        {"after": lying},
        {"after": lambda page: page.setPageRotation(180)},
        {"before": turned},
        {"after": watermark},
        {"before": level_watermark},
        {"after": hidden},
        {"before": white},
    ],
    ids=["90", "180", "turned", "slanted", "pale", "hidden", "white"],
)
def test_only_what_a_person_sees_is_read_however_the_page_is_turned(other):
    assert texts(drawn(**other)) == ROWS


def test_white_text_on_a_dark_ground_is_seen():
    def ink(page):
        page.rect(60, 610, 360, 90, fill=1)
        page.setFillGray(1)

    assert texts(drawn(ink=ink)) == ROWS


def test_a_figure_that_runs_across_the_text_is_not_read():
    assert read_amount(texts(drawn(after=sideways))[1][1]).state == State.LOST


def test_a_number_that_is_printed_over_another_is_not_read():
    over = texts(drawn(after=lambda page: page.drawString(342, 650, "2988")))[1][2]
    assert read_amount(over).state == State.LOST


@pytest.mark.parametrize(
    ("height", "end", "expected"),
    [(652.6, 113.4, ""), (652.6, 106.7, "8"), (648.5, 113.4, "18"), (652.6, 130, "18")],
    ids=["struck", "its first digit struck", "underlined", "a rule that is longer than its text"],
)
def test_digits_that_a_line_strikes_out_are_not_read(height, end, expected):
    def line(page):
        page.line(100, height, end, height)

    assert texts(drawn(after=line))[1][0] == expected


def test_a_raised_note_is_no_digit():
    def note(page):
        page.setFont("Helvetica", 7)
        page.drawString(113.4, 655, "2")

    assert texts(drawn(after=note))[1][0] == "18^2"


def test_rules_that_are_drawn_dot_by_dot_are_rules():
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, (595, 842))
    for number in range(4):
        for dot in range(0, WIDE * 3, 2):
            page.rect(60 + dot, 700 - HIGH * number, 0.75, 0.75, stroke=0, fill=1)
        for dot in range(0, HIGH * 3, 2):
            page.rect(60 + WIDE * number, 700 - dot, 0.75, 0.75, stroke=0, fill=1)
    for down, row in enumerate(ROWS):
        for across, text in enumerate(row):
            page.drawString(100 + WIDE * across, 680 - HIGH * down, text)
    page.save()
    assert texts(buffer.getvalue()) == ROWS


def test_cells_that_stand_a_little_apart_have_no_columns_between_them():
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, (595, 842))
    for down, row in enumerate(ROWS):
        for across, text in enumerate(row):
            x, y = 60 + WIDE * across, 700 - HIGH * (down + 1)
            page.roundRect(x, y, WIDE - 3, HIGH - 3, 4)
            page.drawString(x + 40, y + 8, text)
    page.save()
    assert texts(buffer.getvalue()) == ROWS


def test_rules_between_columns_alone_leave_the_rows_apart():
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, (595, 842))
    page.rect(60, 550, 480, 150)
    for number in range(1, 5):
        page.line(140 + 80 * number, 550, 140 + 80 * number, 700)
    lines = [
        ["total", "2", "4", "6", "8"],
        *([f"row{n}", *["7", "12", "0", "9"]] for n in range(5)),
    ]
    for down, row in enumerate(lines):
        for across, text in enumerate(row):
            page.drawString(70 + (60 + 80 * across if across else 0), 685 - 24 * down, text)
    page.save()
    found = [block.text for block in read_pdf(buffer.getvalue()).blocks]
    assert found == ["total 2 4 6 8", *(f"row{n} 7 12 0 9" for n in range(5))]


@pytest.mark.parametrize("shift", [0, 0.75, 1.5])
@pytest.mark.parametrize("shadow", [(0, 0), (0.6, 1)], ids=["blurred", "sharp"])
def test_a_text_with_a_shadow_is_said_once(shift, shadow):
    def letters(page):
        """Draw the table's texts letter by letter, as browsers do."""
        for down, row in enumerate(ROWS):
            for across, text in enumerate(row):
                for at, letter in enumerate(text):
                    for away, (gray, alpha) in ((shift, shadow), (0, (0, 1))):
                        page.setFillColorRGB(gray, gray, gray, alpha=alpha)
                        x, y = 100 + WIDE * across + 7 * at, 680 - HIGH * down
                        page.drawString(x + away, y - away, letter)

    assert texts(drawn(ink=letters, rows=[]))[1:] == ROWS[1:]


@pytest.mark.parametrize(("sign", "high"), [("[1]", 5), ("*", 4)])
def test_a_note_that_is_raised_beside_a_number_stands_in_its_line(sign, high):
    def note(page):
        page.setFont("Helvetica", 6)
        page.drawString(114, 650 + high, sign)

    number = texts(drawn(after=note))[1][0]
    assert read_amount(number) == (18, "", State.READ)


def test_a_round_seal_draws_no_rules():
    assert texts(drawn(after=lambda page: page.circle(245, 655, 70))) == ROWS
