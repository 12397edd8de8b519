"""Bodies that a column shows only by its scripts: every one's list is asked for, once."""

import ipaddress
import time

import pytest

from archive import Kind, Link
from crawler import Options, crawl
from crawler.dialects import Page
from crawler.dialects.details import detail_links
from crawler.dialects.trees import branches
from crawler.sources import Source
from tests.crawler.serving import listing, page, report, serving

LOOPBACK = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),), delay=0)
REPORTS = {f"/t{number}.html": report(number) for number in range(4)}
LISTS = {
    "/part/1.html": listing([*REPORTS][:2]),
    "/part/2.html": listing([*REPORTS][2:]),
}
CALLS = '<li onclick="show(1)">财政局</li><li onclick="show(2)">水务局</li>'
BOX = (
    '<option value="">全部</option><option value="1">财政局</option>'
    '<option value="2">水务局</option>'
)
CLICK = "onClick: function (event, tree, node) {location.href = '/part/' + node.id + '.html'}"

COLUMNS = {
    "a function that goes there": CALLS
    + "<script>var b='/part/'; function show(n) {var u = b + n + '.html'; location = u}</script>",
    "a function that loads it": CALLS
    + "<script>function show(n) {$('#list').load('/part/' + n + '.html')} show(1);</script>",
    "a function that calls another": CALLS
    + """<script>const ask = (id, page) => {fetch(`/part/${id}.html`).then(draw)}
        function show(n) {ask(n, 1)}</script>""",
    "a frame that is given it": CALLS
    + """<script>function show(n) {$("#frame").attr("src", "/part/" + n + ".html")}</script>""",
    "what a script attaches to a click": """<ul id="depts"><li data-id="1">财政局</li>
        <li data-id="2">水务局</li></ul><script>$("#depts li").click(function () {
        $.get("/part/" + $(this).data("id") + ".html", draw)})</script>""",
    "a box that calls a function": f"""<select id="dept" onchange="go(this)">{BOX}</select><script>
        function go(box) {{
        location.href = 'part/' + box.options[box.selectedIndex].value + '.html'}}
        </script>""",
    "a box that goes there itself": f"""<select onchange="location='/part/'+this.value+'.html'">
        {BOX}</select>""",
    "a box that a script watches": f"""<select id="dept">{BOX}</select><script>
        $(document).on('change', '#dept', function () {{
        window.open('/part/' + $('#dept').val() + '.html')}})</script>""",
    "a box that a function reads": f"""<select id="dept" onchange="go()">{BOX}</select><script>
        function go() {{var at = document.getElementById("dept").value; if (at != "") {{
        window.location.href = "/part/" + at + ".html"; }} }}</script>""",
    "a box that sends its form": f"""<form action="/part"><input name="type" value="nb">
        <select name="dept" onchange="this.form.submit()">{BOX}</select></form>""",
    "rows that a framework repeats": """<li v-for="d in all" @click="show(d.code)">{{d.name}}</li>
        <script>new Vue({data: {all: [{code: "1", name: "财政局"}, {code: "2", name: "水务局"}]},
        methods: {show(code) {fetch(`/part/${code}.html`).then(draw)}}})</script>""",
    "links that lead elsewhere on the host": """<a href="/part/1.html">财政局</a>
        <a href="/part/2.html">水务局</a>""",
    "a tree whose nodes have addresses": """<script>var zNodes = [
        {id: 9, pId: 0, name: "部门", open: true},
        {id: 1, pId: 9, name: "财政局", url: "/part/1.html"},
        {id: 2, pId: 9, name: "水务局", url: "/part/2.html"}];
        $.fn.zTree.init(t, s, zNodes);</script>""",
    "a tree whose nodes are clicked": f"""<script>var setting = {{callback: {{{CLICK}}}}};
        var zNodes = [{{"id": "1", "pId": "9", "name": "财政局"}},
        {{"id": "2", "name": "水务局"}}];
        $.fn.zTree.init($("#tree"), setting, zNodes);</script>""",
    "a tree that is built node by node": """<script>d = new dTree('d'); d.add(0, -1, '目录');
        d.add(1, 0, '财政局', 'part/1.html'); d.add(2, 0, '水务局', "javascript:show('2')");
        function show(id) {document.getElementById('l').src = '/part/' + id + '.html'}</script>""",
    "a tree that a service grows": f"""<script>$.fn.zTree.init($("#tree"),
        {{async: {{enable: true, url: "/nodes?kind=nb"}}, callback: {{{CLICK}}}}});</script>""",
    "a tree that a service grows branch by branch": f"""<script>$.fn.zTree.init($("#tree"),
        {{async: {{url: "/roots", autoParam: ["id"]}}, callback: {{{CLICK}}}}});</script>""",
}
# What leads to the same lists under other addresses.
OTHERS = {f"/part?type=nb&dept={number}": LISTS[f"/part/{number}.html"] for number in (1, 2)}
SERVICES = {
    "/nodes?kind=nb": '[{"id": 1, "name": "财政局"}, {"id": 2, "name": "水务局"}]',
    "/roots": '[{"id": 9, "name": "县政府部门", "isParent": true}]',
    "/roots?id=9": '[{"id": 1, "name": "财政局"}, {"id": 2, "name": "水务局"}]',
}


@pytest.mark.parametrize("name", COLUMNS)
def test_every_body_of_a_tree_is_found(name, tmp_path):
    column = f"<html><title>政府信息公开年报</title><body>{COLUMNS[name]}</body></html>"
    lists = OTHERS if "<form" in column else LISTS
    pages = {"/nb.html": column} | lists | REPORTS | SERVICES

    def answer(target):
        return page(pages.get(target, ""), status="200 OK" if target in pages else "404 Not Found")

    with serving(answer) as portal:
        source = Source("a", "a", seeds=(f"http://127.0.0.2:{portal.port}/nb.html",))
        summary = crawl([source], tmp_path, options=LOOPBACK)
    assert summary.numbers["new"] == len(REPORTS)
    asked = [target for target in portal.targets() if target not in SERVICES]
    assert sorted(asked) == sorted({"/robots.txt", "/nb.html", *lists, *REPORTS})


def test_no_box_or_click_is_followed_that_names_no_body_or_year(tmp_path):
    column = """<html><title>政府信息公开年报</title><body><a onclick="save(1)">财政局</a>
        <a onclick="show(3)">打印</a><select onchange="show(this.value)"><option value="4">16号字
        </option></select><script>function show(n) {location.href = '/part/' + n + '.html'}
        function save(n) {$.post('/comment/save.do', {id: n})}</script></body></html>"""
    with serving(lambda target: page(column)) as portal:
        source = Source("a", "a", seeds=(f"http://127.0.0.2:{portal.port}/nb.html",))
        crawl([source], tmp_path, options=LOOPBACK)
    assert portal.targets() == ["/robots.txt", "/nb.html"]


def test_a_box_that_only_narrows_a_list_of_all_bodies_is_left_alone(tmp_path):
    box = f"""<select onchange="location='/part/'+this.value+'.html'">{BOX}</select>"""
    named = listing([*REPORTS]).replace("<ul>", f"{box}<ul>")
    pages = {"/nb.html": named.replace("<html>", "<html><title>政府信息公开年报</title>")} | REPORTS
    with serving(lambda target: page(pages.get(target, ""))) as portal:
        source = Source("a", "a", seeds=(f"http://127.0.0.2:{portal.port}/nb.html",))
        crawl([source], tmp_path, options=LOOPBACK)
    assert sorted(portal.targets()) == sorted({"/robots.txt", *pages})


@pytest.mark.parametrize("listed", [False, True])
def test_a_service_on_another_port_is_asked_only_if_the_source_lists_it(listed, tmp_path):
    records = '[{"bt": "望淮县第0局2023年政府信息公开工作年度报告", "lj": "/t0.html"}]'
    with serving(lambda target: page(records)) as service:
        script = f"$.getJSON('http://127.0.0.2:{service.port}/list.json?page=1', draw)"
        pages = {
            "/nb.html": f"<html><title>政府信息公开年报</title><script>{script}</script></html>",
            "/t0.html": report(0),
        }
        with serving(lambda target: page(pages.get(target, ""))) as portal:
            hosts = (f"127.0.0.2:{service.port}",) if listed else ()
            seeds = (f"http://127.0.0.2:{portal.port}/nb.html",)
            summary = crawl(
                [Source("a", "a", seeds=seeds, hosts=hosts)], tmp_path, options=LOOPBACK
            )
    asked = ["/robots.txt", "/list.json?page=1"] if listed else []
    assert (service.targets(), summary.numbers["new"]) == (asked, int(listed))


@pytest.mark.parametrize(
    "code",
    ["a." * 50_000 + "b(", "a=" * 50_000, "getquery" * 10_000, "$('#a').click(function(){" * 3_000],
)
def test_what_a_script_is_made_of_takes_no_time_to_look_through(code):
    text = f"<title>政府信息公开年报</title><script>zTree {code}</script><li onclick='f()'>财政局"
    url = "http://portal.test/nb/d.html?id=7"
    started = time.process_time()
    assert list(branches(Page(url, text, Link(url, Kind.LISTING)))) == []
    named = Link(url, Kind.PAGE, title="望淮县2023年政府信息公开工作年度报告")
    assert list(detail_links(Page(url, text, named))) == []
    assert time.process_time() - started < 3
