"""A portal of Fujian's TRS: the column asks `/fjdzapp/search` for JSON, two menus on each page."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import Founded, Row, batches, data, found_portal, listing
from demo.web import Answer, Asked, Portal

COLUMN = "/zwgk/zfxxgkzl/zfxxgkndbg/"
_SIZE = 6
_CHANNEL = "229105"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal(
        "fujian",
        reports,
        COLUMN,
        lambda r, n: f"{COLUMN}{r.published:%Y%m}/t20200221_{3000 + n}.htm",
    )
    portal = founded.portal
    parts = batches(founded.rows, _SIZE)
    portal.routes[COLUMN] = _column(founded)
    portal.routes["/fjdzapp/search"] = lambda asked: _search(parts, asked)
    portal.listings = 1 + len(parts)
    return portal


def _column(founded: Founded) -> Answer:
    menu = '<ul class="menu"><li><a href="/zwgk/">政务公开</a></li></ul>'
    body = f"""{menu}<div class="phone">{menu}</div>
<ul ms-controller="list"><li ms-for="el in @docs">
<a ms-attr="{{href: el.url}}">{{{{el.doctitle}}}}</a></li></ul><script>
var url = "/fjdzapp/search?channelid={_CHANNEL}&classsql=chnlid%3D4471&prepage={_SIZE}&page=";
</script>"""
    return listing("政府信息公开年度报告", body, founded.site)


def _search(parts: list[list[Row]], asked: Asked) -> Answer:
    number = int(asked.query.get("page") or 1)
    if asked.query.get("channelid") != _CHANNEL or not 1 <= number <= len(parts):
        return data({"error": "1", "data": []})
    return data(
        {
            "error": "0",
            "page": number,
            "prepage": _SIZE,
            "pageCount": len(parts),
            "recordCount": sum(len(part) for part in parts),
            "data": [_record(row) for row in parts[number - 1]],
        }
    )


def _record(row: Row) -> dict[str, object]:
    return {
        "docid2": row.href[-8:-4],
        "chnl": "政府信息公开年度报告",
        "chnldocurl": row.href,
        "docpuburl": row.href,
        "url": row.href,
        "doctitle": row.title.replace("年度报告", "<em>年度报告</em>"),
        "docreltime": row.date.replace("-", ".") + " 14:48:00",
        "content": "本报告依照规定编写",
        "files": [],
        "pics": [],
    }
