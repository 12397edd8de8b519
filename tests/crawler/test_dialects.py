"""Each dialect finds the reports of its family's listings and the way to the next page."""

import json
from urllib.parse import parse_qs

import pytest

from archive.address import frontier_key
from crawler.dialects import Page, recognise
from tests.crawler.listings import BASE, TITLE, entries, item, next_pages, page, requests


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


JPAAS = "/api-gateway/jpaas-publish-server/front/page/build/unit"


@pytest.mark.parametrize(
    ("rows", "count", "items", "goes_on"),
    [
        (15, 37, 15, True),
        (37, 15, 15, True),
        (37, 3, 15, True),
        (15, 3, 15, True),
        (15, 9, 9, False),
        (7, 12, 7, True),
        (9, 1, 9, False),
    ],
)
def test_a_jpaas_bar_may_count_records_or_pages(rows, count, items, goes_on):
    bar = f"<div class='pagination' rows='{rows}' count='{count}'></div>"
    text = json.dumps({"data": {"html": "<li>x</li>" * items + bar}})
    url = f"http://portal.test{JPAAS}?paramJson=%7B%22pageNo%22%3A1%2C%22pageSize%22%3A15%7D"
    assert bool(requests(page(text, url))) is goes_on


def test_a_jpaas_unit_is_asked_where_its_page_says():
    unit = "/common-gateway/x/front/page/build/unit"
    text = f"""<script src="/jpaas/p.js" url="{unit}" queryData="{{'webId':'a'}}"></script>"""
    assert next_pages(page(text))[0].startswith(f"http://portal.test{unit}?webId=a&paramJson=")


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
