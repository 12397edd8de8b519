"""Bytes to text, whatever the header and the page claim."""

import codecs
import itertools

import pytest

from parsers.charset import decode, recoded, replaced

TEXT = "青溪市水务局2020年政府信息公开工作年度报告。〇镕喆堃：全年收到申请14件，予以公开9件。" * 20
PAGE = '<html><head><meta content="text/html; charset={}"></head><body>{}</body></html>'
CLAIMS = ["utf-8", "gb2312", "GBK", "gb18030", "iso-8859-1", "nonsense", ""]


@pytest.mark.parametrize(
    ("real", "header", "meta"), list(itertools.product(["utf-8", "gb18030", "gbk"], CLAIMS, CLAIMS))
)
def test_a_page_is_read_whatever_header_and_tag_claim(real, header, meta):
    page = PAGE.format(meta, TEXT.replace("〇", "零") if real == "gbk" else TEXT)
    assert decode(page.encode(real), f"text/html; charset={header}") == page


@pytest.mark.parametrize(
    ("real", "declared"), list(itertools.product(["utf-8", "gb18030"], CLAIMS))
)
@pytest.mark.parametrize("cut", range(1, 7))
def test_a_cut_in_a_character_costs_that_character_only(real, declared, cut):
    content = TEXT.encode(real)[:-cut]
    text = decode(content, declared)
    assert TEXT.startswith(text.rstrip("\ufffd"))
    assert len(text) >= len(TEXT) - cut
    assert replaced(text) <= 1


@pytest.mark.parametrize("declared", CLAIMS)
@pytest.mark.parametrize("real", ["utf-8", "gb18030"])
def test_damaged_bytes_are_counted_and_the_rest_is_read(real, declared):
    content = TEXT.encode(real)
    middle = len(TEXT[:300].encode(real))
    text = decode(content[:middle] + b"\xff\xff" + content[middle:], declared)
    assert replaced(text) == 2
    assert text.replace("\ufffd", "") == TEXT


@pytest.mark.parametrize("length", range(1, 12))
@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312"])
def test_a_short_text_in_utf8_is_not_taken_for_gbk(length, declared):
    assert (
        decode("政府信息公开工作年度报告"[:length].encode(), declared)
        == "政府信息公开工作年度报告"[:length]
    )


def test_a_short_text_in_gbk_is_believed_where_declared():
    assert decode("一".encode("gbk"), "gbk") == "一"
    assert decode("联通".encode("gbk"), "gb2312") == "联通"


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
@pytest.mark.parametrize("declared", ["", "gb2312", "utf-8"])
def test_a_byte_order_mark_decides(mark, codec, declared):
    assert decode(mark + TEXT.encode(codec), declared) == TEXT


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_markup_needs_no_mark(codec):
    page = PAGE.format("utf-16", TEXT)
    assert decode(page.encode(codec), "text/html; charset=utf-16") == page


@pytest.mark.parametrize("declared", ["big5", "Big5-HKSCS", "", "gb2312"])
def test_big5_is_read_as_big5(declared):
    text = "青溪市水務局政府信息公開工作的年度報告，本年收到申請十四件。" * 5
    assert decode(text.encode("big5"), declared) == text


def test_names_of_codecs_that_are_no_charset_are_ignored():
    for name in ("unicode_escape", "rot13", "zlib", "base64", "utf-7", "idna"):
        assert decode(TEXT.encode(), name) == TEXT


def test_bytes_in_another_charset_than_declared_are_recoded():
    assert recoded(TEXT.encode("gb18030"), "utf-8") == TEXT.encode()
    assert (recoded(b"plain"), decode(b"")) == (b"plain", "")
