from parsers import State, parse_report
from parsers.document import Grid, Line
from parsers.readers.text import read_text

BOXES = """
甲县乙局2022年政府信息公开工作年度报告
三、收到和处理政府信息公开申请情况
┌────────────┬──────┬────┬────┬────┬────┬────┬──────┐
│            │自然人│商业│科研│公益│法律│其他│ 总计 │
│            │      │企业│机构│组织│机构│    │      │
├────────────┼──────┼────┼────┼────┼────┼────┼──────┤
│一、本年新收│      │    │    │    │    │    │      │
│政府信息公开│ 1027 │ 0  │ -  │    │ 3  │ 0  │ 1030 │
│申请数量    │      │    │    │    │    │    │      │
├─────┬──────┼──────┼────┼────┼────┼────┼────┼──────┤
│三、 │（一）│      │    │    │    │    │    │      │
│结果 │予以公│  20  │ 0  │ 1  │ 0  │ 0  │ 0  │  21  │
│     │开    │      │    │    │    │    │    │      │
└─────┴──────┴──────┴────┴────┴────┴────┴────┴──────┘
五、存在的主要问题及改进情况
"""


def grids(text):
    return [b for b in read_text(text.encode()).blocks if isinstance(b, Grid)]


def texts(grid):
    return [[cell.text.replace("\n", "") for cell in row] for row in grid.rows()]


def test_the_cells_of_a_drawn_table_are_whole():
    (grid,) = grids(BOXES)
    assert (grid.height, grid.width, grid.place) == (3, 9, "line 4")
    assert texts(grid)[1] == [
        "一、本年新收政府信息公开申请数量",
        "1027",
        "0",
        "-",
        "",
        *"30",
        "1030",
    ]
    assert texts(grid)[2][:3] == ["三、结果", "(一)予以公开", "20"]
    assert grid.cells[0].colspan == 2


def test_the_values_of_a_drawn_table_are_read_wherever_their_label_breaks():
    facts = {fact.key: fact for fact in parse_report(BOXES.encode(), url="a.txt").facts}
    assert [str(facts[f"requests.new.{key}"].value) for key in ("natural_person", "total")] == [
        "1027",
        "1030",
    ]
    assert facts["requests.new.research"].state is State.DASH
    assert facts["requests.new.nonprofit"].state is State.BLANK
    assert facts["requests.granted.total"].value == 21


def test_signs_of_another_width_leave_the_columns_where_they_are():
    (grid,) = grids("+------+---+\n|“三安”| 5 |\n+------+---+\n|总  计|-7 |\n+------+---+\n")
    assert texts(grid) == [["“三安”", "5"], ["总 计", "-7"]]
    wide = "+--------+---+\n|“三安”| 5 |\n+--------+---+\n|总    计|+7 |\n+--------+---+\n"
    assert texts(grids(wide)[0]) == [["“三安”", "5"], ["总 计", "+7"]]


def test_a_frame_round_a_text_is_no_table():
    blocks = read_text("+------+\n| 甲县 |\n| 乙局 |\n+------+\n".encode()).blocks
    assert [block.text for block in blocks if isinstance(block, Line)] == ["甲县", "乙局"]


def test_a_torn_drawing_gives_no_values():
    torn = "+-------------+\n| | 规章 |  | |\n| +--         |\n| | 5 | 6     |\n+-------------+\n"
    assert read_text(torn.encode()).blocks == ()
