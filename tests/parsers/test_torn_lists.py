"""Tables of indicators whose lines, heads or columns a program tore apart."""

from collections.abc import Callable

import pytest

from parsers import parse_report

HEAD = "云溪县水利局2016年政府信息公开工作年度报告\n一、概述\n本年公开了信息。\n"
ROWS = [
    ("（一）收到申请数", "件", "15"),
    ("1.当面申请数", "件", "3"),
    ("2.网络申请数", "件", "12"),
    ("（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "1"),
    ("（二）设置政府信息公开查阅点数", "个", "4"),
    ("（三）从事政府信息公开工作人员数", "人", "7"),
    ("1.专职人员数（不包括政府公报及政府网站工作人员数）", "人", "2"),
    ("（三）接受培训人员数", "人次", "46"),
]
KEYS = [
    *("requests_received", "received_in_person", "received_online", "lawsuits_upheld"),
    *("reading_points", "staff", "staff_full_time", "trainees"),
]
EXPECTED = {f"statistics.{key}.value": int(row[2]) for key, row in zip(KEYS, ROWS, strict=True)}
LOCAL = [("主动公开信息数", "条", "8"), ("受理申请总数", "件", "2"), ("行政诉讼案件数", "件", "0")]


def values(text: str) -> dict[str, object]:
    facts = parse_report(f"{HEAD}{text}\n".encode(), url="a.txt").facts
    return {fact.key: fact.value for fact in facts}


def lines(*rows: tuple[str, ...]) -> list[str]:
    return [" ".join(row) for row in rows]


def torn(label: str, *cells: str) -> str:
    """Return a row as a PDF gives it whose figures stand beside the first line of the label."""
    half = len(label) // 2
    return f"{label[:half]} {' '.join(cells)}\n{label[half:]}"


def centred(label: str, *cells: str) -> str:
    third = len(label) // 3
    return f"{label[:third]}\n{label[third:-third]} {' '.join(cells)}\n{label[-third:]}"


def in_columns(label: str, *cells: str) -> str:
    """Return a row as `pdftotext -layout` gives it, in columns of spaces."""
    half = len(label) // 2
    return f"{label[:half]}    {'     '.join(cells)}\n{label[half:]}"


def unit_above(label: str, *cells: str) -> str:
    """Return a row whose unit stands beside the first line of its label, its figures below."""
    half = len(label) // 2
    unit, *figures = cells
    return f"{label[:half]}    {unit}\n{label[half:]}          {'   '.join(figures)}"


def test_two_tables_side_by_side_are_two_tables() -> None:
    left, right = lines(*ROWS[:4]), lines(*ROWS[4:])
    head = " ".join(["统计指标 单位 统计数"] * 2)
    text = "\n".join([head, *map(" ".join, zip(left, right, strict=True))])
    assert values(text) == EXPECTED
    shorter = "\n".join([head, *map(" ".join, zip(left, right[:3], strict=False)), left[3]])
    assert values(shorter) == {k: v for k, v in EXPECTED.items() if "trainees" not in k}


def test_a_label_that_both_sides_print_belongs_to_its_own_side() -> None:
    left = ["四、行政复议数量 件 3", "（二）被依法纠错数 件 1", "（三）其他情形数 件 2"]
    right = ["五、行政诉讼数量 件 9", "（二）被依法纠错数 件 4", "（三）其他情形数 件 5"]
    text = "\n".join(
        [" ".join(["统计指标 单位 统计数"] * 2), *map(" ".join, zip(left, right, strict=True))]
    )
    found = values(text + " 六、举报投诉数量 件 0")
    assert found.get("statistics.reviews_corrected.value") in (1, None)
    assert found.get("statistics.lawsuits_corrected.value") in (4, None)


def test_a_table_of_the_form_is_found_without_its_head() -> None:
    assert values("\n".join(lines(*ROWS))) == EXPECTED
    assert values("\n".join("\n".join(row) for row in ROWS)) == EXPECTED


def test_columns_of_names_that_no_form_knows_are_value_columns() -> None:
    head = "统计指标 单位 政府 部门"
    found = values("\n".join([head, *lines(*((*row, "5") for row in ROWS))]))
    assert found["statistics.received_online.value"] == 12
    assert found["statistics.received_online.value#2"] == 5


@pytest.mark.parametrize("layout", [torn, centred, in_columns, unit_above])
def test_a_label_that_its_figures_tear_apart_is_one_label(layout: Callable[..., str]) -> None:
    text = "\n".join(["统计指标 单位 统计数", *(layout(*row) for row in ROWS)])
    assert values(text) == EXPECTED
    local = "\n".join(["指标名称 单位 数量", *(layout(*row) for row in LOCAL)])
    assert values(local) == {f"indicators.{row[0]}.value": int(row[2]) for row in LOCAL}


def test_values_before_their_labels_are_lost() -> None:
    text = "\n".join(["指标名称 单位 数量", *(f"{row[1]} {row[2]}\n{row[0]}" for row in LOCAL)])
    assert set(values(text).values()) == {None}


def test_a_labels_number_that_came_apart_from_it_is_no_value() -> None:
    text = "指标名称\n单位\n数量\n受理申请总数\n件\n5\n其中:1\n.当面申请数\n件\n3\n"
    assert values(text) == {
        "indicators.受理申请总数.value": 5,
        "indicators.当面申请数.value": 3,
    }


def test_nothing_is_a_value_in_any_column() -> None:
    text = "指标名称 单位 2012年 历年累计\n申请总数 件 3 无\n行政诉讼数 件 0 4\n"
    assert values(text)["indicators.申请总数.cumulative"] is None
    assert values(text)["indicators.行政诉讼数.cumulative"] == 4


def test_bars_in_front_of_cells_keep_lines_apart() -> None:
    rows = [("指标名称", "单位", "数量"), *LOCAL]
    text = "\n".join(f"| {cell}" for row in rows for cell in row)
    assert values(text) == {f"indicators.{row[0]}.value": int(row[2]) for row in LOCAL}


def test_a_labels_number_on_the_line_below_it_is_no_label() -> None:
    rows = ["主动公开信息数   条    8", "    受理申请总数", "3.          件    2"]
    text = "\n".join(["指标名称   计量单位   2016年度", *rows, "行政诉讼案件数    件   0"])
    keys = ("主动公开信息数", "受理申请总数", "行政诉讼案件数")
    assert list(values(text)) == [f"indicators.{key}.value" for key in keys]
    assert values(text)["indicators.受理申请总数.value"] == 2
