"""An article that is cut into several pages is fetched whole, and its pages belong to it."""

import ipaddress

import pytest

from archive import Archive, Kind, Link, Verdict
from crawler import Options, crawl
from crawler.dialects import Page
from crawler.dialects.continued import further_pages
from crawler.sources import Source
from demo.invented import invented_reports
from demo.pages import render_page
from tests.crawler.serving import listing, page, report, serving
from tests.crawler.test_gate import judged

URL = "http://portal.test/nb/t1.html"


def found(text):
    return [link.url for link in further_pages(Page(URL, text, Link(URL, Kind.PAGE)))]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            '<a href="t1_1.html">2</a><a href="t1_2.html">3</a><a href="t1_1.html">下一页</a>',
            [1, 2],
        ),
        ('<script>createPageHTML(3, 0, "t1", "html");</script>', [1, 2]),
        ('<a href="t2.html">下一篇</a><a href="t1.html">1</a><a href="/t1_1.html">2</a>', []),
        ("".join(f'<a href="t1_{number}.html">x</a>' for number in range(50)), []),
    ],
)
def test_the_pages_of_an_article_are_named_after_its_first(text, numbers):
    assert found(text) == [f"http://portal.test/nb/t1_{number}.html" for number in numbers]


@pytest.mark.parametrize(
    ("url", "text", "further"),
    [
        ("t1_2.html", '<a href="t1.html">上一页</a><a href="t1_3.html">下一页</a>', ["t1_3.html"]),
        ("t1_2.html", '<a href="t1.html">1</a><a href="t1_2.html">2</a>', []),
        ("t1_2.html", '<script>createPageHTML(9, 0, "t1", "html");</script>', []),
        ("t1_20.html", '<a href="t1_21.html">下一页</a>', []),
        ("show.php?id=7&page=2", '<a href="show.php?id=7&page=3">3</a>', ["show.php?id=7&page=3"]),
        ("nb/7?page=2", '<a href="?page=3">3</a><a href="?page=1">1</a>', ["nb/7?page=3"]),
    ],
)
def test_a_further_page_leads_to_those_behind_it(url, text, further):
    base = "http://portal.test/"
    page = Page(base + url, text, Link(base + url, Kind.ATTACHMENT))
    assert [link.url for link in further_pages(page)] == [base + name for name in further]


def test_the_pages_of_an_article_may_be_asked_for_of_an_address_without_a_query():
    url = "http://portal.test/nb/7"
    links = further_pages(Page(url, '<a href="/nb/7?page=2">下一页</a>', Link(url, Kind.PAGE)))
    assert [link.url for link in links] == [f"{url}?page=2"]


def test_the_pages_of_an_article_may_be_asked_for_by_number():
    url = "http://portal.test/show.php?id=7"
    text = '<a href="?id=7&amp;page=2">下一页</a><a href="?id=8">下一篇</a><a href="?id=7">1</a>'
    links = further_pages(Page(url, text, Link(url, Kind.PAGE)))
    assert [link.url for link in links] == [f"{url}&page=2"]


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (report(1), Verdict.ATTACHMENT),
        ("<html><body><table><tr><td>收费</td></tr></table></body></html>", Verdict.ATTACHMENT),
        ("<html><body>您访问的页面不存在</body></html>", Verdict.SOFT_404),
        (report(1)[:-20], Verdict.DAMAGED),
    ],
)
def test_a_further_page_is_a_part_of_the_report_unless_it_is_nothing(body, verdict):
    url = "http://portal.test/nb/t1_1.html"
    assert judged(body, kind=Kind.ATTACHMENT, url=url).verdict is verdict


def test_an_article_whose_pages_lead_only_to_the_next_is_read_to_its_end(tmp_path):
    (invented,) = invented_reports(1, seed=7)
    whole = render_page(invented).removesuffix("</body></html>")
    first, rest = whole.split("<p><strong>二、")
    second, third = rest.split("<p><strong>三、")
    turn = '<a href="t0_{}.html">下一页</a></body></html>'
    pages = {
        "/list": listing(["/nb/t0.html"]),
        "/nb/t0.html": first + turn.format(2),
        "/nb/t0_2.html": f"<html><body><p><strong>二、{second}{turn.format(3)}",
        "/nb/t0_3.html": f"<html><body><p><strong>三、{third}</body></html>",
    }
    with serving(lambda target: page(pages.get(target, "<html></html>"))) as at:
        seed = f"http://127.0.0.2:{at.port}/list"
        loopback = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),), delay=0)
        crawl([Source(name="one", title="one", seeds=(seed,))], tmp_path, options=loopback)
    assert set(at.targets()) == {"/robots.txt", *pages}
    with Archive.open(tmp_path) as archive:
        archive.ingest(workers=1)
        facts = {fact.key: fact.value for fact in archive.report(1).facts}
    assert facts == invented.values
