"""The parts that simulated listings share: rows, neighbours that are no reports, a home page."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from demo.invented import InventedReport
from demo.pages import Site, page, printed_date, render_page
from demo.web import Answer, Held, Portal, html

Address = Callable[[InventedReport, int], str]


class Row(NamedTuple):
    """A row of a listing."""

    title: str
    href: str
    date: str


class Founded(NamedTuple):
    """A portal with its pages in place, and the rows that its listing is still to show."""

    portal: Portal
    site: Site
    rows: list[Row]


def found_portal(
    name: str,
    reports: Sequence[InventedReport],
    column: str,
    address: Address,
    *,
    style: str = "trs",
    others: str = "/zwgk/xx/",
) -> Founded:
    """Return a portal that holds *reports* at their addresses, and neighbours below *others*.

    The rows have paths from the root; three neighbours stand before the reports, three after.
    """
    place = reports[0].region
    site = Site(f"{place}人民政府门户网站", padding=3_000)
    portal = Portal(name, site.name, column)
    for number, report in enumerate(reports):
        hold(portal, address(report, number), report, style, site)
    beside = neighbours(others, place)
    furnish(portal, site, beside, "/")
    listed = [row._replace(href=row.href.removeprefix(".")) for row in rows(portal, "/")]
    return Founded(portal, site, [*beside[:3], *listed, *beside[3:]])


def data(value: object, *, callback: str = "") -> Answer:
    """Return *value* as JSON, or as JSONP for a *callback*."""
    text = json.dumps(value, ensure_ascii=False)
    media = "text/javascript" if callback else "application/json"
    text = f"{callback}({text});" if callback else text
    return Answer(text.encode(), media_type=f"{media};charset=UTF-8")


def items(part: Iterable[Row]) -> str:
    """Return rows as a list."""
    return "<ul>" + "\n".join(item(row) for row in part) + "</ul>"


def rows(portal: Portal, base: str) -> list[Row]:
    """Return a row for each report the portal holds, newest first, relative to *base*."""
    ordered = sorted(portal.held, key=lambda held: (held.published, held.path), reverse=True)
    return [
        Row(held.report.title, relative(base, held.path), held.published[:10]) for held in ordered
    ]


def relative(base: str, path: str) -> str:
    """Return *path* as a listing at *base* links it: `./` below it, `../` beside it."""
    folder = base[: base.rindex("/") + 1]
    if path.startswith(folder):
        return "./" + path[len(folder) :]
    above = folder[: folder.rstrip("/").rindex("/") + 1]
    return "../" + path[len(above) :] if path.startswith(above) else path


def item(row: Row, *, cut: bool = False) -> str:
    """Return a row as a list item; a *cut* text has its whole title in the title attribute."""
    text = row.title[:16] + "…" if cut else row.title
    return (
        f'<li><a href="{escape(row.href)}" title="{escape(row.title)}" target="_blank">'
        f"{escape(text)}</a><span>{row.date}</span></li>"
    )


def neighbours(folder: str, place: str, day: date = date(2023, 2, 14)) -> list[Row]:
    """Return rows of documents that stand beside reports and are none."""
    titles = (
        f"{place}2022年政府网站工作年度报表",
        f"{place}2023年政务公开工作要点",
        f"{place}住房公积金2022年年度报告",
        f"{place}2022年法治政府建设年度报告",
        f"关于做好{place}2022年政府信息公开工作年度报告编制工作的通知",
        f"{place}2022年上半年依申请公开情况统计",
    )
    return [
        Row(title, f"{folder}t{day:%Y%m%d}_{9000 + number}.html", f"{day}")
        for number, title in enumerate(titles)
    ]


def hold(portal: Portal, path: str, report: InventedReport, style: str, site: Site) -> None:
    """Put *report* on the portal at *path*, as a page of *style*."""
    text = render_page(report, style, site)
    portal.routes[path] = html(text, site.charset, modified=report.published)
    portal.held.append(Held(path, report, printed_date(report, style)))


def furnish(portal: Portal, site: Site, others: Iterable[Row], base: str) -> None:
    """Give the portal its home, its sections and the pages of its *others*."""
    home = f"""<div class="main"><h2>要闻动态</h2><ul>
<li><a href="/zwgk/news1.html">{escape(portal.title)}召开防汛工作会议</a></li></ul>
<div class="gk"><a href="/zwgk/">政府信息公开</a></div></div>"""
    section = f"""<div class="left"><ul><li><a href="/zwgk/zn.html">政府信息公开指南</a></li>
<li><a href="/zwgk/zd.html">政府信息公开制度</a></li>
<li><a href="{portal.column}">政府信息公开年报</a></li></ul></div>"""
    portal.routes["/"] = html(page(site.name, home, site), site.charset)
    portal.routes["/zwgk/"] = html(page("政府信息公开", section, site), site.charset)
    for name, title in _SECTIONS.items():
        body = f"<h1>{title}</h1><p>{escape(portal.title)}{title}，内容从略。</p>"
        portal.routes[name] = html(page(title, body, site), site.charset)
    for row in others:
        body = f"<h1>{escape(row.title)}</h1><p>{row.date}　各单位请按要求办理，内容从略。</p>"
        path = base[: base.rindex("/") + 1] + row.href.removeprefix("./")
        portal.routes[path] = html(page(row.title, body, site), site.charset)


def batches(found: Sequence[Row], size: int) -> list[list[Row]]:
    """Return the rows page by page; a listing without rows still has its first page."""
    return [list(found[start : start + size]) for start in range(0, max(1, len(found)), size)]


def listing(title: str, body: str, site: Site) -> Answer:
    """Return a listing page with the portal's furniture round it."""
    return html(
        page(title, f'<div class="list"><h2>{title}</h2>\n{body}\n</div>', site), site.charset
    )


_SECTIONS = {
    "/zwgk/news1.html": "防汛工作会议",
    "/zwgk/zn.html": "政府信息公开指南",
    "/zwgk/zd.html": "政府信息公开制度",
    "/zwfw/": "政务服务",
    "/hdjl/": "互动交流",
    "/about/": "网站地图",
}
