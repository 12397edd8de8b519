"""A portal that scripts draw: its menu, the addresses behind its rows, its bar of pages."""

from collections.abc import Sequence
from html import escape

from demo.invented import InventedReport
from demo.listing import Row, batches, found_portal, listing
from demo.pages import page
from demo.web import Answer, Portal, html

COLUMN = "/site/nb/index.html"
_SIZE = 8


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal("drawn", reports, COLUMN, lambda r, n: f"/site/nb/{r.year}/{n}.html")
    portal, site = founded.portal, founded.site
    home = '<h2>要闻动态</h2><p>本站正在改版。</p><script src="/js/nav.js"></script>'
    portal.routes["/"] = html(page(site.name, home, site), site.charset)
    portal.routes["/js/nav.js"] = Answer(_MENU.encode(), media_type="text/javascript")
    parts = batches(founded.rows, _SIZE)
    for number, part in enumerate(parts):
        name = f"/site/nb/index{f'_{number}' if number else ''}.html"
        body = _list(part) + _BAR.replace("COUNT", str(len(founded.rows)))
        portal.routes[name] = listing(
            "政府信息公开年报", body.replace("CURRENT", str(number + 1)), site
        )
    portal.listings = len(parts)
    return portal


def _list(part: Sequence[Row]) -> str:
    rows = "".join(
        f"""<li onclick="show('{row.href}')">{escape(row.title)}<span>{row.date}</span></li>"""
        for row in part
    )
    return f"<ul>{rows}</ul>"


_MENU = """
var menu = [{name: "首页", url: "/"}, {name: "公开", url: "", children: [
  {name: "政府信息公开指南", url: "/zwgk/zn.html"},
  {name: "政府信息公开年报", url: "/site/nb/index.html", children: []}]}];
draw(menu);
"""
_BAR = """<div id="bar"></div><script>
function show(path) { window.open(path); }
laypage.render({elem: "bar", count: COUNT, limit: 8, curr: CURRENT, jump: function (obj, first) {
  if (first) { return; }
  location.href = obj.curr == 1 ? "index.html" : "index_" + (obj.curr - 1) + ".html";
}});
</script>"""
