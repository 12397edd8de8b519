"""Invented reports keep their form, their identities and their seed."""

from decimal import Decimal

import pytest

from demo import statute
from demo.invented import invented_reports
from demo.pages import STYLES, Site, render_page

REPORTS = invented_reports(120, seed=7)


def test_the_same_seed_gives_the_same_reports():
    assert invented_reports(20, seed=3) == invented_reports(20, seed=3)
    assert invented_reports(20, seed=3) != invented_reports(20, seed=4)


def test_every_cell_of_the_form_is_there():
    for report in REPORTS:
        assert tuple(report.values) == statute.keys(report.form)
    assert {len(r.values) for r in REPORTS} == {198, 200}


def test_no_body_reports_twice_on_a_year():
    assert len({(r.issuer, r.year) for r in invented_reports(3000)}) == 3000


@pytest.mark.parametrize("column", [*statute.APPLICANTS, "total"])
def test_columns_balance(column):
    for report in REPORTS:
        cell = {key: report.values[f"requests.{key}.{column}"] for key in _rows(report.form)}
        assert cell["new"] + cell["carried_in"] == cell["results_total"] + cell["carried_out"]
        results = statute.result_rows(report.form)
        assert cell["results_total"] == sum(cell[row] for row in results)


def test_rows_add_up():
    for report in REPORTS:
        for row in _rows(report.form):
            numbers = [report.values[f"requests.{row}.{who}"] for who in statute.APPLICANTS]
            assert report.values[f"requests.{row}.total"] == sum(numbers)
        for row in statute.PROCEEDINGS:
            *parts, total = (
                report.values[f"review_litigation.{row}.{c}"] for c in statute.OUTCOMES
            )
            assert total == sum(parts)


def test_some_cells_are_blank_dashed_or_words_and_none_of_them_is_zero():
    odd = [v for r in REPORTS for v in r.values.values() if not isinstance(v, Decimal)]
    assert None in odd
    assert {"-", "—", "/"} & set(odd)
    assert {"无", "无此项", "本机关未制定规章"} & set(odd)


@pytest.mark.parametrize("style", STYLES)
def test_a_page_prints_every_cell_of_its_report(style):
    report = REPORTS[2]
    html = render_page(report, style)
    assert report.title in html
    assert html.count("</table>") >= 3
    assert html.count("<td") >= len(report.values) / 2


def test_furniture_makes_pages_as_heavy_as_real_ones():
    size = len(render_page(REPORTS[0], "trs", Site(padding=45_000)).encode())
    assert 50_000 < size < 80_000


def _rows(form):
    return ("new", "carried_in", *statute.result_rows(form), "results_total", "carried_out")
