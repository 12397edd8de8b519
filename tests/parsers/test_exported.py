"""Texts that a program wrote down in its own way are read as if it had not."""

import json
from collections.abc import Callable

import pytest

from parsers import parse_report
from parsers.readers.exported import as_printed

TITLE = "清屏县水务局2022年政府信息公开工作年度报告"
PROSE = ["一、总体情况", "2022年，本局公开信息16条，其中解读2条，比上年多3条。"]
ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "1", "0", "3"],
    ["行政规范性文件", "4", "5", "6"],
    ["一、本年新收政府信息公开申请数量", "5", "0", "0", "2", "0", "0", "7"],
    ["二、上年结转政府信息公开申请数量", "0", "0", "0", "0", "0", "0", "0"],
    ["（一）予以公开", "3", "0", "0", "2", "0", "0", "5"],
    ["（二）部分公开（区分处理的，只计这一情形，不计其他情形）", *"2000002"],
    ["（三）不予公开", "1.属于国家秘密", *"0000000"],
    ["2.其他法律行政法规禁止公开", *"0000000"],
    ["3.危及“三安全一稳定”", *"0000000"],
]
PLAIN = "\n".join([TITLE, *PROSE, "第二十条第（一）项", *map(" ".join, ROWS)])
EXPECTED = [[int(cell) for cell in row if cell.isdigit()] for row in ROWS[1:]]


def laid(row: Callable[[list[str]], str]) -> str:
    return "\n".join([TITLE, *PROSE, "第二十条第（一）项", *map(row, ROWS)])


def values(text: str) -> list[list[int | None]]:
    """Return the values of each row, in the form's order."""
    rows: dict[str, list[int | None]] = {}
    for fact in parse_report(text.encode(), url="a.txt").facts:
        value = None if fact.value is None else int(fact.value)
        rows.setdefault(fact.key.rpartition(".")[0], []).append(value)
    return list(rows.values())


def numbered(text: str, form: str) -> str:
    return "\n".join(form.format(at, line) for at, line in enumerate(text.split("\n"), 1))


@pytest.mark.parametrize(
    "sign", ["\t", ",", ", ", ";", "，", "；", "~", "^", " * ", " · ", " → ", " // "]
)
def test_any_sign_may_part_the_cells(sign: str) -> None:
    assert values(laid(sign.join)) == EXPECTED


@pytest.mark.parametrize(
    "text",
    [
        laid(lambda row: ",".join(f'"{cell}"' for cell in row)),
        laid(lambda row: json.dumps(row, ensure_ascii=False) + ","),
        laid(lambda row: "\n".join(f'  "{cell}",' for cell in row)),
        laid(repr),
        laid(lambda row: "|-\n| " + " || ".join(row)),
        laid(lambda row: " & ".join(row) + r" \\ \hline"),
        laid(lambda row: "| " + " | ".join(f"**{cell}**" for cell in row) + " |"),
        laid(lambda row: "&nbsp;".join(row)),
        laid("\n".join).replace("\n", "<br/>"),
        laid(lambda row: "<tr><td>" + "</td><td>".join(row) + "</td></tr>"),
        laid(lambda row: "&lt;tr&gt;&lt;td&gt;" + "&lt;/td&gt;&lt;td&gt;".join(row)),
        laid("\n".join).replace("\n", r"\n"),
        json.dumps({"title": TITLE, "content": laid("\n".join)}),
        json.dumps([TITLE, *PROSE, *ROWS], ensure_ascii=False, indent=1),
        laid(lambda row: "\n".join(f"- {cell}" for cell in row)),
        laid(lambda row: "\n".join(f"• {cell}" for cell in row)),
        numbered(laid("\n".join), "{:>4}  {}"),
        numbered(PLAIN, "{}: {}"),
        "\n".join(f"> {line}" for line in PLAIN.split("\n")),
        "\n".join([TITLE, *PROSE, *numbered("\n".join(map(" ".join, ROWS)), "{} {}").split("\n")]),
    ],
)
def test_what_a_program_adds_to_a_text_is_taken_away(text: str) -> None:
    assert values(text) == EXPECTED


def test_the_marks_of_markdown_are_no_part_of_title_headings_and_metadata() -> None:
    line = "**发布时间：** 2023-01-30 **来源：** 县水务局"
    text = f"# {TITLE}\n\n{line}\n\n## **{PROSE[0]}**\n\n{PROSE[1]}"
    report = parse_report(text.encode(), url="a.md", media_type="text/plain")
    metadata = report.metadata
    assert (metadata.title, metadata.published, metadata.source) == (
        TITLE,
        "2023-01-30",
        "县水务局",
    )
    assert [section.heading for section in report.sections] == [PROSE[0]]


def test_the_prose_beside_such_a_table_stays_as_it_is() -> None:
    assert PROSE[1] in as_printed(laid(",".join))
    assert PROSE[1] in as_printed(laid("，".join))


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "1. 总体情况\n2. 主动公开\n3. 依申请公开",
        "气温零下，- 5\n- 3\n",
        "\n".join(f"规章\n- {page} -\n" for page in range(1, 20)),
        "序号 指标\n" + "\n".join(f"{at} 指标{at}数" for at in range(1, 20)),
        "\n".join(["1", "2", "3", "4 5 6", "0"] * 9),
        "全年收到申请1,234,567,890件，其中当面3、网络5、信函7件。" * 9,
    ],
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert as_printed(text) == text


@pytest.mark.parametrize("sign", [",", "\t"])
def test_a_blank_between_two_signs_is_a_blank_cell(sign: str) -> None:
    text = laid(sign.join).replace(sign.join(["规章", *"103"]), sign.join(["规章", "1", "", "3"]))
    assert values(text)[0] == [1, None, 3]
