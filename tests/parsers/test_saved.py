"""Pages that Word, Excel and browsers save are often called .doc or .xls."""

import quopri
import re

import pytest

from bench import carriers
from demo.invented import invented_reports
from parsers import parse_report

REPORT = invented_reports(3, odd=False)[2]
ARTICLE = carriers.article(REPORT, dress="word")
TABLES = re.findall("(?s)<table.*?</table>", ARTICLE)
WORD_HEAD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv=Content-Type content="text/html; charset=gb2312">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->
</head>"""
EXCEL_HEAD = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{}">
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:Name>Sheet1</x:Name></x:ExcelWorkbook></xml><![endif]-->
</head>"""
FRAMES = """<html><head></head><frameset rows="*,39"><frame src="a.files/sheet001.htm">
<frame src="a.files/tabstrip.htm"></frameset></html>"""


def word_page():
    return WORD_HEAD + ARTICLE.partition("</head>")[2].replace("</p>", "<o:p></o:p></p>")


def excel_page(*tables, charset="gbk"):
    shown = "".join(f"<tr><td colspan=9>{REPORT.title}</td></tr>" if not tables else "")
    body = "".join(table.replace("<td", "<td x:num") for table in tables or TABLES)
    return f"{EXCEL_HEAD.format(charset)}<body>{shown}{body}</body></html>"


def archive(*pages):
    head = (
        "MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary=b"
    )
    described = (
        'Content-Type: text/html; charset="gb2312"\nContent-Transfer-Encoding: quoted-printable'
    )
    parts = [f"{described}\n\n{quopri.encodestring(page.encode('gbk')).decode()}" for page in pages]
    return "\n--b\n".join([f"{head}\n", *parts, ""]).encode().removesuffix(b"\n") + b"--\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("年度报告.doc", word_page().encode("gbk")),
        ("年度报告.doc", archive(word_page())),
        ("统计表.xls", excel_page().encode("gbk")),
        ("统计表.xls", excel_page(charset="utf-16").encode("utf-16")),
        ("统计表.xls", archive(excel_page())),
        ("统计表.xls", archive(FRAMES, *map(excel_page, TABLES))),
    ],
    ids=["word page", "word archive", "excel page", "utf-16", "excel archive", "sheets"],
)
def test_a_page_that_office_saved_gives_all_its_figures(name, content):
    for media_type in (
        "application/msword",
        "application/vnd.ms-excel",
        "application/octet-stream",
    ):
        report = parse_report(content, url=f"http://a.test/{name}", media_type=media_type)
        assert {fact.key: fact.value for fact in report.facts} == REPORT.values


def test_the_prose_and_the_title_of_a_page_that_word_saved_are_the_reports():
    for content in (word_page().encode("gbk"), archive(word_page())):
        report = parse_report(content, url="年度报告.doc")
        assert report.metadata.title == REPORT.title
        assert [s.heading for s in report.sections] == [s.heading for s in REPORT.sections]
