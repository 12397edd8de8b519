"""Say when a host may be asked: one request at a time, a pause after each, longer when it suffers.

The pauses hold across all jobs of this user on this machine: a file a host is locked while a
request is in flight, and remembers how long everybody has to wait after it.
"""

import asyncio
import fcntl
import os
import struct
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

# After so many failures in a row it is asked whether the host still answers anything at all.
FAILURES_BEFORE_SUSPICION = 5
# A wall that has shut us out so often in a row does so by now because we keep asking.
MOST_CHALLENGES = 8
# A column's files may all be closed to us while its pages are open: a body has about twenty.
MOST_REFUSALS = 25
# The longest pause that is waited for; a host that wants a longer one is parked.
LONGEST_PAUSE = 120.0
# What a robots.txt may ask for at most: more would make a run of 20 pages last hours.
LONGEST_CRAWL_DELAY = 60.0
LONGEST_BACK_OFF = 60.0
_FIRST_BACK_OFF = 1.0
_FIRST_BACK_OFF_AT_HOME = 0.02
CHINA = timezone(timedelta(hours=8))
_RECORD = struct.Struct("<dd")


class HostParkedError(Exception):
    """A host that is left alone for the rest of this run; the message says why."""


@dataclass(slots=True)
class _Host:
    crawl_delay: float = 0.0
    failures: int = 0
    challenges: int = 0
    refusal: str = ""
    refusals: int = 0
    not_before: float = 0.0
    latency: float = 0.0
    parked: str = ""


class Hosts:
    """How gently each host of a run is asked.

    `delay` is the pause after each request in seconds; with 0 (allowed in one's own networks
    only) several requests may be in flight at once, but for hosts that ask for a pause.
    """

    def __init__(
        self,
        *,
        delay: float,
        folder: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._delay = delay
        self._folder = folder or shared_folder()
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    def pause(self, host: str) -> float:
        """Return the seconds that *host* is left alone after a request."""
        state = self._host(host)
        pause = max(self._delay, state.crawl_delay)
        # A host that takes long to answer is busy: it gets as long a rest.
        return max(pause, min(state.latency, 10.0)) if pause else 0.0

    def parked(self, host: str = "") -> str:
        """Return why *host*, or any host, is left alone for the rest of the run."""
        states = [self._host(host)] if host else list(self._hosts.values())
        return next((state.parked for state in states if state.parked), "")

    def parked_hosts(self) -> Iterator[str]:
        """Yield the hosts that are left alone for the rest of the run."""
        yield from (host for host, state in self._hosts.items() if state.parked)

    def suspect(self, host: str) -> bool:
        """Whether *host* has failed so often that it may answer nothing any more."""
        return self._host(host).failures >= FAILURES_BEFORE_SUSPICION

    def wait(self, host: str) -> float:
        """Return the seconds until *host* may be asked again, as far as this run knows."""
        return max(0.0, self._host(host).not_before - self._clock())

    def park(self, host: str, reason: str) -> None:
        """Leave *host* alone for the rest of the run."""
        state = self._host(host)
        state.parked = state.parked or reason

    def at_least(self, host: str, seconds: float | None) -> None:
        """Keep a pause of *seconds* at *host*, as its robots.txt asks for, up to a minute."""
        state = self._host(host)
        state.crawl_delay = max(state.crawl_delay, min(seconds or 0.0, LONGEST_CRAWL_DELAY))
        # It was just asked, for its robots.txt or in ignorance of that.
        state.not_before = max(state.not_before, self._clock() + state.crawl_delay)

    def answered(self, host: str, *, seconds: float) -> None:
        """Note that *host* answered after *seconds*, as it should."""
        state = self._host(host)
        state.failures = 0
        state.latency = seconds

    def struggled(self, host: str, reason: str, *, retry_after: float | None = None) -> None:
        """Note that *host* failed or asked us to wait: it gets a longer pause.

        A host that wants a longer one than we wait for is left to the next run.
        """
        state = self._host(host)
        # What was in flight when the pause began has failed for the same reason.
        state.failures += self._clock() >= state.not_before
        pause = self._back_off(state.failures)
        pause = max(self.pause(host), pause if retry_after is None else retry_after)
        if pause > LONGEST_PAUSE:
            self.park(host, reason)
        until = self._clock() + min(pause, LONGEST_PAUSE)
        state.not_before = max(state.not_before, until)

    def challenged(self, host: str) -> None:
        """Note that *host* answered with a challenge: it is asked later, and at last no more.

        To answer at all is no sign that it lets us in: this is counted apart from failures.
        """
        state = self._host(host)
        state.challenges += 1
        if state.challenges >= MOST_CHALLENGES:
            self.park(host, f"{host} answers with challenges only")
        until = self._clock() + max(self.pause(host), self._back_off(state.challenges))
        state.not_before = max(state.not_before, until)

    def refused(self, host: str, reason: str) -> None:
        """Note that *host* would not show a page; the same *reason* often enough is for all."""
        state = self._host(host)
        state.refusals = state.refusals + 1 if reason == state.refusal else 1
        state.refusal = reason
        if state.refusals >= MOST_REFUSALS:
            self.park(host, f"{host} answers with {reason} only")

    def let_in(self, host: str) -> None:
        """Note that *host* answered with something else than a challenge or a refusal."""
        state = self._host(host)
        state.challenges = state.refusals = 0

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until *host* may be asked, and hold it for one request.

        Raises:
            HostParkedError: if it is left alone for the rest of the run.
        """
        if reason := self.parked(host):
            raise HostParkedError(reason)
        if not self.pause(host):
            await self._wait(host)
            yield
            return
        async with self._locked(host) as handle:
            await self._wait_for_everybody(handle)
            await self._wait(host)
            try:
                yield
            finally:
                pause = max(self.pause(host), self.wait(host))
                os.pwrite(handle, _RECORD.pack(self._clock(), pause), 0)

    def _back_off(self, times: int) -> float:
        first = _FIRST_BACK_OFF if self._delay else _FIRST_BACK_OFF_AT_HOME
        return min(first * 2.0 ** min(times - 1, 9), LONGEST_BACK_OFF)

    def _host(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host())

    async def _wait(self, host: str) -> None:
        state = self._host(host)
        while not state.parked and (left := self.wait(host)) > 0:
            await asyncio.sleep(left)
        if state.parked:
            raise HostParkedError(state.parked)

    async def _wait_for_everybody(self, handle: int) -> None:
        record = os.pread(handle, _RECORD.size, 0)
        if len(record) < _RECORD.size:
            return
        ended, pause = _RECORD.unpack(record)
        # The clock begins anew when the machine does: an end in the future is from before that.
        while ended <= self._clock() < ended + pause:
            await asyncio.sleep(ended + pause - self._clock())

    @asynccontextmanager
    async def _locked(self, host: str) -> AsyncIterator[int]:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = sha256(host.encode()).hexdigest()[:32]
        handle = os.open(self._folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not _lock(handle):
                await asyncio.sleep(max(0.005, min(0.1, self.pause(host) / 4)))
            yield handle
        finally:
            os.close(handle)


def shared_folder() -> Path:
    """Return the folder through which all jobs of this user keep out of each other's way.

    Raises:
        PermissionError: if another user has made it.
    """
    folder = Path(tempfile.gettempdir()) / f"nianbao-hosts-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user: remove it")
    return folder


def retry_after(value: str, *, sent: str = "", now: datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for, None if it can't be read.

    A date counts from the answer's own Date (*sent*), so that a portal's wrong clock does no harm.

    >>> retry_after("120"), retry_after("soon")
    (120.0, None)
    >>> retry_after("Fri, 29 Jan 2021 01:00:05 GMT", sent="Fri, 29 Jan 2021 01:00:00 GMT")
    5.0
    """
    if value.strip().isdecimal():
        return float(value.strip())
    until = _http_date(value)
    if until is None:
        return None
    start = _http_date(sent) or now or datetime.now(UTC)
    # Both dates are cut to whole seconds.
    return max(0.0, (until - start).total_seconds())


def in_night(hours: tuple[int, int] | None, now: datetime) -> bool:
    """Whether *now* is within *hours* of China's time; None is any time.

    >>> in_night((22, 6), datetime(2021, 1, 29, 15, 0, tzinfo=UTC))
    True
    """
    if hours is None:
        return True
    start, end = hours
    hour = now.astimezone(CHINA).hour
    return start <= hour < end if start <= end else hour >= start or hour < end


def _http_date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
