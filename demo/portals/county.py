"""A county's portal as a stranger meets it: from the home page through bodies to their columns."""

from collections.abc import Sequence
from html import escape

from demo.invented import Body, InventedReport
from demo.listing import furnish, hold, items, listing, neighbours, rows
from demo.pages import Site, page
from demo.web import Portal, html

COLUMN = "/"
_BODIES = "/bmzfxxgk/"
_COLLECTION = "/zwgk/zfxxgk/zfxxgknb/"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal: the first body's reports on the county's own column, the others' apart."""
    place = reports[0].region
    site = Site(f"{place}人民政府门户网站", padding=2_000)
    portal = Portal("county", site.name, COLUMN, discover=True)
    bodies = list(dict.fromkeys(report.body for report in reports))
    for number, body in enumerate(bodies):
        column = _COLLECTION if number == 0 else f"{_BODIES}b{number:02}/zfxxgk/zfxxgknb/"
        _fill(portal, site, column, [report for report in reports if report.body == body])
        if number:
            _entrance(portal, site, number, body)
    portal.column = _COLLECTION
    furnish(portal, site, neighbours("./", place), "/zwgk/")
    portal.column = COLUMN
    _sections(portal, site, bodies)
    return portal


def _fill(portal: Portal, site: Site, column: str, reports: Sequence[InventedReport]) -> None:
    """Put a body's reports below its column: the latest in the list, the others by year."""
    part = Portal(portal.name, portal.title, column)
    for number, report in enumerate(reports):
        path = f"{column}{report.published:%Y%m}/t{report.published:%Y%m%d}_{5000 + number}.html"
        hold(part, path, report, "trs", site)
    portal.routes |= part.routes
    portal.held += part.held
    found = rows(part, column)
    years = '<a href="./2019/">2019年</a>' if found[1:] else ""
    portal.routes[column] = listing("政府信息公开年报", years + items(found[:-1] or found), site)
    portal.listings += 1
    if found[1:]:
        old = found[-1]._replace(href="." + found[-1].href)
        portal.routes[f"{column}2019/"] = listing("2019年", items([old]), site)
        portal.listings += 1


def _entrance(portal: Portal, site: Site, number: int, body: Body) -> None:
    """Give a body the page from which its column is reached."""
    folder = f"{_BODIES}b{number:02}/zfxxgk/"
    menu = """<li><a href="./zn/">政府信息公开指南</a></li>
<li><a href="./zfxxgknb/">政府信息公开年报</a></li><li><a href="./tjnb/">统计年报</a></li>"""
    portal.routes[folder] = html(page(f"{body.name}政府信息公开", f"<ul>{menu}</ul>", site))
    portal.listings += 1


def _sections(portal: Portal, site: Site, bodies: Sequence[Body]) -> None:
    links = "".join(
        f'<li><a href="b{number:02}/zfxxgk/">{escape(body.name)}</a></li>'
        for number, body in enumerate(bodies)
        if number
    )
    portal.routes[_BODIES] = listing("部门信息公开", f"<ul>{links}</ul>", site)
    menu = f"""<ul><li><a href="zfxxgk/zfxxgknb/">政府信息公开年报</a></li>
<li><a href="{_BODIES}">部门乡镇信息公开</a></li><li><a href="zn.html">政府信息公开指南</a></li>
<li><a href="/tjsj/">统计年报</a></li></ul>"""
    portal.routes["/zwgk/"] = html(page("政务公开", menu, site))
    portal.listings += 3  # the home page, /zwgk/ and the list of bodies
