"""Tables that stand in pictures and workbooks within a Word file, a page or a PDF."""

import base64
import json
import zipfile
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest

from bench import carriers
from demo.invented import invented_reports
from parsers import MissingReaderError, parse_report
from parsers.beside.embedded import Inner, inner_of
from parsers.beside.within import with_inner
from parsers.document import Document, Grid
from parsers.facts import read_facts
from parsers.forms import load_forms
from parsers.media import DOCX, HTML, ODT
from parsers.readers.pictures import seconds_for
from tests.parsers.zips import zipped

REPORT = invented_reports(1, odd=False)[0]
BLOCKS = carriers.blocks_of(REPORT)
PROSE = [block for block in BLOCKS if not isinstance(block, Grid)]
TABLES = [block for block in BLOCKS if isinstance(block, Grid)]
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(9000)
SCAN = Path(__file__).with_name("scans") / "requests.png"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word(blocks, **parts):
    """Return a Word file that shows *parts*, each an id with a name, a kind and a content."""
    file = BytesIO(carriers.docx(blocks))
    main = zipfile.ZipFile(file).read("word/document.xml").decode()
    shown = "".join(f'<w:p><w:r><w:pict r:id="{key}"/></w:r></w:p>' for key in parts)
    main = main.replace("<w:document ", f'<w:document xmlns:r="{OFFICE}" ')
    relations = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{name}"/>'
        for key, (name, kind, _) in parts.items()
    )
    return zipped(
        {
            "word/document.xml": main.replace("</w:body>", f"{shown}</w:body>"),
            "word/_rels/document.xml.rels": f'<Relationships xmlns="r">{relations}</Relationships>',
        }
        | {f"word/{name}": content for name, _, content in parts.values()}
    )


def document(*blocks, carrier="word"):
    return Document(tuple(blocks), carrier)


def read_with(own, *shown):
    """Return a document and its figures with those of documents that it shows."""
    inner = [Inner(f"image{n}", lambda part=part: part) for n, part in enumerate(shown, 1)]
    return with_inner(own, read_facts(own, load_forms()), inner)


def test_a_workbook_within_a_word_file_gives_its_table():
    rest = [block for block in BLOCKS if block is not TABLES[1]]
    content = word(rest, r1=("embeddings/表.xlsx", "package", carriers.xlsx([TABLES[1]])))
    report = parse_report(content, url="a.docx")
    assert {fact.key: fact.value for fact in report.facts} == REPORT.values
    (place,) = {fact.place for fact in report.facts if fact.key == "requests.new.total"}
    assert place.startswith("word/embeddings/表.xlsx Sheet1 row")
    assert report.warnings == ()


def test_pictures_behind_workbooks_are_not_asked_for_what_these_have():
    own = document(*PROSE, *TABLES[:2])

    def unread():
        raise MissingReaderError("asked for")

    sheet = Inner("表.xlsx", lambda: document(TABLES[2], carrier="sheet"))
    shown = [sheet, Inner("image1.png", unread)]
    found, figures = with_inner(own, read_facts(own, load_forms()), shown)
    assert {fact.key for fact in figures.facts} == set(REPORT.values)
    assert found.warnings == ()


def test_what_a_document_prints_counts_before_what_its_pictures_show():
    other = carriers.blocks_of(invented_reports(30, seed=9, odd=False)[29])
    scan = document(*[block for block in other if isinstance(block, Grid)], carrier="scan")
    _, figures = read_with(document(*PROSE, *TABLES[:2]), scan)
    values = {fact.key: fact.value for fact in figures.facts}
    own = {key: value for key, value in REPORT.values.items() if "review" not in key}
    assert own.items() <= values.items()


def test_a_file_that_is_nothing_but_pictures_takes_its_prose_from_them_too():
    found, figures = read_with(document(), document(*BLOCKS, carrier="scan"))
    assert (found.blocks, found.carrier) == (BLOCKS, "scan")
    assert len(figures.facts) == len(REPORT.values)


def test_pictures_of_a_document_without_headings_are_left_alone():
    prose = document(*[line for line in PROSE if "、" not in line.text[:4]])
    assert read_with(prose, document(*BLOCKS, carrier="scan"))[0] is prose


def test_pictures_that_have_no_table_are_told_of():
    found, _ = read_with(document(*PROSE), document(carrier="scan"))
    assert found.warnings == (
        "tables may stand in what the file shows (image1), but none was found: look at it",
    )


def test_pictures_that_can_not_be_read_are_told_of_with_the_reason():
    def unread():
        raise MissingReaderError("pictures of pages need the extra `ocr`")

    own = document(*PROSE)
    found, _ = with_inner(own, read_facts(own, load_forms()), [Inner("image1.png", unread)])
    assert found.warnings == (
        "tables may stand in what the file shows (image1.png), which was not read: pictures of"
        " pages need the extra `ocr`",
    )


@pytest.mark.parametrize(
    ("content", "kind", "names"),
    [
        (
            word(
                PROSE,
                b=("media/image2.png", "image", PICTURE),
                a=("media/image1.png", "image", PICTURE),
                icon=("media/image3.png", "image", PICTURE[:900]),
                x=("embeddings/a.xlsx", "package", b"PK\x03\x04xl/" + bytes(9000)),
            ),
            DOCX,
            ["word/embeddings/a.xlsx", "word/media/image2.png", "word/media/image1.png"],
        ),
        (
            zipped({"content.xml": '<a xlink:href="Pictures/1.png"/>', "Pictures/1.png": PICTURE}),
            ODT,
            ["Pictures/1.png"],
        ),
        (
            b"<p>\xe4\xb8\x80\xe3\x80\x81\xe6\xa6\x82\xe8\xbf\xb0<p>\xe4\xba\x8c\xe3\x80\x81\xe6"
            b"\xa6\x82\xe8\xbf\xb0<img src='data:image/png;base64,%s'><img src='data:image/png,a'>"
            % base64.b64encode(PICTURE),
            HTML,
            ["picture 1"],
        ),
        (b"<p>\xe4\xb8\x80\xe3\x80\x81\xe6\xa6\x82\xe8\xbf\xb0", HTML, []),
    ],
    ids=["word", "opendocument", "page", "a page without pictures"],
)
def test_what_a_file_shows_is_found_workbooks_first(content, kind, names):
    assert [inner.name for inner in inner_of(content, kind, "text/html; charset=utf-8")] == names


def test_a_file_is_given_time_for_its_pictures():
    one = word(PROSE, a=("media/image1.png", "image", PICTURE))
    assert seconds_for(one, url="a.docx") >= 10
    assert seconds_for(word(PROSE), url="a.docx") == 0


@pytest.mark.parametrize(("length", "seconds"), [(9000, 20), (900, 0)], ids=["tables", "icons"])
def test_a_page_is_given_time_for_its_pictures_and_none_for_its_icons(length, seconds):
    picture = b"<img src='data:image/png;base64,%s'>" % (b"A" * length)
    page = b"<html>" + picture + b"<p>text</p>" * 2000 + picture
    assert seconds_for(page, url="a.html") == seconds


@pytest.mark.skipif(not find_spec("rapidocr"), reason="the extra `ocr` is not installed")
def test_a_table_that_a_word_file_shows_as_a_picture_is_read():
    expected = json.loads(SCAN.with_suffix(".json").read_text("utf-8"))
    report = parse_report(
        word(PROSE, a=("media/image1.png", "image", SCAN.read_bytes())), url="a.docx"
    )
    read = {fact.key: fact.value for fact in report.facts if fact.value is not None}
    assert {key: expected[key] for key in read} == read
    assert len(read) > 160
