"""A portal of UCAP 开普云: `channelId` in the head, the list as JSON, hexadecimal addresses."""

from collections.abc import Sequence
from hashlib import sha256

from demo.invented import InventedReport
from demo.listing import Row, batches, data, found_portal
from demo.pages import page
from demo.web import Answer, Asked, Portal, html

COLUMN = "/zfb/gknb/common_zfxxgknb.shtml"
_CHANNEL = "c64f0bd1"
_SIZE = 7


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal("ucap", reports, COLUMN, _address, style="wps")
    portal = founded.portal
    parts = batches(founded.rows, _SIZE)
    search = f"/common/search/{_CHANNEL}?_isAgg=true&_isJson=true&_pageSize={_SIZE}&_template=index"
    body = f"""<div class="gl-list"><ul id="list"></ul></div>
<script>$.getJSON("{search}&page=" + pageNo, render);</script>"""
    meta = f'<meta name="channelId" content="{_CHANNEL}">\n'
    portal.routes[COLUMN] = html(page("政府信息公开年报", body, founded.site, meta))
    portal.routes[f"/common/search/{_CHANNEL}"] = lambda asked: _search(parts, asked)
    portal.listings = 1 + len(parts)
    return portal


def _address(report: InventedReport, number: int) -> str:
    name = sha256(f"{report.title}{number}".encode()).hexdigest()[:32]
    return f"/zfb/gknb/c100002/{report.published:%Y%m}/{name}.shtml"


def _search(parts: list[list[Row]], asked: Asked) -> Answer:
    number = int(asked.query.get("page") or 1)
    found = parts[number - 1] if 1 <= number <= len(parts) else []
    results = [
        {
            "title": row.title,
            "url": row.href,
            "publishedTimeStr": f"{row.date} 10:30:00",
            "domainMetaList": [{"resultList": [{"key": "syh", "value": "990001"}]}],
        }
        for row in found
    ]
    total = sum(len(part) for part in parts)
    return data({"data": {"page": number, "rows": _SIZE, "total": total, "results": results}})
