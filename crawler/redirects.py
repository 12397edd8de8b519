"""Follow redirects: once back to where a cookie was set, to an end, never out of the source."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from archive import Capture, Lease, Verdict
from archive.address import canonical
from archive.content import header
from crawler.gate import Judgement
from crawler.scope import Scope, in_scope

MOST_REDIRECTS = 10
OUTSIDE = "leads out of the source's hosts"


class Redirects:
    """Where the redirects of a run have led so far."""

    def __init__(self, scope: Scope, seeds: Iterable[str]) -> None:
        self._scope = scope
        self._seeds = frozenset(map(canonical, seeds))
        self._bounced: set[int] = set()
        self._ways: dict[str, tuple[str, ...]] = {}  # from where one was led to an address

    def is_bounce(self, lease: Lease, capture: Capture, seen: Judgement) -> bool:
        """Whether *capture* sets a cookie and wants to be asked again, for the first time."""
        if lease.id in self._bounced or not _sets_cookie(capture, seen):
            return False
        self._bounced.add(lease.id)
        return True

    def judge(self, lease: Lease, capture: Capture, seen: Judgement) -> Judgement:
        """Return *seen*, or what is wrong where a redirect leads to nothing.

        Where a page leads out of the source is not the source's concern, unless it is a seed.
        """
        if seen.verdict is not Verdict.REDIRECT:
            return seen
        if lease.id in self._bounced and seen.target == capture.url:
            return Judgement(Verdict.CHALLENGE, "a page that only sets a cookie", seen.text)
        here, target = canonical(capture.url), canonical(seen.target)
        way = (*self._ways.pop(here, ()), here)
        if not in_scope(seen.target, self._scope, lease.link.kind):
            if way[0] not in self._seeds:
                return seen._replace(reason=OUTSIDE)
            host = urlsplit(seen.target).hostname
            return Judgement(Verdict.ERROR, f"a seed that {OUTSIDE}, to {host}")
        if target in way or len(way) > MOST_REDIRECTS:
            return Judgement(Verdict.ERROR, "redirects without end")
        self._ways[target] = way
        return seen


def _sets_cookie(capture: Capture, seen: Judgement) -> bool:
    return seen.target == capture.url and bool(header(capture.headers, "set-cookie"))
