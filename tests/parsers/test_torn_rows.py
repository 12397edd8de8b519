"""Rows that a flattening left with a token too many, a copy of their label or a page's edge."""

import pytest

from parsers import parse_report

TITLE = "清屏县2022年政府信息公开工作年度报告"
REQUESTS = "三、收到和处理政府信息公开申请情况\n自然人"
ROWS = {
    "一、本年新收政府信息公开申请数量": "5 0 0 0 0 0 5",
    "二、上年结转政府信息公开申请数量": "0 0 0 0 0 0 0",
    "(一)予以公开": "5 0 0 0 0 0 5",
}
ZEROS = ["0"] * 7


def cells(text: str, row: str) -> list[str]:
    """Return the cells of a row: values, or the states of cells without one."""
    facts = parse_report(f"{TITLE}\n{text}\n".encode(), url="a.txt").facts
    own = [fact for fact in facts if fact.key.startswith(f"{row}.")]
    return [str(fact.state if fact.value is None else fact.value) for fact in own]


def requests(changed: dict[str, str], between: str = "\n") -> str:
    rows = [f"{label}{between}{values}" for label, values in (ROWS | changed).items()]
    return "\n".join([REQUESTS, *rows, "(二)部分公开"])


def test_a_page_number_in_a_row_without_a_sum_joins_nothing() -> None:
    text = "第二十条第(五)项\n信息内容\n本年处理决定数量\n行政许可\n1\n84\n第二十条第(六)项"
    assert cells(f"{text}\n{requests({})}", "licensing.licences") == ["lost"]


def test_a_number_in_a_row_without_a_sum_is_joined_where_a_sum_shows_such_numbers() -> None:
    text = "第二十条第(五)项\n信息内容\n本年处理决定数量\n行政许可\n1\n84\n第二十条第(六)项"
    split = requests({"(一)予以公开": "1 62 0 0 0 0 0 162"})
    assert cells(f"{text}\n{split}", "licensing.licences") == ["184"]


def test_a_page_number_behind_a_row_with_dashes_is_no_part_of_its_total() -> None:
    text = requests({"(一)予以公开": "1 0 - 3 0 - 4 2"})
    assert cells(text, "requests.granted") == ["lost"] * 7


@pytest.mark.parametrize("sign", ["**", "*", "•", ">", "[5,2]"])
def test_signs_of_markup_are_no_cells(sign: str) -> None:
    text = requests({"(一)予以公开": f"{sign} 1 0 3 0 0 4"})
    assert "1" not in cells(text, "requests.granted")[1:2]


def test_words_for_a_sign_that_came_apart_leave_no_bare_number() -> None:
    text = "第二十条第(八)项\n信息内容\n上一年项目数量\n本年增/减\n行政事业性收费\n增\n加\n1\n6\n"
    assert cells(text + requests({}), "fees.fees") == ["lost", "lost"]


def test_a_label_printed_in_each_cell_that_it_spans_is_no_value() -> None:
    changed = {"(一)予以公开": "(一)予以公开 5 0 0 0 0 0 5"}
    assert cells(requests(changed), "requests.granted") == ["5", *ZEROS[2:], "5"]
    bars = requests({"(一)予以公开": "(一)予以公开|(一)予以公开||0|0|0|0|0|5|"}, "|")
    assert cells(bars, "requests.granted") == ["blank", "0", "0", "0", "0", "0", "5"]


def test_a_blank_before_the_values_may_belong_to_a_label_over_two_cells() -> None:
    changed = {"(一)予以公开": "|5|0|0|0|0|5|||"}
    assert cells(requests(changed, "|"), "requests.granted")[:2] == ["lost", "lost"]
    padded = {
        "(一)予以公开": "|5|0|0|0|0|5|||",
        "二、上年结转政府信息公开申请数量": "0|0|0|0|0|0|0|||",
    }
    assert cells(requests(padded, "|"), "requests.granted")[:2] == ["blank", "5"]


@pytest.mark.parametrize(
    "edge",
    ["2/9", "https://qingping.example/art/2023/1/9/7.html 2/9", "2023/1/9 清屏县水务局 年报"],
)
def test_what_a_browser_prints_over_and_under_a_page_is_no_cell(edge: str) -> None:
    values = f"5\n0\n0\n{edge}\n0\n0\n0\n5"
    assert cells(requests({"(一)予以公开": values}), "requests.granted") == ["5", *ZEROS[2:], "5"]


def test_a_sign_falls_apart_with_its_number() -> None:
    heads = "第二十条第(五)项\n信息内容\n上一年项目数量\n本年增/减\n处理决定数量"
    text = f"{heads}\n行政许可\n11\n-1\n16\n8\n"
    split = requests({"(一)予以公开": "1 62 0 0 0 0 0 162"})
    assert cells(text + split, "licensing.licences") == ["11", "lost", "lost"]


def test_the_end_of_a_label_that_fits_two_rows_names_neither() -> None:
    text = requests({}).replace("一、本年新收政府信息公开申请数量", "信息公开申请数量")
    assert cells(text, "requests.new") == []


def test_a_label_that_its_figures_tear_apart_is_one_label() -> None:
    torn = "\n".join(
        [
            "一、本年新收政府信 5 0 0 0 0 0 5\n息公开申请数量",
            "二、上年结转\n政府信息公 0 0 0 0 0 0 0\n开申请数量",
            "(一)予以公开 3 0 0 0 0 0 3",
            "2.其他法律行政 1 0 0 0 0 0 1\n法规禁止公开",
            "3.危及“三安全一稳 0 0 0 0 0 0 0\n定”",
        ]
    )
    assert cells(f"{REQUESTS}\n{torn}", "requests.new") == ["5", *ZEROS[2:], "5"]
    assert cells(f"{REQUESTS}\n{torn}", "requests.carried_in") == ZEROS
    assert cells(f"{REQUESTS}\n{torn}", "requests.refused_prohibited_by_law")[0] == "1"


def test_the_end_of_a_torn_label_does_not_take_the_figures_below_it() -> None:
    changed = {
        "(一)予以公开": "3 0 0 0 0 0 3",
        "(二)部分公开": "0 0 0 0 0 0 0",
        "度办理结 2.其他法": "1 0 0 0 0 0 1",
        "律行政法规禁止公开\n3.危及": "7 0 0 0 0 0 7",
    }
    assert cells(requests(changed), "requests.refused_prohibited_by_law") in ([], ["lost"] * 7)


def test_a_word_in_another_label_is_no_short_label() -> None:
    changed = {"2.其他法": "1 0 0 0 0 0 1", "(六)其他": "2 0 0 0 0 0 2"}
    assert cells(requests(changed), "requests.other_other") == []


def test_a_number_that_broke_in_a_narrow_column_is_lost_where_no_sum_tells() -> None:
    heads = "第二十条第(五)项\n信息内容\n上一年项目数量\n本年增/减\n处理决定数量"
    text = f"{heads}\n行政许可 45 -1046 0\n3\n"
    split = requests({"(一)予以公开": "1 62 0 0 0 0 0 162"})
    assert cells(text + split, "licensing.licences")[1] == "lost"


def test_values_printed_above_their_labels_are_lost() -> None:
    lines = [REQUESTS, "商业企业"]
    for label, values in ROWS.items():
        lines += [values, label]
    text = "\n".join([*lines, "(二)部分公开"])
    for row in ("requests.new", "requests.carried_in"):
        assert set(cells(text, row)) <= {"lost"}


def test_a_copy_of_another_rows_label_is_no_short_label() -> None:
    changed = {"(六)其他处理 (六)其他处理": "1 0 0 0 0 0 1"}
    assert cells(requests(changed), "requests.other_other") == []


@pytest.mark.parametrize("head", ["本年处理决定数量", "本年新制作数量"])
def test_a_misprinted_first_label_is_not_looked_for_in_the_heads_of_other_tables(head: str) -> None:
    above = f"第二十条第(五)项\n信息内容\n{head}\n行政许可\n12"
    text = requests({}).replace("申请数量\n5", "申请数\n5")
    assert cells(f"{above}\n{text}\n0 0 0 0 0 0 0", "requests.new") == [
        "5",
        "0",
        "0",
        "0",
        "0",
        "0",
        "5",
    ]


@pytest.mark.parametrize("sign", ["—", "无"])
def test_a_sign_behind_a_misprinted_label_is_its_first_cell(sign: str) -> None:
    row = f"(一)予以公 | {sign} | 5 | 0 | 0 | 0 | 0 | 5 |"
    text = requests({}, " ").replace("(一)予以公开 5 0 0 0 0 0 5", row)
    first = {"—": "dash", "无": "words"}[sign]
    assert cells(text, "requests.granted") == [first, "5", "0", "0", "0", "0", "5"]


def test_a_note_below_the_last_row_takes_nothing_from_it() -> None:
    text = requests({"(一)予以公开": "5 0 无 0 0 0 5\n注:1.数据截至年底;2.无数据的填0。"})
    assert cells(text, "requests.granted") == ["5", "0", "words", "0", "0", "0", "5"]


def test_a_group_printed_below_its_first_row_leaves_that_row_its_label() -> None:
    below = {
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "2 1 0 0 0 0 3",
        "(六)其他处理": "",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "0 0 4 0 0 0 4",
        "3.其他": "0 0 0 0 0 0 0",
    }
    text = requests(below, " ").replace("(二)部分公开", "(七)总计 7 1 4 0 0 0 12")
    assert cells(text, "requests.other_overdue_correction") == list("2100003")
    assert cells(text, "requests.other_unpaid_fee") == list("0040004")
    assert cells(text, "requests.other_total") == []


def test_no_glued_row_is_cut_where_another_one_lacks_a_blank_cell() -> None:
    glued = {label: values.replace(" ", "") for label, values in ROWS.items()}
    assert cells(requests(glued, ""), "requests.granted") == ["5", *ZEROS[2:], "5"]
    short = glued | {"二、上年结转政府信息公开申请数量": "000000"}
    assert cells(requests(short, ""), "requests.granted") == ["lost"] * 7
    zeros = glued | {"二、上年结转政府信息公开申请数量": "00000", "(一)予以公开": "0000000"}
    assert cells(requests(zeros, ""), "requests.granted") == ZEROS


def test_the_rest_of_a_label_before_its_figures_is_no_label_of_the_next_row():
    text = (
        "8.属于行政查询事项 0 0 0 0 0 0 0\n1.本机关不掌握相关政府 0 3 0 0 0 0 3\n"
        "信息\n3.补正后申请内容仍不明确 0 0 0 0 0 0 0"
    )
    facts = {fact.key: fact.value for fact in parse_report(text.encode(), url="a.txt").facts}
    assert facts["requests.unavailable_not_held.business"] == 3
    assert "requests.unavailable_needs_creation.business" not in facts
