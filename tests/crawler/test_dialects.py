"""Each dialect finds the reports of its family's listings and the way to the next page."""

import json
import re
import time
from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl

import pytest

from archive import Kind, Link
from archive.address import frontier_key
from crawler.dialects import Page, attachment_links, recognise
from crawler.dialects.details import detail_links
from crawler.dialects.epoint import needed_scripts
from crawler.dialects.markup import anchors

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


def test_a_body_and_a_year_below_a_column_lead_to_its_report():
    html = '<a href="t1.html">望淮县水务局2020年度</a><a href="/b/t2.html">水务局2020年</a>'
    (found,) = entries(page(f"<title>信息公开年报</title>{html}"))
    assert (found.url, found.kind) == (BASE + "t1.html", Kind.LISTING)


def test_what_is_called_an_annual_report_and_no_more_may_be_one_below_its_column():
    html = '<a href="202401/t1.html">年度报告</a><a href="/tjj/nb.html">年度报告</a>'
    (found,) = entries(page(f"<title>信息公开年报</title>{html}"))
    assert (found.url, found.kind) == (BASE + "202401/t1.html", Kind.LISTING)


def test_a_report_that_is_listed_twice_is_asked_for_once():
    html = item(2020, "t1.html") + item(2020, "https://portal.test/zwgk/zfxxgknb/t1.html")
    html += item(2019, "mpost_7.html") + item(2019, "post_7.html") + item(2018, "mpost_8.html")
    html += item(2020, "/m/zwgk/zfxxgknb/t1.html")
    shown = [link.url.removeprefix(BASE) for link in entries(page(html))]
    assert shown == ["t1.html", "post_7.html", "mpost_8.html"]


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


@pytest.mark.parametrize(
    ("code", "name", "following"),
    [
        ("createPageHTML('pages',4,0,'index','shtml',36);", "", "index_1.shtml"),
        ("createPageHTML('pages',4,1,'index','shtml',36);", "index_1.shtml", "index_2.shtml"),
        ("createPageHTML('pages',4,1,'list','shtml',36);", "list.shtml", "list_2.shtml"),
        ("createPageHTML('pages',4,4,'list','shtml',36);", "list_4.shtml", None),
        ("createPageHTML1( 4,2,'index','htm' )", "index_2.htm", "index_3.htm"),
        ("var currentPage = 0; var countPage = 2; x = '_1' + '.shtml';", "", "index_1.shtml"),
        ('if (ele.value > 3) {} else {go("index_" + n + ".shtml")}', "", "index_1.shtml"),
    ],
)
def test_trs_sites_call_their_paging_by_many_names(code, name, following):
    found = next_pages(page(f"<script>{code}</script>", BASE + name))
    assert found == ([BASE + following] if following else [])


def test_trs_names_pages_as_its_articles_where_nothing_else_tells():
    text = item(2020, "./202101/t20210129_1.shtml") + "<script>var countPage = 2;</script>"
    assert next_pages(page(text)) == [BASE + "index_1.shtml"]


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
        '<frameset><frame src="../nb/index.html"></frameset>',
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
        ("""<a href="javascript:;" onclick="window.open('a.pdf')">附件</a>""", f"{BASE}a.pdf"),
        ('<div class="wp_pdf_player" pdfsrc="/fj/a.pdf"></div>', "http://portal.test/fj/a.pdf"),
    ],
)
def test_an_attachment_is_found_however_it_hangs(html, url):
    assert [link.url for link in attachment_links(page(html))] == [url]


def test_a_file_called_by_its_year_or_its_body_alone_is_a_columns_report():
    html = '<a href="1.pdf">2021年</a><a href="/f/2.doc">柳河镇人民政府</a><a href="3.doc">附表</a>'
    found = entries(page(f"<title>信息公开年报</title>{html}"))
    assert [(link.url[-5:], link.kind) for link in found] == [
        ("1.pdf", Kind.ATTACHMENT),
        ("2.doc", Kind.ATTACHMENT),
    ]
    assert entries(page(f"<title>望淮县文件</title>{html}", url="http://portal.test/wj/")) == []


def test_what_is_asked_goes_in_the_charset_of_its_page():
    html = '<meta charset="gb2312"><a href="list.asp?lb=年报">年报</a>'
    assert [anchor.url for anchor in anchors(html, BASE)] == [f"{BASE}list.asp?lb=%C4%EA%B1%A8"]


def test_other_links_are_no_attachments():
    html = '<a href="t1.html">年报.pdf解读</a><a href="#">附件.doc</a>'
    html += '<script>var a = "x.pdf.js";</script>'
    assert list(attachment_links(page(html))) == []


def test_a_link_that_only_says_download_is_named_by_its_row():
    html = f'<table><tr><td>{TITLE.format(2020)}</td><td><a href="a.pdf">下载</a></td></tr></table>'
    assert [link.title for link in entries(page(html))] == [TITLE.format(2020)]


COLUMN_HEAD = "<title>政府信息公开年报-望淮县</title>"


def test_a_column_that_has_said_the_rest_may_shorten_its_titles():
    html = """<a href="/a/1.html">望淮县水务局2020年年度报告</a>
        <a href="/a/2.html">2020年财政决算年度报告</a><a href="/a/3.html">年度报告（2019年）</a>
        <a href="/a/4.html">公积金年度报告（2019年）</a>"""
    found = entries(page(COLUMN_HEAD + html))
    shown = [link.url.removeprefix("http://portal.test/a/") for link in found]
    assert shown == ["1.html", "3.html"]
    assert entries(page(html, "http://portal.test/zwgk/tjgb/")) == []


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ('<a href="/a/1.html">望淮县水务局2020年政府…</a>', 1),
        ('<a href="t1.html">望淮县自然资源和规划局…</a>', 1),
        ('<a href="/a/1.html">望淮县财政局2020年年度报告</a>', 1),
        ('<a href="/a/1.html">2020年望淮县召开全县教育…</a>', 0),
    ],
)
def test_in_a_column_a_title_may_be_cut_off_early(text, listed):
    assert len(entries(page(COLUMN_HEAD + text))) == listed


@pytest.mark.parametrize(
    "text",
    [
        """<a href="javascript:;" onclick="window.open('t1.html')">{}</a>""",
        """<a href="#" onclick="location.href='t1.html'; return false">{}</a>""",
        """<a href="javascript:window.open('t1.html')">{}</a>""",
        """<li onclick="location.href='t1.html'">{}<span>2021-01-29</span></li>""",
    ],
)
def test_a_click_that_opens_an_address_is_a_link(text):
    (link,) = entries(page(text.format(TITLE.format(2020))))
    assert link.url == BASE + "t1.html"


def test_a_row_that_is_clicked_shows_its_date_beside_its_title():
    text = f"""<li onclick="open('t1.html')">{TITLE.format(2020)}<i>[2021-01-29]</i></li>"""
    assert [link.title for link in entries(page(text))] == [TITLE.format(2020)]


def test_a_row_may_hold_its_address_for_a_script():
    text = f'<li class="row" url="t1.html"><a href="#">{TITLE.format(2020)}</a></li>'
    assert [link.url for link in entries(page(text))] == [BASE + "t1.html"]


def test_a_click_that_puts_an_address_together_is_none():
    assert entries(page(f"""<a onclick="open('/a?id='+7)">{TITLE.format(2020)}</a>""")) == []


@pytest.mark.parametrize(
    "link",
    [
        '<a href="list2.html"><img src="/n.gif" alt="下一页"></a>',
        '<a href="list2.html" class="page-next"><i></i></a>',
        '<a href="#" onclick="location.href=\'list2.html\';">下一页</a>',
        '<a href="list1.html">1</a> <a href="list2.html">2</a> <a href="list3.html">3</a>',
        '[<a href="list2.html">2</a>]',
        '<select><option value="list2.html">2/7</option></select>',
    ],
)
def test_the_next_page_may_be_shown_in_many_ways(link):
    assert next_pages(page(link)) == [BASE + "list2.html"]


@pytest.mark.parametrize(
    ("code", "sent"),
    [
        ("function go(n) {location.href='list.jsp?catId=9&page='+n}", ("GET", "9&page=2", "")),
        ("go = function(n) {location = 'list.jsp?p=' + (n-1) + '&c=9';}", ("GET", "p=1&c=9", "")),
        (
            "function go(n) {document.forms[0].pageNo.value = n; document.forms[0].submit()}",
            ("POST", "list.jsp?catId=9", "pageNo=2"),
        ),
        ("function go(n) {$('#no').val(n); $('form').submit()}", ("POST", "catId=9", "pageNo=2")),
    ],
)
@pytest.mark.parametrize("link", ['href="javascript:go(2)"', 'href="#" onclick="go(2)"'])
def test_a_function_of_the_page_may_turn_it(code, sent, link):
    form = "<form method='post' action='list.jsp?catId=9'><input id='no' name='pageNo'></form>"
    ((method, url, body),) = requests(page(f"{form}<a {link}>下一页</a><script>{code}</script>"))
    assert (method, body) == (sent[0], sent[2])
    assert url.endswith(sent[1])


@pytest.mark.parametrize(
    "draws",
    [
        "laypage({cont: 'p', pages: 3, curr: 1, jump: function (obj, first) { GOES }})",
        "laypage.render({elem: 'p', count: 25, limit: 9, curr: 1, jump: function (obj) { GOES }})",
        "$('#p').jqPaginator({totalPages: 3, currentPage: 1, onPageChange: function (n) { GOES }})",
        "var all = 3; new Paging({pageCount: all, pageNo: 1, callback: (n) => { GOES }})",
    ],
)
@pytest.mark.parametrize(
    ("goes", "target"),
    [
        ("location.href = '?p=' + NUMBER", "?p=2"),
        (
            "if (NUMBER == 1) { location.href = 'index.html' }"
            "else { location.href = 'index_' + (NUMBER - 1) + '.html' }",
            "index_1.html",
        ),
        ("location.href = NUMBER == 1 ? 'index.html' : 'p/' + NUMBER + '.html'", "p/2.html"),
        ("location.href = NUMBER > 1 ? 'p/' + NUMBER + '.html' : 'index.html'", "p/2.html"),
    ],
)
def test_a_bar_of_pages_that_a_library_draws_leads_on(draws, goes, target):
    code = draws.replace("GOES", goes.replace("NUMBER", "obj.curr" if "obj" in draws else "n"))
    assert next_pages(page(f"{item(2020)}<script>{code}</script>")) == [BASE + target]
    last = re.sub(r"(curr|currentPage|pageNo): 1", r"\1: 3", code)
    assert next_pages(page(f"{item(2020)}<script>{last}</script>")) == []


def test_a_bar_of_numbers_may_send_a_form():
    bar = "".join(f'<span onclick="go({n})">{n}</span>' for n in (1, 2, 3))
    form = '<form id="f"><input type="hidden" name="pageNo" id="n"></form>'
    code = 'function go(n) { $("#n").val(n); $("#f").submit(); }'
    text = f"{item(2020)}{form}{bar}<script>{code}</script>"
    assert next_pages(page(text)) == [f"{BASE}?pageNo=2"]
    assert next_pages(page(text, f"{BASE}?pageNo=2")) == [f"{BASE}?pageNo=3"]
    assert next_pages(page(text, f"{BASE}?pageNo=3")) == []


def test_a_page_number_may_have_to_be_typed_into_a_box():
    code = """function jump() { var n = $("#go").val(); if (n == 1) { location.href = "index.html" }
        else { location.href = "index_" + n + ".html" } }"""
    text = f'{item(2020)}第{{}}页 共3页 <input id="go"><a onclick="jump()">GO</a>'
    text += f"<script>{code.replace('{', '{{').replace('}', '}}')}</script>"
    assert next_pages(page(text.format(2))) == [BASE + "index_3.html"]
    assert next_pages(page(text.format(3))) == []


def test_a_function_that_calls_behind_the_last_page_is_not_believed():
    code = "<script>function go(n) {location.href='list.jsp?page='+n}</script>"
    assert requests(page(f"共3页 <a href='javascript:go(4)'>下一页</a>{code}")) == []
    assert requests(page("第<b>3</b>页 共3页 <a href='list4.html'>下一页</a>")) != []
    assert requests(page("第3页 共3页 <a href='list4.html'>下一页</a>")) == []


def test_a_box_may_be_all_there_is_to_choose_a_page():
    box = "".join(f'<option value="list_{n}.html">第{n}页</option>' for n in (2, 3))
    assert next_pages(page(f"<select>{box}</select>", BASE + "list.html")) == [BASE + "list_2.html"]
    second = page(f"<select>{box}</select>", BASE + "list_2.html")
    assert next_pages(second) == [BASE + "list_3.html"]


def test_in_a_column_a_body_s_name_leads_to_its_part():
    text = COLUMN_HEAD + '<a href="czj/">望淮县财政局</a><a href="/czj/">望淮县财政局</a>'
    assert [(link.url, link.kind) for link in entries(page(text))] == [
        (BASE + "czj/", Kind.LISTING)
    ]


def test_the_reports_of_several_years_are_a_sub_column():
    for title in ("2018年以前政府信息公开年报", "望淮县2008-2018年政府信息公开年度报告"):
        (link,) = entries(page(f'<a href="old/">{title}</a>'))
        assert link.kind is Kind.LISTING
        (link,) = entries(page(f'<a href="old/">{title}</a>', depth=2))
        assert link.kind is Kind.PAGE


def test_a_bar_of_numbers_may_name_a_page_that_the_first_address_does_not():
    bar = "".join(f'<a href="/a.aspx?cid=7&page={n}">{n}</a>' for n in (1, 2, 3))
    assert next_pages(page(bar, "http://portal.test/a.aspx?cid=7")) == [
        "http://portal.test/a.aspx?cid=7&page=2"
    ]


def test_the_days_of_a_calendar_are_no_pages():
    days = "".join(f'<a href="/a.aspx?cid=7&day={n}">{n}</a>' for n in range(1, 32))
    assert next_pages(page(days, "http://portal.test/a.aspx?cid=7")) == []


def test_a_parameter_is_no_entity():
    (link,) = anchors('<a href="/a?id=1&currentPage=2&copy=3&amp;x=4">x</a>', BASE)
    assert link.url == "http://portal.test/a?id=1&currentPage=2&copy=3&x=4"


def test_a_short_list_with_a_jump_box_is_no_shell():
    jump = "<script>function go(n) {location.href='/list?page='+n}</script>"
    short = "".join(item(year) for year in (2020, 2019, 2018, 2017))
    assert recognise(page(short + jump)).name == "links"
    assert recognise(page("<body onload=\"location.replace('./nb.html')\">")).name == "shells"


def test_a_year_elsewhere_on_the_host_counts_in_a_column_only():
    html = '<a href="/art/2021/art_1.html">2020年</a>'
    (link,) = entries(page(COLUMN_HEAD + html))
    assert (link.url, link.kind) == ("http://portal.test/art/2021/art_1.html", Kind.LISTING)
    assert entries(page(html)) == []


def test_the_column_of_a_body_is_no_report():
    html = '<a href="/cz/nb/">望淮县财政局政府信息公开年报</a>'
    assert [link.kind for link in entries(page(html))] == [Kind.LISTING]


def requests(given):
    return [(link.method, link.url, link.body) for link in recognise(given).pages(given)]


JPAAS = "/api-gateway/jpaas-publish-server/front/page/build/unit"


@pytest.mark.parametrize(
    ("rows", "count", "items", "goes_on"),
    [
        (15, 37, 15, True),
        (37, 15, 15, True),
        (37, 3, 15, True),
        (15, 3, 15, True),
        (15, 9, 9, False),
    ],
)
def test_a_jpaas_bar_may_count_records_or_pages(rows, count, items, goes_on):
    bar = f"<div class='pagination' rows='{rows}' count='{count}'></div>"
    text = json.dumps({"data": {"html": "<li>x</li>" * items + bar}})
    url = f"http://portal.test{JPAAS}?paramJson=%7B%22pageNo%22%3A1%2C%22pageSize%22%3A15%7D"
    assert bool(requests(page(text, url))) is goes_on


def test_a_gkmlpt_tree_may_name_a_node_after_its_children():
    leaf = '{"children":[],"name":"年度报告","id":42}'
    config = f'SID:"7", TREE:[{{"children":[{leaf}],"name":"公开","id":1}}]'
    text = f"<script>window._CONFIG = {{{config}}}</script><a href='/gkmlpt/guide'>指南</a>"
    assert next_pages(page(text, "http://portal.test/gkmlpt/index")) == [
        "http://portal.test/gkmlpt/api/all/42?page=1&sid=7"
    ]


def test_a_gkmlpt_page_tells_by_its_size_how_many_there_are():
    articles = [{"title": TITLE.format(n), "url": f"/post_{n}.html"} for n in range(2001, 2021)]
    text = json.dumps({"classify": {"post_count": 45}, "articles": articles})
    url = "http://portal.test/gkmlpt/api/all/42?page={}&sid=7"
    assert next_pages(page(text, url.format(1))) == [url.format(2), url.format(3)]
    assert next_pages(page(text, url.format(2))) == []


def test_a_jpaas_unit_is_asked_where_its_page_says():
    unit = "/common-gateway/x/front/page/build/unit"
    text = f"""<script src="/jpaas/p.js" url="{unit}" queryData="{{'webId':'a'}}"></script>"""
    assert next_pages(page(text))[0].startswith(f"http://portal.test{unit}?webId=a&paramJson=")


def test_a_fujian_search_may_come_in_parts():
    text = '<script>$.get("/fjdzapp/search", {channelid: 229105, page: 1})</script>'
    assert next_pages(page(text)) == ["http://portal.test/fjdzapp/search?channelid=229105&page=1"]


def test_a_ucap_server_that_caps_the_size_is_asked_for_its_own():
    url = "http://portal.test/common/search/c1?_isJson=true&_pageSize=18&page=1"
    results = [{"title": TITLE.format(n), "url": f"/{n}.shtml"} for n in range(2011, 2021)]
    text = json.dumps({"data": {"total": 25, "results": results}})
    assert next_pages(page(text, url))[0].endswith("_pageSize=10&page=2")


def test_a_ucap_channel_may_be_named_by_a_script_only():
    code = 'var channelId = "c7"; $.get("/common/search/" + channelId, {_isJson: true})'
    text = f'<meta name="channelId" content=""><script>{code}</script>'
    assert next_pages(page(text))[0].startswith("http://portal.test/common/search/c7?_isAgg=true")


def test_a_ucap_file_list_begins_where_its_page_begins():
    ask = '$.ajax({type: "POST", url: "/getFileListByCodeId", data: {channelId: id, page: n}})'
    text = f'<script>var id = "c9"; function list(n) {{ {ask} }} list(0)</script>'
    assert requests(page(text)) == [
        ("POST", "http://portal.test/getFileListByCodeId", "channelId=c9&page=0")
    ]


def test_a_ucap_file_list_is_asked_by_post():
    text = '<meta name="channelId" content="c9"><script>$.post("/getFileListByCodeId")</script>'
    assert requests(page(text)) == [
        ("POST", "http://portal.test/getFileListByCodeId", "channelId=c9&page=1&size=18")
    ]


@pytest.mark.parametrize(
    ("button", "body"),
    [
        ("javascript:__doPostBack('Grid','Page$2')", "__EVENTTARGET=Grid&__EVENTARGUMENT=Page%242"),
        ("javascript:__doPostBack('Next','')", "__EVENTTARGET=Next&__EVENTARGUMENT="),
        (
            "javascript:__doPostBack(&#39;Pager&#39;,&#39;2&#39;)",
            "__EVENTTARGET=Pager&__EVENTARGUMENT=2",
        ),
    ],
)
def test_an_aspnet_form_is_posted_back_with_its_state(button, body):
    state = '<input type="hidden" name="__VIEWSTATE" value="v">'
    text = f'<form>{state}<a href="{button}">下一页</a></form>'
    assert requests(page(text)) == [("POST", BASE, f"__VIEWSTATE=v&{body}")]


def test_a_search_whose_form_is_a_script_is_posted_with_its_fields():
    data = '{infotypeId: "A02", area: "113", divid: "d1"}'
    text = f'<script>post("/module/xxgk/search.jsp", {data})</script>'
    assert requests(page(text)) == [
        (
            "POST",
            "http://portal.test/module/xxgk/search.jsp",
            "infotypeId=A02&area=113&divid=d1&currpage=1",
        )
    ]


def test_a_search_whose_fields_are_variables_is_posted_with_their_values():
    code = """var infotypeId = "A02", area='113';
        data: "infotypeId="+infotypeId+"&area="+area+"&vc_title=&fbtime=",success:function(d){}"""
    text = f'<script>post("/module/xxgk/search.jsp", {code})</script>'
    assert parse_qs(requests(page(text))[0][2]) == {
        "infotypeId": ["A02"], "area": ["113"], "currpage": ["1"],
    }  # fmt: skip


def test_an_epoint_list_is_asked_for_its_own_site_and_column():
    code = """siteInfo = {projectName: "", siteGuid: "7eb5-f7"}; data: {siteGuid: siteInfo.siteGuid,
        categoryNum: "009", pageIndex: i, pageSize: 15}, url: "/rest/x/getgovinfolist" """
    text = f"<script>webBuilderCommon.ready; {code}</script>"
    sent = json.loads(parse_qs(requests(page(text))[0][2])["params"][0])
    assert sent == {"siteGuid": "7eb5-f7", "categoryNum": "009", "pageSize": 15, "pageIndex": 0}


def test_an_epoint_list_is_asked_the_way_its_page_asks():
    code = 'contentType: "application/json", url: "/rest/x/getgovinfolist"'
    text = f'<script>webBuilderCommon.ready; categoryNum = "004"; {code}</script>'
    ((method, url, body),) = requests(page(text))
    assert (method, url) == ("POST", "http://portal.test/rest/x/getgovinfolist")
    assert json.loads(body) == {"categoryNum": "004", "pageSize": 15, "pageIndex": 0}


def test_an_epoint_list_is_asked_with_all_that_its_page_sends():
    sent = "JSON.stringify({categorynum: '004', deptcode: '', pageIndex: 0, pageSize: 12})"
    code = f"$.post(site.projectName + '/rest/x/getgovinfolist', {{params: {sent}}})"
    row = """'<a href="/wz/showinfo.html?infoGuid=' + d.infoGuid + '">'"""
    text = f'<script>webBuilderCommon; projectName: "/EWB"; {code}; {row}</script>'
    (link,) = recognise(page(text)).pages(page(text))
    assert json.loads(parse_qs(link.body)["params"][0]) == {
        "categorynum": "004", "deptcode": "", "pageIndex": 0, "pageSize": 12,
    }  # fmt: skip
    answer = json.dumps({"count": 30, "rows": [{"title": TITLE.format(2020), "infoGuid": "7e"}]})
    given = Page(link.url, answer, link)
    assert [e.url for e in entries(given)] == ["http://portal.test/wz/showinfo.html?infoGuid=7e"]
    ((_, following, body),) = requests(given)
    assert (following, '"pageIndex": 1' in parse_qs(body)["params"][0]) == (link.url, True)


def test_a_truecms_window_goes_on_behind_what_came():
    ask = 'data: {id: "4", startRecord: s, endRecord: e}'
    url = '"/messageController/getMessage.do"'
    code = f"var size = 10; function f(s, e) {{ $.ajax({{url: {url}, {ask}}}) }} f(0, size)"
    (first,) = recognise(page(f"<script>{code}</script>")).pages(page(f"<script>{code}</script>"))
    assert "id=4&startRecord=0&endRecord=10" in first.url
    rows = [{"title": TITLE.format(n), "url": f"/{n}.html"} for n in range(2011, 2021)]
    given = Page(first.url, json.dumps({"total": 25, "list": rows}), first)
    assert "startRecord=10&endRecord=20" in next_pages(given)[0]


def test_a_truecms_window_keeps_the_names_of_its_page():
    call = '"/messageController/getMessage.do?a=1"'
    text = f"<script>url: {call}, data: {{startrow: 1, endrow: 15}}</script>"
    (link,) = recognise(page(text)).pages(page(text))
    assert "startrow=1&endrow=15" in link.url
    assert dict(link.headers) == {"Referer": BASE}


def test_a_jcms_column_may_have_no_record_of_its_own():
    code = "perPage: 30, totalRecord: 36, proxyUrl: '/x/dataproxy.jsp', params: {columnid: 7}"
    ((method, url, body),) = requests(page(f"<script>$('#9').jpage({{{code}}})</script>"))
    assert (method, "startrecord=1&endrecord=30&perpage=30" in url) == ("POST", True)
    assert "columnid=7" in body


def test_a_jcms_script_names_what_its_address_does_not():
    text = jcms([item(2020)], total=3).replace("&amp;webid=7&amp;columnid=42&amp;unitid=9", "")
    ajax = "{'webid': '26', 'columnid': '88', 'unitid': '9'}"
    text += f"<script>$('#9').jpage({{ajaxParam: {ajax}}})</script>"
    (link,) = recognise(page(text)).pages(page(text))
    assert "webid=26&columnid=88&unitid=9" in link.body


@pytest.mark.parametrize(
    "frame", ["<table><tr><td>{}</td></tr></table>", "<div><div>{}</div></div>"]
)
def test_reading_a_page_of_links_takes_time_in_proportion(frame):
    def seconds(count):
        link = "<a href='{0}.html'>望淮县{0}政府信息公开</a> 2021-01-29 "
        text = frame.format("".join(link.format(n) for n in range(count)))
        start = time.process_time()
        assert sum(1 for _ in anchors(text, BASE)) == count
        return time.process_time() - start

    few = min(seconds(1500) for _ in range(3))
    assert min(seconds(6000) for _ in range(3)) < 12 * few


def test_an_epoint_record_without_an_address_is_shown_by_a_shell():
    url = "http://portal.test/rest/x/getgovinfolist"
    text = json.dumps({"data": [{"title": TITLE.format(2020), "infoGuid": "7eb5-f1"}]})
    (link,) = entries(page(text, url, method="POST", body="params={}"))
    assert (link.url, link.kind) == ("http://portal.test/showinfo.html?infoGuid=7eb5-f1", Kind.PAGE)


def test_aspnet_pages_of_two_lists_with_one_action_are_not_taken_for_one_another():
    form = """<form action="list.aspx"><input name="__VIEWSTATE" value="{}">
        <a href="javascript:__doPostBack('P','{}')">{}</a></form>"""
    first, second = (page(form.format(n, 2, 2), f"{BASE}list.aspx?cid={n}") for n in (1, 2))
    (one,), (other,) = recognise(first).pages(first), recognise(second).pages(second)
    assert frontier_key(one) != frontier_key(other)
    (again,) = recognise(first).pages(page(form.format("another", 2, 2), first.url))
    assert frontier_key(again) == frontier_key(one)
    third = Page(one.url, form.format(9, 3, 3), one)
    (following,) = recognise(third).pages(third)
    assert ("Referer", first.url) in following.headers


SHELL = """<script src="/js/jquery.js"></script><script src="/js/webBuilderCommon.js"></script>
    <script src="http://other.test/x.js"></script><script src="/js/show.js"></script>"""
CALL = 'var siteInfo = {projectName: "/EW", siteGuid: "s1"}; post(projectName + "/rest/g/{}")'


def test_an_epoint_page_that_does_not_say_whom_to_ask_needs_its_own_scripts():
    wanted = ["http://portal.test/js/webBuilderCommon.js", "http://portal.test/js/show.js"]
    assert list(needed_scripts(page(SHELL))) == wanted
    whole = SHELL + f"<script>{CALL.replace('{}', 'getgovinfolist')}</script>"
    assert list(needed_scripts(page(whole))) == []
    assert list(needed_scripts(page('<script src="/js/show.js"></script>'))) == []


@pytest.mark.parametrize(
    ("text", "url", "asked"),
    [
        (
            f"<script>{CALL.replace('{}', 'getGovInfoDetail')}</script>",
            "http://portal.test/showinfo.html?infoGuid=g-7",
            (
                "http://portal.test/EW/rest/g/getGovInfoDetail",
                {"infoGuid": "g-7", "siteGuid": "s1"},
            ),
        ),
        (
            '<script>var id = "0a1b"; post("/html/info/detail", {id: id})</script>',
            "http://portal.test/nw1/x.html",
            ("http://portal.test/html/info/detail", {"id": "0a1b"}),
        ),
    ],
)
def test_the_document_of_a_shell_is_asked_for_as_its_script_does(text, url, asked):
    (link,) = detail_links(page(text, url, title="T", date="2021-01-29"))
    form = dict(parse_qsl(link.body))
    assert (link.url, json.loads(form["params"]) if "params" in form else form) == asked
    assert (link.kind, link.method, link.title) == (Kind.ATTACHMENT, "POST", "T")


def test_a_page_that_shows_its_own_text_has_no_further_document():
    assert list(detail_links(page("<p>正文</p>", BASE + "showinfo.html?infoGuid=1"))) == []


REPORTED = "望淮县2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("code", "target", "body"),
    [
        ('var id = getQueryString("id"); $.get("/api/doc", {id: id}, show)', "/api/doc?id=7", ""),
        ("axios.post('/doc/get', {docId: this.$route.query.id})", "/doc/get", '{"docId": "7"}'),
        ("fetch('/doc/' + new URLSearchParams(location.search).get('id') + '.json')",
         "/doc/7.json", ""),
        ("let p = new URLSearchParams(location.search), n = p.get('id'); fetch('/doc/' + n)",
         "/doc/7", ""),
        ("$.post('/doc/view.do', {docid: location.search.split('=')[1]})",
         "/doc/view.do", "docid=7"),
        (
            "s = {root: '/x'}; axios.post(s.root + '/doc/get', {id: param('id')})",
            "/x/doc/get", '{"id": "7"}',
        ),
        ("var i = q('id'); $.getJSON('/doc/get', {docId: i}, show)", "/doc/get?docId=7", ""),
        ("$.post('/doc/addComment.do', {id: getQueryString('id')})", "", ""),
        ("$.get('/hot/list.json')", "", ""),
    ],
)  # fmt: skip
def test_a_shell_of_whatever_make_asks_for_what_its_address_names(code, target, body):
    shell = page(f"<div id=c></div><script>{code}</script>", BASE + "d.html?id=7", title=REPORTED)
    shell = replace(shell, asked=replace(shell.asked, kind=Kind.PAGE))
    found = [(link.url, link.body) for link in detail_links(shell)]
    assert found == ([("http://portal.test" + target, body)] if target else [])


@pytest.mark.parametrize("piece", ["公开", "<script>", "/a"])
def test_four_times_a_page_of_one_piece_takes_about_four_times_the_time(piece):
    def seconds(length):
        given = page((piece * length)[:length])
        start = time.process_time()
        assert entries(given) == []
        return time.process_time() - start

    seconds(1_000)
    # What costs less than this is noise.
    assert seconds(80_000) <= 10 * seconds(20_000) + 0.05
