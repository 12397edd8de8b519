"""The simulated portals, one module a CMS family."""

from collections.abc import Callable, Sequence

from demo.invented import InventedReport, invented_reports
from demo.portals import (
    aspnet,
    capped,
    county,
    epoint,
    eportal,
    frames,
    fujian,
    gkmlpt,
    jcms,
    jeecms,
    jpaas,
    lonsun,
    plain,
    query,
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


def build_portals(names: Sequence[str] = FIRST, seed: int = 1) -> list[Portal]:
    """Return the portals called *names*; no two of them hold the same report."""
    reports = invented_reports(sum(count for _, count in PORTALS.values()), seed)
    portals: list[Portal] = []
    start = 0
    for name, (build, count) in PORTALS.items():
        if name in names:
            portals.append(build(reports[start : start + count]))
        start += count
    return portals
