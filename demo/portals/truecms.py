"""A portal of truecms: JSONP by a window of records, and nothing without a Referer."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import Row, data, found_portal, listing
from demo.web import Answer, Asked, Portal

COLUMN = "/zwgk/nb.html"
_MESSAGES = "/truecms/messageController/getMessage.do"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal(
        "truecms", reports, COLUMN, lambda r, n: f"/xxgk/{r.published:%Y-%m}/{n}/content_{n}.html"
    )
    portal, rows = founded.portal, founded.rows
    body = f"""<div id="list"></div><script>$.ajax({{dataType: "jsonp", jsonp: "callback",
url: "{_MESSAGES}?siteId=3&channelId=4471"}});</script>"""
    portal.routes[COLUMN] = listing("年度报告", body, founded.site)
    portal.routes[_MESSAGES] = lambda asked: _messages(rows, asked)
    portal.listings = 1 + -(-len(rows) // 15)
    return portal


def _messages(rows: list[Row], asked: Asked) -> Answer:
    if COLUMN not in asked.headers.get("referer", ""):
        return Answer(b"Forbidden", 403)
    query = asked.query
    part = rows[int(query["startRecord"]) - 1 : int(query["endRecord"])]
    messages = [{"title": row.title, "url": row.href, "publishTime": row.date} for row in part]
    answer = {"totalRecord": len(rows), "messages": messages}
    return data(answer, callback=query.get("callback", "callback"))
