"""Thirty ways to fail, among whole pages: the whole ones are kept, no failure passes for one."""

import gzip
import ipaddress
import zlib

import pytest

from archive import Archive
from crawler import Options, crawl
from crawler.sources import Source
from tests.crawler.serving import Reply, listing, page, report, serving

LOOPBACK = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),), max_pages=100_000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
WHOLE = report(1).encode()
PACKED = gzip.compress(WHOLE)


def raw(headers: str, body: bytes, then: str = "close") -> Reply:
    return Reply(HEAD + headers.encode() + b"\r\n" + body, then)


def status(code: str, body: str = "<html><body>sorry</body></html>", *headers: str) -> Reply:
    return page(body, *headers, status=code)


MISSING = (
    "<html><head><title>提示</title></head><body><p>抱歉，您访问的页面不存在</p></body></html>"
)
SCRIPTED = "<html><script>document.cookie='jsl=1';location.reload()</script></html>"
FAULTS = {
    "hangs up": Reply(b"", "close"),
    "reset": Reply(b"", "reset"),
    "reset in the body": raw("Content-Length: 5000\r\n", WHOLE[:300], "reset"),
    "short of its length": raw("Content-Length: 5000\r\n", WHOLE[:300]),
    "length too small": raw(f"Content-Length: {len(WHOLE) - 30}\r\n", WHOLE),
    "closed without a length": raw("Connection: close\r\n", WHOLE[:-30]),
    "last chunk missing": raw("Transfer-Encoding: chunked\r\n", b"20\r\n" + WHOLE[:32] + b"\r\n"),
    "bad chunk size": raw("Transfer-Encoding: chunked\r\n", b"zz\r\n" + WHOLE),
    "gzip cut": raw(
        f"Content-Encoding: gzip\r\nContent-Length: {len(PACKED) - 9}\r\n", PACKED[:-9]
    ),
    "gzip without its trailer": raw(
        f"Content-Encoding: gzip\r\nContent-Length: {len(PACKED) - 8}\r\n", PACKED[:-8]
    ),
    "gzip that is none": raw(f"Content-Encoding: gzip\r\nContent-Length: {len(WHOLE)}\r\n", WHOLE),
    "gzip with a wrong sum": raw(
        f"Content-Encoding: gzip\r\nContent-Length: {len(PACKED)}\r\n", PACKED[:-8] + b"\0" * 8
    ),
    "deflate cut": raw(
        "Content-Encoding: deflate\r\nConnection: close\r\n", zlib.compress(WHOLE)[:-9]
    ),
    "unknown encoding": raw(f"Content-Encoding: rot13\r\nContent-Length: {len(WHOLE)}\r\n", WHOLE),
    "no status line": Reply(b"nonsense\r\n\r\n", "close"),
    "garbage": Reply(bytes(range(1, 200)) * 3, "close"),
    "500": status("500 Internal Server Error"),
    "502": status("502 Bad Gateway"),
    "504 with a report": status("504 Gateway Timeout", report(1)),
    "403": status("403 Forbidden"),
    "404": status("404 Not Found"),
    "410 with a report": status("410 Gone", report(1)),
    "412 challenge": status("412 Precondition Failed", "<script>$_ts={}</script>"),
    "521 challenge": status("521 Down", "<script>document.cookie='__jsl_clearance=1'</script>"),
    "202 challenge": status("202 Accepted", SCRIPTED),
    "cookie by script": page(SCRIPTED),
    "captcha": page("<html><body>请输入验证码继续访问</body></html>"),
    "login": page('<html><body>请登录<input type="password"></body></html>'),
    "soft 404": page(MISSING),
    "soft 404 of its own": page(
        "<html><body><p>本站没有这份材料请返回首页查看其他内容</p></body></html>"
    ),
    "sent home": page("", "Location: /", status="302 Found"),
    "empty": page(""),
    "only spaces": page("  \n "),
    "a page without words": page("<html><body><div></div></body></html>"),
    "under review": page("<html><body><p>该信息正在审核中</p></body></html>"),
    "another article": page("<html><body><p>我县召开春季植树工作会议</p></body></html>"),
    "redirects to itself": page("", "Location: SELF", status="302 Found"),
    "redirects for ever": page("", "Location: SELFx", status="302 Found"),
    "redirects nowhere": page("", status="302 Found"),
    "refreshes for ever": page('<meta http-equiv="refresh" content="0;url=SELFx">'),
}


def faulty(good: int, each: int):
    """Answer with *good* whole reports, and *each* fault on as many pages."""
    names = list(FAULTS)

    def answer(target: str) -> Reply:
        path = target.strip("/")
        if path == "list":
            bad = [f"/f{fault}-{copy}" for copy in range(each) for fault in range(len(names))]
            return page(listing([*(f"/{number}" for number in range(good)), *bad]))
        if path.isdigit():
            return page(report(int(path)))
        if not path.startswith("f") or "." in path:
            return FAULTS["soft 404 of its own"] if path != "robots.txt" else FAULTS["404"]
        fault = FAULTS[names[int(path[1:].split("-")[0])]]
        return Reply(fault.raw.replace(b"SELF", target.encode()), fault.then)

    return answer


def check(folder, good: int, each: int) -> None:
    with serving(faulty(good, each)) as portal:
        seed = f"http://127.0.0.2:{portal.port}/list"
        source = Source(name="faulty", title="faulty", seeds=(seed,), delay=0, max_pages=100_000)
        summary = crawl([source], folder, options=LOOPBACK)
    with Archive.open(folder, read_only=True) as archive:
        rows = archive.connection.execute("select url from captures where verdict = 'report'")
        stored = [url.rpartition("/")[2] for (url,) in rows]
    assert sorted(stored, key=str) == sorted(map(str, range(good)))
    assert summary.numbers["new"] == good
    assert summary.sources[0].stopped == ""
    counted = sum(summary.sources[0].faults.values())
    # Two of the faults are pages that are whole, and no reports.
    assert counted == (len(FAULTS) - 2) * each
    assert summary.status == 3


def test_forty_faults_are_told_from_whole_pages_and_counted_by_name(tmp_path):
    assert len(FAULTS) >= 30
    check(tmp_path, good=40, each=1)


@pytest.mark.hard
def test_forty_faults_on_twenty_pages_each_leave_200_whole_pages_as_they_are(tmp_path):
    check(tmp_path, good=200, each=20)
