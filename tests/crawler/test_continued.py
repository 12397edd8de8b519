"""An article that is cut into several pages is fetched whole, and its pages belong to it."""

import pytest

from archive import Kind, Link, Verdict
from crawler.dialects import Page
from crawler.dialects.continued import further_pages
from tests.crawler.serving import report
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
