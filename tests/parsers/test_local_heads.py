"""Small tables in which an office changed rows or heads: what is still certain is read."""

import pytest

from parsers import parse_report

TITLE = "清屏县2022年政府信息公开工作年度报告"
ENFORCEMENT = "第二十条第(六)项;信息内容 本年处理决定数量"
PROCUREMENT = "第二十条第(九)项;信息内容 采购项目数量 采购总金额:2"


def table(text: str) -> str:
    """Return a table whose rows end with `;`; `:2` is a column span, `_` a blank cell."""
    lines = [
        "".join(
            f"<td colspan={span or 1}>{name.strip('_')}</td>"
            for name, _, span in (cell.partition(":") for cell in row.split())
        )
        for row in text.split(";")
    ]
    return f"<table><tr>{'</tr><tr>'.join(lines)}</tr></table>"


def cells(content: str, key: str, url: str = "a.html") -> list[str]:
    facts = parse_report(f"<h1>{TITLE}</h1>{content}".encode(), url=url).facts
    return [
        f"{fact.state if fact.value is None else fact.value}"
        for fact in facts
        if fact.key.startswith(key)
    ]


def test_rows_that_are_parts_of_one_of_the_form_are_no_such_row():
    rows = "行政处罚(简易程序) 10;行政处罚(一般程序) 2;行政强制 1"
    html = table(f"{ENFORCEMENT};{rows}")
    assert cells(html, "enforcement") == ["lost", "1"]
    text = f"{TITLE};{ENFORCEMENT};{rows};三、收到和处理政府信息公开申请情况".replace(
        " ", "\n"
    ).replace(";", "\n")
    facts = parse_report(text.encode(), url="a.txt").facts
    assert [(fact.value, str(fact.state)) for fact in facts] == [(None, "lost"), (1, "read")]


@pytest.mark.parametrize("again", ["行政处罚 10", "行政处罚 _"])
def test_a_row_printed_again_with_the_same_figure_or_none_is_read(again):
    assert cells(
        table(f"{ENFORCEMENT};行政处罚 10;{again};行政强制 1"), "enforcement.penalties"
    ) == ["10"]


def test_of_two_years_below_one_head_nobody_knows_the_report_s():
    heads = "第二十条第(六)项;信息内容 本年处理决定数量:2;_ 2021年 2022年"
    assert cells(table(f"{heads};行政处罚 10 12"), "enforcement") == ["lost"]


def test_where_a_head_is_missing_the_other_columns_are_read():
    heads = "第二十条第(一)项;信息内容 本年制发件数 现行有效件数"
    html = table(f"{heads};规章 1 6;行政规范性文件 3 9")
    assert cells(html, "regulations.rules") == ["1", "lost", "6"]


def test_a_unit_in_a_cell_of_its_own_belongs_to_its_amount():
    html = table(f"{PROCUREMENT};政府集中采购 7 12.5 万元")
    facts = parse_report(f"<h1>{TITLE}</h1>{html}".encode(), url="a.html").facts
    assert [(str(fact.value), fact.unit) for fact in facts] == [("7", "个"), ("12.5", "万元")]


def test_what_a_style_makes_invisible_is_not_read():
    hidden = '<span style="visibility:hidden">9</span>5'
    html = table(f"{ENFORCEMENT};行政处罚 5").replace("<td colspan=1>5<", f"<td>{hidden}<")
    assert cells(html, "enforcement") == ["5"]


def test_tables_side_by_side_are_read_one_by_one():
    heads = "信息内容 本年制发件数 本年废止件数 现行有效件数 信息内容 本年处理决定数量"
    html = table(f"{heads};规章 1 0 6 行政许可 8;行政规范性文件 3 1 9 _ _")
    assert cells(html, "regulations") == ["1", "0", "6", "3", "1", "9"]
    assert cells(html, "licensing") == ["8"]


def test_halves_of_a_table_side_by_side_are_read_one_by_one():
    heads = "项目 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
    left = (
        "本年新收政府信息公开申请数量 1 2 0 0 0 0 3",
        "上年结转政府信息公开申请数量 0 0 0 0 0 0 0",
    )
    right = ("(七)总计 1 1 0 0 0 0 2", "四、结转下年度继续办理 0 1 0 0 0 0 1")
    rows = ";".join(f"{one} {other}" for one, other in zip(left, right, strict=True))
    html = table(f"{heads} {heads};{rows}")
    assert cells(html, "requests.new") == ["1", "2", "0", "0", "0", "0", "3"]
    assert cells(html, "requests.carried_out") == ["0", "1", "0", "0", "0", "0", "1"]


def test_a_point_behind_a_number_is_no_marker_of_the_next_label():
    text = f"{TITLE};{ENFORCEMENT};行政处罚 12.;行政强制 1;三、收到和处理政府信息公开申请情况"
    facts = parse_report(text.replace(" ", "\n").replace(";", "\n").encode(), url="a.txt").facts
    assert [(fact.value, fact.text) for fact in facts] == [(None, "12."), (1, "1")]


REVIEW = "结果维持 结果纠正 其他结果 尚未审结 总计"


@pytest.mark.parametrize(
    ("heads", "values"),
    [
        (
            "行政诉讼:10 行政复议:5;未经复议直接起诉:5 复议后起诉:5 _:5",
            "2 0 0 0 2 3 0 0 0 3 1 0 0 0 1",
        ),
        (
            "行政复议:5 行政诉讼:10;_:5 复议后起诉:5 未经复议直接起诉:5",
            "1 0 0 0 1 3 0 0 0 3 2 0 0 0 2",
        ),
    ],
)
def test_groups_of_columns_may_stand_in_another_order(heads, values):
    html = table(f"{heads};{REVIEW} {REVIEW} {REVIEW};{values}")
    assert cells(html, "review_litigation.review") == ["1", "0", "0", "0", "1"]
    assert cells(html, "review_litigation.litigation_direct") == ["2", "0", "0", "0", "2"]


def test_a_table_of_each_kind_of_lawsuit_may_name_it_with_its_kind():
    html = "".join(
        table(f"{name}:5;{REVIEW};{number} 0 0 0 {number}")
        for number, name in enumerate(
            ("行政复议", "行政诉讼(未经复议直接起诉)", "行政诉讼(复议后起诉)"), 1
        )
    )
    assert cells(html, "review_litigation")[::5] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "label", ["（三）不予公开-1.属于国家秘密", "（三）不予公开：1、属于国家秘密"]
)
def test_a_label_may_begin_with_that_of_its_group(label):
    heads = "项目 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
    html = table(f"{heads};本年新收政府信息公开申请数量 2 0 0 0 0 0 2;{label} 1 0 0 0 0 0 1")
    assert cells(html, "requests.refused_state_secret") == ["1", "0", "0", "0", "0", "0", "1"]


def test_labels_of_groups_that_stand_in_several_columns_tell_no_order():
    head = "行政复议:5 行政诉讼:10"
    groups = "未经复议直接起诉:5 复议后起诉:5"
    values = "1 0 0 0 1 2 0 0 0 2 3 0 0 0 3"
    html = table(f"{head};{head};{groups};{REVIEW} {REVIEW} {REVIEW};{values}")
    html = html.replace("<td colspan=5>行政复议", "<td colspan=5 rowspan=2>行政复议")
    assert cells(html, "review_litigation.review") == ["1", "0", "0", "0", "1"]
