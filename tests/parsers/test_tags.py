"""A tidy page's tags alone give what its tree gives; any other page is left to its tree."""

import re
import time
from random import Random

import pytest

from bench.shapes import SHAPES, rendered
from demo.invented import invented_reports
from parsers.readers.blocks import marked_blocks
from parsers.readers.html import read_html
from parsers.readers.tags import marked_tags, without_silent
from parsers.readers.tree import marked_tree, parse_html

ROW = "<tr><td>规章</td><td>1</td></tr>"
HEAD = "<html><head><meta name='PubDate' content='2021-01-02'><title>年报</title></head>"


def by_tags(body: str) -> str | None:
    kept = without_silent(body.encode())
    marked = None if kept is None else marked_tags(kept)
    return None if marked is None else marked.text


def by_tree(body: str) -> str:
    return marked_tree(parse_html(f"<html><body>{body}")[0]) or ""


def blocks(marked: str | None) -> tuple[object, ...]:
    assert marked is not None
    return tuple(marked_blocks(marked))


@pytest.mark.parametrize("shape", [name for name in SHAPES if "html" in name])
def test_tags_and_tree_give_the_same_blocks(shape: str) -> None:
    for report in invented_reports(3, seed=8):
        page = str(rendered(shape, report, 8)[0], "utf-8")
        body = page.partition("<body>")[2]
        if "pre>" not in body:
            assert blocks(by_tags(body)) == blocks(by_tree(body))


@pytest.mark.parametrize(
    "body",
    [
        f"<TABLE BORDER=1>{ROW}<TR><TD COLSPAN=2 ROWSPAN='1'>a</TABLE>",
        "<table><tr><td colspan = '2' title=\"rowspan=3\">a<th\nrowspan=2\n>b</th></tr></table>",
        "<table><tr><td colspan='&#50;'>a<td>b</table>",
        '<table><tr><td colspan="1,0" colspan=5>a<td rowspan>b</td></tr></table>',
        "<table><td>a</td><tr><td>b<td>c</table>",
        "<p>&lt;td&gt; &#19968;&nbsp;二&copy&amp;nbsp;<p>三",
        "<p>甲<!-- <td>9</td> -->乙<script>if (a<b) x('<td>')</script>丙<br/>丁",
        "10<sup>2</sup>",
        "甲<o:p></o:p><?xml:namespace prefix = o />乙<![if !supportLists]>丙<![endif]>",
        """<a title="it's" href='x'>甲</a><a onclick="go('x')" href='y'>乙</a>""",
        "<div>甲</div>乙</body></html>",
        "<table><tr><td>1</td><meta name=a><td>2<meta name=b>3</td></tr></table>",
        '<table><tr><td width="6" colspan="2" colspan="3">a<th x:str="" rowspan="2">b</table>',
        "<table><tr><td title=\" colspan=\" rowspan='2'>a<td colspan=\"'2'\">b</table>",
    ],
)
def test_odd_but_certain_tags_are_read_as_the_tree_reads_them(body: str) -> None:
    assert blocks(by_tags(body)) == blocks(by_tree(body))


@pytest.mark.parametrize(
    "body",
    [
        f"<table>{ROW}",
        f"{ROW}</table>",
        f"</table><table>{ROW}",
        "<p>3 < 5</p>",
        '<a title="a>b">甲</a>',
        "<a title='\"' alt=\"'>\">甲</a>",
        "<script>no end",
        "<!-- no end",
        "<!--> 甲 -->",
        "<SCRIPT>1</SCRIPT>",
        "<pre>a\nb</pre>",
        "甲</body>乙",
        "甲</br>乙",
        "<td><s>1</s>2</td>",
        "&<b>nbsp;</b>",
        "<table><tr><td><p>8</td>28<td>9</td></tr></table>",
        "<table><tr><td>8</td> <b>28</b><td>9</td></tr></table>",
        "<textarea><td></textarea>",
        "<![CDATA[<td>]]>",
        "<table><tr><td>1<td&nbsp;>2</table>",
        "<table><tr><td>1<td\u3000colspan=2>2</table>",
        "<table><tr><td>1<td<!-- -->>2</table>",
    ],
)
def test_a_page_whose_tags_leave_a_doubt_is_left_to_its_tree(body: str) -> None:
    assert by_tags(body) is None


@pytest.mark.parametrize("stray", ["28", "<b>28</b>", "<span> 28</span>"])
def test_what_stands_behind_a_cell_joins_no_number_of_it(stray: str) -> None:
    (grid,) = blocks(by_tree(f"<table><tr><td>8</td>{stray}<td>9</td></tr></table>"))
    assert [cell.text for cell in grid.cells] == ["8\n28", "9"]


def test_a_page_is_read_alike_with_and_without_a_doubt() -> None:
    body = f"<body><p>正文</p><table>{ROW}</table><a href='1.pdf'>附<b>件</b></a>"
    tidy, doubtful = (
        read_html(f"{HEAD}{body}{doubt}</body></html>".encode(), url="http://a.test/b/")
        for doubt in ("", "<pre></pre>")
    )
    assert tidy.blocks == doubtful.blocks
    assert tidy.meta["pubdate"] == doubtful.meta["pubdate"] == "2021-01-02"
    assert tidy.page_title == doubtful.page_title == "年报"
    assert tidy.attachments == doubtful.attachments
    assert tidy.attachments[0].url == "http://a.test/b/1.pdf"


@pytest.mark.parametrize("doubt", ["", "<pre></pre>"])
def test_tags_in_the_body_say_what_the_head_does_not(doubt: str) -> None:
    body = "<p>甲<META NAME='PubDate' content=2020><meta name=Author content='乙'/></meta>丙</p>"
    page = read_html(f"{HEAD}<body>{body}<meta name=author content=丁>{doubt}".encode())
    assert page.meta == {"pubdate": "2021-01-02", "author": "乙"}
    assert [block.text for block in page.blocks] == ["甲丙"]


@pytest.mark.parametrize(
    ("head", "title", "meta"),
    [
        ("<title>年报 &amp; 表</title>", "年报 & 表", {}),
        ("<META NAME=PubDate CONTENT='2021-01-02'/>", "", {"pubdate": "2021-01-02"}),
        ("<meta property='og:x' content=''>", "", {"og:x": ""}),
        ("<meta name=a content=1><meta name=A content=2>", "", {"a": "1"}),
        ("<meta name=a content='x > y'>", "", {"a": "x > y"}),
        ("<meta name=a content='1&2'>", "", {"a": "1&2"}),
        ("<!-- <meta name=a content=1> --><script>'<title>'</script>", "", {}),
        ("<style>p{}</style><noscript><style>b{}</style></noscript><title>甲</title>", "甲", {}),
        ("<title>甲<b>乙</b></title><link rel=x href='/y'>", "甲<b>乙</b>", {}),
    ],
)
def test_a_head_says_its_title_and_its_tags(head: str, title: str, meta: dict[str, str]) -> None:
    found = read_html(f"<!DOCTYPE html><html><head>{head}</head><body>甲</body>".encode())
    assert (found.page_title, found.meta) == (title, meta)
    assert [block.text for block in found.blocks] == ["甲"]


def test_a_comment_in_the_head_does_not_begin_the_body() -> None:
    page = f"{HEAD.replace('</head>', '<!--[if IE]><body class=ie><![endif]-->')}<body>甲"
    assert [block.text for block in read_html(page.encode()).blocks] == ["甲"]


@pytest.mark.parametrize("entity", ["&#xe004;,,", "&#57348;,,", "&#xE003;", "&#X0E001;"])
@pytest.mark.parametrize("doubt", ["", "<pre></pre>"])
def test_an_entity_makes_no_mark(entity: str, doubt: str) -> None:
    cells = f"<td>1{entity}2</td><td>3</td>"
    (grid,) = read_html(f"<html><body><table><tr>{cells}</table>{doubt}".encode()).blocks
    assert [cell.text for cell in grid.cells] == [f"1{entity.partition(';')[2]}2", "3"]


@pytest.mark.parametrize(
    "piece", ["<", "<td ", "<!--", "<a href=1.pdf ", "<meta name='", "&#x0", "</b"]
)
@pytest.mark.parametrize("before", ["<head>", "<body>", "<body><a title='"])
def test_markup_without_an_end_costs_time_in_proportion_to_its_length(
    before: str, piece: str
) -> None:
    page = f"{before}{piece * 20_000}".encode()
    start = time.process_time()
    read_html(page)
    assert time.process_time() - start < 2


def test_pages_that_lack_a_tag_here_and_there_keep_their_cells() -> None:
    random = Random(4)
    page = rendered("html, WPS tables", invented_reports(1, seed=8)[0], 8)[0].decode()
    pieces = re.split("(<[^>]*>)", page.partition("<body>")[2])
    for _ in range(30):
        at = random.randrange(1, len(pieces), 2)
        body = "".join([*pieces[:at], *pieces[at + 1 :]])
        if (marked := by_tags(body)) is not None:
            assert marked.replace("\n", "").split() == by_tree(body).replace("\n", "").split()
