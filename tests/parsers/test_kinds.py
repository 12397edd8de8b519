"""Reports are told from their neighbours, and each neighbour by its reason."""

import re

import pytest

from parsers import parse_report
from tests.parsers.neighbours import NEIGHBOURS
from tests.parsers.variants import REGULATIONS, VARIANTS, page


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_a_neighbour_is_refused_with_its_reason(name):
    word, html = NEIGHBOURS[name]
    report = parse_report(html.encode(), url="page.html", media_type="text/html")
    assert report.reason is not None
    assert word in report.reason


@pytest.mark.parametrize("name", VARIANTS)
def test_a_report_is_accepted_in_every_shape(name):
    report = parse_report(VARIANTS[name].encode(), url="page.html", media_type="text/html")
    assert report.reason is None
    assert report.metadata.year == 2020


def read(title, body):
    return parse_report(page(title, body).encode(), url="page.html", media_type="text/html")


def test_the_statutory_figures_make_a_report_of_a_summary():
    body = f"<p>一、总体情况</p><p>本报告统计期限为2020年。</p>{REGULATIONS}"
    assert read("东屏县林业局2020年政府信息公开工作总结", body).reason is None


def test_an_empty_form_is_no_report():
    blank = re.sub(r"<td>\d+</td>", "<td></td>", REGULATIONS)
    assert read("政府信息公开工作年度报告格式", blank).reason is not None
