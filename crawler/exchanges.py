"""Ask hosts for addresses, each in its turn, and note how they bear it."""

import time
from dataclasses import dataclass

from yarl import URL

from archive import Capture, Headers, Link
from archive.content import header
from crawler.network import NEVER_SENT, Fetcher, FetchError, in_networks
from crawler.options import Options, user_agent
from crawler.politeness import Hosts, retry_after
from crawler.scope import host_of

# What a server answers that may do better a moment later.
OVERLOADED = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
# The pause that a host outside the operator's own networks gets, whatever was asked for.
FOREIGN_DELAY = 1.0


@dataclass(slots=True)
class Tally:
    """What a run has done so far."""

    requests: int = 0
    done: int = 0
    reports: int = 0
    doubtful: int = 0
    not_modified: int = 0


class Exchanges:
    """The exchanges of one run with its hosts; they are counted in its *tally*."""

    def __init__(self, hosts: Hosts, options: Options, tally: Tally, *, delay: float) -> None:
        self._hosts = hosts
        self._allowed = options.allow_networks
        self._tally = tally
        self._delay = delay
        self._fetcher: Fetcher | None = None
        self._headers = (
            ("User-Agent", user_agent(options)),
            ("Accept", "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8"),
            ("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.5"),
            ("Accept-Encoding", "gzip, deflate"),
        )

    async def fetch(self, url: URL, link: Link, headers: Headers = ()) -> Capture:
        """Return what asking for *url* brings, as *link* wants it asked, in its host's turn.

        Raises:
            HostParkedError: if the host is left alone for the rest of the run.
            FetchError: if nothing came back.
        """
        host = host_of(url)
        if self._fetcher is None:  # it belongs to the loop that asks first
            self._fetcher = Fetcher(allowed=self._allowed)
        async with self._hosts.turn(host):
            self._tally.requests += 1
            started = time.monotonic()
            try:
                capture = await self._fetcher.fetch(
                    url,
                    method=link.method,
                    headers=(*self._headers, *link.headers, *headers),
                    body=link.body.encode(),
                )
            except FetchError as error:
                if error.name not in NEVER_SENT:
                    self._hosts.struggled(host, str(error))
                raise
            if not self._delay and not in_networks(capture.ip, self._allowed):
                # No delay is for one's own networks; this host is somebody else's.
                self._hosts.at_least(host, FOREIGN_DELAY)
            self._note(host, capture, time.monotonic() - started)
            return capture

    async def close(self) -> None:
        """Close the connections."""
        if self._fetcher is not None:
            await self._fetcher.close()

    def _note(self, host: str, capture: Capture, seconds: float) -> None:
        if capture.status not in OVERLOADED and "truncated" not in capture.notes:
            self._hosts.answered(host, seconds=seconds)
            return
        asked = retry_after(
            header(capture.headers, "retry-after"), sent=header(capture.headers, "date")
        )
        reason = f"{host} answers {capture.status}"
        self._hosts.struggled(host, reason, retry_after=asked)
