"""Texts whose tables have columns of their own beside the form's: 小计, 占比, 序号."""

import pytest

from parsers import parse_report

TITLE = "清屏县2022年政府信息公开工作年度报告"
HEADS = (
    "三、收到和处理政府信息公开申请情况\n自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他"
)
ROWS = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "(一)予以公开")
END = "(二)部分公开 0 0 0 0 0 0 0\n四、政府信息公开行政复议、行政诉讼情况"
LOST = ["lost"] * 7


def cells(text: str, row: str) -> list[str]:
    """Return the cells of a row: values, or the states of cells without one."""
    facts = parse_report(f"{TITLE}\n{text}\n".encode(), url="a.txt").facts
    own = [fact for fact in facts if fact.key.startswith(f"{row}.")]
    return [str(fact.state if fact.value is None else fact.value) for fact in own]


@pytest.mark.parametrize(
    ("heads", "values", "expected"),
    [
        ("小计 总计", "12 3 0 0 0 1 4 16", ["12", "3", "0", "0", "0", "1", "16"]),
        ("合计 总计", "12 3 0 0 0 1 4 16", ["12", "3", "0", "0", "0", "1", "16"]),
        ("小计 总计", "0 3 0 0 0 1 4", LOST),
        ("小计 总计", "0 0 0 0 0 0 0", LOST),
        ("总计 占比", "12 3 0 0 0 1 16 80%", ["12", "3", "0", "0", "0", "1", "16"]),
        ("总计 占比", "0 3 0 0 0 1 4%", LOST),
        ("总计 占比(%)", "12 3 0 0 0 1 16 80", ["12", "3", "0", "0", "0", "1", "16"]),
        ("总计 上年同期", "0 3 0 0 0 1 4", LOST),
        ("总计 小计 占比 同比 环比", "0 3 0 0 0 1 4", LOST),
    ],
)
@pytest.mark.parametrize("between", [" ", "|"])
def test_a_row_is_told_from_a_column_of_the_page_by_its_sum(heads, values, expected, between):
    rows = [between.join([label, *values.split()]) for label in ROWS]
    text = "\n".join([f"{HEADS} {heads}", *rows, END])
    assert cells(text, "requests.carried_in") == expected


def test_the_number_of_the_next_row_fills_no_blank():
    values = ("4 0 0 0 0 0 4", "0 2 0 0 0 0", "4 2 0 0 0 0 6")  # the total of 二 is blank
    rows = [
        f"{at} {label} {row}" for at, (label, row) in enumerate(zip(ROWS, values, strict=True), 1)
    ]
    text = "\n".join([f"{HEADS} 总计 序号", *rows, END])
    assert cells(text, "requests.carried_in") == LOST
    assert cells(text, "requests.new") == ["4", "0", "0", "0", "0", "0", "4"]


def test_a_small_table_without_sums_is_lost_beside_a_column_of_the_page():
    heads = "第二十条第(一)项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n"
    rows = "规章 1 0 6\n行政规范性文件 3 1 9\n第二十条第(五)项"
    assert cells(f"{heads}小计\n{rows}", "regulations.rules") == ["lost"] * 3
    assert cells(f"{heads}{rows}", "regulations.rules") == ["1", "0", "6"]


def test_rows_that_a_second_copy_contradicts_are_lost_and_not_repaired():
    copies = [
        "\n".join([f"{HEADS} 小计 总计", *(f"{label} {values}" for label in ROWS), END])
        for values in ("12 3 0 0 0 1 4 16", "11 3 0 0 0 1 4 15")
    ]
    assert cells("\n".join(copies), "requests.new") == LOST


@pytest.mark.parametrize("prose", ["占比80%。", "其中自然人占比80%，情况如下:"])
def test_words_above_the_heads_name_no_column(prose):
    rows = [f"{label} 0 3 0 0 0 1 4" for label in ROWS]
    heads = HEADS.replace("情况\n", f"情况\n全年收到申请15件，{prose}\n")
    text = "\n".join([f"{heads} 总计", *rows, END])
    assert cells(text, "requests.carried_in") == ["0", "3", "0", "0", "0", "1", "4"]


@pytest.mark.parametrize(
    "heads",
    [
        "自然人 科研机构 商业企业 社会公益组织 法律服务机构 其他 总计",
        "总计 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他",
    ],
)
def test_columns_that_a_text_names_in_another_order_are_lost(heads):
    rows = [f"{label} 4 0 0 0 0 0 4" for label in ROWS]
    text = "\n".join([f"三、收到和处理政府信息公开申请情况\n{heads}", *rows, END])
    assert cells(text, "requests.new") == LOST


REVIEW = "结果维持 结果纠正 其他结果 尚未审结 总计"


def test_groups_that_a_text_names_in_another_order_are_lost():
    groups = "行政复议 行政诉讼 复议后起诉 未经复议直接起诉"
    values = "1 0 0 0 1 2 0 0 0 2 3 0 0 0 3"
    text = "\n".join(["四、政府信息公开行政复议、行政诉讼情况", groups, *[REVIEW] * 3, values])
    assert cells(f"{text}\n五、存在的主要问题", "review_litigation.review") == ["lost"] * 5
