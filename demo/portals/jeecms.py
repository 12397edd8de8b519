"""A portal of Jeecms: `index_2.jhtml` after `index.jhtml`, reached by a script only."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import batches, found_portal, items, listing
from demo.web import Portal

COLUMN = "/zfxxgknb/index.jhtml"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal("jeecms", reports, COLUMN, lambda r, n: f"/zfxxgknb/{1200 + n}.jhtml")
    parts = batches(founded.rows, 8)
    for number, part in enumerate(parts, start=1):
        body = f"""{items(part)}<div>共{sum(map(len, parts))}条记录 {number}/{len(parts)}页
<a disabled="disabled">首页</a>
<a onclick="location.href='index_{number + 1}.jhtml'">下一页</a></div>"""
        name = "index.jhtml" if number == 1 else f"index_{number}.jhtml"
        founded.portal.routes[f"/zfxxgknb/{name}"] = listing("年度报告", body, founded.site)
    founded.portal.listings = len(parts)
    return founded.portal
