"""The ways in which a portal fails, by name: what it answers instead of a report's page."""

import gzip
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import NamedTuple

from demo.web import Answer, Asked, Handler, html

# What a fault does to a page: from its right answer, what is sent at the n-th request (from 1).
Failing = Callable[[Answer, Asked, int], Answer]


class Fault(NamedTuple):
    """A fault; one that `heals` gives its page all the same, at once or when asked once more."""

    failing: Failing
    heals: bool = False


def failing(fault: Fault, answer: Answer) -> Handler:
    """Return what answers like *answer* with a *fault*, counting the requests for each target."""
    times: Counter[str] = Counter()

    def handle(asked: Asked) -> Answer:
        times[asked.target] += 1
        return fault.failing(answer, asked, times[asked.target])

    return handle


def _page(text: str, status: int = 200, *headers: tuple[str, str]) -> Failing:
    found = replace(html(f"<html><body>{text}</body></html>"), status=status, headers=headers)
    return lambda answer, asked, nth: found


def _redirect(status: int, target: Callable[[Asked], str]) -> Failing:
    return lambda answer, asked, nth: Answer(b"", status, (("Location", target(asked)),))


def _first(status: int, retry_after: Callable[[], str]) -> Failing:
    """Refuse the first request, and say when to come back."""

    def fail(answer: Answer, asked: Asked, nth: int) -> Answer:
        return Answer(b"", status, (("Retry-After", retry_after()),)) if nth == 1 else answer

    return fail


def _in_a_second() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


def _raw(head: str, body: Callable[[bytes], bytes], *, reset: bool = False) -> Failing:
    def fail(answer: Answer, asked: Asked, nth: int) -> Answer:
        start = f"HTTP/1.1 200 OK\r\nContent-Type: {answer.media_type}\r\n{head}\r\n".encode()
        return replace(answer, raw=start + body(answer.body), reset=reset, sent=0)

    return fail


def _half(body: bytes) -> bytes:
    return body[: len(body) // 2]


def _zipped(answer: Answer, part: Callable[[bytes], bytes]) -> Answer:
    body = part(gzip.compress(answer.body, mtime=0))
    return replace(answer, body=body, headers=(("Content-Encoding", "gzip"),))


def _bounce(answer: Answer, asked: Asked, nth: int) -> Answer:
    """Send a visitor without the cookie to the same address, with one."""
    if "wzws_cid=" in asked.headers.get("cookie", ""):
        return answer
    headers = (("Location", asked.target), ("Set-Cookie", "wzws_cid=a1b2; Path=/"))
    return Answer(b"", 302, headers)


def _lying(charset: str) -> Failing:
    """Send GBK under another name, and name that one in the page too."""

    def fail(answer: Answer, asked: Asked, nth: int) -> Answer:
        text = answer.body.decode(_charset(answer)).replace('charset="utf-8"', 'charset="gb2312"')
        body = text.encode("gb18030")
        return replace(answer, body=body, media_type=f"text/html; charset={charset}")

    return fail


def _charset(answer: Answer) -> str:
    return answer.media_type.partition("charset=")[2] or "utf-8"


_JSL = "<script>document.cookie='__jsl_clearance_s=1760.1|0|abc;max-age=3600';location.href=\
location.pathname</script>"
_WAF = (
    '<script>$_ts=window["$_ts"]||{};$_ts.cd="q1w2e3";</script><script src="/4QbVtADbnLVIc/c.js">\
</script>'
)
_CHUNKED = "Transfer-Encoding: chunked\r\n"

FAULTS: dict[str, Fault] = {
    "waf-412": Fault(_page(_WAF, 412)),
    "jsl-521": Fault(_page(_JSL, 521)),
    "jsl-512": Fault(_page(_JSL, 512)),
    "script-200": Fault(_page(_JSL)),
    "script-202": Fault(_page(_WAF, 202)),
    "captcha": Fault(_page("<h3>访问验证</h3><p>您的访问过于频繁，请输入验证码后继续</p>")),
    "login": Fault(_page("<form>用户名<input name=u>密码<input type='password' name=p></form>")),
    "forbidden-403": Fault(_page("<h1>403 Forbidden</h1>", 403)),
    "region-403": Fault(_page("<p>您所在的地区不允许访问本网站</p>", 403)),
    "gone-404": Fault(_page("<h1>404 Not Found</h1>", 404)),
    "gone-410": Fault(_page("<h1>410 Gone</h1>", 410)),
    "soft-404": Fault(_page("<div class='err'>您访问的页面不存在或已删除</div>")),
    "soft-404-tiny": Fault(_page("无")),
    "home-302": Fault(_redirect(302, lambda asked: "/")),
    "home-301": Fault(_redirect(301, lambda asked: "/index.html")),
    "checking": Fault(_page("<p>该信息正在审核中，请稍后访问</p>")),
    "template": Fault(_page("<h1>{{ title }}</h1><div>{{ content }}</div>")),
    "error-500": Fault(
        _page("<h1>HTTP Status 500</h1><pre>java.lang.NullPointerException</pre>", 500)
    ),
    "gateway-502": Fault(_page("<h1>502 Bad Gateway</h1><hr>nginx", 502)),
    "empty": Fault(lambda answer, asked, nth: replace(answer, body=b"")),
    "blank": Fault(_page("<div class='TRS_Editor'>&nbsp;</div>")),
    "garbage": Fault(lambda answer, asked, nth: replace(answer, body=bytes(range(256)) * 40)),
    "picture": Fault(
        lambda answer, asked, nth: Answer(b"\x89PNG\r\n\x1a\n", media_type="image/png")
    ),
    "cut": Fault(lambda answer, asked, nth: replace(answer, sent=len(answer.body) // 2)),
    "cut-gzip": Fault(lambda answer, asked, nth: _zipped(answer, _half)),
    "cut-length": Fault(lambda answer, asked, nth: replace(answer, body=_half(answer.body))),
    "cut-no-length": Fault(_raw("Connection: close\r\n", _half)),
    "cut-chunks": Fault(_raw(_CHUNKED, lambda body: b"1000\r\n" + body[:0x1000] + b"\r\n")),
    "bad-chunk": Fault(_raw(_CHUNKED, lambda body: b"zz\r\n" + body[:100])),
    "reset-within": Fault(
        lambda answer, asked, nth: replace(answer, sent=len(answer.body) // 2, reset=True)
    ),
    "reset-before": Fault(lambda answer, asked, nth: Answer(reset=True)),
    "loop": Fault(_redirect(302, lambda asked: asked.target)),
    "loop-grows": Fault(_redirect(302, lambda asked: asked.target + "/x")),
    "refresh-loop": Fault(_page('<meta http-equiv="refresh" content="0;url=?again=1">')),
    "throttled-seconds": Fault(_first(429, lambda: "1"), heals=True),
    "throttled-date": Fault(_first(429, _in_a_second), heals=True),
    "busy-503": Fault(_first(503, lambda: "1"), heals=True),
    "reset-once": Fault(
        lambda answer, asked, nth: Answer(reset=True) if nth == 1 else answer, heals=True
    ),
    "cookie-bounce": Fault(_bounce, heals=True),
    "gzip-unasked": Fault(lambda answer, asked, nth: _zipped(answer, bytes), heals=True),
    "lying-utf-8": Fault(_lying("utf-8"), heals=True),
    "lying-latin": Fault(_lying("iso-8859-1"), heals=True),
}
# Those that take a while, for tests that have it: nothing comes, for longer than anyone waits.
SLOW_FAULTS: dict[str, Fault] = {
    "hangs": Fault(lambda answer, asked, nth: replace(answer, delay=600.0)),
}
