"""What Word, WPS and LibreOffice write as RTF, also under the name of a Word file."""

import shutil

import pytest

from bench import carriers
from demo.invented import invented_reports
from parsers import UnreadableMediaError, parse_report
from parsers.document import Grid, Line
from parsers.readers import read_document


def read(body, head=r"\ansi\ansicpg936"):
    return read_document(rf"{{\rtf1{head} {body}}}".encode("gbk"), url="a.doc").blocks


def gbk(text):
    return "".join(rf"\'{byte:02x}" for byte in text.encode("gbk"))


def row(*texts, edges=("\\cellx1000", "\\cellx2000", "\\cellx3000")):
    """Return a row as Word writes it."""
    cells = "".join(rf"\pard\intbl {text}\cell" for text in texts)
    return rf"\trowd\trleft-108{''.join(edges[: len(texts)])}{cells}\row"


def grid(body):
    (found,) = read(body)
    assert isinstance(found, Grid)
    return [(cell.text, cell.row, cell.column, cell.rowspan, cell.colspan) for cell in found.cells]


@pytest.mark.parametrize(
    ("body", "head", "line"),
    [
        (gbk("一、总体情况"), r"\ansi\ansicpg936", "一、总体情况"),
        (gbk("公开３件"), r"\ansi\ansicpg1252{\fonttbl{\f1\fcharset134 SimSun;}}", "公开3件"),
        (r"\u19968?\u12289?\u24635\'3f", r"\ansi\ansicpg1252", "一、总"),
        (r"\uc2\u19968\'d2\'bb\uc1 7", r"\ansi", "一7"),
        (r"\u-10176?\u-9216?", r"\ansi", "\U00020000"),
        (r"\'81@" + "7", r"\ansi\ansicpg936", "丂7"),
        (r"1{\v 2}{\deleted 3}{\strike 4}\v 5\v0 6", r"\ansi", "16"),
        (r"{\revised\revdttm-2074015744 0}\revdttm1254012345 5", r"\ansi", "05"),
        (r"7{\super 2}", r"\ansi", "7^2"),
        (
            r"{\*\unknown 9}{\info{\title 8}}{\header 7}{\pict 0aff}{\object{\*\objdata 01}6}",
            "",
            "6",
        ),
        (r"{\field{\*\fldinst PAGE}{\fldrslt 3}}", "", "3"),
        (r"{\listtext\pard\plain 1.\tab}2", "", "1. 2"),
        (r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt 5\par}}{\shprslt 5}}", "", "5"),
        (r"{\*\do\dobxcolumn\dptxbx{\dptxbxtext\pard 5\par}\dpx10}", "", "5"),
        (r"\{1\}\\\~2\_3\-4", "", r"{1}\ 2-34"),
        ("{\\pict\\bin6 }}}}}}}1", "", "1"),
    ],
)
def test_what_is_seen_of_a_paragraph_is_its_text(body, head, line):
    assert read(body, head) == (Line(line),)


def test_paragraphs_are_lines():
    assert [line.text for line in read("1\\par 2\\line 3\\\n4")] == ["1", "2", "3", "4"]


def test_cells_stand_where_their_right_edges_say():
    table = row("a", "b", "c") + row("d", "e", edges=(r"\cellx1010", r"\cellx3000"))
    assert grid(table) == [
        ("a", 0, 0, 1, 1), ("b", 0, 1, 1, 1), ("c", 0, 2, 1, 1),
        ("d", 1, 0, 1, 1), ("e", 1, 1, 1, 2),
    ]  # fmt: skip


def test_cells_are_merged_down_and_across():
    table = row(
        "a", "1", "", edges=(r"\clvmgf\cellx1000", r"\clmgf\cellx2000", r"\clmrg\cellx3000")
    )
    table += row("", "2", "3", edges=(r"\clvmrg\cellx1000", r"\cellx2000", r"\cellx3000"))
    assert grid(table) == [
        ("a", 0, 0, 2, 1), ("1", 0, 1, 1, 2), ("2", 1, 1, 1, 1), ("3", 1, 2, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("above", [r"\cellx1000", r"\clvmgf\cellx1000"])
def test_a_cell_goes_on_only_what_stands_in_its_columns_above(above):
    table = row("x", "y", edges=(above.replace("1000", "2000"), r"\cellx3000"))
    table += row("1", "2", "3", edges=(r"\clvmrg\cellx1000", r"\cellx2000", r"\cellx3000"))
    assert [cell[:3] for cell in grid(table)[2:]] == [("1", 1, 0), ("2", 1, 1), ("3", 1, 2)]


def test_a_paragraph_may_say_at_its_end_that_it_stands_in_a_table():
    table = r"\trowd\cellx1000\cellx2000 a\par b\intbl\cell c\intbl\cell\row\pard d\par"
    found, line = read(table.replace(r"a\par", r"a\intbl\par"))
    assert ([cell.text for cell in found.cells], line.text) == (["a\nb", "c"], "d")


def test_two_tables_with_a_paragraph_between_are_two():
    blocks = read(row("a", "b") + r"\pard 1\par" + row("c", "d"))
    assert [isinstance(block, Grid) for block in blocks] == [True, False, True]


def test_a_table_inside_a_cell_stands_on_its_own():
    inner = (
        r"\pard\intbl\itap2 x\nestcell y\nestcell"
        r"{\*\nesttableprops\trowd\cellx400\cellx800\nestrow}{\nonesttables\par}"
    )
    blocks = read(r"\trowd\cellx1000\cellx2000" + inner + r"\pard\intbl 1\cell 2\cell\row")
    texts = [
        block.text if isinstance(block, Line) else [c.text for c in block.cells] for block in blocks
    ]
    assert texts == [["x", "y"], "1", "2"]


def test_a_file_that_ends_early_says_so():
    document = read_document(rb"{\rtf1\ansi{\b 1\par")
    assert document.blocks == (Line("1"),)
    assert document.warnings == ("the RTF file ends early: what should follow is lost",)


@pytest.mark.parametrize(
    ("body", "reason"), [("{" * 3000, "2000 groups"), (r"\cell" * 200_001, "200000 cells")]
)
def test_a_hostile_file_has_a_named_error(body, reason):
    with pytest.raises(UnreadableMediaError, match=reason):
        read(body)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("dress", ["plain", "word"])
def test_what_libreoffice_makes_of_a_page_gives_the_same_facts(dress):
    report = invented_reports(3, odd=False)[2]
    page = carriers.article(report, dress=dress).encode()
    found = parse_report(carriers.converted(page, ".html", ".rtf"), url="年度报告.doc")
    assert {fact.key: fact.value for fact in found.facts} == report.values
    assert found.metadata.title == report.title
    assert [s.heading for s in found.sections] == [s.heading for s in report.sections]


def test_a_file_of_more_paragraphs_than_any_report_is_told_at_once():
    with pytest.raises(UnreadableMediaError, match="over 600000 paragraphs"):
        parse_report(rb"{\rtf1 " + rb"a\par " * 600_001 + b"}", url="a.rtf")
