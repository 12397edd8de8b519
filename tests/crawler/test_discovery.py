"""Discovery tells the links that lead to annual reports from those that sound like them."""

import pytest

from archive import Kind, Link
from crawler.dialects import Page
from crawler.discovery import DEPTH, Lead, column_links, columns_elsewhere, lead
from crawler.pages.anchors import Anchor

HOME = "http://www.portal.test/"


def page(text="", url=HOME, depth=0):
    return Page(url, text, Link(url, Kind.LISTING, depth=depth))


@pytest.mark.parametrize(
    ("text", "path", "what"),
    [
        ("政府信息公开年报", "/x/", Lead.COLUMN),
        ("政府信息公开工作年度报告", "/x/", Lead.COLUMN),
        ("年报", "/x/", Lead.COLUMN),
        ("市财政局", "/bmzfxxgk/cz/zfxxgk/zfxxgknb/", Lead.COLUMN),
        ("查看", "/gknb2017/", Lead.COLUMN),
        ("更多", "/zwgk/xxgkndbg_20370/", Lead.COLUMN),
        ("政府信息公开", "/zwgk/", Lead.SECTION),
        ("政务公开", "/zwgk/", Lead.SECTION),
        ("部门乡镇信息公开", "/bm/", Lead.SECTION),
        ("县直部门", "/bm/", Lead.SECTION),
        ("望淮县政府信息公开", "/gk/", Lead.SECTION),
        ("公开专栏", "/gk/", Lead.SECTION),
        ("更多", "/zfxxgk/", Lead.SECTION),
        ("公开年报", "/x/", Lead.COLUMN),
        ("信息公开工作报告", "/x/", Lead.COLUMN),
        ("关于推进政务公开工作的若干意见和说明", "/x/1.html", Lead.NOTHING),
        ("统计年报", "/tj/", Lead.NOTHING),
        ("政府网站工作年度报表", "/wz/", Lead.NOTHING),
        ("政府信息公开指南", "/zn/", Lead.NOTHING),
        ("依申请公开", "/ysq/", Lead.NOTHING),
        ("望淮县2020年政府信息公开工作年度报告", "/t1.html", Lead.NOTHING),
        ("县财政局", "/cz/", Lead.NOTHING),
        ("关于编制2020年政府信息公开年报的通知", "/t2.html", Lead.NOTHING),
        ("一图读懂政府信息公开年度报告", "/t3.html", Lead.NOTHING),
        ("望淮县2020年上半年政府信息公开工作报告", "/t4.html", Lead.NOTHING),
        ("2018年以前政府信息公开年报", "/old/", Lead.COLUMN),
    ],
)
def test_a_link_of_a_home_page_is_a_column_a_section_or_nothing(text, path, what):
    assert lead(page(), Anchor(f"http://portal.test{path}", text)) is what


def test_bodies_are_followed_from_a_section_only():
    for name in ("县财政局", "县统计局"):
        body = Anchor("http://www.portal.test/bm/x/", name)
        assert lead(page(url=HOME + "bm/", depth=1), body) is Lead.BODY


def test_another_host_is_never_followed():
    assert lead(page(), Anchor("http://else.test/zfxxgknb/", "政府信息公开年报")) is Lead.NOTHING


def test_a_column_counts_depth_anew_and_a_section_adds_to_it():
    html = '<a href="/zwgk/">政务公开</a><a href="/nb/">政府信息公开年报</a>'
    found = list(column_links(page(html, depth=2)))
    assert [(link.url, link.depth) for link in found] == [(HOME + "nb/", 0), (HOME + "zwgk/", 3)]


SECTION = '<a href="/zwgk/">政务公开</a>'
REPORT = '<a href="/t1.html">望淮县2020年政府信息公开工作年度报告</a>'


def test_the_way_ends_at_its_depth_and_where_reports_are_listed():
    assert list(column_links(page(SECTION, depth=DEPTH))) == []
    assert list(column_links(page(SECTION + REPORT, HOME + "zfxxgknb/"))) == []
    assert list(column_links(page(SECTION + 10 * REPORT, HOME + "gk/"))) == []


def test_a_page_that_shows_a_report_beside_other_things_is_still_a_way_on():
    assert [link.title for link in column_links(page(SECTION + 10 * REPORT))] == ["政务公开"]
    assert [link.title for link in column_links(page(SECTION + REPORT, HOME + "gk/"))]


def test_a_column_on_another_host_is_named_and_not_followed():
    html = '<a href="http://cz.portal.test/nb/">财政局政府信息公开年报</a>'
    assert list(columns_elsewhere(page(html))) == ["http://cz.portal.test/nb/"]
    assert list(column_links(page(html))) == []
