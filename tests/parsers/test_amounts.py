"""What a cell prints is a number, a blank, a dash or words, and a number keeps its unit."""

from decimal import Decimal

import pytest

from parsers import State, parse_report
from parsers.amounts import read_amount
from parsers.normal import normalise


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("842", 842, ""),
        ("０", 0, ""),
        ("增842", 842, ""),
        ("增加 3", 3, ""),
        ("减57", -57, ""),
        ("减少57件", -57, "件"),
        ("+3", 3, ""),
        ("-9539", -9539, ""),
        ("1,234", 1234, ""),
        ("625批次", 625, "批次"),
        ("0件", 0, "件"),
        ("14（其中修订5件）", 14, ""),
        ("25795万元", 25795, "万元"),
        ("0.5 亿元", "0.5", "亿元"),
        ("18204.51937", "18204.51937", ""),
    ],
)
def test_a_number_is_read_with_its_sign_and_its_unit(printed, value, unit):
    assert read_amount(normalise(printed)) == (Decimal(value), unit, State.READ)


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("", State.BLANK),
        ("\u3000", State.BLANK),
        ("-", State.DASH),
        ("——", State.DASH),
        ("/", State.DASH),
        ("无", State.WORDS),
        ("约30", State.WORDS),
        ("1500多", State.WORDS),
        ("3+4", State.WORDS),
        ("1.2.3", State.WORDS),
        ("本机关未制发规章", State.WORDS),
        (None, State.LOST),
    ],
)
def test_everything_else_has_no_value_and_says_why(printed, state):
    text = None if printed is None else normalise(printed)
    assert read_amount(text) == (None, "", state)


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("25795万元", 25795, "万元"),
        ("1380万", 1380, "万元"),
        ("1.5亿", "1.5", "亿元"),
        ("7", 7, "万元"),
    ],
)
def test_money_is_never_converted(printed, value, unit):
    page = (
        "<p>清屏县2022年政府信息公开工作年度报告</p><table><tr><td>信息内容<td>本年收费金额（单位：万元）"
        f"<tr><td>行政事业性收费<td>{printed}</table>"
    )
    (fact,) = parse_report(page.encode(), media_type="text/html").facts
    assert (fact.key, fact.value, fact.unit) == ("fees.fees.amount", Decimal(value), unit)
