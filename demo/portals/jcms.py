"""A portal of Hanweb JCMS: records as CDATA, and a `dataproxy.jsp` that obeys only `page`."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import Row, batches, furnish, hold, item, listing, neighbours, rows
from demo.pages import Site
from demo.web import Answer, Asked, Portal

COLUMN = "/col/col1229214366/index.html"
PROXY = "/module/web/jpage/dataproxy.jsp"
_SIZE = 8
_UNIT = "4471"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    place = reports[0].region
    site = Site(f"{place}人民政府网", padding=8_000)
    portal = Portal("jcms", site.name, COLUMN)
    for number, report in enumerate(reports):
        day = report.published
        path = f"/art/{day.year}/{day.month}/{day.day}/art_76_{15588 + number}.html"
        hold(portal, path, report, "jcms", site)
    others = neighbours("/art/2023/2/14/", place)
    furnish(portal, site, others, "/")
    # A listing of this family links from the root.
    found = [row._replace(href=row.href.removeprefix(".")) for row in rows(portal, "/")]
    parts = batches([*others[:3], *found, *others[3:]], _SIZE)
    portal.routes[COLUMN] = _column(parts, site)
    portal.routes[PROXY] = lambda asked: _proxy(parts, asked)
    portal.listings = len(parts)
    return portal


def _column(parts: list[list[Row]], site: Site) -> Answer:
    total = sum(len(part) for part in parts)
    body = f"""<div id="{_UNIT}"></div>
<script type="text/xml">{_store(parts, 1)}</script>
<script>$("#{_UNIT}").jpage({{perPage: {_SIZE}, totalRecord: {total}, groupSize: 1,
proxyUrl: "{PROXY}", openCookies: true}});</script>"""
    return listing("政府信息公开年报", body, site)


def _proxy(parts: list[list[Row]], asked: Asked) -> Answer:
    """Answer by `page` alone, whatever records were asked for, as some servers do."""
    if asked.form.get("unitid", asked.query.get("unitid")) != _UNIT:
        return Answer(b"", 500)
    number = int(asked.query.get("page", "1"))
    if not 1 <= number <= len(parts):
        return Answer(b"<datastore><recordset></recordset></datastore>", media_type="text/xml")
    return Answer(_store(parts, number).encode(), media_type="text/xml; charset=utf-8")


def _store(parts: list[list[Row]], number: int) -> str:
    records = "".join(f"<record><![CDATA[{item(row)}]]></record>\n" for row in parts[number - 1])
    following = ""
    if number < len(parts):
        query = f"page={number + 1}&appid=1&webid=26&path=/&columnid=1229214366&unitid={_UNIT}"
        following = (
            f'<nextgroup><![CDATA[<a href="{PROXY}?{query}&webname=&permissiontype=0">'
            "</a>]]></nextgroup>"
        )
    return f"<datastore>{following}<recordset>{records}</recordset></datastore>"
