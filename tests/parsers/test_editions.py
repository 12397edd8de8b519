"""Where no head tells the edition of a form, the rows and their cells do, or nothing does."""

import pytest

from parsers import parse_report
from parsers.editions import rival_editions
from parsers.forms import load_forms

TITLE = "东屏县林业局2020年政府信息公开工作年度报告"
REVIEW_HEADS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def table(*rows):
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def requests(*six):
    return table(
        ["一、本年新收政府信息公开申请数量", *"1000001"],
        ["二、上年结转政府信息公开申请数量", *"0000000"],
        ["三、本年度办理结果", "（一）予以公开", *"1000001"],
        *([label, *"0000000"] for label in six),
        ["（七）总计", *"1000001"],
        ["四、结转下年度继续办理", *"0000000"],
    )


RULES = table(["规章", 1, 0, 5], ["规范性文件", 2, 1, 7])
FEES_OF_2019 = table(["行政事业性收费", 3, -1])
FEES_OF_2021 = table(["行政事业性收费", 3.5])
ONE_ROW = requests("（六）其他处理")
THREE_ROWS = requests(
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
)
REVIEW = (
    "<table><tr><td colspan=5>行政复议</td><td colspan=5>未经复议直接起诉</td>"
    "<td colspan=5>复议后起诉</td></tr>"
    + table(REVIEW_HEADS * 3, list("100010000000000")).removeprefix("<table>")
)


def read(*tables):
    head = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
    page = f"{head}{''.join(tables)}</body></html>"
    return parse_report(page.encode(), media_type="text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("tables", "form"),
    [
        ([FEES_OF_2019], "2019"),
        ([FEES_OF_2021], "2021"),
        ([ONE_ROW], "2019"),
        ([THREE_ROWS], "2021"),
        ([RULES, ONE_ROW], "2019"),
        ([RULES, THREE_ROWS, REVIEW], "2021"),
        ([RULES, FEES_OF_2019], "2019"),
        ([RULES, FEES_OF_2021], "2021"),
        ([table(["本年制发件数"]), ONE_ROW], "2021"),
    ],
)
def test_the_rows_and_their_cells_tell_the_form(tables, form):
    report = read(*tables)
    assert (report.form, report.warnings) == (form, ())


@pytest.mark.parametrize("tables", [[REVIEW], [requests()], [REVIEW, requests()]])
def test_tables_that_all_forms_share_are_read_and_doubted(tables):
    report = read(*tables)
    assert {str(fact.state) for fact in report.facts} == {"read"}
    assert report.warnings == ("nothing printed tells which form it is: 2021, 2019",)


def test_a_cell_that_each_form_gives_another_column_is_lost():
    values = {fact.key: fact.value for fact in read(RULES).facts}
    assert values == {
        "regulations.rules.made": 1,
        "regulations.rules.repealed": None,
        "regulations.rules.in_force": None,
        "regulations.normative_documents.made": 2,
        "regulations.normative_documents.repealed": None,
        "regulations.normative_documents.in_force": None,
    }


def test_rules_without_heads_have_the_columns_of_the_form_that_the_rest_has():
    keys = [fact.key for fact in read(RULES, ONE_ROW).facts][:3]
    assert keys == [f"regulations.rules.{name}" for name in ("made", "published", "total_public")]


@pytest.mark.parametrize(
    ("head", "rivals"),
    [("处理决定数量", ["2019"]), ("本年新公开数量", ["2019"]), ("本年废止件数", [])],
)
def test_a_head_that_several_editions_print_tells_none_from_the_other(head, rivals):
    forms = load_forms()
    form = next(form for form in forms if form.id == "2021")
    assert [other.id for other in rival_editions(head, form, forms)] == rivals
