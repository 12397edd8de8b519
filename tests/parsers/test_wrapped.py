import pytest

from parsers.readers.wrapped import unwrapped
from tests.parsers.unruled import rows

COLUMNS = (60, 200, 300)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (  # rows 30 apart, lines of a cell 15
            [
                (0, "规章", "1", "217"),
                (15, None, None, "3"),
                (30, "其他", "0", "4"),
                (60, "总计", "1", "2"),
            ],
            ["规章 1 2173", "其他 0 4", "总计 1 2"],
        ),
        (  # a label that goes on
            [
                (0, "7.执法案", "1", "2"),
                (15, "卷", None, None),
                (30, "8.查询", "0", "4"),
                (60, "9.其他", "1", "2"),
            ],
            ["7.执法案卷 1 2", "8.查询 0 4", "9.其他 1 2"],
        ),
        (  # all lines 15 apart: half a number is no number
            [
                (0, "规章", "1", "217"),
                (15, None, None, "3"),
                (30, "其他", "0", "4"),
                (45, "总计", "1", "2"),
            ],
            ["规章 1 217\ufffd", "3", "其他 0 4", "总计 1 2"],
        ),
        (  # a row whose values are blank is a row
            [
                (0, "规章", "1", "2"),
                (15, "其他", None, None),
                (30, "行政", "0", "4"),
                (45, "总计", "1", "2"),
            ],
            ["规章 1 2", "其他", "行政 0 4", "总计 1 2"],
        ),
    ],
)
def test_what_was_broken_inside_a_cell_without_rules_is_put_together(lines, expected):
    assert [row.text for row in unwrapped(rows(COLUMNS, *lines))] == expected
