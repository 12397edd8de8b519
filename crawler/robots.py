"""Obey robots.txt: what a host does not want fetched is not, and its Crawl-delay is kept."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import islice
from urllib.parse import urljoin

from protego import Protego
from yarl import URL

from archive import Capture
from archive.content import EncodingError, decoded, header
from crawler.network import NEVER_SENT, FetchError
from crawler.politeness import HostParkedError, Hosts
from crawler.scope import host_of
from crawler.walls import CHALLENGES
from parsers.charset import decode

# The name that a robots.txt may address us by.
TOKEN = "nianbao"  # noqa: S105 - a product token (RFC 9309), no secret
# RFC 9309 §2.5: at least 500 kibibytes must be read.
_MAX_SIZE = 512 * 1024
_REDIRECTS = 5
_TRIES = 3
_MOST_SITEMAPS = 5

Fetch = Callable[[str], Awaitable[Capture]]


class DisallowedError(Exception):
    """An address that robots.txt forbids."""


class Robots:
    """The rules of the hosts of a run, each fetched once, when its host is first asked."""

    def __init__(self, fetch: Fetch, hosts: Hosts) -> None:
        self._fetch = fetch
        self._hosts = hosts
        # What the hosts answered that keep even their robots.txt behind a challenge.
        self.challenges: dict[str, int] = {}
        self.sitemaps: list[str] = []  # what the hosts' robots.txt name as their maps
        self._rules: dict[URL, asyncio.Task[Protego | None]] = {}
        self._alive: dict[URL, asyncio.Task[None]] = {}

    async def check(self, url: URL) -> None:
        """Return if *url* may be fetched.

        Raises:
            DisallowedError: if its robots.txt forbids it.
            HostParkedError: if its robots.txt can't be had now (RFC 9309 §2.3.1.4: wait).
        """
        origin = url.origin()
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._load(origin))
        # Shielded: a stopped request must not take the rules from those that wait for them too.
        rules = await asyncio.shield(self._rules[origin])
        if rules is not None and not rules.can_fetch(str(url), TOKEN):
            raise DisallowedError(f"robots.txt of {origin} forbids {url.path_qs}")

    async def check_alive(self, url: URL) -> None:
        """Return once the host of *url* answers for its robots.txt: then only pages are broken.

        Raises:
            HostParkedError: if it does not answer any more.
        """
        origin = url.origin()
        if origin not in self._alive:
            self._alive[origin] = asyncio.create_task(self._revive(origin))
            self._alive[origin].add_done_callback(lambda _: self._alive.pop(origin, None))
        await asyncio.shield(self._alive[origin])

    def forget(self) -> None:
        """Give up the rules that are still being fetched."""
        for task in (*self._rules.values(), *self._alive.values()):
            task.cancel()

    async def _load(self, origin: URL) -> Protego | None:
        reason = "no answer"
        for _ in range(_TRIES):
            try:
                capture = await self._follow(origin)
            except FetchError as error:
                reason = str(error)
                if error.name in NEVER_SENT:
                    break
            else:
                if capture.status < 400 and (rules := _rules(capture)) is not None:
                    return self._take_over(origin, rules)
                if capture.status in CHALLENGES:
                    # No more of a refusal than a server error is; but to ask again is no use now.
                    self.challenges[host_of(origin)] = capture.status
                    reason = f"a challenge with status {capture.status}"
                    break
                if 400 <= capture.status < 500 and capture.status != 429:
                    return None
                damaged = "" if capture.status >= 400 else ", but damaged"
                reason = f"status {capture.status}{damaged}"
        self._hosts.park(host_of(origin), f"robots.txt of {origin} can't be had: {reason}")
        raise HostParkedError(self._hosts.parked(host_of(origin)))

    async def _revive(self, origin: URL) -> None:
        # Each failure makes the pause before the next longer.
        for _ in range(_TRIES):
            with suppress(FetchError):
                await self._fetch(str(origin.with_path("/robots.txt")))
            if not self._hosts.suspect(host_of(origin)):
                return
        self._hosts.park(host_of(origin), f"{origin} does not answer any more")
        raise HostParkedError(self._hosts.parked(host_of(origin)))

    async def _follow(self, origin: URL) -> Capture:
        url = str(origin.with_path("/robots.txt"))
        for _ in range(_REDIRECTS + 1):
            capture = await self._fetch(url)
            location = header(capture.headers, "location")
            if not (300 <= capture.status < 400 and location):
                break
            try:
                url = urljoin(url, location)
            except ValueError as error:
                raise FetchError("out of scope", f"{location!r} is no address") from error
        return capture

    def _take_over(self, origin: URL, rules: Protego) -> Protego:
        self._hosts.at_least(host_of(origin), rules.crawl_delay(TOKEN))
        if (rate := rules.request_rate(TOKEN)) and rate.requests:
            self._hosts.at_least(host_of(origin), rate.seconds / rate.requests)
        self.sitemaps += islice(rules.sitemaps, _MOST_SITEMAPS)
        return rules


def _rules(capture: Capture) -> Protego | None:
    """Return the rules that came, or None if they did not come whole."""
    if "truncated" in capture.notes:
        return None
    try:
        content = decoded(capture.body, capture.headers)
    except EncodingError:
        return None
    return Protego.parse(decode(content[:_MAX_SIZE]))
