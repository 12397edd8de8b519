"""What came back is told apart by what it is, not by what was hoped for."""

import json
from datetime import UTC, datetime

import pytest

from archive import Capture, Kind, Link, Verdict
from crawler.gate import judge
from crawler.signs import alike
from tests.crawler.serving import listing, report

URL = "http://portal.test/nb/1.html"
NOW = datetime(2024, 2, 1, tzinfo=UTC)


def judged(body, *headers, status=200, kind=Kind.PAGE, url=URL, title=""):
    content = body if isinstance(body, bytes) else body.encode()
    capture = Capture(url, NOW, status, (*headers, ("Content-Type", "text/html")), content)
    return judge(capture, Link(url, kind, title=title))


def test_behind_a_title_without_a_year_is_a_list_or_the_report_itself():
    titled = {"kind": Kind.LISTING, "title": "望淮县第1局政府信息公开工作年度报告"}
    shown = report(1, '<a href="/">首页</a>').replace("2023年", "")
    assert judged(shown, **titled).verdict is Verdict.REPORT
    menu = "".join(f'<a href="{number}">{name}</a>' for number, name in enumerate(MENU))
    assert judged(f"<html>{menu}</html>", **titled).verdict is Verdict.LISTING


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (report(1), Verdict.REPORT),
        (report(1).encode("gb18030"), Verdict.REPORT),
        (report(1).replace("</body></html>", ""), Verdict.DAMAGED),
        ("", Verdict.EMPTY),
        ("<html><body><p>该信息正在审核中</p></body></html>", Verdict.OTHER),
        ("<html><body>您访问的页面不存在</body></html>", Verdict.SOFT_404),
        ('<html><body>请登录<input type="password"></body></html>', Verdict.LOGIN),
        ("<html><body>请输入验证码</body></html>", Verdict.CHALLENGE),
        ('<meta http-equiv="refresh" content="0;url=/x/">', Verdict.REDIRECT),
        ('<script>document.cookie="a=b";location.href="/x/"</script>', Verdict.CHALLENGE),
    ],
)
def test_a_page_is_a_report_only_if_it_shows_one_whole(body, verdict):
    assert judged(body).verdict is verdict


OFFICE = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table>{}</table></body></html>'
)
MENU = ("主动公开", "依申请公开", "行政复议", "行政诉讼", "规范性文件", "行政收费", "总体情况")
SAVED = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (OFFICE.format("<tr><td>结转下年度<td>规范性文件"), Verdict.ATTACHMENT),
        (OFFICE.format("<tr><td>结转下年度<td>规范性文件").encode("utf-16"), Verdict.ATTACHMENT),
        (OFFICE.format("<tr><td>某表"), Verdict.SOFT_404),
        (report(1), Verdict.ATTACHMENT),
        (report(1).replace("</body></html>", ""), Verdict.DAMAGED),
        ("<html><body>您访问的页面不存在</body></html>", Verdict.SOFT_404),
        (f"<html><body>{' '.join(MENU)}</body></html>", Verdict.SOFT_404),
        (SAVED, Verdict.ATTACHMENT),
        (SAVED[:-6], Verdict.DAMAGED),
        (r"{\rtf1\ansi 1}", Verdict.ATTACHMENT),
        (r"{\rtf1\ansi 1", Verdict.DAMAGED),
    ],
)
def test_a_file_may_be_a_page_that_office_wrote(body, verdict):
    declared = ("Content-Type", "application/msword")
    address = "http://portal.test/nb/附件.doc"
    assert judged(body, declared, kind=Kind.ATTACHMENT, url=address).verdict is verdict


PNG = b"\x89PNG\r\n\x1a\n"
SHELL = {"title": "望淮县2023年政府信息公开工作年度报告", "infodate": "2024-01-29"}


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (PNG, Verdict.DAMAGED),
        (PNG + b"\0" * 9000, Verdict.DAMAGED),
        (PNG + b"\0" * 1000 + b"IEND\xaeB`\x82", Verdict.OTHER),
        (PNG + b"\0" * 9000 + b"IEND\xaeB`\x82", Verdict.ATTACHMENT),
    ],
)
def test_a_picture_may_be_a_scan_only_if_it_is_whole_and_large_enough(body, verdict):
    assert judged(body, ("Content-Type", "image/png"), kind=Kind.ATTACHMENT).verdict is verdict


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (SHELL | {"content": report(1)}, Verdict.ATTACHMENT),
        (SHELL | {"files": [{"url": "/a.pdf"}]}, Verdict.OTHER),
        ({"code": "0", "text": "参数错误"}, Verdict.OTHER),
    ],
)
def test_data_stands_for_a_document_only_if_a_report_is_in_it(answer, verdict):
    assert judged(json.dumps(answer), kind=Kind.ATTACHMENT).verdict is verdict


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (304, Verdict.ERROR),
        (403, Verdict.REFUSED),
        (404, Verdict.GONE),
        (410, Verdict.GONE),
        (412, Verdict.CHALLENGE),
        (429, Verdict.REFUSED),
        (500, Verdict.ERROR),
        (521, Verdict.CHALLENGE),
    ],
)
def test_a_report_with_the_status_of_a_failure_is_that_failure(status, verdict):
    assert judged(report(1), status=status).verdict is verdict


def test_what_is_not_modified_was_asked_about_on_a_condition():
    asked = (("If-None-Match", '"1"'),)
    capture = Capture(URL, NOW, 304, (), b"", request_headers=asked)
    assert judge(capture, Link(URL, Kind.PAGE)).verdict is Verdict.NOT_MODIFIED


@pytest.mark.parametrize("written", [json.dumps, lambda text: json.dumps(text, ensure_ascii=False)])
def test_a_report_may_stand_in_the_script_of_its_page(written):
    body = "<html><body><script>_CONFIG = {{DETAIL: {{content: {}}}}}</script></body></html>"
    assert judged(body.format(written(" ".join(MENU)))).verdict is Verdict.REPORT


@pytest.mark.parametrize(
    ("location", "verdict", "target"),
    [
        ("/nb/2.html", Verdict.REDIRECT, "http://portal.test/nb/2.html"),
        ("/", Verdict.SOFT_404, ""),
        ("http://portal.test/index.html", Verdict.SOFT_404, ""),
        ("http://[", Verdict.ERROR, ""),
        (
            "/年报/2.html".encode().decode("latin-1"),
            Verdict.REDIRECT,
            "http://portal.test/%E5%B9%B4%E6%8A%A5/2.html",
        ),
        ("/b/2 \xc4\xea.pdf", Verdict.REDIRECT, "http://portal.test/b/2%20%C4%EA.pdf"),
        (r"\b\2.pdf", Verdict.REDIRECT, "http://portal.test/b/2.pdf"),
    ],
)
def test_a_redirect_leads_on_but_not_to_the_first_page(location, verdict, target):
    seen = judged("", ("Location", location), status=302)
    assert (seen.verdict, seen.target) == (verdict, target)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (b"%PDF-1.4 ... %%EOF\n", Verdict.ATTACHMENT),
        (b"%PDF-1.4 ...", Verdict.DAMAGED),
        (b"PK\x03\x04" + b"\0" * 40, Verdict.DAMAGED),
        (b"<html><body>404</body></html>", Verdict.SOFT_404),
    ],
)
def test_a_file_is_whole_and_a_file(body, verdict):
    url = "http://portal.test/nb/1.pdf"
    assert judged(body, kind=Kind.ATTACHMENT, url=url).verdict is verdict


def test_a_report_that_a_script_puts_in_its_place_needs_no_marked_title():
    shown = "".join(f"<div>{part}</div>" for part in MENU)
    assert judged(shown, kind=Kind.LISTING).verdict is Verdict.REPORT
    assert judged(f'{shown}<a href="1">1</a>', kind=Kind.LISTING).verdict is Verdict.LISTING


def test_a_menu_that_only_a_script_draws_is_not_empty():
    menu = "<html><script>d.add(1, 0, '公开年报', 'a.html')</script></html>"
    assert judged(menu, kind=Kind.LISTING).verdict is Verdict.LISTING
    assert judged("<html><script>a()</script></html>", kind=Kind.LISTING).verdict is Verdict.EMPTY


def test_a_list_is_a_list_even_where_its_menu_asks_for_a_password():
    page = listing(["/1.html"]).replace("<ul>", '<input type="password"><ul>')
    assert judged(page, kind=Kind.LISTING).verdict is Verdict.LISTING


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ('{"data": [{"id": 1, "title": "年报"}]}', 9),
        ('{"data": [{"id": 1, "title": "年报"}]}', -6),
        ('[{"id": 1}]', -1),
        ('cb({"id": 1});', -3),
        ("<datastore><record>a</record></datastore>", -12),
    ],
)
def test_a_list_that_comes_as_data_is_damaged_where_its_end_is_missing(body, kept):
    assert judged(body, kind=Kind.LISTING).verdict is Verdict.LISTING
    assert judged(body[:kept], kind=Kind.LISTING).verdict is Verdict.DAMAGED


@pytest.mark.parametrize(
    "body", ["{'id': 1}", "[{}] <!-- 3 ms -->", "{id: 1, }", "[]", "[" * 99999]
)
def test_a_list_that_comes_as_odd_data_is_a_list(body):
    assert judged(body, kind=Kind.LISTING).verdict is Verdict.LISTING


def test_pages_that_differ_in_an_address_only_are_alike():
    assert alike("抱歉没有找到这份材料a1", "抱歉没有找到这份材料zz")
    assert not alike("抱歉没有找到这份材料", "我县召开春季植树工作会议")


@pytest.mark.parametrize(
    "picture", ["W1.png", "./P020.jpg", "/upload/2024/1.jpeg", "data:image/png,x"]
)
def test_a_report_as_pictures_only_is_named_as_such(picture):
    text = f"<html><body><h1>{SHELL['title']}</h1><p><img src='{picture}'></p></body></html>"
    seen = judged(text, title=SHELL["title"])
    assert (seen.verdict, seen.reason) == (Verdict.OTHER, "a report as pictures only")
    logo = text.replace(picture, "/images/logo.png")
    assert judged(logo, title=SHELL["title"]).reason == "a page that is no report"


@pytest.mark.parametrize(
    ("body", "cookie", "verdict"),
    [
        ("<script>location.reload();</script>", True, Verdict.REDIRECT),
        ('<meta http-equiv="refresh" content="0">', True, Verdict.REDIRECT),
        ("<script>location.reload();</script>", False, Verdict.EMPTY),
        (listing(["/1.html"]) + "<script>setTimeout('location.reload()', 9)</script>", True,
         Verdict.LISTING),
    ],
)  # fmt: skip
def test_a_page_that_sets_a_cookie_and_loads_itself_again_sends_one_back(body, cookie, verdict):
    headers = [("Set-Cookie", "seen=1")] if cookie else []
    seen = judged(body, *headers, kind=Kind.LISTING)
    assert seen.verdict is verdict
    assert seen.target == (URL if verdict is Verdict.REDIRECT else "")
