import pytest
from msgspec.structs import astuple

from parsers.document import Grid, Line
from parsers.errors import UnreadableMediaError
from parsers.readers.sheet import read_sheets
from tests.parsers.zips import xlsx, zipped

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def shapes(rows, merged=()):
    return [
        block.text if isinstance(block, Line) else [[c.text for c in row] for row in block.rows()]
        for block in read_sheets(xlsx(rows, merged)).blocks
    ]


def test_a_sheet_is_the_lines_and_tables_that_a_person_sees():
    assert shapes(
        [
            ["石桥镇2022年政府信息公开工作年度报告"],
            [],
            ["二、主动公开政府信息情况"],
            ["信息内容", "本年制发件数", "现行有效件数"],
            ["规章", 0, 7],
            ["规范性文件"],
            ["三、收到和处理政府信息公开申请情况"],
            ["自然人", "总计"],
        ]
    ) == [
        "石桥镇2022年政府信息公开工作年度报告",
        "二、主动公开政府信息情况",
        [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "0", "7"], ["规范性文件", "", ""]],
        "三、收到和处理政府信息公开申请情况",
        [["自然人", "总计"]],
    ]


def test_merged_cells_keep_their_places():
    content = xlsx([["申请人情况", None, "总计"], ["自然人", "其他", None]], ["A1:B1", "C1:C2"])
    (grid,) = read_sheets(content).blocks
    assert isinstance(grid, Grid)
    assert [astuple(cell)[:5] for cell in grid.cells] == [
        ("申请人情况", 0, 0, 1, 2),
        ("总计", 0, 2, 2, 1),
        ("自然人", 1, 0, 1, 1),
        ("其他", 1, 1, 1, 1),
    ]
    assert grid.cells[1].place == "Sheet1 row 1 column 3"


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (12, "12"),
        (-9539, "-9539"),
        ("18204.51937", "18204.51937"),
        ("25795万元", "25795万元"),
        (0.1, "0.1"),
        (23981.604415, "23981.604415"),
        (1e20, "1" + "0" * 20),
    ],
)
def test_a_number_has_the_digits_that_are_stored(stored, text):
    assert shapes([["费用", stored]]) == [[["费用", text]]]


def test_a_hidden_sheet_is_not_seen():
    assert read_sheets(xlsx([["草稿", 1]], state="hidden")).blocks == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (zipped({"a.txt": "x"}), "workbook is damaged"),
        (OLE + b"\0" * 4000, "workbook is damaged"),
        (xlsx([["x"] * 20] * 20)[:-40], "zip is damaged"),
        (xlsx([["x"], *[[]] * 200_001, ["x", "y"]]), "over 200000 cells"),
    ],
)
def test_a_damaged_or_hostile_workbook_has_a_named_error(content, reason):
    with pytest.raises(UnreadableMediaError, match=reason):
        read_sheets(content)
