"""Tables whose cells have other edges than their heads, as Word merges them."""

from itertools import pairwise
from random import Random

import pytest

from demo.statute import APPLICANTS
from parsers import parse_report

HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
COLUMNS = (*APPLICANTS, "total")
ROWS = {
    "new": ("一、本年新收政府信息公开申请数量", "31", "4", "0", "0", "2", "0", "37"),
    "carried_in": ("二、上年结转政府信息公开申请数量", "", "5", "", "", "", "", "5"),
    "granted": ("（一）予以公开", "12", "", "0", "", "", "7", "19"),
    "partly_granted": ("（二）部分公开", "0", "0", "0", "0", "0", "0", "0"),
}
HALF = 0.3


def grid(rows, random):
    """Return an HTML table whose inner edges stand a little left or right of where they should."""
    edges = [
        [0, *(at + random.choice((-HALF, 0, HALF)) for at in range(1, len(row))), len(row)]
        for row in rows
    ]
    union = sorted({edge for row in edges for edge in row})
    lines = []
    for row, own in zip(rows, edges, strict=True):
        spans = [union.index(b) - union.index(a) for a, b in pairwise(own)]
        cells = (f"<td colspan={n}>{text}</td>" for text, n in zip(row, spans, strict=True))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


@pytest.mark.parametrize("seed", range(8))
def test_as_many_cells_as_columns_are_read_in_order(seed):
    table = grid([("申请人情况", *HEADS), *ROWS.values()], Random(seed))
    page = f"<h1>东屏县2020年政府信息公开工作年度报告</h1><p>一、总体情况</p>{table}"
    facts = {fact.key: fact.text for fact in parse_report(page.encode(), url="page.html").facts}
    for row, (_, *texts) in ROWS.items():
        assert [facts[f"requests.{row}.{column}"] for column in COLUMNS] == texts


ENDS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
REVIEWS = ("6", "", "1", "0", "7", "2", "4", "", "0", "6", "0", "3", "4", "0", "7")


@pytest.mark.parametrize("seed", range(4))
def test_fifteen_cells_of_reviews_and_suits_are_read_in_order(seed):
    table = grid([("行政复议", "行政诉讼"), ENDS * 3, REVIEWS], Random(seed))
    page = f"<h1>东屏县2020年政府信息公开工作年度报告</h1><p>一、总体情况</p>{table}"
    report = parse_report(page.encode(), url="page.html")
    assert tuple(fact.text for fact in report.facts) == REVIEWS
