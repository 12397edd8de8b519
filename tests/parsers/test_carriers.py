"""The same report in every carrier gives the same facts."""

import shutil
from decimal import Decimal
from functools import cache

import pytest

from bench import carriers, paper
from bench.paper import Style
from demo.invented import invented_reports
from parsers import State, parse_report

# One of each form, each with cells that are blank, dashes or words somewhere.
REPORTS = [report for report in invented_reports(40, seed=7) if report.year in (2020, 2022)][:6]
STYLES = [
    Style(rules, shuffled, cut)
    for rules in ("boxes", "lines", "bars")
    for shuffled, cut in ((False, False), (True, False), (True, True))
]
soffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


@cache
def blocks(index):
    return carriers.blocks_of(REPORTS[index])


def assert_read(index, content, name):
    found = parse_report(content, url=name)
    values = {
        key: value if isinstance(value, Decimal) else None
        for key, value in REPORTS[index].values.items()
    }
    assert {fact.key: fact.value for fact in found.facts} == values
    assert {fact.key: fact.text for fact in found.facts} == expected_texts(index)
    assert not [fact for fact in found.facts if fact.state is State.LOST]
    assert (found.form, found.metadata.year) == (REPORTS[index].form, REPORTS[index].year)
    assert found.metadata.issuer == REPORTS[index].issuer


@cache
def expected_texts(index):
    page = carriers.article(REPORTS[index]).encode()
    return {fact.key: fact.text for fact in parse_report(page, url="a.html").facts}


@pytest.mark.parametrize("index", range(len(REPORTS)))
def test_a_word_file_gives_the_same_facts(index):
    assert_read(index, carriers.docx(blocks(index)), "a.docx")


@pytest.mark.parametrize("index", range(len(REPORTS)))
def test_a_workbook_gives_the_same_facts(index):
    assert_read(index, carriers.xlsx(blocks(index)), "a.xlsx")


@pytest.mark.parametrize("index", range(len(REPORTS)))
@pytest.mark.parametrize("style", STYLES, ids=str)
def test_a_ruled_pdf_gives_the_same_facts(index, style):
    assert_read(index, paper.pdf(blocks(index), style, seed=index), "a.pdf")


def test_a_zip_gives_the_same_facts():
    parts = {"说明.txt": "附件", "年报.docx": carriers.docx(blocks(0))}
    assert_read(0, carriers.zipped(parts), "a.zip")


@soffice
def test_what_libreoffice_prints_gives_the_same_facts():
    page = carriers.article(REPORTS[1]).encode()
    assert_read(1, carriers.converted(page, ".html", ".pdf:writer_pdf_Export"), "a.pdf")


@soffice
@pytest.mark.parametrize("dress", ["plain", "word"])
def test_what_libreoffice_makes_of_a_page_in_word_gives_the_same_facts(dress):
    page = carriers.article(REPORTS[1], dress=dress).encode()
    word = carriers.converted(page, ".html", ".docx")
    assert_read(1, word, "a.docx")
    pytest.importorskip("doc2docx", reason="the extra `word` is not installed")
    assert_read(1, carriers.converted(word, ".docx", ".doc"), "a.doc")
