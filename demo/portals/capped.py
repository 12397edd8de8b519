"""A portal of JCMS that obeys `startrecord`, caps `perpage` and encrypts the column's id."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import Row, found_portal, item, listing
from demo.portals.jcms import PROXY
from demo.web import Answer, Asked, Portal

COLUMN = "/col/col88310/index.html"
_EMBEDDED, _CAP = 9, 4
_COLUMN_ID = "Q8wXh2%2BkLs%3D"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal(
        "capped", reports, COLUMN, lambda r, n: f"/art/{r.year + 1}/art_{n:032x}.html", style="jcms"
    )
    rows = founded.rows
    proxy = f"{PROXY}?page=2&amp;webid=26&amp;columnid={_COLUMN_ID}&amp;unitid=88"
    store = f"<nextgroup><![CDATA[<a href='{proxy}'></a>]]></nextgroup>{_records(rows[:_EMBEDDED])}"
    body = f"""<script type="text/xml"><datastore>{store}</datastore></script>
<script>$("#88").jpage({{perPage: {_EMBEDDED}, totalRecord: {len(rows)}}});</script>"""
    founded.portal.routes[COLUMN] = listing("年度报告", body, founded.site)
    founded.portal.routes[PROXY] = lambda asked: _proxy(rows, asked)
    founded.portal.listings = 1 + -(-(len(rows) - _EMBEDDED) // _CAP)
    return founded.portal


def _proxy(rows: list[Row], asked: Asked) -> Answer:
    if asked.form.get("columnid") != "Q8wXh2+kLs=":
        return Answer(b"<datastore></datastore>", media_type="text/xml")
    start, end = int(asked.query["startrecord"]), int(asked.query["endrecord"])
    part = rows[start - 1 : min(end, start - 1 + _CAP)]
    store = f"<totalrecord>{len(rows)}</totalrecord>{_records(part)}"
    return Answer(f"<datastore>{store}</datastore>".encode(), media_type="text/xml;charset=utf-8")


def _records(rows: list[Row]) -> str:
    records = "".join(f"<record><![CDATA[{item(row)}]]></record>" for row in rows)
    return f"<recordset>{records}</recordset>"
