"""A portal of Guangdong's gkmlpt: a tree, an API with pages 0 and 1 alike, times as epochs."""

import json
from collections.abc import Sequence
from datetime import datetime

from demo.invented import CHINA, InventedReport
from demo.listing import Row, data, found_portal, listing
from demo.web import Answer, Asked, Portal

COLUMN = "/gkmlpt/index"
_SID = "990001"
_CATEGORY = 4471
_SIZE = 100


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports* among more than a hundred other articles."""
    founded = found_portal(
        "gkmlpt",
        reports,
        COLUMN,
        lambda r, n: f"/gkmlpt/content/{r.year}/{n % 3}/post_{11956000 + n}.html",
        style="wps",
    )
    portal = founded.portal
    # One page of an API holds 100: only a crowd shows whether the second is asked for.
    crowd = [
        Row(f"第{n}期政府公报目录", f"/gkmlpt/content/1/1/post_{n}.html", "2022-03-01")
        for n in range(90)
    ]
    rows = [*founded.rows[:9], *crowd, *founded.rows[9:]]
    tree = [
        {"id": 4460, "name": "机构职能", "children": []},
        {"id": 4470, "name": "政府信息公开", "children": [{"id": _CATEGORY, "name": "年度报告"}]},
    ]
    config = f"{{SID:'{_SID}', BASE_URL:'/gkmlpt', TREE:{json.dumps(tree, ensure_ascii=False)}}}"
    body = f'<div id="app"></div><script>window._CONFIG = {config};</script>'
    portal.routes[COLUMN] = listing("政府信息公开平台", body, founded.site)
    portal.routes[f"/gkmlpt/api/all/{_CATEGORY}"] = lambda asked: _list(rows, asked)
    portal.listings = 1 + -(-len(rows) // _SIZE)
    return portal


def _list(rows: list[Row], asked: Asked) -> Answer:
    if asked.query.get("sid") != _SID:
        return data({"error": "sid"})
    number = max(1, int(asked.query.get("page", "0")))
    part = rows[(number - 1) * _SIZE : number * _SIZE]
    return data(
        {
            "classify": {"id": _CATEGORY, "name": "年度报告", "post_count": len(rows)},
            "articles": [_article(row, index) for index, row in enumerate(part)],
        }
    )


def _article(row: Row, index: int) -> dict[str, object]:
    day = datetime.fromisoformat(row.date).replace(tzinfo=CHINA)
    epoch = int(day.timestamp())
    return {
        "id": index,
        "title": row.title,
        "publisher": "",
        "document_number": "",
        "date": epoch,
        # Numbers in some records, texts in others, as the platform gives them.
        "display_publish_time": epoch if index % 2 else str(epoch),
        "created_at": f"{day:%Y-%m-%d %H:%M:%S}",
        "url": row.href,
        "attachment": [],
        "is_expired": 0,
    }
