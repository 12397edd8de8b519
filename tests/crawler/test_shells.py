"""A page that a script fills leads to the document that it stands for."""

import json
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from archive import Kind
from crawler.dialects import recognise
from crawler.dialects.details import detail_links
from crawler.dialects.epoint import needed_scripts
from tests.crawler.listings import BASE, TITLE, entries, item, page


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


def test_a_short_list_with_a_jump_box_is_no_shell():
    jump = "<script>function go(n) {location.href='/list?page='+n}</script>"
    short = "".join(item(year) for year in (2020, 2019, 2018, 2017))
    assert recognise(page(short + jump)).name == "links"
    assert recognise(page("<body onload=\"location.replace('./nb.html')\">")).name == "shells"


def test_an_epoint_record_without_an_address_is_shown_by_a_shell():
    url = "http://portal.test/rest/x/getgovinfolist"
    text = json.dumps({"data": [{"title": TITLE.format(2020), "infoGuid": "7eb5-f1"}]})
    (link,) = entries(page(text, url, method="POST", body="params={}"))
    assert (link.url, link.kind) == ("http://portal.test/showinfo.html?infoGuid=7eb5-f1", Kind.PAGE)


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
