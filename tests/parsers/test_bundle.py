import zipfile

import pytest

from parsers import UnreadableMediaError
from parsers.document import Line
from parsers.readers import read_document
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


def test_names_written_as_gbk_are_read():
    name = f"{REPORT}.txt"
    plain = zipped({"x" * len(name.encode("gbk")): "一、总体情况"}, compression=zipfile.ZIP_STORED)
    found = read_document(plain.replace(b"x" * len(name.encode("gbk")), name.encode("gbk")))
    assert found.warnings == (f"read {name} out of a zip",)


def test_leftovers_are_no_documents():
    found = read({"__MACOSX/._a.docx": "x", "~$报告.docx": "x", "a/报告.docx": docx(p("正文"))})
    assert found.blocks == (Line("正文"),)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"photo.mp4": b"x", "a/": b""}, "holds no document"),
        ({"a.zip": zipped({"a.txt": "x"})}, "holds no document"),
        ({"a.pdf": zipped({"a.txt": "x"})}, "a zip in a zip"),
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
