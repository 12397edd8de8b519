"""A portal whose list takes its page from the address, and a bar of numbers drawn by a script."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import batches, found_portal, items, listing
from demo.web import Answer, Asked, Portal

COLUMN = "/list.php?class=12&page=1"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal(
        "query", reports, COLUMN, lambda r, n: f"/gk_show.php?id={800 + n}", style="plain"
    )
    parts = batches(founded.rows, 8)

    def column(asked: Asked) -> Answer:
        # Beyond the last page it gives the last one again, as many do.
        number = min(int(asked.query.get("page", "1")), len(parts))
        bar = f"<div>第{number}页 共{len(parts)}页 <span>下一页</span></div>"
        body = items(parts[number - 1]) + bar
        return listing("年度报告", body, founded.site)

    founded.portal.routes["/list.php"] = column
    founded.portal.listings = len(parts)
    return founded.portal
