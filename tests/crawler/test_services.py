"""A list is asked for as the page's own script asks, and read whatever its records are called."""

import json

import pytest

from archive import Kind, Link
from crawler.dialects import Page, recognise

BASE = "http://portal.test/zwgk/nb/"
TITLE = "望淮县水务局2020年政府信息公开工作年度报告"


def column(script, *, more=""):
    text = f"<title>政府信息公开年报</title><ul id=list></ul>{more}<script>{script}</script>"
    return Page(BASE, text, Link(BASE, Kind.LISTING))


def asked(page):
    return [
        (link.method, link.url.partition("#")[0], link.body) for link in recognise(page).pages(page)
    ]


@pytest.mark.parametrize(
    ("script", "method", "target", "body"),
    [
        ("$.getJSON('/api/list', {cid: 7, page: 1}, f)", "GET", "/api/list?cid=7&page=1", ""),
        ("var c = 'A1'; $.get('/q/list?c=' + c + '&p=' + p)", "GET", "/q/list?c=A1&p=1", ""),
        ("fetch(`/news/${cid}/list.json`); var cid = 9", "GET", "/news/9/list.json", ""),
        ("axios.get('/news', {params: {cid: 2, page: cur}})", "GET", "/news?cid=2&page=1", ""),
        ("axios.post('/docs', {cid: '2', page: 1})", "POST", "/docs", '{"cid": "2", "page": 1}'),
        ("x.open('POST', '/data/list'); x.send()", "POST", "/data/list", ""),
        ("$('#list').load('list_inc.html')", "GET", "/zwgk/nb/list_inc.html", ""),
        ("$.ajax({url: '/l/list', dataType: 'jsonp'})", "GET", "/l/list?callback=records", ""),
        (
            "var q = {id: 3, rows: 15}; $.ajax({type: 'POST', url: '/s/query', data: q})",
            "POST", "/s/query", "id=3&rows=15",
        ),
        (
            """var ctx = '/app'; function get(n) { $.ajax({url: ctx + '/list', method: 'post',
               data: JSON.stringify({pageNo: n, pageSize: 5})}) } get(0);""",
            "POST", "/app/list", '{"pageNo": 0, "pageSize": 5}',
        ),
        (
            "var q = {page: {current: 1}, at: 'c'}; axios({method: 'post', url: '/list', data: q})",
            "POST", "/list", '{"page": {"current": 1}, "at": "c"}',
        ),
    ],
)  # fmt: skip
def test_the_list_is_asked_for_as_the_script_asks(script, method, target, body):
    assert asked(column(script)) == [(method, f"http://portal.test{target}", body)]


@pytest.mark.parametrize(
    "script",
    [
        "$.get('/hits/count?id=7')",
        "$.ajax({url: '/user/login', type: 'post'})",
        "$.post('/info/saveApply.do', {page: 1})",
        "$.post('/list/addMessage', {page: 1})",
        "axios.post('/content/deleteDoc', {id: 1, page: 1})",
        "// $.get('/api/list?page=1')",
        "$.get(somewhere)",
        "$.get('javascript:void(0)')",
    ],
)
def test_counters_visitors_changes_and_what_is_not_said_are_not_asked_for(script):
    assert asked(column(script)) == []


def test_a_page_that_is_no_column_asks_for_nothing():
    text = "<title>望淮县</title><script>$.get('/api/list?page=1')</script>"
    assert asked(Page("http://portal.test/", text, Link("http://portal.test/", Kind.LISTING))) == []


def test_a_column_that_shows_reports_asks_for_further_pages_only():
    shown = f'<a href="t1.html">{TITLE}</a>'
    assert asked(column("$.get('/api/list?page=2')", more=shown))[0][1].endswith("page=2")
    assert asked(column("$.get('/api/list?id=2')", more=shown)) == []


def answer(data, link=None):
    text = data if isinstance(data, str) else json.dumps(data)
    link = link or Link(f"{BASE}list?page=1&size=2", Kind.LISTING)
    return Page(link.url.partition("#")[0], text, link)


@pytest.mark.parametrize(
    "data",
    [
        {"d": {"r": [{"bt": TITLE, "lj": "/t1.html", "fbrq": "2021-01-29"}]}},
        f'cb([{{"docTitle": "{TITLE}", "img": "/a.png", "u": "/t1.html", "t": "2021-01-29"}}]);',
        {"html": f"<li><a href='/t1.html'>{TITLE}</a><span>2021-01-29</span></li>"},
        [{"name": "水务局", "subject": TITLE, "path": "/t1.html", "createTime": 1611883620000}],
        f"<?xml version='1.0'?><a><b><t>{TITLE}</t><u>/t1.html</u><d>2021-01-29</d></b></a>",
    ],
)
def test_a_record_is_told_by_its_shape(data):
    page = answer(data)
    (found,) = recognise(page).entries(page)
    assert (found.url, found.title) == ("http://portal.test/t1.html", TITLE)
    assert found.date[:10] == "2021-01-29"


def test_a_record_that_has_only_its_id_gets_the_address_that_the_script_makes():
    script = "$.get('/api/list'); h += '<a href=\"/show/' + item.nid + '.html\">' + item.nt"
    (link,) = recognise(column(script)).pages(column(script))
    page = answer([{"nid": 41, "nt": TITLE, "at": "2021-01-29"}], link)
    assert [found.url for found in recognise(page).entries(page)] == [
        "http://portal.test/show/41.html"
    ]


ROWS = [{"title": TITLE, "url": f"/t{number}.html"} for number in range(2)]


@pytest.mark.parametrize(
    ("sent", "said", "following"),
    [
        ("page=1&size=2", {"total": 5}, "page=2&size=2"),
        ("page=3&size=2", {"total": 5}, None),
        ("page=1&size=9", {"total": 5}, "page=2&size=9"),
        ("page=1", {"pageCount": "2"}, "page=2"),
        ("page=2", {"pageCount": "2"}, None),
        ("start=0&limit=2", {"recordCount": 4}, "start=2&limit=2"),
        ("startrow=1&endrow=2", {"recordCount": 4}, "startrow=3&endrow=4"),
        ("id=7", {"total": 5}, None),
    ],
)
def test_the_next_page_is_asked_for_as_the_first_was(sent, said, following):
    page = answer({"rows": ROWS, **said}, Link(f"{BASE}list?{sent}", Kind.LISTING))
    found = [url for _, url, _ in asked(page)]
    assert found == ([f"{BASE}list?{following}"] if following else [])


def test_a_page_of_xhtml_is_no_data():
    text = f"<?xml version='1.0'?><html><a href='/t1.html'>{TITLE}</a><a href='l2.html'>下一页</a>"
    assert asked(answer(text)) == [("GET", f"{BASE}l2.html", "")]


def test_an_empty_answer_is_the_end():
    assert asked(answer({"rows": [], "total": 500})) == []


def test_a_posted_number_stays_a_number():
    link = Link(f"{BASE}list", Kind.LISTING, method="POST", body='{"page": 1, "c": "7"}')
    assert asked(answer({"rows": ROWS, "pages": 2}, link))[0][2] == '{"page": 2, "c": "7"}'
