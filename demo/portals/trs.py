"""A portal of TRS WCM: pages counted from 0, a call that is commented out, old years apart."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import Row, batches, furnish, hold, item, listing, neighbours, rows
from demo.pages import Site
from demo.web import Portal

COLUMN = "/zwgk/zfxxgkndbg/"
_SIZE = 7


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    place = reports[0].region
    site = Site(f"{place}人民政府门户网站", padding=12_000)
    portal = Portal("trs", site.name, COLUMN)
    for number, report in enumerate(reports):
        folder = f"{COLUMN}{_subcolumn(report)}{report.published:%Y%m}/"
        hold(
            portal, f"{folder}t{report.published:%Y%m%d}_{7000 + number}.html", report, "trs", site
        )
    others = neighbours("./202302/", place)
    furnish(portal, site, others, COLUMN)
    _list(portal, site, "", [*others, *_rows(portal, "")], "html")
    _list(portal, site, "2020/", _rows(portal, "2020/"), "html")
    portal.routes[f"{COLUMN}nlist.htm"] = listing(
        "2019年以前", "<ul>" + "\n".join(item(row) for row in _rows(portal, "old/")) + "</ul>", site
    )
    portal.listings += 1
    return portal


def _subcolumn(report: InventedReport) -> str:
    if report.year <= 2019:
        return "old/"
    return "2020/" if report.year == 2020 else ""


def _rows(portal: Portal, subcolumn: str) -> list[Row]:
    base = COLUMN + ("" if subcolumn == "old/" else subcolumn)
    part = Portal(portal.name, portal.title, COLUMN)
    part.held = [held for held in portal.held if _subcolumn(held.report) == subcolumn]
    return rows(part, base)


def _list(portal: Portal, site: Site, subcolumn: str, found: list[Row], ending: str) -> None:
    parts = batches(found, _SIZE)
    for number, part in enumerate(parts):
        items = "\n".join(item(row, cut=index % 3 == 0) for index, row in enumerate(part))
        years = "" if subcolumn else _YEARS
        body = f"""{years}<ul class="news">{items}</ul>
<div class="page"><script>
//createPageHTML(9, 0, "index", "{ending}");
createPageHTML({len(parts)}, {number}, "index", "{ending}");
</script></div>"""
        name = f"index_{number}.{ending}" if number else f"index.{ending}"
        answer = listing("政府信息公开年报", body, site)
        portal.routes[COLUMN + subcolumn + name] = answer
        if not number:
            portal.routes[COLUMN + subcolumn] = answer
        portal.listings += 1


_YEARS = (
    '<div class="years"><a href="./2020/">2020年</a> <a href="./nlist.htm">2019年以前</a></div>'
)
