"""Pages that a browser printed to PDF: radicals for ideographs, rules missing, rows cut."""

import os
import shutil
from collections import Counter

import pytest

from demo.invented import invented_reports
from demo.pages import Site, render_page
from parsers import parse_report

PROGRAM = shutil.which("chromium") or shutil.which("google-chrome")
pytest.importorskip("playwright", reason="needs the extra `browser`")
pytestmark = pytest.mark.skipif(not PROGRAM, reason="needs Chromium")

TRS, JCMS, PLAIN, WPS = range(4)
STYLES = ("trs", "jcms", "plain", "wps")
RULES = "table{border-collapse:collapse;width:100%}td,th{border:1px solid}"


@pytest.fixture(scope="module")
def printed():
    """Print a report as a page of a system, dressed in more CSS."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=PROGRAM, args=["--disable-gpu"], chromium_sandbox=os.geteuid() != 0
        )
        tab = browser.new_page()

        def prints(report, style, css, **paper):
            page = render_page(report, STYLES[style], Site())
            tab.set_content(page.replace("</head>", f"<style>{css}</style></head>", 1))
            return tab.pdf(**paper)

        yield prints
        browser.close()


@pytest.fixture(scope="module")
def reports():
    return invented_reports(4, seed=11)


def cells(report, read):
    """Count what became of each cell of an invented report."""
    found = {fact.key: fact for fact in read.facts}
    counts = Counter()
    for key, value in report.values.items():
        fact = found.get(key)
        if fact is None or fact.state == "lost":
            counts["lost"] += 1
        else:
            counts["right" if fact.value == value else "wrong"] += 1
    return dict(counts)


@pytest.mark.parametrize(
    ("style", "css", "paper"),
    [
        (TRS, "", {}),
        (JCMS, RULES + "body{font-size:7px}table{width:60%}", {}),  # rows cut by page breaks
        (PLAIN, RULES, {"format": "A5"}),
        (WPS, RULES + "td,th{text-align:center}", {"landscape": True}),
        (TRS, "td{border:none!important;border-bottom:1px solid!important}", {}),
        (PLAIN, "td{border:none!important;border-bottom:1px solid!important}", {}),
        (TRS, "table,td,th{border:none!important}", {}),
        (PLAIN, "table,td,th{border:none!important}", {}),
        (JCMS, RULES + "td,th{border-style:dashed}", {}),
        (PLAIN, RULES + "td,th{text-shadow:2px 2px 1px #000}", {}),  # pdfium knows the shadow alone
        (PLAIN, "table{border-collapse:separate;border-spacing:4px}td,th{border:1px solid}", {}),
    ],
)
def test_a_printed_page_gives_every_cell(style, css, paper, printed, reports):
    report = reports[style]
    read = parse_report(printed(report, style, css, **paper), url="a.pdf")
    assert cells(report, read) == {"right": len(report.values)}
    told = read.metadata
    assert (told.title, told.issuer, told.year) == (report.title, report.issuer, report.year)


def test_labels_that_are_centred_beside_their_figures_are_gathered(printed, reports):
    css = "table,td,th{border:none!important}"
    read = parse_report(printed(reports[JCMS], JCMS, css), url="a.pdf")
    assert cells(reports[JCMS], read) == {"right": 196, "lost": 2}


def test_ideographs_that_are_named_by_their_radicals_stay_in_their_lines(printed, reports):
    read = parse_report(printed(reports[WPS], WPS, ""), url="a.pdf")
    text = "".join(section.text for section in read.sections)
    assert "名单放在同一页面" in text.replace("\n", "")
