"""A portal that is another one at the second visit, once its switch `later` is on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from demo.invented import InventedReport
from demo.listing import Row, furnish, hold, items, listing, relative
from demo.pages import Site, render_page
from demo.web import Answer, Asked, Handler, Held, Portal, html

COLUMN = "/gknb/index.html"
CHANGED_KEY = "requests.new.natural_person"
GONE = Answer(b"<html><body>404</body></html>", 404)


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal.

    Later the first report has another figure, the second is gone, the third has moved, the fourth
    is dated back, and the last, which was not there before, is listed at the end with an old date.
    `held` is what it holds at first; `held_later` tells what it holds then.
    """
    place = reports[0].region
    site = Site(f"{place}人民政府门户网站")
    portal = Portal("changing", site.name, COLUMN)
    for number, report in enumerate(reports[:-1]):
        hold(portal, f"/gknb/{number}.html", report, "trs", site)
    furnish(portal, site, (), COLUMN)
    before, after = list(portal.held), held_later(portal, reports[-1])
    for path in {held.path for held in (*before, *after)}:
        portal.routes[path] = _either(
            portal, _answer(before, path, site), _answer(after, path, site)
        )
    portal.routes[COLUMN] = _either(portal, _list(before, site), _list(after, site))
    portal.listings = 1
    return portal


def held_later(portal: Portal, late: InventedReport) -> list[Held]:
    """Return what the portal holds once it is later."""
    first, _, third, fourth, *rest = portal.held
    back = replace(fourth.report, published=fourth.report.published - timedelta(days=3))
    return [
        first._replace(report=_corrected(first.report)),
        third._replace(path="/gknb/xin/2.html"),
        fourth._replace(report=back, published=back.published_iso),
        *rest,
        Held("/gknb/late.html", late, late.published_iso),
    ]


def _corrected(report: InventedReport) -> InventedReport:
    """Return *report* with one more request, in every cell that counts it."""
    keys = [
        f"requests.{row}.{column}"
        for row in ("new", "granted", "results_total")
        for column in ("natural_person", "total")
    ]
    figures = replace(
        report.figures, values=dict(report.figures.values), texts=dict(report.figures.texts)
    )
    for key in keys:
        value = figures.values[key]
        figures.put(key, value + 1 if isinstance(value, Decimal) else value)
    return replace(report, figures=figures)


def _either(portal: Portal, now: Answer, later: Answer) -> Handler:
    def answer(asked: Asked) -> Answer:
        return later if "later" in portal.switches else now

    return answer


def _answer(held: Sequence[Held], path: str, site: Site) -> Answer:
    found = next((one for one in held if one.path == path), None)
    if found is None:
        return GONE
    return html(render_page(found.report, "trs", site), modified=found.report.published)


def _list(held: Sequence[Held], site: Site) -> Answer:
    found = [Row(one.report.title, relative(COLUMN, one.path), one.published[:10]) for one in held]
    return listing("年度报告", items(found), site)
