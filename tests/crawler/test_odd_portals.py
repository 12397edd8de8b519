"""Small portals as real ones are built: from the home page down, each report is found once."""

import ipaddress

import pytest

from crawler import Options, crawl
from crawler.sources import source_at
from tests.crawler.serving import listing, page, report, serving

LOOPBACK = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),), delay=0)
HOME = '<html><a href="/zwgk/">政府信息公开</a>{}</html>'
SECTION = '<html><a href="/zwgk/nb/">政府信息公开年报</a></html>'
REPORTS = {f"/t{number}.html": report(number) for number in range(4)}
LIST = listing([*REPORTS])


OFFSETS = "".join(f'<a href="/s?from={7 * number}">{number + 1}</a>' for number in range(3))
OFFSETS += "</body></html>"


def columns(*links):
    return f"<html><title>政府信息公开年报</title>{''.join(links)}</html>"


def rows(template):
    """Return *template* once for each report, with its number and its title put in."""
    named = "望淮县第{}局2023年政府信息公开工作年度报告"
    return "".join(
        template.replace("NUMBER", str(number)).replace("TITLE", named.format(number))
        for number in range(len(REPORTS))
    )


def clicked(numbers):
    """Return rows and a bar of pages that are no links; a script says what a click brings."""
    items = "".join(
        f'<li class="row" data-id="{n}">望淮县第{n}局2023年政府信息公开工作年度报告</li>'
        for n in numbers
    )
    return f"""<ul id="list">{items}</ul><p class="bar"><a href="javascript:;" data-page="1">1</a>
        <a href="javascript:;" data-page="2">2</a></p><script>$(".bar a").click(function () {{
        var p = $(this).data("page"); if (p == 1) {{ location.href = "index.html"; }}
        else {{ location.href = "index_" + p + ".html"; }} }}); $("#list .row").on("click",
        function () {{ window.open("/t" + $(this).attr("data-id") + ".html"); }});</script>"""


def written(number, addresses):
    """Return a list of *addresses* whose script writes the way to the page after *number*."""
    script = f"""<script>var pageCount = 2; var curPage = {number}; if (curPage < pageCount)
        document.write('<a href="list_' + (curPage+1) + '.html">下一页</a>');</script>"""
    return listing(addresses)[:-14] + script + "</body></html>"


PORTALS = {
    "a report in a box on the home page": {
        "/": HOME.format(listing(["/t0.html"])[12:-14]),
        "/zwgk/nb/": LIST,
    },
    "a year's column that is called like a report": {
        "/zwgk/nb/": columns('<a href="/zwgk/nb/2023/">2023年政府信息公开年报</a>'),
        "/zwgk/nb/2023/": LIST,
    },
    "older years' column": {
        "/zwgk/nb/": columns('<a href="old/">2023年以前政府信息公开年报</a>'),
        "/zwgk/nb/old/": LIST,
    },
    "a column of bodies by name": {
        "/zwgk/nb/": columns('<a href="a/">财政局</a><a href="b/">人民政府</a>'),
        "/zwgk/nb/a/": listing([*REPORTS][:2]),
        "/zwgk/nb/b/": listing([*REPORTS][2:]),
    },
    "a script that sends one on, on loading": {
        "/zwgk/nb/": """<html><body onload="location.replace('real.html')"></body></html>""",
        "/zwgk/nb/real.html": LIST,
    },
    "pages that a function turns": {
        "/zwgk/nb/": listing([*REPORTS][:2])[:-14]
        + """<a href="javascript:go(2)">下一页</a>
            <script>function go(n) {location.href='list_'+n+'.html'}</script></body></html>""",
        "/zwgk/nb/list_2.html": listing([*REPORTS][2:]),
    },
    "pages that a function turns by way of a variable": {
        "/zwgk/nb/": listing([*REPORTS][:2])[:-14]
        + """<a onclick="go(2)" href="javascript:;">下一页</a><script>function go(n) {var u;
            if (n < 2) {u = 'index.html'} else {u = 'index_' + (n - 1) + '.html'}
            window.location.href = u;}</script></body></html>""",
        "/zwgk/nb/index_1.html": listing([*REPORTS][2:]),
    },
    "more to load by a click": {
        "/zwgk/nb/": listing([*REPORTS][:2])[:-14]
        + '<div data-url="/more?page=2">加载更多</div></body></html>',
        "/more?page=2": listing([*REPORTS][2:]),
    },
    "years to choose from a box": {
        "/zwgk/nb/": columns('<select><option value="2023/">2023年</option></select>'),
        "/zwgk/nb/2023/": LIST,
    },
    "a box of page numbers that sends its form": {
        "/zwgk/nb/": listing([*REPORTS][:2])[:-14]
        + """<form action="/zwgk/nb/list"><select name="n" onchange="this.form.submit()">
            <option value="1" selected>1</option><option value="2">2</option></select></form>
            </body></html>""",
        "/zwgk/nb/list?n=2": listing([*REPORTS][2:]),
    },
    "a list that a script of the page's own has from a service": {
        "/zwgk/nb/": columns('<script src="/js/list.js"></script>'),
        "/js/list.js": "$.get('/service/q', {cid: 4, p: 1}, show)",
        "/service/q?cid=4&p=1": "["
        + rows('{"bt": "TITLE", "lj": "/tNUMBER.html"},').rstrip(",")
        + "]",
    },
    "rows that a script holds as objects": {
        "/zwgk/nb/": columns(
            "<script>var list = [", rows("{bt: 'TITLE', lj: '/tNUMBER.html'},"), "]</script>"
        ),
    },
    "rows that a script holds as arrays": {
        "/zwgk/nb/": columns(
            "<script>", rows('add(new Array("TITLE", "/tNUMBER.html", "1"));'), "</script>"
        ),
    },
    "rows that an application finds as its data": {
        "/zwgk/nb/": columns(
            '<script type="application/json">{"list": [',
            rows('{"title": "TITLE", "m": {"n": 1}, "url": "/tNUMBER.html"},').rstrip(","),
            "]}</script>",
        ),
    },
    "rows that an attribute holds": {
        "/zwgk/nb/": columns(
            "<div :rows='[",
            rows('{"t": "TITLE", "u": "/tNUMBER.html"},').rstrip(","),
            "]'></div>",
        ),
    },
    "rows in a box that nobody sees": {
        "/zwgk/nb/": columns(
            "<textarea>", rows("&lt;a href='/tNUMBER.html'>TITLE&lt;/a>"), "</textarea>"
        ),
    },
    "a title beside its link": {
        "/zwgk/nb/": columns(
            "<table>",
            rows("<tr><td>TITLE</td><td><a href='/tNUMBER.html'>在线查看</a></td></tr>"),
            "</table>",
        ),
    },
    "rows that a script writes out": {
        "/zwgk/nb/": columns(
            "<script>",
            rows("""document.write('<a href="/tNUMBER.html">TITLE</a>');"""),
            "</script>",
        ),
    },
    "rows that a function opens by their number": {
        "/zwgk/nb/": columns(
            rows("""<a href="javascript:show('NUMBER')">TITLE</a>"""),
            "<script>function show(id) {window.open('/t' + id + '.html')}</script>",
        ),
    },
    "addresses that a call is given": {
        "/zwgk/nb/": columns(rows("""<a href="javascript:down('/tNUMBER.html')">TITLE</a>""")),
    },
    "addresses that a call is given behind its button": {
        "/zwgk/nb/": columns(rows("""<button onclick="o(this, '/tNUMBER.html')">TITLE</button>""")),
    },
    "records whose address the page's markup makes": {
        "/zwgk/nb/": columns(
            """<a :href="'/t' + row.no + '.html'"></a><script>window.state = {"rows": [""",
            rows('{"no": NUMBER, "title": "TITLE"},').rstrip(","),
            "]}</script>",
        ),
    },
    "a list that a script of its own kind brings": {
        "/zwgk/nb/": columns(
            """<script>function load(n) {var s = document.createElement("script");
            s.src = "/q?cid=4&p=" + n + "&callback=show"; document.body.appendChild(s);} load(1)
            </script>"""
        ),
        "/q?cid=4&p=1&callback=show": "show(["
        + rows('{"bt": "TITLE", "lj": "/tNUMBER.html"},').rstrip(",")
        + "])",
    },
    "an application in a folder called static": {
        "/zwgk/nb/": columns('<script src="/static/app.3f.js"></script>'),
        "/static/app.3f.js": "axios.get('/service/q?p=1').then(show)",
        "/service/q?p=1": "[" + rows('{"bt": "TITLE", "lj": "/tNUMBER.html"},').rstrip(",") + "]",
    },
    "a menu in one of two frames": {
        "/zwgk/": """<frameset><frame src="menu.html"><frame src="welcome.html"></frameset>""",
        "/zwgk/menu.html": SECTION,
        "/zwgk/welcome.html": "<html>欢迎</html>",
        "/zwgk/nb/": LIST,
    },
    "a map for people only": {
        "/": '<html><a href="/map/">网站地图</a></html>',
        "/map/": SECTION,
        "/sitemap.xml": "<urlset></urlset>",
        "/zwgk/": "",
        "/zwgk/nb/": LIST,
    },
    "a map for robots only": {
        "/": "<html><a href='/a/'>要闻</a></html>",
        "/sitemap.xml": f"<?xml version='1.0'?><urlset><url><loc>/zwgk/nb/{'</loc></url>' * 2}",
        "/zwgk/": "",
        "/zwgk/nb/": LIST,
    },
    "a JSP that shows one year and links the others": {
        f"/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime={2020 + number}": (
            report(number).partition("<body>")[2].replace("<h1>", "<p>").replace("</h1>", "</p>")
            + rows('<a href="xxgkAnnualReport.jsp?area=1&fbtime=202NUMBER">202NUMBER年</a>')
        )
        for number in range(len(REPORTS))
    }
    | {
        "/zwgk/": '<html><a href="/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2023">'
        "政府信息公开年报</a></html>",
        "/t0.html": "",
    },
    "a menu that a script holds as nested objects": {
        "/": "<html>望淮县<script>var menu = [{name: '公开', url: '/', children: ["
        "{name: '政府信息公开', url: '/zwgk/', children: [{name: '指南', url: '/zn/'}]}"
        "]}]</script></html>",
        "/zwgk/nb/": LIST,
    },
    "a menu that a script of the portal's own writes": {
        "/": '<html>望淮县<script src="/js/nav.js"></script></html>',
        "/js/nav.js": """document.write('<li><a href="/zwgk/">政府信息公开</a></li>')""",
        "/zwgk/nb/": LIST,
    },
    "a map that robots.txt names": {
        "/": "<html><a href='/a/'>要闻</a></html>",
        "/robots.txt": "Sitemap: /maps/all.xml",
        "/maps/all.xml": "<urlset><url><loc>/zwgk/nb/index.html</loc></url></urlset>",
        "/zwgk/": "",
        "/zwgk/nb/": LIST,
    },
    "a column that only the portal's map leads to": {
        "/": HOME.format('<a href="/map.html">网站地图</a>'),
        "/zwgk/": "<html>栏目建设中</html>",
        "/map.html": '<html><a href="/a/b/c.html">政府信息公开年报</a></html>',
        "/a/b/c.html": LIST,
    },
    "a feed that holds more than the column shows": {
        "/zwgk/nb/": columns('<link rel=alternate type="application/rss+xml" href="/f.xml">')
        + '<li><a href="/t0.html">望淮县第0局2023年政府信息公开工作年度报告</a></li>',
        "/f.xml": "<?xml version='1.0'?><rss><channel>"
        + rows("<item><title>TITLE</title><link>/tNUMBER.html</link></item>")
        + "</channel></rss>",
    },
    "a collection that names bodies below it": {
        "/zwgk/": '<html><a href="hz/">年报汇总</a></html>',
        "/zwgk/hz/": '<title>年报汇总-望淮县</title><a href="a/">县政府</a><a href="b/">柳河镇</a>',
        "/zwgk/hz/a/": '<html><a href="2023n/">2023年</a></html>',
        "/zwgk/hz/a/2023n/": listing([*REPORTS][:2]),
        "/zwgk/hz/b/": listing([*REPORTS][2:]),
    },
    "a list in numbered files of data": {
        "/zwgk/nb/": columns("<script>var n = 1; $.getJSON('list_' + n + '.json', show)</script>"),
        "/zwgk/nb/list_1.json": '{"pageCount": 2, "rows": ['
        + ",".join(rows('{"bt": "TITLE", "lj": "/tNUMBER.html"}|').split("|")[:2])
        + "]}",
        "/zwgk/nb/list_2.json": '{"pageCount": 2, "rows": ['
        + ",".join(rows('{"bt": "TITLE", "lj": "/tNUMBER.html"}|').split("|")[2:4])
        + "]}",
    },
    "a menu whose items call a function": {
        "/": """<html><span onclick="go('zwgk')">政府信息公开</span><script>function go(name) {
            location.href = '/' + name + '/'; }</script></html>""",
        "/zwgk/nb/": LIST,
    },
    "a form that shows one year at a time": {
        "/zwgk/nb/": columns(
            '<form action="q"><select name="y"><option value="2023" selected>2023年</option>'
            '<option value="2022">2022年</option></select><input type="submit"></form>',
            rows('<a href="/tNUMBER.html">TITLE</a>|').partition("|")[0],
        ),
        "/zwgk/nb/q?y=2022": columns(*rows('<a href="/tNUMBER.html">TITLE</a>|').split("|")[1:]),
    },
    "a frame that a script fills": {
        "/zwgk/nb/": columns(
            '<iframe id="f"></iframe><script>f.src = "list.html"; i.src = "a.png";</script>'
        ),
        "/zwgk/nb/list.html": LIST,
    },
    "a table of bodies by years": {
        "/zwgk/nb/": columns(
            "<table><tr><td>单位</td><td>2022年</td><td>2023年</td></tr>"
            '<tr><td>财政局</td><td><a href="a2">查看</a></td><td><a href="a3">查看</a></td></tr>'
            '<tr><td>水务局</td><td><a href="b2">查看</a></td><td><a href="b3">查看</a></td></tr>'
        ),
        **{f"/zwgk/nb/{name}": report(n) for n, name in enumerate(["a2", "a3", "b2", "b3"])},
        "/t0.html": "",
    },
    "rows whose click opens what a function makes": {
        "/zwgk/nb/": columns(
            """<script>function view(id) { window.open("/t" + id + ".html"); }</script>""",
            rows('<a href="javascript:void(0)" onclick="view(\'NUMBER\')">TITLE</a>'),
        ),
    },
    "addresses with backslashes": {"/zwgk/nb/": LIST.replace('"/t', '"\\t')},
    "a menu that the script of a frame draws": {
        "/zwgk/": '<frameset><frame src="/l.html"><frame src="/r.html"></frameset>',
        "/l.html": "<html><script>d = new dTree('d'); d.add(3, 0, '公开年报', '');"
        "d.add(31, 3, '部门年报', 'nb.asp?c=31', '', 'main');</script></html>",
        "/r.html": "<html><p>公开指南</p></html>",
        "/nb.asp?c=31": LIST,
    },
    "parts that a script puts in the place of the first": {
        "/zwgk/nb/": "",
        "/zwgk/": '<html><a href="nb/index.html">政府信息公开年报</a></html>',
        "/zwgk/nb/index.html": listing(["/t0.html", "/t1.html"])[:-14]
        + """<a href="#" onclick="next7()">下一页</a><div style="display:none">
            <a href="index_7_2.html"></a><a href="index_7_1.html"></a></div></body></html>""",
        "/zwgk/nb/index_7_2.html": listing(["/t2.html"]),
        "/zwgk/nb/index_7_1.html": listing(["/t3.html"]),
    },
    "tabs of groups of bodies that fill a frame": {
        "/zwgk/nb/": columns(
            '<ul class="tab"><li data-src="a.html">市政府</li><li data-src="b.html">市直部门</li>'
            '</ul><iframe id="f" src="a.html"></iframe><script>$(".tab li").click(function () {'
            '$("#f").attr("src", $(this).data("src")); });</script>'
        ),
        "/zwgk/nb/a.html": listing([*REPORTS][:2]),
        "/zwgk/nb/b.html": listing([*REPORTS][2:]),
    },
    "an article that collects the reports of a year": {
        "/zwgk/nb/": columns(
            '<a href="hz.html">望淮县各部门2023年政府信息公开工作年度报告汇总</a>'
        ),
        "/zwgk/nb/hz.html": "<html><h1>望淮县各部门2023年政府信息公开工作年度报告汇总</h1>"
        + "".join(f'<p><a href="/t{n}.html">{n}水务局</a></p>' for n in range(4))
        + "</html>",
    },
    "a list whose script asks a service for what follows": {
        "/zwgk/": '<html><a href="/public/column/1?catId=7">政府信息公开年报</a></html>',
        "/public/column/1?catId=7": listing([*REPORTS][:2])[:-14]
        + """<p>您现在的位置</p><script>Ls.pagination("#page", function (pageIndex) { Ls.ajax({ url:
            "/site/label/8888?labelName=publicInfoList&catId=7&pageSize=2&pageIndex=" + pageIndex
            }) }, { currentPage: 1, pageSize: 2, pageCount: 2 });</script></body></html>""",
        "/site/label/8888?labelName=publicInfoList&catId=7&pageSize=2&pageIndex=1": listing(
            [*REPORTS][:2]
        ),
        "/site/label/8888?labelName=publicInfoList&catId=7&pageSize=2&pageIndex=2": listing(
            [*REPORTS][2:]
        ),
        "/zwgk/nb/": "",
    },
    "a street's office in a table of bodies by years": {
        "/zwgk/nb/": columns(
            "<table><tr><td>单位</td><td>2022年</td><td>2023年</td></tr><tr><td>白沙街道办事处</td>"
            '<td><a href="0">查看</a></td><td><a href="1">查看</a></td></tr><tr><td>水务局</td>'
            '<td><a href="2">查看</a></td><td><a href="3">查看</a></td></tr></table>'
        ),
        **{f"/zwgk/nb/{n}": report(n) for n in range(4)},
        "/t0.html": "",
    },
    "rows and page numbers that a script makes answer to a click": {
        "/zwgk/nb/": "",
        "/zwgk/": '<html><a href="nb/index.html">政府信息公开年报</a></html>',
        "/zwgk/nb/index.html": columns(clicked("01")),
        "/zwgk/nb/index_2.html": columns(clicked("23")),
    },
    "a bar of pages that a script writes out": {
        "/zwgk/nb/": written(1, [*REPORTS][:2]),
        "/zwgk/nb/list_2.html": written(2, [*REPORTS][2:]),
    },
    "pages by number alone below a list with a number of its own": {
        "/zwgk/": '<html><a href="/list/12/">信息公开年度报告</a></html>',
        "/list/12/": listing([*REPORTS][:2])[:-14] + '<b>1</b><a href="/list/12/2/">2</a></html>',
        "/list/12/2/": listing([*REPORTS][2:]),
        "/zwgk/nb/": "",
    },
    "a button that sends the number of the next page": {
        "/zwgk/nb/": listing([*REPORTS][:2])[:-14]
        + """<form action="/zwgk/nb/list"><input type="hidden" name="lm" value="nb">
            <button type="submit" name="page" value="2">下一页</button></form></body></html>""",
        "/zwgk/nb/list?lm=nb&page=2": listing([*REPORTS][2:]),
    },
    "a year's list that links the year before": {
        "/zwgk/nb/": listing([*REPORTS][:2])[:-14] + '<a href="../nb2022/">上一年</a></html>',
        "/zwgk/nb2022/": listing([*REPORTS][2:]),
    },
    "an application whose address says what it lists": {
        "/zwgk/": '<html><a href="/list.html?cid=88">政府信息公开年报</a></html>',
        "/list.html?cid=88": columns(
            """<li v-for="item in rows"><a :href="'/t' + item.id + '.html'">{{item.bt}}</a></li>
            <script>new Vue({data: {rows: [], query: {pageNum: 1, pageSize: 9, cid: param('cid')}},
            created() { axios.get('/api/article/list', {params: this.query}).then(show); }});
            </script>"""
        ),
        "/api/article/list?pageNum=1&pageSize=9&cid=88": "["
        + rows('{"bt": "TITLE", "id": NUMBER},').rstrip(",")
        + "]",
        "/zwgk/nb/": "",
    },
    "addresses that end in a row's number": {
        "/zwgk/nb/": columns(
            "<script>$.get('/service/list?page=1', function (d) {"
            "draw('<a href=\"/show?id=' + d.id); })</script>"
        ),
        "/service/list?page=1": "[" + rows('{"bt": "TITLE", "id": NUMBER},').rstrip(",") + "]",
        **{f"/show?id={n}": report(n) for n in range(4)},
        "/t0.html": "",
    },
    "a table that a library fills": {
        "/zwgk/nb/": columns(
            "<script>$('#dg').bootstrapTable({url: '/q/list', queryParams: {cid: 7}, columns: [{"
            "formatter: function (v, r) { return '<a href=\"/t' + r.id + '.html\">'; }}]})</script>"
        ),
        "/q/list?offset=0&limit=10&cid=7": '{"total": 4, "rows": ['
        + rows('{"bt": "TITLE", "id": NUMBER},').rstrip(",")
        + "]}",
    },
    "a service that is asked with what an input holds": {
        "/zwgk/nb/": columns(
            '<input type="hidden" id="col" value="c7">',
            "<script>$.get('/front/list', {col: $('#col').val(), pageNo: 1}, show)</script>",
        ),
        "/front/list?col=c7&pageNo=1": "["
        + rows('{"bt": "TITLE", "lj": "/tNUMBER.html"},').rstrip(",")
        + "]",
    },
    "a box of the latest, whose 更多 leads to all": {
        "/zwgk/": '<html><div><h3>公开年报<a href="m7.html">更多&gt;&gt;</a></h3>'
        '<a href="/t0.html">望淮县第0局2023年政府信息公开工作年度报告</a></div></html>',
        "/zwgk/m7.html": LIST,
        "/zwgk/nb/": "",
    },
    "frames of a home page with frames of a section in one": {
        "/": '<html><frameset><frame src="/top.html"><frame src="/main.html"></frameset></html>',
        "/top.html": HOME.format(""),
        "/main.html": "<html><p>欢迎</p></html>",
        "/zwgk/": '<html><frameset><frame src="/l.html"><frame src="/main.html"></frameset></html>',
        "/l.html": SECTION,
        "/zwgk/nb/": LIST,
    },
    "a next page whose address a call is given in escapes": {
        "/zwgk/nb/": listing([*REPORTS][:2])[:-14]
        + """<a href="javascript:" onclick='turn(0, "/nb.aspx?P\\u003dTRUE\\u0026p\\u003d3")'>
            <img src="next.gif" alt="下一页 →"></a></body></html>""",
        "/nb.aspx?P=TRUE&p=3": listing([*REPORTS][2:]),
    },
    "news of how reports are written beside them": {
        "/zwgk/nb/": columns(
            '<a href="n1.html">望淮县召开2023年政府信息公开年报编制培训会(3)</a>', LIST
        ),
    },
    "a column of a body called 工作年报": {
        "/zwgk/": '<html><a href="bm/">部门信息公开</a></html>',
        "/zwgk/bm/": '<html><a href="slj/">水利局</a></html>',
        "/zwgk/bm/slj/": '<html><a href="c9/">工作年报</a></html>',
        "/zwgk/bm/slj/c9/": LIST,
        "/zwgk/nb/": "",
    },
    "titles that are cut without a sign of it": {
        "/zwgk/nb/": columns(rows('<a href="tNUMBER.html">TITLE</a>').replace("工作年度报告", "")),
        **{f"/zwgk/nb{target}": text for target, text in REPORTS.items()},
    },
    "a menu that a service tells": {
        "/": """<html><p>望淮县人民政府</p><ul id="menu"></ul><script>
        $.getJSON("/api/site/menu", function (d) {
        $.each(d.data, function (i, m) {$("#menu").append(m.url + m.name)})})</script></html>""",
        "/api/site/menu": """{"code": 0, "data": [{"name": "政务动态", "url": "/news/"},
        {"name": "信息公开", "url": "/zwgk/", "children": [
        {"name": "政府信息公开年报", "url": "/zwgk/nb/"}]}]}""",
        "/zwgk/nb/": LIST,
    },
    "a body that only the home page names": {
        "/": '<html><a href="/swj/">水务局</a><a href="/news.html">会议消息</a></html>',
        "/swj/": '<html><a href="/swj/nb/">信息公开年报</a></html>',
        "/swj/nb/": LIST,
        "/zwgk/": "",
    },
    "clicks whose address a function makes step by step": {
        "/zwgk/nb/": columns(
            rows("<li onclick=\"to('NUMBER', 'nb')\">TITLE</li>"),
            """<script>function to(id, kind) {var u = '/t'; u = u + id + '.html';
            window.location.href = u;}</script>""",
        ),
    },
    "a list that is shown again in other spellings": {
        "/zwgk/nb/": columns(
            rows('<li><a href="/tNUMBER.html">TITLE</a></li>'),
            rows('<li><a href="/TNUMBER.HTML">TITLE</a></li>'),
        ),
    },
    "frames within frames that are filled when they are seen": {
        "/zwgk/nb/": columns('<iframe class="lazy" src="about:blank" data-src="in.html"></iframe>'),
        "/zwgk/nb/in.html": "<html><body><iframe src='list.html'></iframe></body></html>",
        "/zwgk/nb/list.html": LIST,
    },
    "a bar of offsets in which each page links itself": {
        "/zwgk/nb/": columns('<a href="/s?from=0">历年政府信息公开年报</a>'),
        "/s?from=0": listing(["/t0.html"])[:-14] + OFFSETS,
        "/s?from=7": listing(["/t1.html", "/t2.html"])[:-14] + OFFSETS,
        "/s?from=14": listing(["/t3.html"])[:-14] + OFFSETS,
    },
    "buttons beside the titles": {
        "/zwgk/nb/": columns(
            "<table>",
            rows("<tr><td>TITLE</td><td><button onclick='show(NUMBER)'>查看</button></td></tr>"),
            "</table><script>function show(id) {window.open('/t' + id + '.html')}</script>",
        ),
    },
    "rows in an attribute whose addresses a template makes": {
        "/zwgk/nb/": columns(
            """<ul ng-init='list=[""",
            rows('{"no": NUMBER, "name": "TITLE"},')[:-1],
            """]'><li ng-repeat="r in list"><a ng-href="/t{{r.no}}.html">{{r.name}}</a></ul>""",
        ),
    },
    "a column that is sorted by year and by body": {
        "/zwgk/nb/": columns(
            '<a href="/zwgk/nb/y.html">按年度</a><a href="/zwgk/nb/b.html">按单位</a>'
        ),
        "/zwgk/nb/y.html": LIST,
        "/zwgk/nb/b.html": LIST,
    },
    "a list whose address depends on the visitor's browser": {
        "/zwgk/nb/": columns(
            """<script>var from = isOld() ? "/old.html?a=1" : "/zwgk/nb/list.json";
            $.getJSON(from, function (all) {show(all)})</script>"""
        ),
        "/zwgk/nb/list.json": "[" + rows('{"url": "/tNUMBER.html", "title": "TITLE"},')[:-1] + "]",
    },
}


@pytest.mark.parametrize("name", PORTALS)
def test_every_report_is_found_from_the_home_page_down(name, tmp_path):
    own = PORTALS[name]
    reports = {} if {"/zwgk/nb/t0.html", "/t0.html"} & own.keys() else REPORTS
    pages = {"/": HOME.format(""), "/zwgk/": SECTION} | reports | own
    pages = {target: text for target, text in pages.items() if text}

    def answer(target):
        return page(pages.get(target, ""), status="200 OK" if target in pages else "404 Not Found")

    with serving(answer) as portal:
        source = source_at(f"http://127.0.0.2:{portal.port}/")
        summary = crawl([source], tmp_path, options=LOOPBACK)
    assert summary.numbers["new"] == len(REPORTS)
    assert (summary.numbers["not_reports"], summary.status) == (0, 0)
    # Each page once; a year's column is first compared with what the host says of lost pages.
    found = [target for target in portal.targets() if target in pages]
    assert sorted(found) == sorted(pages)
    assert len(portal.targets()) <= len(pages) + 2


def test_shells_that_are_all_alike_are_asked_for_their_documents(tmp_path):
    code = '<script>$.get("/doc?id=" + getQueryString("id"), show)</script>'
    shell = f"<html><p>信息正在加载</p>{code}</html>"
    shown = {f"/doc?id={number}": report(number) for number in range(len(REPORTS))}
    pages = {"/nb/": listing([f"/show?id={number}" for number in range(len(REPORTS))])} | shown

    def answer(target):
        return page(pages.get(target, shell if "robots" not in target else ""))

    with serving(answer) as portal:
        source = source_at(f"http://127.0.0.2:{portal.port}/nb/")
        assert crawl([source], tmp_path, options=LOOPBACK).numbers["new"] == len(REPORTS)
    assert shown.keys() <= {*portal.targets()}


def test_many_shells_that_are_all_alike_end_no_walk(tmp_path):
    code = '<script>$.get("/doc?id=" + getQueryString("id"), show)</script>'
    pages = {}
    for number in range(3):
        shells = [f"/show?id={at}" for at in range(number * 20, number * 20 + 20)]
        pages[f"/nb/{number}.html"] = listing(
            shells, f"/nb/{number + 1}.html" if number < 2 else ""
        )
    pages |= {f"/doc?id={at}": report(at) for at in range(60)}
    shell = f"<html><p>信息正在加载</p>{code}</html>"

    def answer(target):
        return page(pages.get(target, shell if "robots" not in target else ""))

    with serving(answer) as portal:
        source = source_at(f"http://127.0.0.2:{portal.port}/nb/0.html")
        assert crawl([source], tmp_path, options=LOOPBACK).numbers["new"] == 60
