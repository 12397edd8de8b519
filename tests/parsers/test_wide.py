"""Tables whose indicators stand in the head, and lines of other tables that only a form knows."""

import pytest

from parsers import parse_report
from parsers.report import State

HEAD = "云溪县水利局2016年政府信息公开工作年度报告\n一、概述\n本年公开了信息。\n"
LABELS = [
    "1.当面申请数",
    "2.网络申请数",
    "3.信函申请数",
    "其中：涉及国家秘密",
    "（三）接受培训人员数",
]
UNITS = ["件", "件", "件", "件", "人次"]
NUMBERS = ["3", "12", "", "0", "46"]
KEYS = [
    "received_in_person",
    "received_online",
    "received_letter",
    "refused_state_secret",
    "trainees",
]
LOCAL = ["主动公开信息数", "申请总数", "答复总数", "行政诉讼数"]


def values(text: str, media_type: str = "text/plain") -> dict[str, object]:
    facts = parse_report(text.encode(), media_type=f"{media_type}; charset=utf-8").facts
    return {fact.key: fact.value for fact in facts}


def web_page(*rows: list[str]) -> str:
    lines = "".join(f"<p>{line}</p>" for line in HEAD.splitlines())
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    table = "".join(f"<tr>{line}</tr>" for line in cells)
    return f"<html><body>{lines}<table>{table}</table></body></html>"


EXPECTED = dict(zip((f"statistics.{key}.value" for key in KEYS), (3, 12, None, 0, 46), strict=True))


@pytest.mark.parametrize(
    "rows",
    [
        [["年度", *LABELS], ["2016年", *NUMBERS]],
        [LABELS, NUMBERS],
        [["统计指标", *LABELS], ["单位", *UNITS], ["统计数", *NUMBERS]],
        [[f"{label}（{unit}）" for label, unit in zip(LABELS, UNITS, strict=True)], NUMBERS],
        [["水利局统计表"], LABELS, NUMBERS, ["填报人：某某"]],
    ],
)
def test_indicators_in_the_head_are_read_by_their_columns(rows: list[list[str]]) -> None:
    assert values(web_page(*rows), "text/html") == EXPECTED


def test_a_line_for_each_body_is_a_value_column_of_its_own() -> None:
    page = web_page(["部门", *LOCAL], ["水利局", *"1234"], ["林业局", *"5678"])
    found = values(page, "text/html")
    assert found["indicators.申请总数.value"] == 2
    assert found["indicators.申请总数.value#2"] == 6


def test_indicators_in_the_head_of_a_text_are_read_where_each_has_its_word() -> None:
    text = f"{HEAD}年度 {' '.join(LOCAL)}\n2016年 7 2 2 0\n"
    assert values(text)["indicators.主动公开信息数.value"] == 7
    short = f"{HEAD}年度 {' '.join(LOCAL)}\n2016年 7 2 2\n"  # a blank is gone: which one?
    assert "indicators.主动公开信息数.value" not in values(short)


def test_a_blank_cell_without_a_unit_is_a_row_where_the_form_knows_its_label() -> None:
    page = web_page(
        ["统计指标", "统计数"],
        ["一、主动公开情况", ""],
        *([label, number] for label, number in zip(LABELS, NUMBERS, strict=True)),
    )
    assert values(page, "text/html") == EXPECTED


def test_a_second_copy_of_a_local_table_gives_no_second_figures() -> None:
    table = "指标名称 | 单位 | 数量\n主动公开信息数 | 条 | 7\n申请总数 | 件 | 2\n"
    assert values(HEAD + table + table) == {
        "indicators.主动公开信息数.value": 7,
        "indicators.申请总数.value": 2,
    }


def test_the_unit_behind_a_local_label_is_its_unit() -> None:
    page = web_page(["指标名称", "数量"], ["减免金额（万元）", "0.5"], ["申请总数（件）", "2"])
    facts = parse_report(page.encode(), media_type="text/html; charset=utf-8").facts
    assert [(fact.value, fact.unit) for fact in facts][1] == (2, "件")
    assert facts[0].unit == "万元"


def test_a_unit_that_touches_its_label_is_no_part_of_it() -> None:
    lines = (f"{label}{unit} 1" for label, unit in zip(LABELS, UNITS, strict=True))
    text = f"{HEAD}统计指标单位 统计数\n" + "\n".join(lines)
    assert values(text) == dict.fromkeys(EXPECTED, 1)


def test_a_table_in_traditional_characters_is_the_same_table() -> None:
    text = f"{HEAD}統計指標 單位 統計數\n四、行政複議數量 件 3\n（一）維持具體行政行爲數 件 2\n"
    text += "五、行政訴訟數量 件 1\n六、舉報投訴數量 件 0\n1.當面申請數 件 4\n"
    assert values(text)["statistics.reviews_upheld.value"] == 2


def test_a_local_heading_alone_on_its_line_is_no_figure() -> None:
    page = web_page(["指标名称", "数量"], ["一、公开情况", ""], ["申请总数", "2"])
    facts = parse_report(page.encode(), media_type="text/html; charset=utf-8").facts
    assert [(fact.key, fact.state) for fact in facts] == [("indicators.申请总数.value", State.READ)]
