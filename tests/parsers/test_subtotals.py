"""Rows and columns that sum up a part of the table, beside those that sum up all of it."""

import pytest

from parsers import parse_report

TITLE = "<h1>清屏县2022年政府信息公开工作年度报告</h1>"
COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
ROWS = {
    "一、本年新收政府信息公开申请数量": "9 0 0 0 0 0 9",
    "二、上年结转政府信息公开申请数量": "0 0 0 0 0 0 0",
    "（一）予以公开": "4 0 0 0 0 0 4",
    "8.属于行政查询事项": "2 0 0 0 0 0 2",
    "小计": "2 0 0 0 0 0 2",
    "1.本机关不掌握相关政府信息": "3 0 0 0 0 0 3",
    "（七）总计": "9 0 0 0 0 0 9",
    "四、结转下年度继续办理": "0 0 0 0 0 0 0",
}


def line(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def table(rows: dict[str, str], heads: tuple[str, ...] = COLUMNS) -> str:
    lines = [line(label, *values.split(" ")) for label, values in rows.items()]
    return f"<table>{line('', *heads)}{''.join(lines)}</table>"


def cells(html: str, row: str) -> list[str]:
    facts = parse_report((TITLE + html).encode(), url="a.html").facts
    return [fact.text for fact in facts if fact.key.startswith(f"requests.{row}.")]


@pytest.mark.parametrize("subtotal", ["小计", "合计", "总计"])
@pytest.mark.parametrize("values", ["2 0 0 0 0 0 2", "      "])
@pytest.mark.parametrize("total", ["（七）总计", "总计"])
def test_a_row_that_sums_up_a_group_is_not_the_total(subtotal, values, total):
    rows = {
        {"小计": f" {subtotal}", "（七）总计": total}.get(label, label): figures
        for label, figures in (ROWS | {"小计": values}).items()
    }
    html = table(rows)
    assert cells(html, "results_total") == ROWS["（七）总计"].split()
    assert cells(html, "unavailable_not_held") == ["3", "0", "0", "0", "0", "0", "3"]


def test_a_sum_of_the_last_group_is_not_the_total():
    rows = {label: ROWS[label] for label in ROWS if label != "小计"}
    ordered = [*rows.items()]
    ordered.insert(-2, ("合计", "3 0 0 0 0 0 3"))
    assert cells(table(dict(ordered)), "results_total") == ROWS["（七）总计"].split()


@pytest.mark.parametrize("heads", [(*COLUMNS, "合计"), (*COLUMNS, "小计")])
def test_a_column_behind_a_blank_total_is_not_the_total(heads):
    rows = {label: " ".join([*values.split()[:6], "", "0"]) for label, values in ROWS.items()}
    assert cells(table(rows, heads), "new") == ["9", "0", "0", "0", "0", "0", ""]
