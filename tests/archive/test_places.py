import pytest

from archive.places import find_place
from parsers import parse_report
from parsers.readers import read_document

HEAD = "甲县乙局2022年政府信息公开工作年度报告"
COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
LABEL = "一、本年新收政府信息公开申请数量"


def page(values, heads=COLUMNS):
    rows = [f"<td>{'<td>'.join(row)}" for row in (("", *heads), (LABEL, *values))]
    table = f"<table><tr>{'<tr>'.join(rows)}</table>"
    return f"<h1>{HEAD}</h1><h2>三、收到和处理政府信息公开申请情况</h2>{table}"


def text(*lines):
    return "\n".join((HEAD, "三、收到和处理政府信息公开申请情况", " ".join(COLUMNS), *lines))


@pytest.mark.parametrize(
    ("name", "content", "places"),
    [
        (
            "a.html",
            page(["3", "0", "", "0", "0", "1", "4"]),
            {
                "natural_person": "table 1 row 2 column 2",
                "research": "table 1 row 2 column 4",
                "total": "table 1 row 2 column 8",
            },
        ),
        (  # a cell a line, below the label
            "a.txt",
            text(LABEL, "3", "0", "0", "0", "0", "1", "4"),
            {"natural_person": "line 5 column 1", "total": "line 11 column 1"},
        ),
        (  # a row a line
            "a.txt",
            text(f"{LABEL} | 3 | 0 | 0 | 0 | 0 | 10 | 13 |"),
            {"natural_person": "line 4 column 20", "total": "line 4 column 45"},
        ),
        (  # what is lost has no cell
            "a.txt",
            text(LABEL, "3", "0", "4"),
            {"natural_person": "line 4", "total": "line 4"},
        ),
    ],
)
def test_a_figure_is_found_in_its_cell(name, content, places):
    report = parse_report(content.encode(), url=name)
    document = read_document(content.encode(), url=name)
    found = {key: find_place(document, report.facts, f"requests.new.{key}") for key in places}
    assert found == places
