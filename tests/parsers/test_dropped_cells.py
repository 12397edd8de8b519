"""A cell that is not there never lets its neighbours move into its place."""

from decimal import Decimal
from random import Random

import pytest

from bench.shapes import rendered
from demo.invented import InventedReport, invented_reports
from parsers import State, parse_report
from parsers.flattened.barred import fit_barred

TITLE = "清屏县2022年政府信息公开工作年度报告"
HEAD = "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |"


def states(row: str, other: str = "4 | 5 | 6 |") -> list[str]:
    head = f"{TITLE}\n第二十条第(一)项 | | | |\n{HEAD}"
    text = f"{head}\n规章 | {row}\n行政规范性文件 | {other}\n"
    facts = parse_report(f"{text}五、存在的主要问题".encode(), url="a.txt").facts[:3]
    return [str(fact.value) if fact.value is not None else str(fact.state) for fact in facts]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("1 | 2 | 3 |", ["1", "2", "3"]),
        ("1 |  | 3 |", ["1", "blank", "3"]),
        (" |  |  |", ["blank", "blank", "blank"]),
        ("1 | 2 |  |", ["lost", "lost", "lost"]),  # the last bar may close a row of two cells
        ("\n1 |\n2 |\n|\n|", ["1", "2", "blank"]),  # the last bar opens the row below
        ("\n1 |\n2 |\n|", ["lost", "lost", "lost"]),
        ("1 | 1 0 | 3 |", ["lost", "lost", "lost"]),  # two numbers in one cell are not ten
        ("1 | 2 | 3 4 |", ["lost", "lost", "lost"]),
        ("1 | 2 | 3 | 4 |", ["lost", "lost", "lost"]),
        ("1 | 2 | 3 |\n17", ["1", "2", "3"]),  # a page number below a whole line
        ("\n|\n1\n|\n2\n|\n3\n17", ["lost", "lost", "lost"]),
        ("1 2 | 3 |  |", ["lost", "lost", "lost"]),
    ],
)
def test_bars_tell_a_blank_from_the_end_of_a_row(row: str, expected: list[str]) -> None:
    assert states(row) == expected


@pytest.mark.parametrize(
    ("row", "other", "expected"),
    [
        ("1 | 2 |  |", "4 |  | 6 |", ["1", "2", "blank"]),
        ("1 |  |  |", "4 |  | 6 |", ["1", "blank", "blank"]),
        ("1 | 2 |", "4 |  | 6 |", ["lost", "lost", "lost"]),
        ("1 | 2 |  |", "4 | 5 |  |", ["lost", "lost", "lost"]),
        ("\n1\n|\n2\n|\n|", "\n4\n|\n|\n6\n|", ["1", "2", "blank"]),
        ("\n1 |\n2 |\n | ||", "\n4 |\n |\n6 | ||", ["1", "2", "blank"]),
        ("\n1 |\n2 | ||", "\n4 |\n |\n6 | ||", ["lost", "lost", "lost"]),
    ],
)
def test_a_last_blank_is_one_where_other_rows_keep_theirs(row, other, expected) -> None:
    assert states(row, other) == expected


@pytest.mark.parametrize(("opening", "first"), [("", "blank"), ("| ", "lost")])
def test_a_blank_first_outcome_is_told_where_no_bar_opens_a_line(opening, first) -> None:
    heads = " | ".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3)
    line = " | ".join(["1", "1", "0", "2", *"01001", "", *"1001"])
    text = f"{TITLE}\n行政复议 | 行政诉讼 |\n未经复议直接起诉 | 复议后起诉 |\n{opening}{heads} |"
    facts = parse_report(f"{text}\n| {line} |\n五、存在的主要问题".encode(), url="a.txt").facts
    assert str(facts[0].state) == first
    assert [str(fact.value) for fact in facts[1:5]] == (
        ["1", "1", "0", "2"] if first == "blank" else ["None"] * 4
    )


def test_bars_that_pad_a_line_of_five_outcomes_are_no_blank_outcomes() -> None:
    heads = "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | |||||||||||"
    lines = {"行政复议": "4 | 2 | 0 | 0 | 6", "复议后起诉": " | 1 | 0 | 0 | 1"}
    tables = [f"{name}\n{heads}\n{line} | |||||||||||" for name, line in lines.items()]
    text = "\n".join([TITLE, *tables, "五、存在的主要问题"])
    facts = {fact.key: fact for fact in parse_report(text.encode(), url="a.txt").facts}
    assert facts["review_litigation.review.upheld"].value in (None, 4)
    assert facts["review_litigation.litigation_after_review.upheld"].value is None


def without_some_zeros(report: InventedReport, shape: str, rng: Random) -> str:
    """Return the report with cells dropped from rows whose padding bars remain."""
    lines = rendered(shape, report, 1)[0].decode().split("\n")
    dropped = []
    for line in lines:
        cells = line.split("|")
        dropped.append("|".join(c for c in cells if c.strip() != "0" or rng.random() > 0.3))
    return "\n".join(dropped)


@pytest.mark.parametrize("shape", ["bars, padded", "bars on both sides", "bars between"])
def test_cells_dropped_from_padded_rows_give_no_wrong_number(shape: str) -> None:
    rng = Random(7)
    for report in invented_reports(10, seed=9):
        text = without_some_zeros(report, shape, rng)
        read = parse_report(text.encode(), url="a.txt", media_type="text/plain").facts
        printed = {f.key: f.value for f in read if f.value is not None}
        wrong = {k: v for k, v in printed.items() if not _is(report.values[k], v)}
        assert wrong == {}


def _is(held: Decimal | str | None, value: Decimal) -> bool:
    return isinstance(held, Decimal) and held == value


REQUESTS = """三、收到和处理政府信息公开申请情况
| 三、本年度办理结果 | （一）予以公开 |  | 4 | 0 | 0 | 0 | 0 | 0 |  |
|  | （三）不予公开 | 1.属于国家秘密 | 4 | 0 | 0 | 0 | 0 | 0 |  |
|  |  | 2.其他法律行政法规禁止公开 | 5 | 0 | 1 | 0 | 0 | 0 |  |
五、存在的主要问题"""


def test_the_number_of_a_label_is_no_value_that_padding_follows() -> None:
    facts = parse_report(f"{TITLE}\n{REQUESTS}".encode(), url="a.txt").facts
    granted = {fact.state for fact in facts if fact.key.startswith("requests.granted.")}
    assert granted == {State.LOST}  # the blank in front may be a cell of the label


@pytest.mark.parametrize("bar", [" | ", "\t", " "])
def test_a_unit_before_the_values_takes_no_place_among_them(bar: str) -> None:
    rows = "行政规范性文件,件,4,5,", "规章,件,1,2,3"
    text = "\n".join([TITLE, "第二十条第(一)项", HEAD, *(row.replace(",", bar) for row in rows)])
    facts = parse_report(f"{text}\n五、存在的主要问题".encode(), url="a.txt").facts
    values = [None if fact.value is None else int(fact.value) for fact in facts[:6]]
    assert values[:3] == [1, 2, 3]
    assert values[3:] in ([4, 5, None], [None, None, None])


def test_a_short_row_under_reordered_heads_is_lost() -> None:
    heads = "<td>信息内容</td><td>现行有效件数</td><td>本年制发件数</td><td>本年废止件数</td>"
    row = "<tr><td>规章</td><td>9</td><td>4</td></tr>"
    page = f"<h1>{TITLE}</h1><table><tr>{heads}</tr>{row}</table>"
    facts = parse_report(page.encode(), url="a.html", media_type="text/html").facts
    assert [str(fact.state) for fact in facts] == ["lost", "lost", "lost"]


def test_a_form_that_nobody_filled_in_is_blank_and_keeps_its_form():
    heads = ["上一年项目数量", "本年增/减", "处理决定数量"]
    lines = ["东屏县石桥镇2022年政府信息公开工作年度报告", "一、总体情况", "全年公开11份。"]
    lines += ["第二十条第(一)项", "信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]
    lines += ["规章", "规范性文件", "第二十条第(五)项", *heads, "行政许可", "其他对外管理服务事项"]
    lines += ["第二十条第(六)项", *heads, "行政处罚", "行政强制"]
    lines += ["第二十条第(八)项", *heads[:2], "行政事业性收费", "政府集中采购"]
    lines += ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"]
    lines += ["(一)予以公开", "(二)部分公开", "1.属于国家秘密", "2.其他法律行政法规禁止公开"]
    report = parse_report("\n\n".join(lines).encode(), url="page.txt")
    assert report.form == "2019"
    assert {fact.state for fact in report.facts} == {State.BLANK}


@pytest.mark.parametrize(
    ("raw", "pads", "cells"),
    [
        (" | 12 | | | |\n", True, ("12", "", "")),
        (" | 5 | 3 | | |\n", True, ("5", "3", "")),
        (" |\n12 |\n|\n|\n", True, ("12", "", "")),
        (" | 12 | | | |\n", False, None),
        (" | 12 | |||\n", True, None),
        (" | 5 | 3 | |\n", True, None),
        (" | 5 | 3 | ||\n", True, None),
    ],
)
def test_blanks_between_bars_are_cells_where_padding_has_none(raw, pads, cells):
    assert fit_barred(raw, 3, pads=pads) == cells


def test_a_row_of_words_for_nothing_has_a_word_in_each_cell():
    text = (
        f"{TITLE}\n一、总体情况\n第二十条第(一)项\n信息内容 本年制发件数 本年废止件数 现行有效件数"
    )
    page = f"{text}\n规章 无 无 无\n行政规范性文件 4 0 9\n第二十条第(五)项\n"
    facts = parse_report(page.encode(), url="a.txt", media_type="text/plain").facts
    assert [fact.text for fact in facts] == ["无", "无", "无", "4", "0", "9"]
    assert [fact.state for fact in facts[:3]] == [State.WORDS] * 3
