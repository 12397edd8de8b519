"""A value that stands in a table of its own is the value of the cell that holds this table."""

import re

import pytest

from bench.shapes import rendered
from demo.invented import InventedReport, invented_reports
from parsers import parse_report

REPORTS = invented_reports(6, seed=61, odd=False)
BOXES = [
    "<table><tr><td>{}</td></tr></table>",
    "<table border=0><tbody><tr><td><p>{}</p></td></tr></tbody></table>",
    "<table><tr><td></td><td>{}</td><td>&nbsp;</td></tr></table>",
    "<table><tr><td>&nbsp;</td></tr><tr><td>{}</td></tr></table>",
]


def boxed(report: InventedReport, shape: str, box: str) -> str:
    """Return a page with each number of its tables in a table of its own."""
    html = rendered(shape, report, 1)[0].decode()
    return re.sub(r"(<td[^>]*>)([\d.-]+)(?=</td>)", lambda m: m[1] + box.format(m[2]), html)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("shape", ["html, TRS", "html, total first"])
def test_values_in_tables_of_their_own_are_read(shape: str, box: str) -> None:
    for report in REPORTS:
        html = boxed(report, shape, box)
        facts = parse_report(html.encode(), media_type="text/html").facts
        assert html.count("<table") > 100
        assert {fact.key: fact.value for fact in facts} == report.values


def test_tables_that_lay_a_page_out_hold_no_values() -> None:
    (report,) = REPORTS[:1]
    box = "<table><tr><td><table><tr><td>{}</td></tr></table></td><td>{}</td></tr></table>"
    links = "".join(box.format(f"栏目{number}", number) for number in range(20))
    html = rendered("html, TRS", report, 1)[0].decode().replace("<body>", f"<body>{links}")
    facts = parse_report(html.encode(), media_type="text/html").facts
    assert {fact.key: fact.value for fact in facts} == report.values
