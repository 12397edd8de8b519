import base64
import io
import zipfile

import pytest
from msgspec.structs import astuple

from parsers.document import Cell, Grid, Line
from parsers.errors import UnreadableMediaError
from parsers.readers import read_document
from parsers.readers.word import read_docx
from tests.parsers.zips import NAMESPACES, docx, p, tbl, tc, tr, zipped

GROUP = '<w:vMerge w:val="restart"/>'
BELOW = "<w:vMerge/>"


def lines(body):
    return [block.text for block in read_docx(docx(body)).blocks if isinstance(block, Line)]


def grid(*rows):
    (found,) = [b for b in read_docx(docx(tbl(*rows))).blocks if isinstance(b, Grid)]
    return found


def saved(page, charset="utf-8"):
    """Return a page as a browser saves it, with all that it needs in one file."""
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    kind = f'Content-Type: text/html; charset="{charset}"\r\n'
    body = base64.encodebytes(page.encode(charset)).decode()
    return f"{head}{kind}Content-Transfer-Encoding: base64\r\n\r\n{body}\r\n--b--\r\n".encode()


def test_spans_and_merged_cells_keep_their_places():
    found = grid(
        tr(tc("（三）不予公开", GROUP), tc("1.属于国家秘密"), tc("０")),
        tr(tc("", BELOW), tc("2.其他"), tc("")),
        tr(tc("（七）总计", '<w:gridSpan w:val="2"/>'), tc("12")),
    )
    assert (found.height, found.width) == (3, 3)
    assert [astuple(cell)[:5] for cell in found.cells] == [
        ("(三)不予公开", 0, 0, 2, 1),
        ("1.属于国家秘密", 0, 1, 1, 1),
        ("0", 0, 2, 1, 1),
        ("2.其他", 1, 1, 1, 1),
        ("", 1, 2, 1, 1),
        ("(七)总计", 2, 0, 1, 2),
        ("12", 2, 2, 1, 1),
    ]
    assert found.cells[-1].place == "row 3 column 3"


def test_a_row_that_begins_late_leaves_its_first_columns_out():
    late = '<w:trPr><w:gridBefore w:val="2"/></w:trPr>'
    assert grid(tr(tc("a")), tr(tc("5"), properties=late)).cells[-1] == Cell(
        "5", 1, 2, place="row 2 column 3"
    )


@pytest.mark.parametrize(
    ("looks", "across"),
    [
        ('<w:tcBorders><w:top w:val="nil"/></w:tcBorders><w:gridSpan w:val="2"/>', 2),
        ("<w:tcW w:w='9'/><w:gridSpan w:val='2' />", 2),
        ('<w:gridSpan w:x="1" w:val="2"></w:gridSpan><w:vAlign w:val="center"/>', 2),
        ('<w:tcW w:w="9"/>', 1),
        ('<w:tcPrChange><w:tcPr><w:gridSpan w:val="3"/></w:tcPr></w:tcPrChange>', 1),
    ],
)
def test_looks_of_a_cell_hide_no_span(looks, across):
    assert [cell.colspan for cell in grid(tr(tc("12", looks), tc("7"))).cells] == [across, 1]


def test_a_number_that_word_cut_into_runs_is_one_number():
    run = "<w:r><w:t>{}</w:t></w:r>"
    cell = f"<w:tc><w:p>{run.format(1)}{run.format(84)}</w:p></w:tc>"
    assert grid(tr(tc("规章"), cell)).cells[1].text == "184"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p("一、总体情况") + p("") + p("本报告…"), ["一、总体情况", "本报告..."]),
        ("<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r></w:p>", ["上", "下"]),
        ("<w:p><w:r><w:t>来源</w:t><w:tab/><w:t>办公室</w:t></w:r></w:p>", ["来源 办公室"]),
        (
            "<w:p><w:del><w:r><w:delText>七</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>68部分</w:t></w:r></w:ins></w:p>",
            ["68部分"],
        ),
        (f"<w:p><w:moveFrom>{p('旧')}</w:moveFrom><w:r><w:t>新</w:t></w:r></w:p>", ["新"]),
        (f"<w:sdt><w:sdtContent>{p('标题')}</w:sdtContent></w:sdt>", ["标题"]),
        (
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
            f"{p('框')}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{p('框')}"
            "</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>文</w:t></w:r></w:p>",
            ["文", "框"],
        ),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>3</w:t></w:r></w:p>", ["3"]),
    ],
)
def test_lines_are_what_the_last_revision_prints(body, expected):
    assert lines(body) == expected


def run(text, looks=""):
    return f"<w:r><w:rPr>{looks}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (run("12") + run("7", "<w:b/><w:vanish/>"), ["12"]),
        (run("12", '<w:vanish w:val="0"/>'), ["12"]),
        (run("98", "<w:strike />") + run("12"), ["12"]),
        (run("98", "<w:dstrike/>") + run("12"), ["12"]),
        (run("12") + run("1", '<w:vertAlign w:val="superscript"/>'), ["12^1"]),
        (run("12", '<w:strike w:val="0"/><w:vertAlign w:val="baseline"/>'), ["12"]),
        ('<w:r><w:sym w:font="Symbol" w:char="F02D"/><w:t>3</w:t></w:r>', ["-3"]),
        ('<w:r><w:sym w:font="Wingdings" w:char="F031"/></w:r>', ["\uf031"]),
    ],
)
def test_what_is_hidden_or_struck_out_is_not_said(runs, expected):
    assert lines(f"<w:p>{runs}</w:p>") == expected


@pytest.mark.parametrize("forged", ["\ue003\ue004,,9", "&#xE003;&#57348;,,9", "&m;"])
def test_no_text_makes_a_cell(forged):
    entity = '<!DOCTYPE d [<!ENTITY m "&#xE003;&#xE004;,,9">]>'
    table = tbl(tr(tc(forged), tc("7")))
    xml = f"{entity}<w:document {NAMESPACES}><w:body>{table}</w:body></w:document>"
    (found,) = read_docx(zipped({"word/document.xml": xml})).blocks
    assert [cell.text for cell in found.cells] == [",,9", "7"]


def test_a_hidden_row_is_no_row():
    hidden = "<w:trPr><w:hidden/></w:trPr>"
    found = grid(tr(tc("规章"), tc("3"), properties=hidden), tr(tc("规章"), tc("7")))
    assert [cell.text for cell in found.cells] == ["规章", "7"]


def test_a_page_that_a_program_put_in_whole_is_read():
    relation = (
        '<Relationships xmlns="r"><Relationship Id="c" Type="http://x/aFChunk" Target="a.mht"/>'
        "</Relationships>"
    )
    parts = {
        "word/document.xml": f"<w:d {NAMESPACES}><w:body><w:altChunk/></w:body></w:d>",
        "word/_rels/document.xml.rels": relation,
        "word/a.mht": saved("<html><body><p>一、总体情况</p></body></html>"),
    }
    assert read_docx(zipped(parts)).blocks == (Line("一、总体情况"),)


def test_a_text_under_another_name_is_found():
    relation = (
        '<Relationships xmlns="r"><Relationship Id="c" Type="http://x/officeDocument" '
        'Target="/word/document2.xml"/></Relationships>'
    )
    xml = zipfile.ZipFile(io.BytesIO(docx(p("总体情况")))).read("word/document.xml")
    parts = {"_rels/.rels": relation, "word/document2.xml": xml}
    assert read_docx(zipped(parts)).blocks == (Line("总体情况"),)


def test_a_word_file_that_is_one_xml_file_is_read():
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    rows = tr(tc("三", '<w:vmerge w:val="restart"/>'), tc("1")) + tr(tc("", "<w:vmerge/>"), tc("2"))
    xml = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        f'<w:wordDocument xmlns:w="{space}"><w:body>{tbl(rows)}</w:body></w:wordDocument>'
    )
    document = read_document(xml.encode(), url="a.doc")
    (found,) = document.blocks
    assert document.carrier == "word"
    assert [(cell.text, cell.rowspan) for cell in found.cells] == [("三", 2), ("1", 1), ("2", 1)]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_web_archive_that_is_called_a_word_file_is_read(charset):
    document = read_document(saved("<p>一、总体情况</p>", charset), url="a.doc")
    assert document.blocks == (Line("一、总体情况"),)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        (b"MIME-Version: 1.0\nContent-Type: text/css\n\n0", "holds no page"),
    ],
)
def test_what_is_called_a_word_file_and_cannot_be_read_has_a_named_error(content, reason):
    with pytest.raises(UnreadableMediaError, match=reason):
        read_document(content, url="a.doc")


def test_a_deleted_row_is_no_row():
    gone = "<w:trPr><w:del/></w:trPr>"
    found = grid(tr(tc("规章"), tc("7")), tr(tc("规章"), tc("3"), properties=gone))
    assert [cell.text for cell in found.cells] == ["规章", "7"]


def test_a_table_inside_a_cell_stands_on_its_own():
    inner = tbl(tr(tc("规章"), tc("4")))
    blocks = read_docx(docx(tbl(tr(f"<w:tc>{p('前')}{inner}{p('后')}</w:tc>")))).blocks
    assert [b.text if isinstance(b, Line) else b.width for b in blocks] == ["前", 2, "后"]


def test_the_strict_variant_reads_the_same():
    xml = zipfile.ZipFile(io.BytesIO(docx(p("总体情况")))).read("word/document.xml")
    strict = xml.replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read_docx(zipped({"word/document.xml": strict})).blocks == (Line("总体情况"),)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (docx(p("年报"))[:-30], "zip is damaged"),
        (zipped({"word/other.xml": "<a/>"}), "has no word/document.xml"),
        (zipped({"word/document.xml": "<w:document"}), "XML is damaged"),
        (zipped({f"word/{n}.xml": "" for n in range(2001)}), "2001 parts"),
        (zipped({"word/document.xml": " " * (65 << 20)}), "more than 64"),
        (zipped({"word/document.xml": " " * (9 << 20)}), "bomb"),
        (docx("<w:p>" * 3000), "XML is damaged"),
        (docx(p("&amp;") + "<w:bogus>"), "XML is damaged"),
    ],
)
def test_a_damaged_or_hostile_file_has_a_named_error(content, reason):
    with pytest.raises(UnreadableMediaError, match=reason):
        read_docx(content)


def test_an_entity_is_never_followed():
    evil = (
        '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{p('&e;')}{p('文')}</w:body></w:document>"
    )
    assert read_docx(zipped({"word/document.xml": evil})).blocks == (Line("文"),)
