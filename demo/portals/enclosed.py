"""A portal of 新点 Epoint whose pages are shells: each document comes as JSON, some as files."""

import json
from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import data, furnish, listing
from demo.pages import Site, page, render_article
from demo.pdf import pdf_document
from demo.web import Answer, Asked, Held, Portal, html

COLUMN = "/xxgk/004003/list.html"
_REST = "/EpointWebBuilder/rest/govinfo/"
_SITE = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
_SCRIPT = """<script src="/js/webBuilderCommon.js"></script><div id="box"></div><script>
var categoryNum = "004003", pageSize = 100;
$.post(siteInfo.projectName + "/rest/govinfo/METHOD", {params: params}, render);
</script>"""
# Whom to ask stands in a script that all of its pages share.
_COMMON = f'var siteInfo = {{"projectName": "/EpointWebBuilder", "siteGuid": "{_SITE}"}};'
# Every so many a report is there as a file only.
_FILED = 4


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    site = Site(f"{reports[0].region}人民政府门户网站")
    portal = Portal("enclosed", site.name, COLUMN)
    records, details = [], {}
    for number, report in enumerate(reports):
        guid = f"{number:08x}-0b1c-4d2e-8f30-a1b2c3d4e5f6"
        path = f"/showinfo.html?infoGuid={guid}"
        file = f"/files/{guid}.pdf" if number % _FILED == 0 else ""
        if file:
            portal.routes[file] = Answer(pdf_document(report), media_type="application/pdf")
        day = f"{report.published:%Y-%m-%d}"
        records.append({"title": report.title, "infoGuid": guid, "infodate": day})
        details[guid] = _detail(report, file)
        portal.held.append(Held(path, report, day, file))
    furnish(portal, site, (), COLUMN)
    portal.routes[COLUMN] = listing("政府信息公开年报", _script("getgovinfolist"), site)
    portal.routes["/showinfo.html"] = html(page("信息公开", _script("getGovInfoDetail"), site))
    found = {"code": "1", "custom": {"count": len(records), "infodata": records}}
    portal.routes[f"{_REST}getgovinfolist"] = lambda asked: data(found)
    portal.routes[f"{_REST}getGovInfoDetail"] = lambda asked: _answer(details, asked)
    portal.routes["/js/webBuilderCommon.js"] = Answer(
        _COMMON.encode(), media_type="application/javascript"
    )
    portal.listings = 2
    return portal


def _script(method: str) -> str:
    return _SCRIPT.replace("METHOD", method)


def _detail(report: InventedReport, file: str) -> dict[str, object]:
    text = "" if file else render_article(report)
    files = [{"attachFileName": f"{report.title}.pdf", "attachUrl": file}] if file else []
    said = {"title": report.title, "infodate": f"{report.published:%Y-%m-%d}", "infocontent": text}
    return {"code": "1", "custom": {"infodetail": said | {"attachFiles": files}}}


def _answer(details: dict[str, dict[str, object]], asked: Asked) -> Answer:
    given = json.loads(asked.form.get("params", "{}"))
    if asked.method != "POST" or given.get("siteGuid") != _SITE:
        return data({"code": "0", "custom": {"text": "参数错误"}})
    return data(details[given["infoGuid"]])
