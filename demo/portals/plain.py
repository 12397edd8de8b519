"""An old portal in GBK: tables, 下一页, and one report only as a Word file."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import Row, batches, furnish, hold, listing, neighbours, rows
from demo.pages import Site, page
from demo.web import Answer, Held, Portal, html
from demo.word import word_document

COLUMN = "/gknb/index.html"
_SIZE = 6
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*; the last one hangs as an attachment only."""
    place = reports[0].region
    site = Site(f"{place}政务网", column="年度报告", charset="gbk", padding=4_000)
    portal = Portal("plain", site.name, COLUMN)
    for number, report in enumerate(reports[:-1]):
        hold(portal, f"/gknb/{report.year}/{300 + number}.htm", report, "plain", site)
    _hang(portal, site, reports[-1])
    others = neighbours("./", place)
    furnish(portal, site, others, COLUMN)
    parts = batches([*rows(portal, COLUMN), *others], _SIZE)
    for number, part in enumerate(parts, start=1):
        name = "index.html" if number == 1 else f"index_p{number}.html"
        portal.routes[f"/gknb/{name}"] = listing("年度报告", _table(part, number, len(parts)), site)
    portal.listings = len(parts)
    return portal


def _hang(portal: Portal, site: Site, report: InventedReport) -> None:
    """Give *report* a page that says nothing but where its document is."""
    path, file = "/gknb/fj/399.htm", "/gknb/fj/W020240126.docx"
    body = f"""<h2>{report.title}</h2><p>发布日期：{report.published:%Y-%m-%d}</p>
<p>附件：<a href="W020240126.docx" download>{report.title}.docx</a></p>"""
    portal.routes[path] = html(page(report.title, body, site), site.charset)
    portal.routes[file] = Answer(word_document(report), media_type=_DOCX)
    portal.held.append(Held(path, report, report.published.date().isoformat(), file))


def _table(part: list[Row], number: int, count: int) -> str:
    lines = "\n".join(
        f'<tr><td><img src="/dot.gif"><a href="{row.href}">{row.title}</a></td>'
        f"<td>[{row.date}]</td></tr>"
        for row in part
    )
    following = f"index_p{number + 1}.html" if number < count else "#"
    return (
        f"<table>{lines}</table><p>共{count}页 第{number}页 "
        f'<a href="{following}">下一页</a> <a href="#">尾页</a></p>'
    )
