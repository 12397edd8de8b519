"""A number that fell apart between its bars is joined where sums say so, and lost elsewhere."""

import pytest

from parsers import parse_report
from parsers.flattened.barred import by_chance
from parsers.forms import load_forms
from parsers.found import Found

TITLE = "东屏县林业局2022年政府信息公开工作年度报告"
NEW, RESULTS = "| 162 | 0 | 0 | 0 | 3 | 0 | 165 |", "| 100 | 0 | 0 | 0 | 3 | 0 | 103 |"
AGAIN = "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计"
REVIEW = "| 1 | 0 | 0 | 0 | 1 | 21 | 0 | 0 | 0 | 21 | 0 | 0 | 0 | 0 | 0 |"
TEXT = f"""{TITLE}
一、总体情况
本局依法公开信息。
| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
| 规章 | 0 | 0 | 0 |
| 行政规范性文件 | 12 | 0 | 34 |
三、收到和处理政府信息公开申请情况
| 一、本年新收政府信息公开申请数量 {NEW}
| 二、上年结转政府信息公开申请数量 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |
| 三、本年度办理结果 | （一）予以公开 {RESULTS}
| （七）总计 {RESULTS}
| 四、结转下年度继续办理 | 62 | 0 | 0 | 0 | 0 | 0 | 62 |
四、政府信息公开行政复议、行政诉讼情况
| 行政复议 | 行政诉讼 |
| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | 复议后起诉 |
| {AGAIN} | {AGAIN} |
{REVIEW}
五、存在的主要问题及改进情况
"""


def fact(key, *, old, new):
    assert old in TEXT
    report = parse_report(TEXT.replace(old, new, 1).encode(), media_type="text/plain")
    return next((f.value, str(f.state)) for f in report.facts if f.key == key)


@pytest.mark.parametrize(
    ("key", "old", "new", "value"),
    [
        ("requests.new.natural_person", "| 162 |", "| 1 62 |", 162),
        ("requests.new.natural_person", "| 162 |", "| 1<br>62 |", 162),
        ("requests.new.natural_person", "| 162 |", "| 1\n62 |", 162),
        ("requests.new.total", NEW, "| 1 62 | 0 | 0 | 0 | 3 | 0 | 16 5 |", 165),
        ("review_litigation.litigation_direct.upheld", "| 21 |", "| 2 1 |", 21),
    ],
)
def test_the_parts_of_a_number_are_joined_where_its_sums_say_so(key, old, new, value):
    assert fact(key, old=old, new=new) == (value, "repaired")


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("requests.new.natural_person", NEW, "| 1 62 | 0 | 0 | 0 | 3 | 0 | 66 |"),
        ("requests.new.natural_person", NEW, "| 1 61 | 0 | 0 | 0 | 3 | 0 | 164 |"),
        ("requests.new.natural_person", NEW, "| 1 62 | 0 | 0 | 0 | 3 | 0 | |"),
        ("review_litigation.litigation_direct.upheld", "| 21 |", "| 2 2 |"),
        ("regulations.normative_documents.made", "| 12 |", "| 1 2 |"),
    ],
)
def test_the_parts_of_a_number_are_lost_where_no_sum_speaks_for_it(key, old, new):
    assert fact(key, old=old, new=new) == (None, "lost")


def test_the_other_cells_of_such_a_row_are_lost_too_for_a_bar_may_be_gone():
    key = "regulations.normative_documents.in_force"
    assert fact(key, old="| 12 |", new="| 1 2 |") == (None, "lost")


@pytest.mark.parametrize(
    ("raw", "chance"),
    [("| 1 | 2 | 4 |", False), ("| 1\n2 | 4", True), ("1 2 4", False), ("", False)],
)
def test_only_a_number_that_fell_apart_between_bars_puts_a_row_in_doubt(raw, chance):
    """A row without bars keeps the error that the document itself made."""
    table = next(t for form in load_forms() for t in form.tables if t.id == "requests")
    row = Found(table, table.rows[0], ("1", "2", "4", "0", "0", "0", "9"), (), "")
    assert by_chance(raw, [row]) is chance
