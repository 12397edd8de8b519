"""Hanweb's disclosure module: `search.jsp` by POST, and a year's report on a JSP without title."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import Row, batches, found_portal, item, listing
from demo.pages import Site, page, render_article
from demo.web import Answer, Asked, Held, Portal, html

COLUMN = "/col/col1229310/index.html"
_SEARCH = "/module/xxgk/search.jsp"
_ANNUAL = "/module/xxgk/xxgkAnnualReport.jsp"
_AREA = "1137"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal: the first body's reports on the JSP, the others' found by the search."""
    own = [report for report in reports if report.body == reports[0].body]
    rest = [report for report in reports if report.body != reports[0].body]
    founded = found_portal(
        "xxgk",
        rest,
        COLUMN,
        lambda r, n: f"/art/{r.year + 1}/2/6/art_20417_{1630 + n}.html",
        style="jcms",
    )
    portal, site = founded.portal, founded.site
    parts = batches(founded.rows, 7)
    years = "".join(
        f'<li><a href="{_annual(report.year)}">{report.year}年</a></li>' for report in own
    )
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{value}">' for name, value in _FORM.items()
    )
    body = f"""<ul class="years">{years}</ul><form action="{_SEARCH}" method="post">{hidden}</form>
<div id="div1018"></div><script>ajaxSearch("{_SEARCH}", "div1018");</script>"""
    portal.routes[COLUMN] = listing("政府信息公开年报", body, site)
    portal.routes[_SEARCH] = lambda asked: _search(parts, asked)
    for report in own:
        path = _annual(report.year)
        portal.routes[path] = html(_untitled(report, site))
        portal.held.append(Held(path, report, ""))
    portal.listings = 1 + len(parts)
    return portal


_FORM = {
    "infotypeId": "A0203",
    "jdid": "6",
    "area": _AREA,
    "divid": "div1018",
    "sortfield": ",createdatetime:0",
}


def _annual(year: int) -> str:
    return f"{_ANNUAL}?area={_AREA}&fbtime={year}"


def _untitled(report: InventedReport, site: Site) -> str:
    """Return the report's text alone: the JSP prints neither title nor date nor tags."""
    return page("", render_article(report), Site(name="", column=site.column))


def _search(parts: list[list[Row]], asked: Asked) -> Answer:
    form = asked.form
    if asked.method != "POST" or form.get("infotypeId") != "A0203":
        return Answer(b"", 500)
    number = int(form.get("currpage", "1"))
    found = "".join(item(row) for row in parts[number - 1]) if number <= len(parts) else ""
    return html(f'<ul class="zfxxgk_zdgkc">{found}</ul><div class="bt-num">共{len(parts)}页</div>')
