"""A portal of 龙讯 Lonsun: a body's disclosure column, whose pager is drawn by a script."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import batches, found_portal, items, listing
from demo.web import Answer, Asked, Portal

_PATH = "/public/column/6595891"
COLUMN = f"{_PATH}?type=4&action=list&nav=3&catId=7055991"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal(
        "lonsun", reports, COLUMN, lambda r, n: f"/public/6595891/{27830000 + n}.html", style="jcms"
    )
    parts = batches(founded.rows, 9)
    portal = founded.portal

    def column(asked: Asked) -> Answer:
        number = min(int(asked.query.get("pageIndex", "1")), len(parts))
        body = f"""{items(parts[number - 1])}<div id="page_list"></div><script>
Ls.pagination("#page_list", {{currentPage: {number}, pageCount: {len(parts)}}});</script>"""
        return listing("政府信息公开年度报告", body, founded.site)

    portal.routes[_PATH] = column
    portal.listings = len(parts)
    return portal
