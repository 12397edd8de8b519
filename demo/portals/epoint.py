"""A portal of 新点 Epoint: a shell, and `getgovinfolist` that takes JSON in a form."""

import json
from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import Row, data, found_portal, listing
from demo.web import Answer, Asked, Portal

COLUMN = "/xxgk/004003/list.html"
_PATH = "/EpointWebBuilder/rest/govinfo/getgovinfolist"
_SITE = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
_SIZE = 8


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal(
        "epoint",
        reports,
        COLUMN,
        lambda r, n: f"/xxgk/004003/{r.published:%Y%m%d}/{n:08x}-0b1c.html",
    )
    portal, rows = founded.portal, founded.rows
    body = f"""<script src="/js/webBuilderCommon.js"></script><div id="infolist"></div><script>
var siteInfo = {{projectName: "/EpointWebBuilder", siteGuid: "{_SITE}"}};
var categoryNum = "004003", pageSize = {_SIZE};
$.post(siteInfo.projectName + "/rest/govinfo/getgovinfolist", {{params: params}}, render);
</script>"""
    portal.routes[COLUMN] = listing("政府信息公开年报", body, founded.site)
    portal.routes[_PATH] = lambda asked: _list(rows, asked)
    portal.listings = 1 + -(-len(rows) // _SIZE)
    return portal


def _list(rows: list[Row], asked: Asked) -> Answer:
    given = json.loads(asked.form.get("params", "{}"))
    if asked.method != "POST" or given.get("siteGuid") != _SITE:
        return data({"code": "0", "custom": {"text": "参数错误"}})
    start = int(given["pageIndex"]) * int(given["pageSize"])
    part = rows[start : start + int(given["pageSize"])]
    infos = [{"title": row.title, "infourl": row.href, "infodate": row.date} for row in part]
    return data({"code": "1", "custom": {"count": len(rows), "infodata": infos}})
