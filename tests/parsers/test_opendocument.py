"""OpenDocument texts and workbooks give what a person sees in them."""

import io
import shutil
import zipfile

import pytest

from bench import carriers
from parsers.document import Grid, Line
from parsers.errors import UnreadableMediaError
from parsers.readers import read_document
from tests.parsers.test_carriers import REPORTS, assert_read, blocks

NAMES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "draw", "style")
)
TEXT, SHEET = "text", "spreadsheet"


def opendocument(body: str, kind: str = TEXT, *, manifest: str = "", looks: str = "") -> bytes:
    packed = io.BytesIO()
    style = f'<style:style style:name="T1"><style:text-properties {looks}/></style:style>'
    content = f"<office:document-content{NAMES}>{style}<office:body><office:{kind}>{body}"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        named = zipfile.ZipInfo("mimetype")
        parts.writestr(named, f"application/vnd.oasis.opendocument.{kind}")
        parts.writestr(
            "content.xml", f"{content}</office:{kind}></office:body></office:document-content>"
        )
        parts.writestr("META-INF/manifest.xml", manifest)
    return packed.getvalue()


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def table(*rows: str) -> str:
    lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f'<table:table table:name="表">{lines}</table:table>'


def read(body: str, kind: str = TEXT) -> list:
    found = read_document(opendocument(body, kind), url="a.bin").blocks
    return [b.text if isinstance(b, Line) else [c.text for c in b.cells] for b in found]


@pytest.mark.parametrize("index", range(len(REPORTS)))
def test_a_workbook_gives_the_same_facts(index):
    body = "".join(map(as_rows, blocks(index)))
    assert_read(index, opendocument(f"<table:table>{body}</table:table>", SHEET), "a.ods")


def as_rows(block) -> str:
    """Return a block as the rows of a sheet, a blank one behind a table."""
    if isinstance(block, Line):
        return f"<table:table-row>{cell(escaped(block.text))}</table:table-row>"
    rows = ""
    for cells in block.rows():
        rows += "<table:table-row>" + "".join(map(as_cell, cells)) + "</table:table-row>"
    return f"{rows}<table:table-row><table:table-cell/></table:table-row>"


def as_cell(found) -> str:
    spans = f'table:number-columns-spanned="{found.colspan}"'
    spans += f' table:number-rows-spanned="{found.rowspan}"'
    return cell(escaped(found.text), spans) + "<table:covered-table-cell/>" * (found.colspan - 1)


def escaped(text: str) -> str:
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return plain.replace("\n", "<text:line-break/>")


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_what_libreoffice_makes_of_a_page_gives_the_same_facts():
    page = carriers.article(REPORTS[1]).encode()
    assert_read(1, carriers.converted(page, ".html", ".odt"), "a.odt")


def test_equal_cells_that_are_written_once_are_cells_of_their_own():
    repeated = cell("0", 'table:number-columns-repeated="3"')
    assert read(table(cell("规章") + repeated)) == [["规章", "0", "0", "0"]]


def test_the_rest_of_a_sheet_is_no_more_than_a_tables_blank_cells():
    rest = '<table:table-cell table:number-columns-repeated="16384"/>'
    assert read(table(cell("规章") + cell("1") + rest), SHEET) == [["规章", "1", *[""] * 15]]


@pytest.mark.parametrize(
    ("shown", "stored", "text"),
    [
        ("0.1", "0.0834", "0.1"),
        ("￥1,234.50", "1234.5", "1234.5"),
        ("(7)", "-7", "-7"),
        ("1.23E+05", "123000", "1.23E+05"),
        ("###", "123000", "123000"),
    ],
)
def test_a_number_of_a_sheet_is_as_it_is_shown(shown, stored, text):
    number = cell(shown, f'office:value-type="float" office:value="{stored}"')
    assert read(table(cell("行政事业性收费") + number), SHEET) == [["行政事业性收费", text]]


@pytest.mark.parametrize(
    ("looks", "said"),
    [
        ('text:display="none"', "2085"),
        ('style:text-line-through-style="solid"', "2085"),
        ('style:text-line-through-style="none"', "208599"),
    ],
)
def test_what_a_style_hides_or_strikes_out_is_not_said(looks, said):
    body = '<text:p>2085<text:span text:style-name="T1">99</text:span></text:p>'
    (line,) = read_document(opendocument(body, looks=looks), url="a.odt").blocks
    assert line.text == said


def test_nothing_that_a_sheet_prints_as_a_dash_is_a_dash():
    stored = cell("-", 'office:value-type="float" office:value="0"')
    assert read(table(cell("规章") + stored), SHEET) == [["规章", "-"]]


def test_hidden_rows_and_columns_are_not_read():
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    row = "<table:table-row {}>" + cell("规章") + cell("7") + cell("8") + "</table:table-row>"
    hidden = row.format('table:visibility="collapse"')
    body = f"<table:table>{columns}{row.format('')}{hidden}</table:table>"
    assert read(body, SHEET) == [["规章", "8"]]


def test_spans_are_kept():
    spans = 'table:number-columns-spanned="2" table:number-rows-spanned="3"'
    body = table(cell("总计", spans) + "<table:covered-table-cell/>" + cell("1"))
    (grid,) = read_document(opendocument(body), url="a.odt").blocks
    assert isinstance(grid, Grid)
    assert (grid.cells[0].colspan, grid.cells[0].rowspan, grid.cells[1].column) == (2, 3, 2)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<text:h>一、总体<text:s/>情况</text:h>", ["一、总体 情况"]),
        ("<text:p>上<text:line-break/>下</text:p>", ["上", "下"]),
        ("<text:p>12<text:note><text:p>3</text:p></text:note></text:p>", ["12"]),
        ("<text:tracked-changes><text:p>旧</text:p></text:tracked-changes>", []),
        ("<text:p>甲<office:annotation><text:p>乙</text:p></office:annotation></text:p>", ["甲"]),
        ('<text:section text:display="none"><text:p>藏</text:p></text:section>', []),
        ("<text:list><text:list-item><text:p>项</text:p></text:list-item></text:list>", ["项"]),
    ],
)
def test_what_a_person_sees_is_read(body, lines):
    assert read(body) == lines


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (opendocument("", manifest="<manifest:encryption-data/>"), "encrypted"),
        (opendocument("<text:p>"), "damaged"),
        (opendocument("x" * (70 << 20)), "unfolds"),
        (opendocument("")[:-60], "damaged"),
        (opendocument(table(cell("0", 'table:number-columns-repeated="150"')) * 1500), "cells"),
    ],
)
def test_what_is_damaged_or_hostile_has_a_named_error(content, reason):
    with pytest.raises(UnreadableMediaError, match=reason):
        read_document(content, url="a.odt")


def test_spans_and_repeats_beyond_all_bounds_end_at_once():
    many = 'table:number-columns-repeated="999999999" table:number-rows-spanned="999999999"'
    assert len(read(table(cell("0", many), cell("1")))[0]) < 300
