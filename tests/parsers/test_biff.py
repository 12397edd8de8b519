"""Old workbooks (.xls): what their formats print, and what they hide."""

import io

import pytest
import xlwt

from parsers.errors import UnreadableMediaError
from parsers.readers import biff
from parsers.readers.sheet import read_sheets


def saved(rows, *, code="General", change=lambda sheet: None):
    """Return a workbook with one sheet, its numbers in this format."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("表一")
    style = xlwt.easyxf(num_format_str=code)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value, style)
    change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def texts(content):
    (grid,) = read_sheets(content).blocks
    return [[cell.text for cell in row] for row in grid.rows()]


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("General", ["规章", "0", "7", "-7", "0.5", "1234.565"]),
        ("0", ["规章", "0", "7", "-7", "1", "1235"]),
        ("#,##0.00", ["规章", "0", "7", "-7", "0.5", "1234.57"]),
        ('0;-0;"-"', ["规章", "-", "7", "-7", "1", "1235"]),
        ("0%", ["规章", "0", *["\ufffd"] * 4]),
        ('0"件"', ["规章", "0", "7", "-7", "1", "1235"]),
    ],
)
def test_a_number_is_what_its_format_prints_or_lost(code, printed):
    row = ["规章", 0, 7, -7, 0.5, 1234.565]
    assert texts(saved([row, row], code=code)) == [printed, printed]


def test_hidden_rows_and_columns_are_not_seen():
    def hide(sheet):
        sheet.row(1).hidden = True
        sheet.col(2).hidden = True

    rows = [["a", 1, 2, 3], ["b", 4, 5, 6], ["c", 7, 8, 9]]
    assert texts(saved(rows, change=hide)) == [["a", "1", "3"], ["c", "7", "9"]]


def test_a_sheet_that_shows_no_zeros_is_blank_there():
    def quiet(sheet):
        sheet.show_zero_values = False

    assert texts(saved([["a", 0, 8], ["b", 3, 0]], change=quiet)) == [
        ["a", "", "8"],
        ["b", "3", ""],
    ]


def test_a_formula_that_no_program_worked_out_is_lost():
    row = ["a", 3, 4, xlwt.Formula("SUM(B1:C1)")]
    assert texts(saved([row, row])) == [["a", "3", "4", "\ufffd"]] * 2


def test_a_damaged_record_has_a_named_error(monkeypatch):
    monkeypatch.setattr(biff, "_workbook", lambda _: b"\x09\x08\x01\x00\x07")
    with pytest.raises(UnreadableMediaError, match="workbook is damaged"):
        read_sheets(saved([["a", 1], ["b", 2]]))
