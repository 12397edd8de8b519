"""The simulated portals, one module a CMS family."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from zlib import crc32

from demo.faults import FAULTS, SLOW_FAULTS
from demo.invented import InventedReport, invented_reports
from demo.portals import (
    aspnet,
    capped,
    carriers,
    changing,
    county,
    drawn,
    enclosed,
    epoint,
    eportal,
    faulty,
    frames,
    fujian,
    gkmlpt,
    jcms,
    jeecms,
    jpaas,
    lonsun,
    plain,
    query,
    scripted,
    traps,
    tree,
    trs,
    truecms,
    ucap,
    xxgk,
)
from demo.web import Portal

Builder = Callable[[Sequence[InventedReport]], Portal]

# How many reports each holds; the first three are the 60 of `nianbao demo`.
PORTALS: dict[str, tuple[Builder, int]] = {
    "trs": (trs.build, 25),
    "jcms": (jcms.build, 20),
    "plain": (plain.build, 15),
    "fujian": (fujian.build, 20),
    "jpaas": (jpaas.build, 30),
    "gkmlpt": (gkmlpt.build, 20),
    "ucap": (ucap.build, 20),
    "xxgk": (xxgk.build, 20),
    "capped": (capped.build, 20),
    "epoint": (epoint.build, 20),
    "lonsun": (lonsun.build, 20),
    "jeecms": (jeecms.build, 20),
    "aspnet": (aspnet.build, 20),
    "truecms": (truecms.build, 20),
    "eportal": (eportal.build, 20),
    "query": (query.build, 20),
    "frames": (frames.build, 20),
    "county": (county.build, 40),
}
FIRST = ("trs", "jcms", "plain")


# Portals that are not as they should be, each with reports of its own.
OTHERS: dict[str, tuple[Builder, int]] = {
    "carriers": (carriers.build, 7),
    "enclosed": (enclosed.build, 12),
    "changing": (changing.build, 12),
    "scripted": (scripted.build, 12),
    "tree": (tree.build, 20),
    "drawn": (drawn.build, 20),
    "city": (county.build, 200),  # a county's portal with forty bodies
    **{f"trap-{name}": (partial(traps.build, name), 10) for name in traps.TRAPS},
}
# A fault's portal may be as large as one likes: `fault-cut:200:20` has 20 such pages among 200.
_FAULT = re.compile(r"fault-(?P<fault>[a-z0-9-]+?)(?::(?P<good>\d+):(?P<bad>\d+))?$")


def build_portals(names: Sequence[str] = FIRST, seed: int = 1) -> list[Portal]:
    """Return the portals called *names*; no two of `PORTALS` hold the same report.

    Raises:
        ValueError: if there is no portal of that name.
    """
    reports = invented_reports(sum(count for _, count in PORTALS.values()), seed)
    portals: list[Portal] = []
    start = 0
    for name, (build, count) in PORTALS.items():
        if name in names:
            portals.append(build(reports[start : start + count]))
        start += count
    return portals + [_other(name, seed) for name in names if name not in PORTALS]


def _other(name: str, seed: int) -> Portal:
    if name in OTHERS:
        build, count = OTHERS[name]
        portal = build(invented_reports(count, _seed(name, seed)))
        portal.name = name
        return portal
    found = _FAULT.match(name)
    if not found or found["fault"] not in FAULTS | SLOW_FAULTS:
        raise ValueError(f"there is no portal called {name}")
    good, bad = int(found["good"] or 10), int(found["bad"] or 3)
    reports = invented_reports(good + bad, _seed(name, seed))
    portal = faulty.build(found["fault"], reports, bad)
    portal.name = name
    return portal


def _seed(name: str, seed: int) -> int:
    """Return a seed of the portal's own, so that no other portal's reports hang on it."""
    return seed * 1_000_003 + crc32(name.encode())
