"""A page that prints two sets of tables gives no figure that may be another year's."""

from itertools import pairwise

import pytest

from bench.shapes import rendered
from demo.invented import InventedReport, invented_reports
from demo.pages import render_page
from demo.tables import report_tables
from parsers import Report, State, parse_report

REPORTS = [report for report in invented_reports(30, seed=51, odd=False) if report.form == "2021"]
TWICE = "a table stands twice on the page, with different figures"


def page(report: InventedReport, older: InventedReport, *, hidden: bool = False) -> Report:
    """Return what is read of a page that prints the tables of *older* before those of *report*."""
    style = " style='display:none'" if hidden else ""
    before = f"<div{style}><p>上一年度</p>{''.join(report_tables(older))}</div><h1>"
    html = render_page(report, "trs").replace("<h1>", before, 1)
    assert before in html
    return parse_report(html.encode(), media_type="text/html")


@pytest.mark.parametrize("hidden", [False, True])
def test_figures_of_two_years_are_lost_where_they_differ(hidden: bool) -> None:
    for report, older in pairwise(REPORTS):
        read = page(report, older, hidden=hidden)
        values = {fact.key: fact.value for fact in read.facts if fact.value is not None}
        assert values.items() <= report.values.items()
        assert TWICE in read.warnings
        assert State.LOST in {fact.state for fact in read.facts}


def test_two_copies_of_one_set_are_read() -> None:
    report = REPORTS[0]
    read = page(report, report)
    assert {fact.key: fact.value for fact in read.facts} == report.values
    assert TWICE not in read.warnings


@pytest.mark.parametrize("shape", ["one cell a line", "spaces", "bars, padded"])
def test_flattened_tables_of_two_years_are_lost_where_they_differ(shape: str) -> None:
    report, older = REPORTS[:2]
    both = b"\n".join(rendered(shape, each, 1)[0] for each in (report, older))
    read = parse_report(both, url="a.txt")
    values = {fact.key: fact.value for fact in read.facts if fact.value is not None}
    assert values.items() <= report.values.items()
    assert TWICE in read.warnings


def test_a_label_that_stands_again_in_prose_makes_no_second_table() -> None:
    report = REPORTS[0]
    html = render_page(report, "trs").replace("</body>", "<p>行政许可 3 行政处罚 9 件</p></body>")
    facts = parse_report(html.encode(), media_type="text/html").facts
    assert {fact.key: fact.value for fact in facts} == report.values


def test_outcomes_in_three_tables_are_no_copies_of_each_other() -> None:
    heads = "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |"
    parts = {
        "行政复议 |": "1 | 1 | 0 | 1 | 3 |",
        "行政诉讼 |\n未经复议直接起诉 |": "0 | 2 | 0 | 0 | 2 |",
        "行政诉讼 |\n复议后起诉 |": "1 | 0 | 0 | 0 | 1 |",
    }
    tables = "\n".join(f"{name}\n{heads}\n{line}" for name, line in parts.items())
    text = f"清屏县2022年政府信息公开工作年度报告\n{tables}\n五、存在的主要问题"
    read = parse_report(text.encode(), url="a.txt")
    assert [int(fact.value or 0) for fact in read.facts] == [
        1,
        1,
        0,
        1,
        3,
        0,
        2,
        0,
        0,
        2,
        1,
        0,
        0,
        0,
        1,
    ]
    assert TWICE not in read.warnings


def test_a_total_in_an_upright_table_is_no_copy_of_the_row_of_totals() -> None:
    report = REPORTS[0]
    outcomes = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    lines = "".join(f"<tr><td>{name}</td><td>9</td></tr>" for name in outcomes)
    upright = f"<table><tr><td colspan=2>行政复议</td></tr>{lines}</table>"
    tables = [table for table in report_tables(report) if "结果维持" not in table]
    html = f"<h1>{report.title}</h1>{''.join([*tables, upright] * 2)}"
    read = parse_report(html.encode(), media_type="text/html")
    found = {fact.key: fact.value for fact in read.facts if fact.key.startswith("requests.")}
    assert found.items() <= report.values.items()
    assert TWICE not in read.warnings
