"""Render an invented report as a whole page of a portal, in the manner of several systems."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from demo.invented import InventedReport
from demo.tables import report_tables


@dataclass(frozen=True, slots=True)
class Site:
    """The portal round the article: its name and how heavy its furniture is, in bytes."""

    name: str = "澄望市人民政府门户网站"
    column: str = "政府信息公开年报"
    charset: str = "utf-8"
    padding: int = 0


def render_page(report: InventedReport, style: str = "trs", site: Site | None = None) -> str:
    """Return the page of *report* in a *style* of `STYLES`.

    A `Site` with a padding of about 30,000 gives pages of 50 to 80 kB, as real portals have.
    """
    site = site or Site()
    tags = "" if style in UNTAGGED else meta_tags(report)
    return page(report.title, STYLES[style](report), site, tags)


def render_article(report: InventedReport) -> str:
    """Return the report's text alone, without title, date and tags."""
    return _article(report, dress="plain", spans=True, one_table=True)


def printed_date(report: InventedReport, style: str) -> str:
    """Return the publication as a page of *style* gives it: an old page has no time of day."""
    return report.published_iso[:10] if style in UNTAGGED else report.published_iso


def page(title: str, body: str, site: Site, meta: str = "") -> str:
    """Return *body* with the portal's head, navigation and footer round it."""
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="{site.charset}">
<title>{escape(title)}-{escape(site.name)}</title>
<meta name="SiteName" content="{escape(site.name)}">
<meta name="ColumnName" content="{escape(site.column)}">
{meta}<script>var navIndex = 3; function fontZoom(size) {{ return size + "px"; }}</script>
<style>.nav li {{ float: left }} .date {{ color: #999 }}</style>
</head>
<body>
<div class="header"><div class="top">今天是<span id="clock">2026年11月22日 星期日</span>
<a href="/wza/">无障碍</a> <a href="/zzb/">关怀版</a></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/zwfw/">政务服务</a></li><li><a href="/hdjl/">互动交流</a></li></ul></div>
<div class="position">您当前所在位置：<a href="/">首页</a> &gt; 政务公开
 &gt; {escape(site.column)}</div>
{body}
{_furniture(site.padding)}
<div class="footer"><p>主办：{escape(site.name)}　网站标识码：9900000001</p>
<p><a href="/about/">网站地图</a> | 关于我们 | 备案号 <span>ICP备99000001号</span></p></div>
</body>
</html>
"""


def meta_tags(report: InventedReport) -> str:
    """Return the article tags of the 政府网站发展指引, as complete as most portals have them."""
    tags = {
        "ArticleTitle": report.title,
        "PubDate": f"{report.published:%Y-%m-%d %H:%M}",
        "ContentSource": report.source,
        "Author": report.author,
        "Keywords": "政府信息公开,年度报告",
        "SiteIDCode": "9900000001",
    }
    return "".join(
        f'<meta name="{name}" content="{escape(text)}">\n' for name, text in tags.items()
    )


def _trs(report: InventedReport) -> str:
    when = f"{report.published:%Y-%m-%d %H:%M}"
    return f"""<div class="xl_article"><h1>{escape(report.title)}</h1>
<div class="info">发布时间：{when}　信息来源：{escape(report.source)}　作者：{report.author}
　浏览量：<span id="hits"></span>　【字体：<a href="javascript:fontZoom(18)">大</a> 中 小】</div>
<div class="TRS_Editor">
{_article(report, dress="plain", spans=True, one_table=True)}
</div></div>"""


def _jcms(report: InventedReport) -> str:
    when = f"{report.published:%Y-%m-%d %H:%M}"
    box = f"""<table class="xxgk_box"><tr><td>名　称</td><td>{escape(report.title)}</td>
<td>索 引 号</td><td>{report.index_number}</td></tr>
<tr><td>发布机构</td><td>{escape(report.issuer)}</td><td>发布日期</td><td>{when}</td></tr>
<tr><td>文　号</td><td></td><td>关键词</td><td></td></tr></table>"""
    return f"""<div class="main-txt">{box}
<!--<$[标题名称(html)]>begin--><div class="title">{escape(report.title)}</div><!--end-->
<p class="date">发布日期：{when}　来源：{escape(report.source)}　字体：【大 中 小】</p>
<div id="zoom"><!--ZJEG_RSS.content.begin-->
{_article(report, dress="word", spans=True, one_table=False)}
<!--ZJEG_RSS.content.end--></div></div>"""


def _plain(report: InventedReport) -> str:
    when = f"{report.published:%Y-%m-%d}"
    return f"""<table width="960" align="center">
<tr><td align="center"><b>{escape(report.title)}</b></td></tr>
<tr><td align="center">来源：{escape(report.source)} | 发布日期：{when} | 点击数：-</td></tr>
<tr><td id="Zoom">
{_article(report, dress="plain", spans=False, one_table=False)}
</td></tr></table>"""


def _wps(report: InventedReport) -> str:
    published = report.published
    when = f"{published.year}年{published.month:02}月{published.day:02}日"
    if published.time().isoformat() != "00:00:00":
        when += f" {published:%H:%M}"
    return f"""<div class="article-content"><h2 class="title">{escape(report.title)}</h2>
<ul class="line"><li>发布时间：{when}</li><li>来源：{escape(report.source)}</li>
<li>浏览次数：</li></ul>
<div id="UCAP-CONTENT">
{_article(report, dress="wps", spans=True, one_table=True)}
</div></div>"""


Style = Callable[[InventedReport], str]
UNTAGGED = {"plain"}  # systems older than the tags
STYLES: dict[str, Style] = {"trs": _trs, "jcms": _jcms, "plain": _plain, "wps": _wps}


def _article(report: InventedReport, *, dress: str, spans: bool, one_table: bool) -> str:
    tables = report_tables(report, dress=dress, spans=spans, one_table=one_table)
    lines: list[str] = []
    for number, section in enumerate(report.sections):
        lines.append(f"<p><strong>{section.heading}</strong></p>")
        lines += [f'<p style="text-indent:2em">{escape(text)}</p>' for text in section.paragraphs]
        if 1 <= number <= 3:
            lines.append(tables[number - 1])
    signed = report.signed
    lines.append(f'<p align="right">{escape(report.issuer)}</p>')
    lines.append(f'<p align="right">{signed.year}年{signed.month}月{signed.day}日</p>')
    return "\n".join(lines)


def _furniture(size: int) -> str:
    """Return navigation and script of about *size* bytes, half and half, as templates have them."""
    item = '<li class="sub"><a href="/fw/item{0}.html" target="_blank">办事指南第{0}项</a></li>\n'
    entry = (
        'menu.push({{id: {0}, name: "办事指南第{0}项", url: "/fw/item{0}.html", open: false}});\n'
    )
    if size < len(item):
        return ""
    items, entries = (_repeated(line, size // 2) for line in (item, entry))
    return f'<ul class="guide">\n{items}</ul>\n<script>\nvar menu = [];\n{entries}</script>'


def _repeated(line: str, size: int) -> str:
    count = max(1, size // len(line.encode()))
    return "".join(line.format(number) for number in range(count))
