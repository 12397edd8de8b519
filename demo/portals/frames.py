"""A portal whose column is a chain of shells: a meta refresh, a script, and the list in a frame."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import batches, found_portal, items, listing
from demo.web import Portal, html

COLUMN = "/gknb/"
_LIST = "/gknb/xj/list_1.html"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal(
        "frames", reports, COLUMN, lambda r, n: f"/{r.published:%Y-%m}/{n:02}/content_{n}.shtml"
    )
    portal = founded.portal
    portal.routes[COLUMN] = html(
        '<html><head><meta http-equiv="refresh" content="0;url=main.html"></head></html>'
    )
    portal.routes["/gknb/main.html"] = html(
        '<html><script>window.location.href="./column.html";</script></html>'
    )
    frame = f'<iframe src="{_LIST}" width="100%"></iframe>'
    portal.routes["/gknb/column.html"] = listing("县区年报", frame, founded.site)
    parts = batches(founded.rows, 10)
    for number, part in enumerate(parts, start=1):
        following = f'<a href="list_{number + 1}.html">下页</a>' if number < len(parts) else ""
        portal.routes[_LIST.replace("1", str(number))] = html(
            f"<html><body>{items(part)}{following}</body></html>"
        )
    portal.listings = 3 + len(parts)
    return portal
