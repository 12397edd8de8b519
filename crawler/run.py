"""One run over a source: what is asked next, how it is asked, and when it is enough."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from archive import (
    Archive,
    ArchiveError,
    Capture,
    Frontier,
    Headers,
    Kind,
    Lease,
    Link,
    Reading,
    Recorder,
    Verdict,
)
from crawler.browser import Browser
from crawler.commits import Commits
from crawler.exchanges import Exchanges, Tally
from crawler.gate import Judgement
from crawler.leases import Leases
from crawler.network import FetchError
from crawler.options import Options
from crawler.politeness import Hosts, in_night
from crawler.robots import Robots
from crawler.scope import OutOfScopeError, address, host_named, host_of, in_scope, scope_of
from crawler.sources import Source
from crawler.summary import SourceSummary, remark

logger = logging.getLogger(__name__)


class StoppedError(Exception):
    """The crawl was told to stop while the request was under way."""


class Run:
    """One run over a source: the archive's frontier and recorder, the source's hosts and limits."""

    def __init__(
        self, source: Source, options: Options, *, frontier: Frontier, recorder: Recorder
    ) -> None:
        self.source = source
        self.options = options
        self.frontier = frontier
        self.recorder = recorder
        self.scope = scope_of(source)
        self.tally = Tally()
        self.faults: Counter[str] = Counter()
        self.traps: Counter[str] = Counter()  # what a walk without end was left for
        self.error: ArchiveError | None = None
        self.told_to_stop = False
        self.reached = False  # whether any page answered, robots.txt apart
        self.last_resort: Sequence[Link] = ()  # what to ask where nothing led to a report
        self.stopped = ""  # why the run ended before everything was fetched
        self._budget = options.max_pages or source.max_pages
        delay = options.delay_at(source)
        self.hosts = Hosts(delay=delay)
        self.commits = Commits(recorder)
        self._exchanges = Exchanges(self.hosts, options, self.tally, delay=delay)
        self._leases = Leases(
            frontier, self.hosts, self.scope, concurrency=options.concurrency, delay=delay
        )
        self._robots = Robots(self._fetch_robots, self.hosts)
        self._browser: Browser | None = None
        self._started = time.monotonic()
        self._numbers: dict[str, int] | None = None
        self._tasks: set[asyncio.Task[object]] = set()

    @property
    def sitemaps(self) -> Sequence[str]:
        """The maps for robots that the hosts asked so far declare."""
        return self._robots.sitemaps

    def begin(self) -> None:
        """Let the seeds wait in the frontier; a resumed run has had them and goes on."""
        seeds = (Link(seed, Kind.LISTING) for seed in self.source.seeds)
        self.frontier.add(seeds)

    def next_lease(self) -> Lease | None:
        """Return the next address to fetch, or None while all that may be out is out."""
        if not self._leases.ready() and self._may_go_on():
            self._look_for_more()
        return self._leases.next()

    def going(self) -> bool:
        """Whether something is waiting or under way."""
        return not self.stopped and self._leases.going()

    def free(self, lease: Lease) -> None:
        """Note that the outcome of *lease* is committed, or that there will be none in this run."""
        if not (self.stopped or self._leases.is_settled(lease)):
            # A mistake of ours, whose traceback is in the log, must not hold up the rest.
            self.miss(lease, "a mistake of nianbao's own: see the log", again=False)
            self.recorder.flush()
        self._leases.free(lease)
        self.tally.done += 1

    async def visit(self, link: Link, *, headers: Headers = ()) -> Capture:
        """Return what asking for *link* brings, in its host's turn and within the source's scope.

        Raises:
            OutOfScopeError, DisallowedError: if it may not be fetched.
            HostParkedError: if its host is left alone for the rest of the run.
            FetchError: if nothing came back.
            StoppedError: if the run was stopped meanwhile.
        """
        with self._stoppable():
            url = address(link.url, self.scope, link.kind)
            await self._robots.check(url)
            if self.hosts.suspect(host_of(url)):
                await self._robots.check_alive(url)
            return await self._exchanges.fetch(url, link, headers)

    async def built(self, capture: Capture) -> str:
        """Return the listing of *capture* as a browser builds it, its requests made by this run.

        Raises:
            BrowserError: if there is no browser, or it came to no end.
            StoppedError: if the run was stopped meanwhile.
        """
        if self._browser is None:
            self._browser = Browser(self._visit_for_a_page)
        with self._stoppable():
            return await self._browser.built(capture)

    def stop(self, reason: str) -> None:
        """Give up what is in flight; it stays in the frontier for the next run."""
        if self._numbers is not None:
            return  # it has ended already
        self.told_to_stop = True
        self.stopped = self.stopped or reason
        self._give_up()

    def abort(self, error: ArchiveError) -> None:
        """Stop because nothing can be kept any more."""
        self.error = self.error or error
        self.stop(str(error))

    def record(
        self,
        capture: Capture,
        verdict: Verdict,
        *,
        lease: Lease | None = None,
        links: Iterable[Link] = (),
        kind: Kind = Kind.PAGE,
        reason: str = "",
    ) -> None:
        """Keep *capture*; with a lease, its address is done and *links* within the scope wait."""
        links = tuple(links)
        found = tuple(link for link in links if in_scope(link.url, self.scope, link.kind))
        if len(found) < len(links):
            left_out = Counter(link.kind for link in links) - Counter(link.kind for link in found)
            if files := left_out[Kind.ATTACHMENT]:
                self.faults["files outside the source's hosts"] += files
        if lease is not None:
            self._leases.settle(lease)
        self.reached = self.reached or kind is not Kind.ROBOTS
        self.tally.reports += verdict in (Verdict.REPORT, Verdict.ATTACHMENT)
        self.tally.not_modified += verdict is Verdict.NOT_MODIFIED
        self.tally.doubtful += verdict in (Verdict.DAMAGED, Verdict.CHALLENGE, Verdict.EMPTY)
        self.recorder.record(
            capture, verdict=verdict, lease=lease, links=found, kind=kind, reason=reason
        )

    def met(self, url: str, seen: Judgement) -> None:
        """Note whether the host of *url* let us in, refused, or put a challenge before its page."""
        host = host_named(url)
        if seen.verdict is Verdict.CHALLENGE:
            self.hosts.challenged(host)
        elif seen.verdict is Verdict.REFUSED:
            self.hosts.refused(host, seen.reason)
        else:
            self.hosts.let_in(host)

    def miss(self, lease: Lease, reason: str, *, again: bool) -> None:
        """Note that nothing came of *lease*: ask *again* in this run, or not before the next."""
        logger.info("%s: %s", lease.link.url, reason)
        self._leases.settle(lease)
        self.recorder.failed(lease, reason, again=again)

    def block(self, lease: Lease, reason: str) -> None:
        """Note that its host does not want *lease* to be asked."""
        logger.info("%s: %s", lease.link.url, reason)
        self._leases.settle(lease)
        self.recorder.blocked(lease, reason)

    def give_back(self, lease: Lease) -> None:
        """Leave *lease* waiting for another run: its host is left alone in this one."""
        self._leases.settle(lease)
        self.frontier.release([lease.id])

    def end(self) -> None:
        """Close the books of the run if nothing is left of it; else it will be resumed."""
        if not (self.stopped or self._leases.drained):
            self.stop("told to stop")  # between two looks of the handler's watch
        self.stopped = self.stopped or self.hosts.parked()
        try:
            self._numbers = self._counted()
        except ArchiveError as error:
            self.abort(error)
            self._numbers = self.frontier.summary()

    def _counted(self) -> dict[str, int]:
        if not self.stopped:
            return self.frontier.finish(self._remark())
        if self.error is not None:  # nothing can be kept, this neither
            return self.frontier.summary()
        return self.frontier.pause(self.stopped)

    def _remark(self) -> str:
        """Return what there is to say of a run that came to its end."""
        if not self._had_an_answer():
            return f"nothing answered, {remark(self.faults, {})}"
        return remark(self.faults, self.traps)

    def _had_an_answer(self) -> bool:
        """Whether any host answered that was waited for.

        A run that was cut short at its very end has none left to ask.
        """
        asked = (self.tally.requests or self.faults) and not self.told_to_stop
        return not asked or self.reached or bool(self._robots.challenges)

    def waiting(self) -> int:
        """Return how many addresses wait to be fetched."""
        return self._leases.waiting() if self._numbers is None else 0

    def summary(self) -> SourceSummary:
        """Return what came of the run."""
        numbers = dict(self._numbers or {})
        challenges = self._robots.challenges.values()
        numbers["blocked"] = numbers.get("blocked", 0) + len(challenges)
        named = Counter(f"challenge: robots.txt answers {status}" for status in challenges)
        return SourceSummary(
            self.source.name,
            numbers=numbers | {"requests": self.tally.requests},
            faults=dict(self.faults + named),
            traps=dict(self.traps),
            seconds=time.monotonic() - self._started,
            stopped=self.stopped,
            reached=self._had_an_answer(),
            run=self.frontier.run_id,
        )

    async def close(self) -> None:
        """Close the connections."""
        if self._browser is not None:
            await self._browser.close()
        await self._exchanges.close()

    @contextmanager
    def _stoppable(self) -> Iterator[None]:
        """Let `stop` end what the current task waits for here."""
        task = asyncio.current_task()
        if task is None or self.stopped:
            raise StoppedError(self.stopped)
        self._tasks.add(task)
        try:
            yield
        except asyncio.CancelledError:
            if not self.stopped:
                raise
            task.uncancel()
            raise StoppedError(self.stopped) from None
        finally:
            self._tasks.discard(task)

    async def _visit_for_a_page(self, link: Link) -> Capture:
        try:
            capture = await self.visit(link)
        except StoppedError as error:
            raise FetchError("stopped", str(error)) from error
        self.record(capture, Verdict.OTHER, kind=link.kind, reason="asked for by a page's script")
        return capture

    def _give_up(self) -> None:
        self._robots.forget()
        for task in tuple(self._tasks):
            task.cancel()

    def _may_go_on(self) -> bool:
        if self.stopped or self._leases.drained:
            return False
        seconds = self.options.max_seconds
        if self.tally.requests >= self._budget:
            self.stopped = f"page budget of {self._budget} used up"
        elif seconds is not None and time.monotonic() - self._started > seconds:
            self.stopped = f"time limit of {seconds:.0f} s reached"
            self._give_up()
        elif not in_night(self.source.night, datetime.now(UTC)):
            self.stopped = "outside the source's night hours"
        return not self.stopped

    def _look_for_more(self) -> None:
        left = self._budget - self.tally.requests
        self._leases.look(left)
        if self._leases.drained and self.last_resort and not self._has_found():
            self.frontier.add(self.last_resort)
            self.last_resort = ()
            self._leases.look(left)

    def _has_found(self) -> bool:
        return bool(self.tally.reports or self.tally.not_modified)

    async def _fetch_robots(self, url: str) -> Capture:
        link = Link(url, Kind.ROBOTS)
        try:
            capture = await self._exchanges.fetch(address(url, self.scope, link.kind), link)
        except OutOfScopeError as error:
            raise FetchError("out of scope", f"{error}; list that host in the source") from error
        self.record(capture, Verdict.OTHER, kind=Kind.ROBOTS)
        return capture


@contextmanager
def open_run(
    source: Source, archive_dir: Path, options: Options, *, reading: Reading | None = None
) -> Iterator[Run]:
    """Open a run of *source*, new or resumed; what was recorded is safe when it closes.

    What comes in is read at once if there is a *reading* of the archive.

    Raises:
        ArchiveError: if the archive can't be opened or written, or another process holds *source*.
    """
    with (
        Archive.open(archive_dir) as archive,
        archive.hold(source.name),
    ):
        frontier = archive.frontier(source.name)
        with archive.recorder(frontier, reading=reading) as recorder:
            yield Run(source, options, frontier=frontier, recorder=recorder)
