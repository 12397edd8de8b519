"""However a list shows its next page, that page is found."""

import re
from urllib.parse import parse_qs

import pytest

from crawler.pages.anchors import anchors
from tests.crawler.listings import BASE, item, next_pages, page, requests


def test_plain_links_follow_next_page_and_never_themselves():
    assert next_pages(page('<a href="list_2.html">下一页 &gt;</a>')) == [BASE + "list_2.html"]
    assert next_pages(page(f'<a href="{BASE}">下一页</a>')) == []
    assert next_pages(page('<a href="http://else.test/2.html">下一页</a>')) == []


def test_a_bar_of_numbers_leads_on_and_a_calendar_does_not():
    bar = '<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=3">3</a>'
    assert next_pages(page(bar, BASE + "?page=1")) == [BASE + "?page=2"]
    assert next_pages(page('<a href="/calendar?day=5">5</a>', BASE + "?page=4")) == []


def test_what_is_asked_goes_in_the_charset_of_its_page():
    html = '<meta charset="gb2312"><a href="list.asp?lb=年报">年报</a>'
    assert [anchor.url for anchor in anchors(html, BASE)] == [f"{BASE}list.asp?lb=%C4%EA%B1%A8"]


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


def test_a_bar_of_numbers_may_name_a_page_that_the_first_address_does_not():
    bar = "".join(f'<a href="/a.aspx?cid=7&page={n}">{n}</a>' for n in (1, 2, 3))
    assert next_pages(page(bar, "http://portal.test/a.aspx?cid=7")) == [
        "http://portal.test/a.aspx?cid=7&page=2"
    ]


def test_the_days_of_a_calendar_are_no_pages():
    days = "".join(f'<a href="/a.aspx?cid=7&day={n}">{n}</a>' for n in range(1, 32))
    assert next_pages(page(days, "http://portal.test/a.aspx?cid=7")) == []


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
