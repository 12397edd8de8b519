import io
import zipfile

import pytest
from msgspec.structs import astuple

from parsers.document import Grid, Line
from parsers.errors import UnreadableMediaError
from parsers.readers import read_document
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


def grids(rows, hidden="", columns="", code=""):
    """Return the tables of a sheet whose cells are written as they stand in its XML.

    *code* is the number format of the cells with the style 1.
    """
    cells = "".join(
        f"<row r='{n}' {hidden if n == 2 else ''}>{''.join(row)}</row>"
        for n, row in enumerate(rows, 1)
    )
    with zipfile.ZipFile(io.BytesIO(xlsx([["x"]]))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    head, _, tail = parts["xl/worksheets/sheet1.xml"].partition("<sheetData>")
    tail = tail.partition("</sheetData>")[2]
    parts["xl/worksheets/sheet1.xml"] = f"{head}{columns}<sheetData>{cells}</sheetData>{tail}"
    formats = f"<numFmts><numFmt numFmtId='170' formatCode='{code}'/></numFmts>"
    styles = "<cellXfs><xf numFmtId='0'/><xf numFmtId='170'/><xf numFmtId='41'/></cellXfs>"
    parts["xl/styles.xml"] = f"<styleSheet>{formats}{styles}</styleSheet>"
    blocks = read_sheets(zipped(parts)).blocks
    return [[[c.text for c in row] for row in block.rows()] for block in blocks]


def cell(place, value, formula=""):
    return f"<c r='{place}'>{formula}<v>{value}</v></c>"


def test_a_formula_without_a_value_is_not_blank():
    formula = "<f>SUM(A1:B1)</f>"
    row = [cell("A1", 3), cell("B1", 4), f"<c r='C1'>{formula}</c>", cell("D1", 7, formula)]
    assert grids([row]) == [[["3", "4", "\ufffd", "7"]]]


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("#,##0", ["0", "7", "-7"]),
        ("0_ ;[Red]-0 ", ["0", "7", "-7"]),
        ("0_);(0)", ["0", "7", "-7"]),
        ("0&quot;件&quot;", ["0", "7", "-7"]),
        ("0;-0;&quot;-&quot;", ["-", "7", "-7"]),
        ("0;-0;-;@", ["-", "7", "-7"]),
        ("0;-0;;@", ["", "7", "-7"]),
        ("#,###", ["", "7", "-7"]),
        ("_ * #,##0_ ;_ * \\-#,##0_ ;_ * &quot;-&quot;??_ ;_ @_ ", ["-", "7", "-7"]),
        ("[=0]&quot;/&quot;;General", ["/", "7", "-7"]),
        (";;;", ["", "", ""]),
        ("0;[Red]0", ["0", "7", "\ufffd"]),
        ("0.0,", ["0", "\ufffd", "\ufffd"]),
        ("0!.0,", ["0", "\ufffd", "\ufffd"]),
        ("0%", ["0", "\ufffd", "\ufffd"]),
    ],
)
def test_a_number_is_what_its_format_prints_or_lost(code, printed):
    numbers = zip("BCD", (0, 7, -7), strict=True)
    row = [cell("A1", 5), *(f"<c r='{at}1' s='1'><v>{number}</v></c>" for at, number in numbers)]
    assert grids([[*row, cell("E1", 9)]], code=code) == [[["5", *printed, "9"]]]


@pytest.mark.parametrize(
    ("code", "stored", "printed"),
    [
        ("0", "0.5", "1"),
        ("0", "-0.3", "0"),
        ("0.00", "1.005", "1.01"),
        ("#,##0.00", "1234.5", "1234.5"),
        ("0.00", "0.28500000000000003", "0.29"),
        ("General", "0.285", "0.285"),
        ("G/通用格式&quot;元&quot;", "0.285", "0.285"),
        ("0.00E+00", "1234.5", "\ufffd"),
        ("# ?/?", "0.5", "\ufffd"),
    ],
)
def test_a_number_is_rounded_as_its_format_prints_it(code, stored, printed):
    row = [cell("A1", 5), f"<c r='B1' s='1'><v>{stored}</v></c>", cell("C1", 9)]
    assert grids([row], code=code) == [[["5", printed, "9"]]]


def test_the_format_that_every_program_knows_for_sums_prints_a_dash_for_nothing():
    row = [cell("A1", 5), "<c r='B1' s='2'><v>0</v></c>", "<c r='C1' s='2'><v>8</v></c>"]
    assert grids([row]) == [[["5", "-", "8"]]]


def test_a_sheet_that_shows_no_zeros_is_blank_there():
    views = "<sheetViews><sheetView showZeros='0' workbookViewId='0'/></sheetViews>"
    row = [cell("A1", 5), cell("B1", 0), cell("C1", 8)]
    assert grids([row], columns=views.replace("'", '"')) == [[["5", "", "8"]]]


def test_hidden_rows_and_columns_are_not_seen():
    rows = [
        [cell(f"{column}{n}", f"{n}{at}") for at, column in enumerate("ABC")] for n in (1, 2, 3)
    ]
    assert grids(rows, "hidden='1'") == [[["10", "11", "12"], ["30", "31", "32"]]]
    hidden = "<cols><col min='2' max='2' hidden='true'/></cols>"
    assert grids(rows, columns=hidden) == [[["10", "12"], ["20", "22"], ["30", "32"]]]


@pytest.mark.parametrize("charset", ["utf-8-sig", "gb18030"])
def test_a_sheet_that_was_saved_as_text_is_read(charset):
    text = '二、主动公开政府信息情况,,\r\n信息内容,本年制发件数,现行有效件数\r\n规章,"1,234",\r\n'
    (line, grid) = read_document(text.encode(charset), url="a.csv").blocks
    assert line.text == "二、主动公开政府信息情况"
    assert [[c.text for c in row] for row in grid.rows()][1] == ["规章", "1,234", ""]


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
