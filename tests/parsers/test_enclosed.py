"""A document that a portal sends as JSON is read as the page it is."""

import json
from html import escape

import pytest

from demo.invented import invented_reports
from demo.pages import render_article
from parsers import UnreadableMediaError, parse_report
from parsers.enclosed import page_in

(REPORT,) = invented_reports(1)
ARTICLE = render_article(REPORT)
TITLE = REPORT.title
SHAPES = {
    "plain": {"title": TITLE, "infodate": "2021-01-29 09:27", "content": ARTICLE},
    "nested": {"code": 1, "data": {"list": [{"InfoTitle": TITLE, "PubDate": "2021-01-29 09:27",
               "body": ARTICLE, "intro": ARTICLE[:400]}]}},
    "beside": [{"title": "相关文章", "content": "<p>短</p>"},
               {"infotitle": TITLE, "publishTime": "2021-01-29 09:27", "html": ARTICLE}],
    "escaped": {"articleTitle": TITLE, "releaseDate": 1611883620000, "text": escape(ARTICLE)},
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_report_within_data_is_read_with_the_title_and_date_beside_it(shape, ascii_only):
    content = json.dumps(SHAPES[shape], ensure_ascii=ascii_only).encode()
    report = parse_report(content, media_type="application/json;charset=UTF-8")
    assert report.metadata.title == "".join(TITLE.split())
    assert report.metadata.published == "2021-01-29T09:27:00+08:00"
    read = {fact.key: fact.value for fact in report.facts}
    whole = {key: value for key, value in REPORT.values.items() if isinstance(value, int)}
    assert {key: read[key] for key in whole} == whole


def test_the_files_that_data_names_are_linked():
    page = page_in(b'{"title": "T", "files": [{"name": "a b.pdf", "url": "/x/1.pdf"}]}')
    assert '<a href="/x/1.pdf">a b.pdf</a>' in page


def test_what_stands_in_data_is_no_markup_of_ours():
    page = page_in(b'{"title": "<script>x</script>", "f": "/a\\"b.pdf"}')
    assert "<script>" not in page
    assert "/a&quot;b.pdf" in page


@pytest.mark.parametrize("content", [b"[x]", b'{"a": ', b"[" * 100_000, b"\xef\xbb\xbf<html>"])
def test_what_is_no_json_is_left_alone(content):
    assert page_in(content) is None


@pytest.mark.parametrize("content", [b"{}", b'{"code": "0", "text": "none"}', b"[1, [2]]"])
def test_data_without_a_document_can_not_be_read(content):
    assert page_in(content) == ""
    with pytest.raises(UnreadableMediaError):
        parse_report(content, media_type="application/json")


def test_a_report_that_only_a_script_of_its_page_holds_is_read():
    detail = json.dumps({"id": 7, "title": TITLE, "content": ARTICLE}, ensure_ascii=False)
    for code in (f"window._CONFIG = {{DETAIL: {detail}}};", f"var page = {detail}"):
        text = (
            f"<html><body><div id='app'></div><script>var a = {{}}; {code}</script></body></html>"
        )
        report = parse_report(text.encode(), media_type="text/html; charset=utf-8")
        assert report.metadata.title == "".join(TITLE.split())
        assert len(report.facts) == len(parse_report(json.dumps(SHAPES["plain"]).encode()).facts)


def test_a_page_whose_script_holds_other_things_is_still_no_report():
    text = """<html><body><p>政府信息公开指南</p><script>var a = {"title": "T", "n": {"x": 1}};
        var b = {"text": "<p>短</p>"}, c = {"broken": </script></body></html>"""
    assert not parse_report(text.encode()).is_report
