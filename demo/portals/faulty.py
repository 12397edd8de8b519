"""A portal that is well but for some of its pages, which fail in one way."""

from collections.abc import Sequence

from demo.faults import FAULTS, SLOW_FAULTS, failing
from demo.invented import InventedReport
from demo.listing import batches, found_portal, items, listing
from demo.web import Answer, Portal

COLUMN = "/zfxxgknb/index.html"
_SIZE = 50


def build(fault: str, reports: Sequence[InventedReport], failing_pages: int) -> Portal:
    """Return the portal: every so often one of *reports* fails, *failing_pages* in all.

    Only what can be had at last is held: all the others, and those whose fault heals.
    """
    founded = found_portal(f"fault-{fault}", reports, COLUMN, lambda r, n: f"/zfxxgknb/{n}.html")
    portal = founded.portal
    what = (FAULTS | SLOW_FAULTS)[fault]
    step = max(1, len(reports) // failing_pages) if failing_pages else len(reports) + 1
    bad = {f"/zfxxgknb/{n}.html" for n in range(step // 2, step * failing_pages, step)}
    for path in bad:
        answer = portal.routes[path]
        assert isinstance(answer, Answer)  # noqa: S101  # found_portal puts pages there
        portal.routes[path] = failing(what, answer)
    if not what.heals:
        portal.held = [held for held in portal.held if held.path not in bad]
    parts = batches(founded.rows, _SIZE)
    for number, part in enumerate(parts, start=1):
        following = f'<a href="index_{number + 1}.html">下一页</a>' if number < len(parts) else ""
        name = "index.html" if number == 1 else f"index_{number}.html"
        portal.routes[f"/zfxxgknb/{name}"] = listing(
            "年度报告", items(part) + following, founded.site
        )
    portal.listings = len(parts)
    return portal
