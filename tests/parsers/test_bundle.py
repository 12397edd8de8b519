import re
import zipfile

import pytest

from parsers import UnreadableMediaError
from parsers.document import Line
from parsers.readers import read_document
from parsers.readers.bundle import find_reports
from tests.parsers.zips import docx, p, zipped

REPORT = "石桥镇2022年政府信息公开工作年度报告"


def read(parts):
    return read_document(zipped(parts), url="附件.zip")


def test_the_file_that_is_named_as_a_report_is_read():
    found = read({"1.docx": docx(p("附表")), f"{REPORT}.docx": docx(p("一、总体情况"))})
    assert found.blocks == (Line("一、总体情况"),)
    assert found.warnings == (f"read {REPORT}.docx out of a zip; not read: 1.docx",)


def test_the_carrier_that_keeps_most_goes_first():
    found = read({f"{REPORT}.pdf": b"%PDF-1.4", f"{REPORT}.docx": docx(p("一、总体情况"))})
    assert found.carrier == "word"


def test_other_reports_in_a_zip_are_each_named_and_what_to_do():
    offices = [f"{number}局2022年报" for number in "一二三四五六七"]
    papers = {f"{office}.docx": docx(p("正文")) for office in offices}
    first, second = read(papers | {f"{offices[0]}.pdf": b"", "附表.docx": b""}).warnings
    assert first.endswith(" …")
    more = ", ".join(f"{office}.docx" for office in sorted(offices)[1:])
    assert second == (
        f"not read though it may be a report of its own: {more}; save the zip, and"
        " `nianbao ingest` reads each"
    )


@pytest.mark.parametrize(
    ("names", "reports"),
    [
        (["教育局.docx", "民政局.pdf"], ["教育局.docx", "民政局.pdf"]),
        (["教育局/年报.docx", "民政局/年报.docx"], ["教育局/年报.docx", "民政局/年报.docx"]),
        (["a/教育局.zip", "民政局年报.doc"], ["a/教育局.zip/年报.docx", "民政局年报.doc"]),
        (["附件1.docx", "附件2.教育局年报.docx"], None),
        (["教育局年报.docx", "教育局年报.pdf"], None),
        (["教育局年报.docx", "教育局年报附表.docx"], None),
        (["教育局年报.docx", "民政局年报.xlsx"], None),
        (["1.jpg", "2.jpg"], None),
    ],
)
def test_the_reports_of_a_zip_are_its_papers_named_as_such_or_all(names, reports):
    inner = zipped({"年报.docx": "x"})
    found = find_reports(zipped({name: inner if name.endswith(".zip") else name for name in names}))
    assert (found and sorted(found.contents)) == reports


def test_names_written_as_gbk_are_read():
    name = f"{REPORT}.txt"
    plain = zipped({"x" * len(name.encode("gbk")): "一、总体情况"}, compression=zipfile.ZIP_STORED)
    found = read_document(plain.replace(b"x" * len(name.encode("gbk")), name.encode("gbk")))
    assert found.warnings == (f"read {name} out of a zip",)


def test_leftovers_are_no_documents():
    found = read({"__MACOSX/._a.docx": "x", "~$报告.docx": "x", "a/报告.docx": docx(p("正文"))})
    assert found.blocks == (Line("正文"),)


def test_a_zip_in_the_zip_is_opened_and_one_inside_that_is_not():
    deepest = zipped({f"{REPORT}.txt": "x"})
    inner = zipped({f"{REPORT}.docx": docx(p("一、总体情况")), "c.zip": deepest, "d.7z": b"7z"})
    found = read({"镇.zip": inner, "b.docx": docx(p("附表"))})
    assert found.blocks == (Line("一、总体情况"),)
    assert found.warnings == (
        f"read 镇.zip/{REPORT}.docx out of a zip; not read: 镇.zip/c.zip, 镇.zip/d.7z, b.docx",
    )


def test_a_damaged_zip_in_the_zip_is_named_and_the_others_are_read():
    found = read({"a.zip": b"PK", "b.docx": docx(p("正文"))})
    assert found.blocks == (Line("正文"),)
    (warning,) = found.warnings
    assert warning.startswith("read b.docx out of a zip; not read: a.zip (the zip is damaged:")


def test_names_written_as_gbk_are_read_in_a_zip_in_the_zip():
    name = f"{REPORT}.txt"
    stand_in = "x" * len(name.encode("gbk"))
    inner = zipped({stand_in: "一、总体情况"}, compression=zipfile.ZIP_STORED)
    found = read({"a.zip": inner.replace(stand_in.encode(), name.encode("gbk"))})
    assert found.warnings == (f"read a.zip/{name} out of a zip",)


@pytest.mark.parametrize(
    "parts",
    [
        {f"{n}.zip": zipped({f"{m}.txt": b"" for m in range(900)}) for n in range(3)},
        {f"{n}.zip": zipped({f"{m}.bin": b"ab" * (9 << 19) for m in range(3)}) for n in range(3)},
    ],
    ids=["parts", "bytes"],
)
def test_the_zips_in_a_zip_share_its_bounds(parts):
    (warning,) = read(parts | {"a.txt": "正文"}).warnings
    assert re.search(r"2\.zip \(the zip .*, more than (2000|64)\)", warning)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Rar!\x1a\x07\x01\x00", "a RAR archive is not opened: unpack it"),
        (b"Rar!\x1a\x07\x00", "a RAR archive is not opened: unpack it"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "a 7z archive is not opened: unpack it"),
        (zipped({"1.rar": b"Rar!"}), "unpack what is packed in it: 1.rar"),
    ],
)
def test_other_archives_have_an_error_that_says_what_to_do(content, reason):
    for url in ("附件.rar", "附件.zip", "附件.doc", "/download?id=7"):
        with pytest.raises(UnreadableMediaError, match=reason):
            read_document(content, url=url)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"photo.mp4": b"x", "a/": b""}, "holds no document"),
        ({"a.zip": zipped({"b.zip": zipped({"a.txt": "x"})})}, "packed in it: a.zip/b.zip"),
        ({"a.pdf": zipped({"a.txt": "x"})}, "a.pdf in the zip is no document"),
        ({f"{n}.txt": b"" for n in range(2001)}, "2001 parts"),
        ({"a.txt": b"0" * (3 << 20)}, "bomb"),
    ],
)
def test_a_zip_without_a_document_has_a_named_error(parts, reason):
    with pytest.raises(UnreadableMediaError, match=reason):
        read(parts)


def test_an_encrypted_zip_has_a_named_error():
    content = bytearray(zipped({"a.txt": "x"}))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    with pytest.raises(UnreadableMediaError, match="encrypted"):
        read_document(bytes(content), url="a.zip")
