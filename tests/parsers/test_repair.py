from collections.abc import Sequence

import pytest

from parsers import parse_report

COLUMNS = [
    "natural_person",
    "business",
    "research",
    "nonprofit",
    "legal_services",
    "other",
    "total",
]
LABELS = {
    "new": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "granted": "(一)予以公开",
}
OTHERS = {"carried_in": ["0"] * 7, "granted": ["5", "0", "0", "0", "0", "0", "5"]}


def read(row: Sequence[str], between: str = "\n") -> list[str]:
    """Return the cells of the first row: a value, with ! if repaired, or the state's name."""
    lines = ["清屏县2022年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况", "自然人"]
    for name, cells in ({"new": row} | OTHERS).items():
        lines.append(LABELS[name] + between + between.join(cells))
    report = parse_report("\n".join([*lines, "(二)部分公开"]).encode(), url="a.txt")
    facts = {fact.key: fact for fact in report.facts}
    cells = [facts[f"requests.new.{column}"] for column in COLUMNS]
    return [
        str(fact.state) if fact.value is None else f"{fact.value}{'!' * (fact.state == 'repaired')}"
        for fact in cells
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("5 0 0 0 0 0 5", "5 0 0 0 0 0 5"),
        ("1 84 0 0 0 0 0 184", "184! 0! 0! 0! 0! 0! 184!"),
        ("1 84 0 3 5 0 0 0 219", "184! 0! 35! 0! 0! 0! 219!"),
        ("1000001", "1! 0! 0! 0! 0! 0! 1!"),
        ("5 0 无 0 0 0 5", "5 0 words 0 0 0 5"),
        ("5 - - - - - 5", "5 dash dash dash dash dash 5"),
    ],
)
def test_a_row_is_repaired_where_its_sum_allows_one_reading(row: str, expected: str) -> None:
    assert read(row.split()) == expected.split()


@pytest.mark.parametrize("row", ["5 0 5", "5 0 0 0 0 5", "3 1 4", "0", "1"])
def test_blanks_that_are_gone_are_neither_zeros_nor_guessed(row: str) -> None:
    assert read(row.split()) == ["lost"] * 7


def test_a_total_is_known_where_all_readings_share_it() -> None:
    assert read(["1", "84", "0", "0", "0", "0", "1", "84"]) == ["lost"] * 6 + ["184!"]


@pytest.mark.parametrize("row", ["1 0 0 0 0 1 0 1", "22 0 0 0 0 0 22 18", "5 5 0 0 0 0 0 5"])
def test_a_stray_number_is_not_joined_to_another(row: str) -> None:
    assert read(row.split()) == ["lost"] * 7


def test_the_rest_of_a_label_behind_the_values_is_no_cell() -> None:
    assert read(["5", "0", "0", "0", "0", "5", "申请数量"]) == ["lost"] * 7


def test_a_second_number_behind_glued_cells_is_no_second_cell() -> None:
    text = (
        "清屏县2020年政府信息公开工作年度报告\n第二十条第(五)项\n"
        "信息内容上一年项目数量本年增/减处理决定数量\n行政许可123\n"
        "第二十条第(九)项\n信息内容采购项目数量采购总金额\n政府集中采购1493915.2万元 5\n"
    )
    facts = parse_report(text.encode(), url="a.txt").facts
    assert {str(f.state) for f in facts if f.key.startswith("procurement")} == {"lost"}


@pytest.mark.parametrize("digits", ["000000", "-00000", "00000"])
def test_glued_digits_too_few_for_the_row_are_lost(digits: str) -> None:
    assert read([digits], between="") == ["lost"] * 7


def test_an_error_of_the_document_stays_as_printed() -> None:
    assert read(["1", "0", "0", "0", "0", "0", "0"]) == ["1", "0", "0", "0", "0", "0", "0"]


def test_an_error_of_the_document_is_told_by_its_check() -> None:
    row = "<tr><td>一、本年新收政府信息公开申请数量" + "<td>1" + "<td>0" * 6 + "</table>"
    checks = parse_report(f"<table>{row}".encode(), media_type="text/html").checks
    (check,) = (check for check in checks if check.id == "requests.row_sum.new")
    assert (check.holds, check.left, check.right) == (False, 0, 1)


def test_seven_tokens_by_chance_are_not_taken_for_seven_cells() -> None:
    assert read(["1", "84", "0", "0", "0", "0", "184"]) == ["lost"] * 6 + ["184"]


def test_a_number_parted_by_bars_is_never_joined() -> None:
    assert read(["1", "84", "0", "0", "0", "0", "0", "184"], between=" | ") == ["lost"] * 7


def test_a_row_with_more_readings_than_can_be_looked_at_is_given_up() -> None:
    assert read(["1"] * 300) == ["lost"] * 7
