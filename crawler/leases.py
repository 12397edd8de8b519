"""Hand out addresses of the frontier: as many at once as may be in flight, each host its share."""

import time
from collections import Counter, deque
from urllib.parse import urlsplit

from archive import Frontier, Lease
from archive.address import canonical
from crawler.politeness import Hosts
from crawler.scope import Scope, host_named

# With delays off, this share of the requests may be in flight at one host.
_SHARE = 2


class Leases:
    """The addresses of a run that are out, from their lease until their outcome is committed.

    `drained` says that nothing waited and nothing was out when last looked.
    """

    def __init__(
        self, frontier: Frontier, hosts: Hosts, scope: Scope, *, concurrency: int, delay: float
    ) -> None:
        self._frontier = frontier
        self._hosts = hosts
        self._everywhere = {
            name if port is None else f"{name}:{port}"
            for name, port in scope.hosts | scope.attachment_hosts
        }
        self._concurrency = concurrency
        self._at_one_host = 1 if delay else max(1, concurrency // _SHARE)
        self._ready: deque[Lease] = deque()
        self._busy: Counter[str] = Counter()
        self._names: dict[str, str] = {}
        # Lease and attempt: one may be out again already.
        self._unsettled: set[tuple[int, int]] = set()
        self._waiting = 0
        self._count_again = 0.0
        self.drained = False

    def ready(self) -> bool:
        """Whether there is one to hand out without a look into the frontier."""
        return bool(self._ready)

    def going(self) -> bool:
        """Whether something may be waiting, or is under way."""
        return bool(self._ready or self._busy.total() or not self.drained)

    def waiting(self) -> int:
        """Return how many addresses wait in the frontier, as it was a little while ago."""
        now = time.monotonic()
        if now >= self._count_again:
            self._waiting = self._frontier.waiting()
            # Counting a long frontier takes a while: it gets a fiftieth of the time at most.
            self._count_again = now + 50 * (time.monotonic() - now)
        return self._waiting

    def look(self, budget: int) -> None:
        """Look for more in the frontier, if more may be out; *budget* requests are left."""
        out = self._frontier.outstanding
        # What is out may have asked already or not: it counts as if it were still to ask.
        limit = min(self._at_one_host, self._concurrency - out, budget - out)
        if limit < 1:
            return
        full = [host for host, count in self._busy.items() if count >= self._share(host)]
        if full and not out:
            return  # its last outcome was just committed: what that led to waits already
        skipped = {*full, *self._hosts.parked_hosts()}
        if out and self._everywhere <= skipped:
            return  # looking for another host would read the whole frontier
        names = [name for name, host in self._names.items() if host in skipped]
        self._ready.extend(self._frontier.lease(limit, skip_hosts=names))
        self.drained = not (self._ready or out)

    def next(self) -> Lease | None:
        """Return the next one, or None while all that may be out is out."""
        if not self._ready:
            return None
        lease = self._ready.popleft()
        self._busy[self._host(lease)] += 1
        self._unsettled.add(_attempt(lease))
        return lease

    def settle(self, lease: Lease) -> None:
        """Note that what came of *lease* is known, if not committed yet."""
        self._unsettled.discard(_attempt(lease))

    def is_settled(self, lease: Lease) -> bool:
        """Whether it is known what came of *lease*."""
        return _attempt(lease) not in self._unsettled

    def free(self, lease: Lease) -> None:
        """Note that *lease* is out no more."""
        self.settle(lease)
        host = self._host(lease)
        self._busy[host] -= 1
        if not self._busy[host]:
            del self._busy[host]

    def _host(self, lease: Lease) -> str:
        """Return the host of *lease*, and remember under which name the frontier has it."""
        name = urlsplit(canonical(lease.link.url)).netloc
        if name not in self._names:
            self._names[name] = host_named(lease.link.url)
        return self._names[name]

    def _share(self, host: str) -> int:
        return 1 if self._hosts.pause(host) else self._at_one_host


def _attempt(lease: Lease) -> tuple[int, int]:
    return lease.id, lease.attempts
