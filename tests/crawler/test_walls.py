"""What stands before a page is told from pages that only have a little of it."""

import pytest

from archive import Verdict
from crawler.signs import plain
from crawler.walls import find_wall
from tests.crawler.test_gate import judged

TITLE = "望淮县水务局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("page", "verdict"),
    [
        ("<script r='m'>$_x()</script>", Verdict.CHALLENGE),
        ("<script>$_ts=window['$_ts']</script>", Verdict.CHALLENGE),
        ("<script>document.cookie='_'+'_jsl='+1;location.href='x'</script>", Verdict.CHALLENGE),
        ("<script>var arg1='D3';setCookie('acw_sc__v2',arg1)</script>", Verdict.CHALLENGE),
        ("<p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>", Verdict.CHALLENGE),
        ("<p>您的请求已被 WAF 阻断</p>", Verdict.CHALLENGE),
        ("<p>当前IP地址已被限制访问</p>", Verdict.CHALLENGE),
        ("<title>Request Rejected</title><a href='/'>back</a>", Verdict.CHALLENGE),
        ("<p>正在进行浏览器安全检查，请稍候</p>", Verdict.CHALLENGE),
        ("<p>您的操作过于频繁</p>", Verdict.CHALLENGE),
        ("<p>请登录</p><input type='password'>", Verdict.LOGIN),
        ("<p>本网站正在升级维护，敬请谅解</p>", Verdict.ERROR),
        ("<h1>HTTP Status 500 - ServletException</h1>", Verdict.ERROR),
        ("<p>404 Not Found</p>", Verdict.SOFT_404),
        ("<script>alert('该文章不存在或已被删除！');history.go(-1)</script>", Verdict.SOFT_404),
        ("<script>alert('x')</script>", Verdict.EMPTY),
    ],
)
def test_a_wall_is_known_by_its_make_or_by_what_it_says(page, verdict):
    found = find_wall(page, plain(page))
    assert found is not None
    assert found.verdict is verdict


@pytest.mark.parametrize(
    "page",
    [
        "<p>我县召开森林防火工作会议</p>",
        "<a href='/'>首页</a><script>document.cookie='size=16'</script>",
        "<p>图解</p><img src='data:image/png;base64,aaWAFbb/waf+'>",
    ],
)
def test_a_page_is_no_wall_for_a_mark_that_others_have_too(page):
    assert find_wall(page, plain(page)) is None


@pytest.mark.parametrize("held", ["<a href='P0.pdf'>附件</a>", "<img src='./W0.jpg'>"])
@pytest.mark.parametrize(
    "furniture",
    [
        "<script>document.cookie='size=16'</script>",
        "<form>我要评论，验证码<input></form>",
        "<form>密码<input type='password'></form>",
    ],
)
def test_a_page_that_holds_its_report_as_a_file_is_no_wall(held, furniture):
    page = f"<html><body><h1>{TITLE}</h1>{held}{furniture}</body></html>"
    assert judged(page, title=TITLE).verdict is Verdict.OTHER
    assert judged(furniture, title=TITLE).verdict in (Verdict.CHALLENGE, Verdict.LOGIN)
