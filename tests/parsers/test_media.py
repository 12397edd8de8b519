import pytest

from parsers.media import (
    DOC,
    DOCX,
    GIF,
    HTML,
    JPEG,
    PDF,
    RTF,
    TEXT,
    WEBP,
    XLS,
    XLSX,
    ZIP,
    media_type_of,
)
from tests.parsers.zips import zipped

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.mark.parametrize(
    ("name", "head", "declared", "kind"),
    [
        ("a.html", b"<!DOCTYPE html><html>", "", HTML),
        ("a.html", "年度报告".encode(), "", HTML),
        ("", b"\xef\xbb\xbf\r\n<html>", "", HTML),
        ("", "\ufeff<html><body>".encode("utf-16-le"), "", HTML),
        ("2020.txt", "一、总体情况".encode("gb18030"), "", TEXT),
        ("report", "一、总体情况".encode(), "", TEXT),
        (
            "https://p.test/art/2021/2/6/art_1_2.html?x=1",
            b"\n\n text",
            "text/html;charset=GBK",
            HTML,
        ),
        ("https://p.test/xxgk/show.jsp?id=3", "没有标记".encode(), "", HTML),
        ("https://p.test/down?file=a.pdf", b"%PDF-1.7\n", "application/octet-stream", PDF),
        ("error.pdf", b"<html><title>404</title>", "application/pdf", HTML),
        ("a.pdf", b"", "", PDF),
        ("a.pdf", b"Not Found", "", TEXT),
        ("a.pdf", b"\0\1\2\3", "", PDF),
        ("a.doc", b"<html xmlns:o='urn'>", "application/msword", HTML),
        ("a.doc", zipped({"_rels/.rels": "", "word/document.xml": ""}), "", DOCX),
        ("附件", zipped({"年报.docx": zipped({"word/document.xml": ""})}), "", ZIP),
        ("a.doc", OLE, "", DOC),
        ("a.wps", OLE, "", DOC),
        ("a", OLE + "Workbook".encode("utf-16-le"), "", XLS),
        ("a.et", OLE, "", XLS),
        ("a.xlsx", b"PK\x03\x04", "", XLSX),
        ("附件.zip", b"PK\x03\x04", "", ZIP),
        ("a", b"PK\x03\x04", "application/zip", ZIP),
        ("a", b"\xff\xd8\xff\xe0", "", JPEG),
        ("a.png", b"GIF89a", "image/png", GIF),
        ("a.jpg", b"RIFF\0\0\0\0WEBPVP8 ", "", WEBP),
        ("a.doc", b"{\\rtf1", "application/msword", RTF),
        ("style.css", b"body { color: red }", "", None),
        ("data.json", b"{}", "application/json", None),
        ("movie.mp4", b"\0\0\0\x18ftypmp42", "video/mp4", None),
    ],
)
def test_the_bytes_then_the_name_then_the_declared_type_decide(name, head, declared, kind):
    assert media_type_of(name, head, declared) == kind
