"""Reports are told from their neighbours, and each neighbour by its reason."""

import pytest

from parsers import parse_report
from tests.parsers.neighbours import NEIGHBOURS
from tests.parsers.variants import VARIANTS


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
