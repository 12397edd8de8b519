from pathlib import Path

import pytest

from parsers.document import Grid, Line
from parsers.errors import UnreadableMediaError
from parsers.readers.lattice import Lattice, Region
from parsers.readers.lines import Glyph
from parsers.readers.paper import lay_out
from parsers.readers.pdf import read_pdf

EXAMPLE = Path(__file__).parents[2].parent / "shared/examples/2024-hongze-pdf/report.pdf"


@pytest.fixture(scope="module")
def example():
    if not EXAMPLE.exists():
        pytest.skip(f"no example at {EXAMPLE}")
    return read_pdf(EXAMPLE.read_bytes())


def texts(grid):
    return [[cell.text for cell in row] for row in grid.rows()]


def test_a_table_cut_by_a_page_break_is_one_table(example):
    grids = [block for block in example.blocks if isinstance(block, Grid)]
    assert [(grid.height, grid.width) for grid in grids] == [(14, 4), (26, 10), (4, 15)]
    assert texts(grids[1])[16] == ["2.没有现成信息需要另行制作", *"1000001"]


def test_a_group_cut_by_a_page_break_still_spans_its_rows(example):
    grid = next(b for b in example.blocks if isinstance(b, Grid) and b.width == 10)
    spans = {c.text.replace("\n", ""): c.rowspan for c in grid.cells if c.rowspan > 1}
    assert spans["三、本年度办理结果"] == 20
    assert spans["(四)无法提供"] == 3


def test_page_numbers_are_no_lines(example):
    lines = [block.text for block in example.blocks if isinstance(block, Line)]
    assert not [line for line in lines if line.strip("- ").isdigit()]
    assert lines[:2] == ["淮安市洪泽区人民政府", "2024年政府信息公开工作年度报告"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7\n%%EOF", "damaged"),
        (b"%PDF-1.4\n" + b"1 0 obj" * 1000, "damaged"),
    ],
)
def test_a_damaged_pdf_has_a_named_error(content, reason):
    with pytest.raises(UnreadableMediaError, match=reason):
        read_pdf(content)


@pytest.mark.parametrize(
    ("glyphs", "text"),
    [
        ([("12098", 10, 40), ("1289", 43, 67)], "12098|1289"),  # a rule is missing between them
        ([("7", 10, 16), ("0", 40, 46)], "7|0"),
        ([("1", 10, 16), ("2", 20, 26)], "1 2"),  # digits set apart
    ],
)
def test_numbers_side_by_side_in_one_cell_are_not_one_number(glyphs, text):
    lattice = Lattice((0, 100), (0, 20), (Region(0, 0, 1, 1),), ((0,),))
    drawn = [Glyph(text, left, 4, right, 16) for text, left, right in glyphs]
    (table,) = lay_out(1, (200, 200), drawn, (lattice,)).items
    assert [cell.text for cell in table.cells] == [text]


def test_rows_whose_rules_are_missing_on_one_side_stand_in_their_order():
    label, other = Region(0, 0, 1, 1), Region(1, 0, 1, 1)
    values = Region(0, 1, 2, 1)
    lattice = Lattice((0, 100, 200), (0, 20, 40), (label, values, other), ((0, 1), (2, 1)))
    drawn = [
        Glyph(text, left, top, left + 8, top + 12)
        for text, left, top in [("甲", 5, 4), ("1", 120, 4), ("乙", 5, 24), ("2", 120, 24)]
    ]
    (table,) = lay_out(1, (300, 300), drawn, (lattice,)).items
    assert [(cell.row, cell.text) for cell in table.cells] == [
        (0, "甲"), (0, "1"), (1, "乙"), (1, "2"),
    ]  # fmt: skip
