"""Reports that a page's scripts write into it, and scripts that write something else."""

import json

import pytest

from parsers import parse_report

TITLE = "<h1>清屏县2022年政府信息公开工作年度报告</h1><p>发布时间：2023-01-20</p>"
ARTICLE = (
    "<p>一、总体情况</p><p>本年主动公开32条。</p><p>二、主动公开政府信息情况</p>"
    "<table><tr><td>第二十条第（六）项</td></tr><tr><td>信息内容</td><td>本年处理决定数量</td></tr>"
    "<tr><td>行政处罚</td><td>12</td></tr><tr><td>行政强制</td><td>3</td></tr></table>"
)
ESCAPED = json.dumps(ARTICLE).replace("/", "\\/").replace("<", "\\x3c")
SHARE = "<div class='share'><a>分享到微信</a><a>分享到微博</a></div>" * 5


def page(script: str) -> bytes:
    return f"<html><body>{TITLE}<div id=c></div>{script}<p>版权所有</p></body></html>".encode()


@pytest.mark.parametrize(
    "script",
    [
        f"<script>document.write('{ARTICLE}')</script>",
        f"<script>$('#c').html({json.dumps(ARTICLE)})</script>",
        f"<SCRIPT>var a = {ESCAPED};</SCRIPT>",
        f"<script>var a = {{title: 'x', text: `{ARTICLE}`}};</script>",
        f"<script type='text/html'>{ARTICLE}</script>",
        f"<template>{ARTICLE}</template>",
    ],
)
def test_a_report_that_a_script_writes_is_read(script: str) -> None:
    report = parse_report(page(script), url="a.html")
    assert [fact.text for fact in report.facts] == ["12", "3"]
    assert (report.metadata.year, report.metadata.published) == (2022, "2023-01-20")


@pytest.mark.parametrize("script", [f'<script>var a = "{SHARE}"</script>', "<script>a = 'x"])
def test_what_else_a_script_writes_makes_no_report(script: str) -> None:
    report = parse_report(page(script), url="a.html")
    assert not report.is_report
