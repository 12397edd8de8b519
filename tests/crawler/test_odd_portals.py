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


def columns(*links):
    return f"<html><title>政府信息公开年报</title>{''.join(links)}</html>"


def rows(template):
    """Return *template* once for each report, with its number and its title put in."""
    named = "望淮县第{}局2023年政府信息公开工作年度报告"
    return "".join(
        template.replace("NUMBER", str(number)).replace("TITLE", named.format(number))
        for number in range(len(REPORTS))
    )


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
    "titles that are cut without a sign of it": {
        "/zwgk/nb/": columns(rows('<a href="tNUMBER.html">TITLE</a>').replace("工作年度报告", "")),
        **{f"/zwgk/nb{target}": text for target, text in REPORTS.items()},
    },
}


@pytest.mark.parametrize("name", PORTALS)
def test_every_report_is_found_from_the_home_page_down(name, tmp_path):
    own = PORTALS[name]
    reports = {} if "/zwgk/nb/t0.html" in own else REPORTS
    pages = {"/": HOME.format(""), "/zwgk/": SECTION} | reports | own

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
