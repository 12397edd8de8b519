"""Each dialect finds the reports of its family's listings and the way to the next page."""

import pytest

from archive import Kind, Link
from crawler.dialects import Page, attachment_links, recognise

BASE = "http://portal.test/zwgk/zfxxgknb/"
TITLE = "望淮县水务局{}年政府信息公开工作年度报告"


def page(text, url=BASE, **asked):
    return Page(url, text, Link(url, Kind.LISTING, **asked))


def item(year, href=None, date="2021-01-29"):
    link = f'<a href="{href or f"./{year}/t1.html"}">{TITLE.format(year)}</a>'
    return f"<li>{link}<span>{date}</span></li>"


def entries(given):
    return list(recognise(given).entries(given))


def next_pages(given):
    return [link.url for link in recognise(given).pages(given)]


def test_an_entry_keeps_its_title_and_the_date_of_its_row():
    (link,) = entries(page(item(2020, "../202101/t20210129_1.html#top")))
    assert link.url == "http://portal.test/zwgk/202101/t20210129_1.html"
    assert (link.title, link.date, link.kind) == (TITLE.format(2020), "2021-01-29", Kind.PAGE)


def test_a_title_attribute_completes_a_cut_text():
    cut = f'<a href="t1.html" title="{TITLE.format(2020)}">望淮县水务局2020年政府信息…</a>'
    assert [link.title for link in entries(page(cut))] == [TITLE.format(2020)]


def test_neighbours_and_navigation_are_no_entries():
    html = """<a href="/">首页</a><a href="a.html">望淮县2020年政务公开工作要点</a>
        <a href="b.html">望淮县2020年政府网站工作年度报表</a><a href="javascript:void(0)">大</a>
        <a href="c.html">望淮县2020年法治政府建设年度报告</a>"""
    assert entries(page(html)) == []


def test_a_year_is_a_sub_column_only_below_its_column():
    html = """<a href="2019/">2019年</a><a href="nlist.htm">2018年以前</a>
        <a href="/tjgb/2019/">2019年</a>"""
    found = entries(page(html))
    assert [link.url for link in found] == [BASE + "2019/", BASE + "nlist.htm"]
    assert {(link.kind, link.depth) for link in found} == {(Kind.LISTING, 1)}
    assert entries(page(html, depth=2)) == []


def test_a_report_that_is_a_file_is_an_attachment():
    assert [link.kind for link in entries(page(item(2020, "p1.PDF")))] == [Kind.ATTACHMENT]


def test_trs_counts_pages_from_zero():
    call = '<script>createPageHTML(3, {}, "index", "shtml");</script>'
    assert next_pages(page(call.format(0))) == [BASE + "index_1.shtml"]
    assert next_pages(page(call.format(1), BASE + "index_1.shtml")) == [BASE + "index_2.shtml"]
    assert next_pages(page(call.format(2), BASE + "index_2.shtml")) == []


def test_trs_ignores_a_call_that_is_commented_out():
    code = (
        '<script>\n//createPageHTML(9, 0, "index", "html");\ncreatePageHTML(1, 0, "index", "html");'
    )
    assert next_pages(page(code + "</script>")) == []
    hidden = '<!-- <script>createPageHTML(9, 0, "index", "html");</script> -->'
    assert recognise(page(hidden)).name == "links"


def test_trs_code_hidden_from_old_browsers_is_live():
    code = '<script><!--\ncreatePageHTML(2, 0, "index", "htm");\n//--></script>'
    assert next_pages(page(code)) == [BASE + "index_1.htm"]


def test_trs_takes_the_count_from_variables_and_the_name_from_the_address():
    code = "<script>var countPage = 3; var currentPage = 1;</script>"
    assert next_pages(page(code, BASE + "index_1.shtml")) == [BASE + "index_2.shtml"]
    assert next_pages(page("<script>if (ele.value > 2) {}</script>")) == [BASE + "index_1.html"]


def jcms(records, *, total=None, page=2):
    counted = f"<totalrecord>{total}</totalrecord>" if total else ""
    inner = "".join(f"<record><![CDATA[{record}]]></record>" for record in records)
    proxy = f"/module/web/jpage/dataproxy.jsp?page={page}&amp;webid=7&amp;columnid=42&amp;unitid=9"
    following = f"<nextgroup><![CDATA[<a href='{proxy}'>]]></nextgroup>"
    return f"<datastore>{following}{counted}<recordset>{inner}</recordset></datastore>"


def test_jcms_records_lie_in_cdata():
    found = entries(page(jcms([item(2020), item(2019)])))
    assert [link.title for link in found] == [TITLE.format(2020), TITLE.format(2019)]


def test_jcms_names_the_next_records_and_their_page():
    column = page(
        jcms([item(2020), item(2019)], total=5), "http://portal.test/col/col42/index.html"
    )
    (link,) = recognise(column).pages(column)
    assert link.url.endswith("?page=2&startrecord=3&endrecord=4&perpage=2")
    assert link.method == "POST"
    assert "webid=7" in link.body
    assert "columnid=42" in link.body


def test_jcms_goes_on_from_what_a_capped_server_gave():
    url = "http://portal.test/module/web/jpage/dataproxy.jsp?page=2&startrecord=4&endrecord=6&perpage=3"
    capped = page(jcms([item(2017)], total=6), url, method="POST", body="webid=7")
    assert "page=5&startrecord=5&endrecord=5&perpage=1" in next_pages(capped)[0]


def test_jcms_stops_at_the_total_and_at_an_empty_answer():
    url = "http://portal.test/module/web/jpage/dataproxy.jsp?page=2&startrecord=3&endrecord=4&perpage=2"
    assert next_pages(page(jcms([item(2018), item(2017)], total=4), url)) == []
    assert next_pages(page("", url)) == []


def test_plain_links_follow_next_page_and_never_themselves():
    assert next_pages(page('<a href="list_2.html">下一页 &gt;</a>')) == [BASE + "list_2.html"]
    assert next_pages(page(f'<a href="{BASE}">下一页</a>')) == []
    assert next_pages(page('<a href="http://else.test/2.html">下一页</a>')) == []


def test_a_bar_of_numbers_leads_on_and_a_calendar_does_not():
    bar = '<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=3">3</a>'
    assert next_pages(page(bar, BASE + "?page=1")) == [BASE + "?page=2"]
    assert next_pages(page('<a href="/calendar?day=5">5</a>', BASE + "?page=4")) == []


@pytest.mark.parametrize(
    "html",
    [
        '<meta http-equiv="refresh" content="0; url=../nb/index.html">',
        '<meta http-equiv="Refresh" content="0;URL=\'../nb/index.html\'">',
        '<script>window.location.href = "../nb/index.html";</script>',
        "<script>location.replace('../nb/index.html')</script>",
        '<frameset><frame src="top.html"><frame src="../nb/index.html"></frameset>',
    ],
)
def test_a_shell_leads_to_one_address_of_its_own_kind(html):
    (link,) = entries(page(html, depth=1))
    assert (link.url, link.kind, link.depth) == (
        "http://portal.test/zwgk/nb/index.html",
        Kind.LISTING,
        1,
    )


def test_a_whole_page_that_refreshes_itself_is_no_shell():
    html = '<meta http-equiv="refresh" content="300; url=/x.html">' + "<p>正文</p>" * 400
    assert recognise(page(html)).name == "links"


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<a href="P020210129.pdf">附件</a>', BASE + "P020210129.pdf"),
        ('<a href="/down.jsp?f=a.doc">附件</a>', "http://portal.test/down.jsp?f=a.doc"),
        ('<embed src="a.PDF">', BASE + "a.PDF"),
        (
            '<iframe src="/pdfjs/viewer.html?file=/fj/a.pdf"></iframe>',
            "http://portal.test/fj/a.pdf",
        ),
        (
            '<a href="/downloadAction?id=7" title="年报.wps">下载</a>',
            "http://portal.test/downloadAction?id=7",
        ),
        ('<script>var fileurl = "/fj/a.ofd";</script>', "http://portal.test/fj/a.ofd"),
    ],
)
def test_an_attachment_is_found_however_it_hangs(html, url):
    assert [link.url for link in attachment_links(page(html))] == [url]


def test_other_links_are_no_attachments():
    html = '<a href="t1.html">年报.pdf解读</a><a href="#">附件.doc</a>'
    html += '<script>var a = "x.pdf.js";</script>'
    assert list(attachment_links(page(html))) == []
