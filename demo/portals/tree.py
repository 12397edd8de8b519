"""A portal whose column shows a tree of bodies, and a body's list once it is clicked."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import batches, data, found_portal, listing
from demo.web import Answer, Asked, Portal

COLUMN = "/xxgk/nb/index.html"
_SIZE = 3
_SCRIPT = """<ul id="tree"></ul><ul id="list"></ul><script>
var setting = {async: {enable: true, url: "/xxgk/depts.json"}, callback: {onClick: opened}};
function opened(event, tree, node) { if (!node.isParent) { show(node.id, 1); } }
function show(dept, page) {
  $.post("/xxgk/reports", {dept: dept, pageNo: page, pageSize: 3}, function (found) {
    found.rows.forEach(function (row) { $("#list").append(row.title.link(row.url)); });
  }, "json");
}
$.fn.zTree.init($("#tree"), setting);
</script>"""


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*: without a script there is not one body on it."""
    founded = found_portal(
        "tree", reports, COLUMN, lambda r, n: f"/xxgk/art/{r.year}/{n}.html", style="plain"
    )
    portal = founded.portal
    bodies = list(dict.fromkeys(report.body.name for report in reports))
    nodes = [{"id": f"d{n}", "pId": "0", "name": name} for n, name in enumerate(bodies)]
    portal.routes[COLUMN] = listing("政府信息公开年报", _SCRIPT, founded.site)
    portal.routes["/xxgk/depts.json"] = data(
        [{"id": "0", "name": "政府部门", "isParent": True, "children": nodes}]
    )
    listed = list(zip(reports, founded.rows[3:-3], strict=True))  # without the neighbours
    parts = {
        f"d{n}": batches([row for report, row in listed if report.body.name == name], _SIZE)
        for n, name in enumerate(bodies)
    }

    def rows(asked: Asked) -> Answer:
        part = parts.get(asked.form.get("dept", ""), [])
        number = int(asked.form.get("pageNo", "1"))
        found = part[number - 1] if 0 < number <= len(part) else []
        shown = [{"title": row.title, "url": row.href, "date": row.date} for row in found]
        return data({"total": sum(map(len, part)), "rows": shown})

    portal.routes["/xxgk/reports"] = rows
    portal.listings = 2 + sum(map(len, parts.values()))
    return portal
