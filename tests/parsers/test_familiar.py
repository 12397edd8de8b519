"""Texts of which nothing but the numbers is new are read as the search would read them."""

import re
from collections.abc import Sequence
from itertools import groupby

import pytest
from msgspec.structs import replace

from bench import carriers
from demo.invented import invented_reports
from parsers.document import Line
from parsers.facts import read_facts
from parsers.figures import Figures
from parsers.flattened.familiar import familiar_figures
from parsers.forms import load_forms
from parsers.readers import read_document
from parsers.report import Fact

REPORTS = invented_reports(24, seed=41)
WHOLE = 1  # its cells are all numbers
FIRST = "一、本年新收政府信息公开申请数量"


def lines_of(number: int) -> list[str]:
    """Return a report as a text with a cell a line."""
    blocks = carriers.blocks_of(REPORTS[number])
    texts = [[b.text] if isinstance(b, Line) else [cell.text for cell in b.cells] for b in blocks]
    return [text for block in texts for text in block if text]


def familiar(lines: Sequence[str]) -> Figures | None:
    document = read_document("\n".join(lines).encode(), url="a.txt")
    return familiar_figures(document.blocks, load_forms())


def searched(lines: Sequence[str]) -> tuple[str, list[Fact], object]:
    """Return the figures, without places, of the same text with a row's numbers on one line."""
    runs = groupby(lines, key=lambda line: re.fullmatch(r"[-—/\d.]+元?", line) is not None)
    joined = [
        line for are_numbers, run in runs for line in ([" ".join(run)] if are_numbers else run)
    ]
    document = read_document("\n".join(joined).encode(), url="a.txt")
    assert familiar_figures(document.blocks, load_forms()) is None
    return without_places(read_facts(document, load_forms()))


def without_places(figures: Figures) -> tuple[str, list[Fact], object]:
    return figures.form, [replace(fact, place="") for fact in figures.facts], figures.checks


def test_most_reports_are_familiar_and_their_figures_are_those_of_a_search() -> None:
    found = {number: familiar(lines_of(number)) for number in range(len(REPORTS))}
    familiar_ones = {number: figures for number, figures in found.items() if figures}
    assert len(familiar_ones) == 19
    for number, figures in familiar_ones.items():
        assert without_places(figures) == searched(lines_of(number))


def test_the_place_of_a_figure_is_the_line_of_its_label() -> None:
    lines = lines_of(WHOLE)
    figures = familiar(lines)
    assert figures
    places = {fact.place for fact in figures.facts if fact.key.startswith("requests.new.")}
    assert places == {f"line {lines.index(FIRST) + 1}"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"(?<=申请数量\n)0", "00"),
        (r"(?<=申请数量\n)0", "٠"),
        (r"(?<=申请数量\n)\d+\n", ""),
        (r"(?<=申请数量\n)\d+", "1 62"),
        (r"(?<=申请数量\n)\d+", "999999999999"),  # the row's sum fails
        (r"申请数量(?=\n)", "申请\n数量"),
        (r"^", f"本年收到的申请见{FIRST}。\n"),
        (r"^", "首页 | 信息公开\n"),
        (r"$", "\n其他主动公开文件"),
        (r"$", "\n8"),
    ],
)
def test_of_an_odd_text_the_search_is_asked(old: str, new: str) -> None:
    odd = re.sub(old, new, "\n".join(lines_of(WHOLE)), count=1)
    assert odd != "\n".join(lines_of(WHOLE))
    assert familiar(odd.split("\n")) is None
