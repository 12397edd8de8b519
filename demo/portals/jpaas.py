"""A portal on jpaas: `queryData` in the page, the list in a unit that obeys only `paramJson`."""

import json
from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import Row, batches, data, found_portal, items, listing
from demo.web import Answer, Asked, Portal

COLUMN = "/zfxxgk/zfxxgknb/index.html"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_QUERY = {
    "parseType": "bulidstatic",
    "webId": "8",
    "tplSetId": "9Pmx2",
    "pageType": "column",
    "tagId": "信息列表",
    "editType": "null",
    "pageId": "2Lk81",
}


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*: 2017 below its year, moved here in 2023."""
    founded = found_portal(
        "jpaas",
        reports,
        COLUMN,
        lambda r, n: (
            f"/zfxxgk/zfxxgknb/{r.year}/szf/art/2023/art_{r.index_number[:9]}{n:023x}.html"
        ),
        style="jcms",
    )
    portal, rows = founded.portal, founded.rows
    query = json.dumps(_QUERY, ensure_ascii=False).replace('"', "'")
    body = f'<div id="unit" class="jpaas-unit" queryData="{query}"></div>'
    portal.routes[COLUMN] = listing("政府信息公开年报", body, founded.site)
    portal.routes[UNIT] = lambda asked: _unit(rows, asked)
    portal.listings = 1 + len(batches(rows, 15))
    return portal


def _unit(rows: list[Row], asked: Asked) -> Answer:
    query = asked.query
    if any(query.get(name) != value for name, value in _QUERY.items()):
        return data({"success": False, "data": {"html": ""}})
    given = json.loads(query.get("paramJson") or "{}")
    number, size = int(given.get("pageNo", 1)), int(given.get("pageSize", 15))
    part = rows[(number - 1) * size : number * size]
    bar = f'<div class="pagination" rows="{size}" count="{len(rows)}"></div>'
    return data({"success": True, "code": "200", "data": {"html": items(part) + bar}})
