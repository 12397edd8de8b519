"""What a list shows of reports and files is found, and nothing else."""

import time

import pytest

from archive import Kind
from crawler.dialects import attachment_links
from crawler.dialects.details import detail_links
from crawler.pages.anchors import anchors
from tests.crawler.listings import BASE, TITLE, entries, item, page


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
        ('<a href="/f.do?id=7">年报.pdf</a>', "http://portal.test/f.do?id=7"),
        (
            '<a href="/download?id=7">某局2023年政府信息公开工作年度报告</a>',
            "http://portal.test/download?id=7",
        ),
        ('<script>var fileurl = "/fj/a.ofd";</script>', "http://portal.test/fj/a.ofd"),
        ("""<a href="javascript:;" onclick="window.open('a.pdf')">附件</a>""", f"{BASE}a.pdf"),
        (
            """<a href="javascript:;" onclick="down('7', '年报.pdf')">年报.pdf</a>
            <script>function down(id, name) { location.href = "/down?id=" + id; }</script>""",
            "http://portal.test/down?id=7",
        ),
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


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<iframe src="/up/2023.htm"></iframe>', "http://portal.test/up/2023.htm"),
        ('<script>$("#c").load("/up/2023.htm");</script>', "http://portal.test/up/2023.htm"),
        ('<script>$("#h").load("/inc/header.htm");</script>', None),
        ('<iframe src="http://ads.test/a.htm"></iframe>', None),
        ('<iframe src="/viewer.html?file=a.pdf"></iframe>', None),
    ],
)
def test_an_article_may_show_its_report_as_another_page(html, url):
    article = page(html, f"{BASE}1.html", title=TITLE.format(2023))
    assert [link.url for link in detail_links(article)] == ([url] if url else [])
    assert list(detail_links(page(html, f"{BASE}1.html", title="通知"))) == []


def test_rows_that_nothing_closes_are_all_found():
    rows = "".join(f"<div>{item(2020, f'{number}.html')}" for number in range(400))
    assert len(entries(page(rows))) == 400


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


def test_a_parameter_is_no_entity():
    (link,) = anchors('<a href="/a?id=1&currentPage=2&copy=3&amp;x=4">x</a>', BASE)
    assert link.url == "http://portal.test/a?id=1&currentPage=2&copy=3&x=4"


def test_a_year_elsewhere_on_the_host_counts_in_a_column_only():
    html = '<a href="/art/2021/art_1.html">2020年</a>'
    (link,) = entries(page(COLUMN_HEAD + html))
    assert (link.url, link.kind) == ("http://portal.test/art/2021/art_1.html", Kind.LISTING)
    assert entries(page(html)) == []


def test_the_column_of_a_body_is_no_report():
    html = '<a href="/cz/nb/">望淮县财政局政府信息公开年报</a>'
    assert [link.kind for link in entries(page(html))] == [Kind.LISTING]


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
