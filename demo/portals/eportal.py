"""A portal of 慧兰 eportal: `javascript:next(N)` instead of links to further pages."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import batches, found_portal, items, listing
from demo.web import Answer, Asked, Portal

COLUMN = "/eportal/ui?pageId=392148"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal(
        "eportal",
        reports,
        COLUMN,
        lambda r, n: f"/eportal/{r.year}-{n:02}/index.html",
        style="jcms",
    )
    parts = batches(founded.rows, 9)

    def column(asked: Asked) -> Answer:
        if asked.query.get("pageId") != "392148":
            return Answer(b"", 404)
        number = int(asked.query.get("currentPage", "1"))
        following = (
            f'<a href="javascript:next({number + 1})">下一页</a>' if number < len(parts) else ""
        )
        return listing("年度报告", items(parts[number - 1]) + following, founded.site)

    founded.portal.routes["/eportal/ui"] = column
    founded.portal.listings = len(parts)
    return founded.portal
