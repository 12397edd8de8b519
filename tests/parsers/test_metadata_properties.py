"""What holds of metadata for any page at all."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.charset import decode
from parsers.document import Document, Line
from parsers.kinds import reason_against
from parsers.metadata.find import find_metadata
from parsers.normal import normalise
from parsers.sections import find_sections

PIECES = st.sampled_from(
    """
    东屏县林业局 青溪市 石桥镇人民政府 2020年 二〇二〇年 政府信息公开 工作年度报告 年报 发布时间
    : 来源 作者 浏览量 索引号 文号 〔2021〕7号 2021-01-29 09:27 2021年1月26日 一、总体情况 二、
    | ( ) 【 】 。 , 关于 通知 公告 1月1日至12月31日 信息来源 000123/2021-00012 统计期限 局 县
    第二十条 0 \u00a0 \u3000 ： （ ）
    """.split()  # noqa: SIM905 - a table of words reads better without quotes
)
LINES = st.lists(st.lists(PIECES | st.text(max_size=6), max_size=8).map("".join), max_size=14)


def document(lines):
    texts = (normalise(line).replace("\n", " ").strip() for line in lines)
    return Document(tuple(Line(text) for text in texts if text), "text")


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_any_lines_are_read_without_an_exception(lines):
    page = document(lines)
    metadata, _ = find_metadata(page)
    find_sections(page)
    reason_against(page, metadata, ())


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_no_date_is_invented(lines):
    metadata, _ = find_metadata(document(lines))
    printed = "".join(lines)
    for iso in filter(None, (metadata.published, metadata.signed)):
        assert iso[:4] in printed
        assert re.search(f"0?{int(iso[8:10])}", printed)


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_full_width_signs_and_wider_spaces_change_nothing(lines):
    wide = [
        line.translate(str.maketrans(":(),", "：（），")).replace(" ", "\u3000") for line in lines
    ]
    narrow, _ = find_metadata(document(lines))
    assert find_metadata(document(wide))[0] == narrow


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "gbk", "big5", "utf-16", "zlib"]))
def test_any_bytes_are_text_in_some_charset(content, declared):
    assert isinstance(decode(content, declared), str)


@settings(max_examples=100, deadline=None)
@given(st.text("年度报告公开信息，。的县〇a1 ", min_size=8), st.sampled_from(["utf-8", "gb18030"]))
def test_text_comes_back_whole_without_any_declaration(text, charset):
    text = "政府信息公开" + text
    assert decode(text.encode(charset)) == text
