"""Of the pictures on a report's page, those in its body may show the tables that its text lacks."""

import re

import pytest

from demo.invented import invented_reports
from demo.pages import render_page
from parsers import Check, Fact, State, parse_report
from parsers.beside.completed import completed
from parsers.beside.pictured import lacks_tables, pictures_in
from parsers.figures import Figures
from parsers.readers.tree import parse_html

REPORT = invented_reports(1, odd=False)[0]
PAGE = render_page(REPORT)
TABLE = re.compile("<table.*?</table>", re.DOTALL)
BODY = """<html><body><div class="top"><img src="/u/20240101/1.jpg"></div><div class="article">
    <p>一、总体情况</p><p>全年公开。</p>{}<p>五、存在的主要问题及改进情况</p></div>
    <div><img src="/u/20240101/9.png"></div></body></html>"""


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ("<img src='W020240129.png'><img src='./2.jpg'>", ["W020240129.png", "./2.jpg"]),
        ("<p><img data-src='/upload/1.jpg' src='/images/wait.gif'></p>", ["/upload/1.jpg"]),
        ("<img src='/picture/0/2401291554.png'>", ["/picture/0/2401291554.png"]),
        ("<img src='报告.files/image001.png'>", ["报告.files/image001.png"]),
        ("<img src='http://b.test/20240129/1.png'>", ["http://b.test/20240129/1.png"]),
        ("<img src='1.png'><img src='1.png'>", ["1.png"]),
        ("<img src='1.png' width='600' height='150'>", ["1.png"]),
        ("<img src='1.png' style='width: 100%; height: 300px'>", ["1.png"]),
        ("<img src='1.png' width='32'><img src='2.png' style='width:120px'>", []),
        ("<img src='/images/tab1.png' width='640px'>", ["/images/tab1.png"]),
        ("<img src='/images/logo.png' width='640'>", []),
        ("<img src='/images/logo.png'><img src='/ui/img/line.gif'>", []),
        ("<img src='/upload/20240129/share-weibo.png'><img src='20240129ewm.png'>", []),
        ("<img src='/upload/二维码20240129.jpg'>", []),
        ("<img src='/ueditor/dialogs/attachment/fileTypeImages/icon_doc.gif'>", []),
        ("<img src='1.png'><a href='附件.xlsx'>附件</a>", []),
        ("<img src='1.png'><a href='/down.jsp?file=1.doc'>附件</a>", []),
        ("<img src='1.png'><a href='1.png'>大图</a>", ["1.png"]),
        ("<img src='http://[b/20240129/1.png'>", ["http://[b/20240129/1.png"]),
        ("<img src='http://12345.b.test/line.png'>", []),
        ("<img src='data:image/png;base64,AAAA'>", []),
    ],
)
def test_a_reports_own_pictures_are_those_in_its_body(shown, found):
    assert list(pictures_in(parse_html(BODY.format(shown))[0])) == found


def test_a_body_without_headings_is_not_known():
    assert list(pictures_in(parse_html("<p>一、概述</p><img src='1.png'>")[0])) == []


def test_headings_may_have_lost_their_numbers():
    page = "<p>总体情况</p><div><img src='1.png'></div><p>存在的主要问题及改进情况</p>"
    assert list(pictures_in(parse_html(f"<body><div>{page}</div></body>")[0])) == ["1.png"]


def test_headings_may_stand_in_one_paragraph_and_the_pictures_below_it():
    page = "<div><p>一、概述<br>全年公开。<br>二、问题<br>无。</p><p><img src='1.png'></p></div>"
    assert list(pictures_in(parse_html(page)[0])) == ["1.png"]


@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_page_lacks_tables_if_one_of_them_is_no_text(left):
    one = TABLE.findall(PAGE)[left]
    assert lacks_tables(PAGE.replace(one, "<img src='1.png'>"))


@pytest.mark.parametrize("whole", [PAGE, "<td>指标<b>名称</b></td>", "统 计 指 标"])
def test_a_page_with_its_tables_or_an_older_one_lacks_none(whole):
    assert not lacks_tables(whole)


def test_a_report_whose_tables_are_pictures_says_so_and_what_to_do():
    page = TABLE.sub('<p><img src="W020240129.png"></p>', PAGE)
    report = parse_report(page.encode(), url="http://a.test/nb/1.html")
    assert report.is_report
    (warning,) = report.warnings
    assert "(http://a.test/nb/W020240129.png)" in warning
    assert "pip install 'nianbao[ocr]'" in warning


def test_a_picture_whose_address_is_none_is_spoken_of_too():
    page = TABLE.sub('<img src="http://[b/20240129/1.png">', PAGE)
    (warning,) = parse_report(page.encode()).warnings
    assert "(http://[b/20240129/1.png)" in warning


def test_pictures_within_a_page_that_can_not_be_read_are_named():
    inner = [f'<img src="data:image/png;base64,{letter * 9000}">' for letter in "AB"]
    (warning,) = parse_report(TABLE.sub("".join(inner), PAGE).encode()).warnings
    assert warning.startswith("tables may stand in what the file shows (picture 1, picture 2),")


def test_a_report_with_all_tables_does_not_speak_of_its_pictures():
    page = PAGE.replace("<table", "<p><img src='W020240129.png'></p><table", 1)
    assert parse_report(page.encode()).warnings == ()


def test_files_beside_a_page_that_lacks_tables_are_each_named_with_what_is_missing():
    page = TABLE.sub("", PAGE.replace("</body>", "<a href='附件.xlsx'>附件</a></body>"), count=1)
    (warning,) = parse_report(page.encode(), url="http://a.test/nb/1.html").warnings
    beginning, file = warning.split(": ")
    assert beginning.startswith("tables may stand in a file that is not read with the page (which")
    assert "regulations" in beginning
    assert "requests" not in beginning
    assert file == "http://a.test/nb/附件.xlsx"
    assert parse_report(PAGE.replace("<p>", "<p><a href='a.doc'>a</a>", 1).encode()).warnings == ()


def test_of_many_files_beside_a_page_the_first_five_are_named():
    links = "".join(f"<a href='http://a.test/{n}.doc'>{n}</a>" for n in (*range(8), 0))
    *named, last = parse_report(TABLE.sub(links, PAGE).encode()).warnings
    assert [warning[-5:] for warning in named] == [f"{n}.doc" for n in range(5)]
    assert last.endswith(": one of 3 more that it links")


def figures(form, *keys, state=State.READ):
    facts = tuple(Fact(key, None, form, "", state) for key in keys)
    return Figures(form, facts, tuple(Check(f"{key}.sum", None, None, None) for key in keys))


def test_what_a_page_prints_counts_and_its_pictures_give_the_other_tables():
    own = figures("2021", "requests.new.total", "review_litigation.review.total")
    further = figures("2019", "regulations.a.b", "licensing.a.b", "fees.a.b", "requests.new.other")
    both = completed(own, further)
    keys = ["regulations.a.b", "licensing.a.b", "fees.a.b", *(fact.key for fact in own.facts)]
    assert (both.form, [fact.key for fact in both.facts]) == ("2019", keys)
    assert [check.id for check in both.checks] == [f"{key}.sum" for key in keys]


def test_a_table_of_which_a_page_has_lost_all_is_taken_from_a_picture():
    own = figures("2021", "requests.new.total", "fees.a.b", state=State.LOST)
    further = figures("2021", "requests.new.total")
    assert [fact.state for fact in completed(own, further).facts] == [State.LOST, State.READ]
