"""Numbers that stand in one cell with others go where their sums say, or are lost."""

import re
from random import Random

import pytest

from bench import carriers
from demo.invented import invented_reports
from parsers import parse_report

REPORTS = [report for report in invented_reports(30, seed=5) if report.year >= 2019][:6]
ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t[dh][^>]*>.*?</t[dh]>", re.DOTALL)
FIGURES = re.compile("[0-9.,-]+")


def printed(cell: str) -> str:
    return re.sub("<[^>]+>", "", cell).strip()


def two_in_one(mark: str, parted: str):
    """Return what puts two neighbours into one cell, whose tag is *mark*."""

    def change(cells: list[str], at: int) -> list[str]:
        both = f"{printed(cells[at])}{parted}{printed(cells[at + 1])}"
        return [*cells[:at], f"<{mark}>{both}</td>", *cells[at + 2 :]]

    return change


def one_dropped(cells: list[str], at: int) -> list[str]:
    return [*cells[:at], *cells[at + 1 :]]


def one_more(cells: list[str], at: int) -> list[str]:
    return [*cells[:at], "<td></td>", *cells[at:]]


DAMAGES = {
    "two in a cell": two_in_one("td", " "),
    "two in a wide cell": two_in_one('td colspan="2"', "<br>"),
    "two glued": two_in_one("td", ""),
    "two glued in a wide cell": two_in_one('td colspan="2"', ""),
    "one dropped": one_dropped,
    "a blank one more": one_more,
}


def damaged(html: str, damage, rng: Random) -> str:
    def row(match: re.Match[str]) -> str:
        cells = CELL.findall(match[0])
        numbers = [at for at, cell in enumerate(cells) if FIGURES.fullmatch(printed(cell))]
        if len(numbers) < 7 or rng.random() < 0.5:
            return match[0]
        return f"<tr>{''.join(damage(cells, rng.choice(numbers[:-1])))}</tr>"

    return ROW.sub(row, html)


def wrong(report, html: str) -> list[tuple]:
    facts = parse_report(html.encode(), url="a.html").facts
    return [
        (fact.key, fact.text)
        for fact in facts
        if fact.value is not None and fact.value != report.values[fact.key]
    ]


@pytest.mark.parametrize("name", DAMAGES)
def test_no_number_of_a_ragged_table_is_read_wrong(name):
    for seed, report in enumerate(REPORTS):
        html = damaged(carriers.article(report), DAMAGES[name], Random(seed))
        assert wrong(report, html) == []


TITLE = "东屏县林业局2022年政府信息公开工作年度报告"
REST = """<tr><td>二、上年结转政府信息公开申请数量</td><td>0</td><td>0</td><td>0</td><td>0</td>
<td>0</td><td>0</td><td>0</td></tr>"""
KEYS = ("natural_person", "business", "research", "nonprofit", "legal_services", "other", "total")


def new(cells: str) -> list:
    row = f"<tr><td>一、本年新收政府信息公开申请数量</td>{cells}</tr>"
    page = f"<html><body><h1>{TITLE}</h1><table>{row}{REST}</table></body></html>"
    facts = {fact.key: fact.value for fact in parse_report(page.encode(), url="a.html").facts}
    return [facts[f"requests.new.{key}"] for key in KEYS]


ZEROS = "<td>0</td>" * 4


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (f"<td>62 3</td>{ZEROS}<td>65</td>", [62, 3, 0, 0, 0, 0, 65]),
        (f"<td colspan=2>62<br>3</td>{ZEROS}<td>65</td>", [62, 3, 0, 0, 0, 0, 65]),
        ("<td colspan=7>1000001</td>", [1, 0, 0, 0, 0, 0, 1]),
        ("<td colspan=7>0</td>", [0, *[None] * 6]),
        (f"<td colspan=2>62</td>{ZEROS}<td>62</td>", [62, None, 0, 0, 0, 0, 62]),
        (f"<td>623</td>{ZEROS}<td>65</td>", [None] * 7),
    ],
)
def test_cells_that_were_merged_come_apart_where_their_sum_says_how(cells, expected):
    assert new(cells) == expected
