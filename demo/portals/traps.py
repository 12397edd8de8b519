"""Portals in which a crawler may walk for ever: each lists ten reports, and something endless."""

from collections.abc import Callable, Sequence
from itertools import count

from demo.invented import InventedReport
from demo.listing import Founded, found_portal, items, listing
from demo.web import Answer, Asked, Portal

COLUMN = "/nb/index.html"


def build(trap: str, reports: Sequence[InventedReport]) -> Portal:
    """Return the portal with the *trap* of `TRAPS`."""
    founded = found_portal(f"trap-{trap}", reports, COLUMN, lambda r, n: f"/nb/r{n}.html")
    portal = founded.portal
    portal.routes[COLUMN] = listing("年度报告", items(founded.rows) + TRAPS[trap], founded.site)
    portal.answers.append(_endless(founded, trap))
    portal.listings = 1
    return portal


def _endless(founded: Founded, trap: str) -> Callable[[Asked], Answer | None]:
    """Answer every address below /nb/ that is no report, with ever new ones."""
    numbers = count(2)

    def answer(asked: Asked) -> Answer | None:
        if not asked.path.startswith("/nb/"):
            return None
        number = next(numbers)
        links = TRAPS[trap].replace("2", str(number + 1))
        same = items(founded.rows) if trap in _REPEATING else ""
        return listing(f"第{number}页", same + links, founded.site)

    return answer


_REPEATING = {"session", "repeats", "sorts", "doubled"}
# The link that leads on; each page has one with the next number in place of the 2.
TRAPS = {
    "endless": '<a href="/nb/list_2.html">下一页</a>',
    "repeats": '<a href="/nb/index.html?page=2">下一页</a>',
    "calendar": '<a href="/nb/rili/2031-2.html">2031年</a><a href="/nb/rili/2.html">下一页</a>',
    "session": '<a href="/nb/index.html;jsessionid=A2">下一页</a>',
    "deeper": '<a href="x2/index.html">下一页</a>',
    "doubled": '<a href="nb/nb2/index.html">下一页</a>',
    "query": '<a href="?a=2">下一页</a>',
    "sorts": '<a href="?sort=2&amp;page=1">下一页</a>',
    "years": '<a href="/nb/2/">2019年</a>',
    "years-down": '<a href="2/">2019年</a>',
    "frames": '<iframe src="/nb/frame2.html"></iframe>',
    "itself": '<a href="/nb/index.html">下一页</a><a href="/nb/./index.html?t=2">下页</a>',
}
