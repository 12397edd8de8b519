"""Figures that stand above their labels come under none, whichever row may lack them."""

import pytest

from parsers import Fact, State, parse_report

HEAD = ["清屏县2022年政府信息公开工作年度报告", "二、主动公开政府信息情况"]
RULES = ["第二十条第(一)项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
PENALTIES = ["第二十条第(六)项", "信息内容", "本年处理决定数量"]


def read(*lines: str) -> dict[str, Fact]:
    text = "\n".join([*HEAD, *lines, "三、收到和处理政府信息公开申请情况"])
    return {fact.key: fact for fact in parse_report(text.encode(), url="a.txt").facts}


@pytest.mark.parametrize("between", ["\n", " ", " | "])
def test_figures_above_their_labels_are_read_under_none(between: str) -> None:
    rows = [between.join(("1", "0", "4")), "规章", between.join(("2", "0", "9")), "规范性文件"]
    facts = read(*RULES, *rows, *PENALTIES, "7", "行政处罚", "3", "行政强制")
    assert [fact.value for fact in facts.values()] == [None] * len(facts)
    assert facts["regulations.rules.made"].state is State.LOST
    assert facts["enforcement.penalties.decisions"].state is State.LOST


def test_a_table_that_lacks_its_first_figure_is_lost_where_another_has_them_above() -> None:
    facts = read(
        *RULES, "1 0 4", "规章", "2 0 9", "规范性文件", *PENALTIES, "行政处罚", "3", "行政强制", "5"
    )
    assert facts["enforcement.penalties.decisions"].value == 3
    facts = read(
        *RULES, "1 0 4", "规章", "2 0 9", "规范性文件", *PENALTIES, "行政处罚", "3", "行政强制"
    )
    assert facts["enforcement.penalties.decisions"].state is State.LOST


def test_figures_below_their_labels_are_read_though_the_last_row_is_blank() -> None:
    facts = read(*RULES, "规章", "1 0 4", "规范性文件", *PENALTIES, "行政处罚", "3", "行政强制")
    assert facts["regulations.rules.in_force"].value == 4
    assert facts["enforcement.penalties.decisions"].value == 3
