"""The one spider: listings → pages → attachments, for any source."""

import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotSupported
from scrapy.http import Response
from twisted.python.failure import Failure

from archive import ArchiveError, Capture, Lease, Verdict
from crawler.by_hand import leave_if_unsafe, run_of
from crawler.exchanges import OVERLOADED
from crawler.following import Following
from crawler.gate import PICTURES, Judgement
from crawler.judging import Judge
from crawler.network import NEVER_SENT, FetchError
from crawler.politeness import HostParkedError
from crawler.redirects import OUTSIDE, Redirects
from crawler.robots import DisallowedError
from crawler.run import Run, StoppedError
from crawler.scope import OutOfScopeError

logger = logging.getLogger(__name__)

# An address is asked this often in a run before it is left to the next.
TRIES = 3
# A portal that asks us to wait may do so more often: the waiting is its own to end.
OVERLOADED_TRIES = 6
NOTHING = frozenset({Verdict.GONE, Verdict.SOFT_404, Verdict.EMPTY})
# What a run counts by name: pages that it could not have.
FAULTS = frozenset(
    {
        Verdict.CHALLENGE,
        Verdict.LOGIN,
        Verdict.SOFT_404,
        Verdict.GONE,
        Verdict.EMPTY,
        Verdict.DAMAGED,
        Verdict.REFUSED,
        Verdict.ERROR,
    }
)


class ReportsSpider(Spider):
    """Crawls the source of its run; started by hand: `scrapy crawl reports -a source=NAME`."""

    name = "reports"

    def __init__(self, run: Run, opened: ExitStack, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.run = run
        self._opened = opened
        self._redirects = Redirects(run.scope, run.source.seeds)
        self._judge = Judge(run)
        self._following = Following(run)

    @classmethod
    def from_crawler(
        cls,
        crawler: Crawler,
        *,
        run: Run | None = None,
        source: str = "",
        archive: str = "nianbao-archive",
        **arguments: Any,
    ) -> Self:
        """Return the spider for *run*, or for a new run of the source called *source*.

        Further *arguments* become the spider's own: Scrapyd names its job in one.
        """
        opened = ExitStack()
        leave_if_unsafe(crawler.settings)
        if run is None:
            run = opened.enter_context(run_of(source, Path(archive)))
        return super().from_crawler(crawler, run=run, opened=opened, **arguments)

    async def start(self) -> AsyncIterator[Request]:
        """Yield no request: the seeds wait in the frontier, beside what an earlier run left."""
        self.run.begin()
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    def request(self, lease: Lease) -> Request:
        """Return the request that fetches *lease*."""
        return Request(
            lease.link.url,
            method=lease.link.method,
            body=lease.link.body,
            meta={"lease": lease},
            callback=self.answered,
            errback=self.failed,
            dont_filter=True,
        )

    async def answered(self, response: Response) -> Request | None:
        """Record an exchange and what it leads to; return when both are committed."""
        lease, capture = response.meta["lease"], response.meta["capture"]
        again = None
        try:
            seen = await self._judge.judged(capture, lease.link)
            self.run.met(capture.url, seen)
            again = self._take(lease, capture, seen)
            await self.run.commits.saved()
        except StoppedError:
            return None  # it is still leased: the next run takes it back
        except HostParkedError:
            self.run.give_back(lease)
        except ArchiveError as error:
            self.run.abort(error)
            raise CloseSpider("the archive can't be written") from error
        finally:
            if again is None:
                self.run.free(lease)
        return again

    async def failed(self, failure: Failure) -> None:
        """Note why nothing came back, and whether to ask again."""
        lease = failure.request.meta["lease"]  # type: ignore[attr-defined]  # Scrapy adds it
        try:
            self._miss(lease, failure.value)
            await self.run.commits.saved()
        except ArchiveError as error:
            self.run.abort(error)  # raised here, Scrapy would log it as an error of the download
        finally:
            self.run.free(lease)

    def closed(self, reason: str) -> None:
        """End the run, unless something is left of it, and close what was opened here."""
        self.run.traps.update(self._following.traps())
        self.run.end()
        self._opened.close()

    def _take(self, lease: Lease, capture: Capture, seen: Judgement) -> Request | None:
        if self._redirects.is_bounce(lease, capture, seen):
            self.run.record(capture, seen.verdict, kind=lease.link.kind, reason="sets a cookie")
            return self.request(lease)
        seen = self._redirects.judge(lease, capture, seen)
        if seen.verdict in NOTHING and lease.link.url in self.run.source.seeds:
            # A portal may do without a page; of a source without its seed somebody must hear.
            seen = Judgement(Verdict.ERROR, f"a seed that has nothing: {seen.reason}")
        tries = OVERLOADED_TRIES if capture.status in OVERLOADED else TRIES
        if _may_mend(capture, seen) and lease.attempts + 1 < tries:
            self.run.record(capture, seen.verdict, kind=lease.link.kind, reason=seen.reason)
            self.run.miss(lease, seen.reason, again=True)
            return None
        if seen.verdict in FAULTS or seen.reason in (PICTURES, OUTSIDE):
            self.run.faults[f"{seen.verdict}: {seen.reason}"] += 1
        links = tuple(self._following.links(lease, capture, seen))
        self.run.record(capture, seen.verdict, lease=lease, links=links, reason=seen.reason)
        return None

    def _miss(self, lease: Lease, error: BaseException | None) -> None:
        match error:
            case StoppedError():
                return  # it is still leased: the next run takes it back
            case HostParkedError():
                self.run.give_back(lease)
                return
            case DisallowedError():
                self.run.faults["robots.txt forbids it"] += 1
                self.run.block(lease, str(error))
                return
            case OutOfScopeError() | NotSupported():
                name, again = "out of scope", False
            case FetchError(name=name):
                tries = 2 if name == "timeout" else TRIES
                again = name not in NEVER_SENT and lease.attempts + 1 < tries
            case _:
                logger.error("%s: %s", lease.link.url, error, exc_info=error)
                name, again = "a mistake of nianbao's own", False
        if not again:
            self.run.faults[name] += 1
        self.run.miss(lease, str(error), again=again)


def _may_mend(capture: Capture, seen: Judgement) -> bool:
    return capture.status in OVERLOADED or seen.verdict is Verdict.DAMAGED
