"""A text that ends in the middle of a row gives what stands before the cut, and nothing else."""

import pytest

from demo.statute import APPLICANTS
from parsers import parse_report

COLUMNS = (*APPLICANTS, "total")
NEW = ("一、本年新收政府信息公开申请数量", "58", "7", "0", "0", "1", "0", "66")
CARRIED = ("二、上年结转政府信息公开申请数量", "12", "0", "0", "3", "0", "0", "15")
GRANTED = ("(一)予以公开", "13", "4")
HEAD = ("一、总体情况", "东屏县2022年数据从略。", "三、收到和处理政府信息公开申请情况")
SMALL = (
    ("第二十条第(一)项",),
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "0"),
    ("行政规范性文件", "15", "10", "25"),
)
LAYOUTS = {
    "lines": lambda row: "\n\n".join(row) + "\n\n",
    "bars": lambda row: " | ".join(row) + " |\n",
    "bars in front": lambda row: "| " + " | ".join(row) + " |\n",
    "a bar a line": lambda row: " |\n".join(row) + " |\n",
    "spaces": lambda row: " ".join(row) + "\n",
}


def cells(text, row):
    facts = {fact.key: fact for fact in parse_report(text.encode(), url="page.txt").facts}
    found = [facts.get(f"requests.{row}.{column}") for column in COLUMNS]
    return [None if fact is None or fact.value is None else int(fact.value) for fact in found]


def page(layout, *rows):
    head = "\n".join(HEAD[:2]) + "\n" + "".join(map(LAYOUTS[layout], SMALL)) + HEAD[2] + "\n"
    return head + "".join(map(LAYOUTS[layout], rows))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_cells_before_the_cut_are_read(layout):
    text = page(layout, NEW, CARRIED, (*GRANTED, "0"))
    assert cells(text, "granted") == [13, 4, 0, None, None, None, None]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_number_that_the_cut_may_have_shortened_is_lost(layout):
    text = page(layout, NEW, CARRIED, GRANTED).rstrip(" |\n")
    assert cells(text, "granted") == [13, *[None] * 6]


def test_after_a_row_with_a_blank_nothing_tells_the_columns():
    text = page("lines", NEW, CARRIED[:4] + CARRIED[5:], (*GRANTED, "0"))
    assert cells(text, "granted") == [None] * 7


def test_halves_of_a_number_are_not_taken_for_two():
    small = (NEW[0], "5", "1", "0", "0", "0", "0", "6"), (CARRIED[0], *"0000000")
    text = page("spaces", *small, ("(一)予以公开", "1", "3")).replace("15 10 25", "5 1 2")
    assert cells(text, "granted") == [None] * 7


def test_a_cut_behind_the_point_of_an_amount_leaves_no_number():
    text = page("lines") + "第二十条第(八)项\n\n本年收费金额(单位:万元)\n\n行政事业性收费\n\n26."
    facts = {fact.key: fact.value for fact in parse_report(text.encode(), url="page.txt").facts}
    assert facts["regulations.rules.made"] == 0
    assert facts.get("fees.fees.amount") is None
