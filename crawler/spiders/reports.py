"""The one spider: listings → pages → attachments, for any source."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin
from uuid import uuid4

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotSupported
from scrapy.http import Response
from twisted.python.failure import Failure

from archive import ArchiveError, Capture, Kind, Lease, Link, Verdict
from crawler.browser import BrowserError
from crawler.by_hand import leave_if_unsafe, run_of
from crawler.dialects import DIALECTS, Page, listed_on, recognise
from crawler.dialects.continued import further_pages
from crawler.dialects.details import detail_links
from crawler.dialects.files import attachment_links, picture_links, table_links
from crawler.discovery import column_links
from crawler.gate import PICTURES, Judgement, is_home, judge
from crawler.network import NEVER_SENT, FetchError
from crawler.politeness import HostParkedError
from crawler.redirects import OUTSIDE, Redirects
from crawler.robots import DisallowedError
from crawler.run import OVERLOADED, Run, StoppedError
from crawler.scope import OutOfScopeError, host_named
from crawler.scripts import Scripts
from crawler.signs import alike, plain
from crawler.sitemaps import maps
from crawler.trail import Trail
from crawler.walk import Walk
from parsers.titles import is_report_title, parse_title

logger = logging.getLogger(__name__)

_FILE = re.compile(r"\.(?:pdf|docx?|wps|et|xlsx?|od[ts]|rtf|zip|rar|7z|ofd)\b", re.IGNORECASE)
# An address is asked this often in a run before it is left to the next.
TRIES = 3
# A portal that asks us to wait may do so more often: the waiting is its own to end.
OVERLOADED_TRIES = 6
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
        self._trail = Trail()
        self._redirects = Redirects(run.scope, run.source.seeds)
        self._lost: dict[str, asyncio.Future[str]] = {}
        self._walk = Walk()
        self._scripts = Scripts(run)

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
            seen = judge(capture, lease.link)
            if seen.verdict is Verdict.LISTING and self.run.source.browser:
                seen = await self._built(seen, capture)
            if seen.verdict in (Verdict.LISTING, Verdict.OTHER) and seen.text:
                page = Page(capture.url, seen.text, lease.link)
                seen = seen._replace(text=await self._scripts.added(page))
            if _may_be_lost(capture, lease.link, seen):
                seen = await self._compared(seen, capture)
            if _may_be_column(lease.link, seen) and self._lists_reports(capture, lease, seen):
                seen = seen._replace(verdict=Verdict.LISTING, reason="")
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
        self.run.traps.update(self._walk.traps())
        self.run.end()
        self._opened.close()

    def _take(self, lease: Lease, capture: Capture, seen: Judgement) -> Request | None:
        if self._redirects.is_bounce(lease, capture, seen):
            self.run.record(capture, seen.verdict, kind=lease.link.kind, reason="sets a cookie")
            return self.request(lease)
        seen = self._redirects.judge(lease, capture, seen)
        tries = OVERLOADED_TRIES if capture.status in OVERLOADED else TRIES
        if _may_mend(capture, seen) and lease.attempts + 1 < tries:
            self.run.record(capture, seen.verdict, kind=lease.link.kind, reason=seen.reason)
            self.run.miss(lease, seen.reason, again=True)
            return None
        if seen.verdict in FAULTS or seen.reason in (PICTURES, OUTSIDE):
            self.run.faults[f"{seen.verdict}: {seen.reason}"] += 1
        links = tuple(self._links(lease, capture, seen))
        self.run.record(capture, seen.verdict, lease=lease, links=links, reason=seen.reason)
        return None

    async def _built(self, seen: Judgement, capture: Capture) -> Judgement:
        """Return *seen* with the text that a browser built; as it is where there is none."""
        try:
            return seen._replace(text=await self.run.built(capture))
        except BrowserError as error:
            logger.warning("%s", error)
            self.run.faults["browser"] += 1
            return seen

    async def _compared(self, seen: Judgement, capture: Capture) -> Judgement:
        """Return *seen*, or a soft 404 where the host answers so to an address that can't exist."""
        host = host_named(capture.url)
        if host not in self._lost:
            self._lost[host] = asyncio.ensure_future(self._answer_to_nonsense(capture.url))
        lost = await asyncio.shield(self._lost[host])
        if not lost or not alike(plain(seen.text), lost):
            return seen
        return Judgement(Verdict.SOFT_404, "the host's page for what it does not have", seen.text)

    async def _answer_to_nonsense(self, url: str) -> str:
        nonsense = urljoin(url, f"{uuid4().hex}.html")
        try:
            capture = await self.run.visit(Link(nonsense, Kind.PROBE))
        except (FetchError, HostParkedError, DisallowedError, OutOfScopeError, StoppedError):
            return ""
        seen = judge(capture, Link(nonsense, Kind.PAGE))
        self.run.record(capture, seen.verdict, kind=Kind.PROBE, reason=seen.reason)
        return plain(seen.text) if seen.verdict in (Verdict.OTHER, Verdict.SOFT_404) else ""

    def _links(self, lease: Lease, capture: Capture, seen: Judgement) -> Iterator[Link]:
        match seen.verdict:
            case Verdict.NOT_MODIFIED if lease.link.kind is Kind.LISTING:
                # What was followed last time is followed again: it ended then, so it ends now.
                yield from self._walk.followed(self.run.frontier.links(lease), counted=True)
            case Verdict.NOT_MODIFIED:
                yield from self.run.frontier.links(lease)
            case Verdict.REDIRECT:
                yield replace(lease.link, url=seen.target, method="GET", body="", headers=())
            case Verdict.LISTING:
                yield from self._listed(lease, capture, seen.text)
            case Verdict.REPORT | Verdict.OTHER if seen.text:
                page = Page(capture.url, seen.text, lease.link)
                details = tuple(detail_links(page)) if seen.verdict is Verdict.OTHER else ()
                # The shells that a script fills are all alike: what fills them is not.
                if not details:
                    self._walk.met(capture.body)
                if _FILE.search(seen.text):
                    yield from attachment_links(page)
                elif seen.reason == PICTURES:
                    yield from picture_links(page)
                yield from details
                if seen.verdict is Verdict.REPORT:
                    yield from table_links(page)
                if seen.verdict is Verdict.REPORT or is_report_title(lease.link.title):
                    yield from further_pages(page)
                if seen.verdict is Verdict.REPORT and lease.link.kind is Kind.LISTING:
                    # A column that opens with its latest report links the others beside it.
                    yield from self._listed(lease, capture, seen.text)
            case Verdict.ATTACHMENT if seen.text:
                page = Page(capture.url, seen.text, lease.link)
                if _FILE.search(seen.text):
                    yield from attachment_links(page)
                yield from further_pages(page)
            case Verdict.SOFT_404:
                self._walk.met(b"soft 404")

    def _listed(self, lease: Lease, capture: Capture, text: str) -> tuple[Link, ...]:
        page = Page(capture.url, text, lease.link)
        wanted = self.run.source.dialect
        dialect = recognise(page) if wanted == "auto" else DIALECTS[wanted]
        entries = list(self._walk.distinct(listed_on(page, dialect)))
        leads = self._leads(page) if self.run.source.discover else []
        # What discovery takes for a column begins a count of depth of its own.
        columns = {link.url: link for link in leads if not link.depth}
        entries = [
            columns.get(link.url, link) if link.kind is Kind.LISTING and not link.body else link
            for link in entries
        ]
        found = [link for link in entries if link.kind is not Kind.LISTING]
        if self._trail.goes_on(page, entries, counted=dialect.counted):
            further = (link for link in entries if link.kind is Kind.LISTING)
            found += (self._trail.follow(page, link) for link in further)
            found += (self._trail.turn(page, link) for link in dialect.pages(page))
        # A page that leads on to a body's column has brought something, if no report yet.
        leads_on = self._trail.leads_on(leads)
        return self._walk.followed([*found, *leads], counted=dialect.counted or leads_on)

    def _leads(self, page: Page) -> list[Link]:
        """Return what leads from *page* to columns; its maps are kept for lack of any."""
        if all(map(is_home, self.run.source.seeds)):
            self.run.last_resort = self.run.last_resort or tuple(maps(page, self.run.sitemaps))
        return list(column_links(page))

    def _lists_reports(self, capture: Capture, lease: Lease, seen: Judgement) -> bool:
        page = Page(capture.url, seen.text, lease.link)
        found = (link.kind is not Kind.LISTING for link in recognise(page).entries(page))
        return sum(found) > 1

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


def _may_be_lost(capture: Capture, link: Link, seen: Judgement) -> bool:
    """Tell whether a page that should be a report may be the host's own page for lost visitors.

    A shell is the same for all addresses: what it asks for tells whether there is a report.
    """
    promised = seen.verdict is Verdict.OTHER and is_report_title(link.title)
    if not promised or seen.reason == PICTURES or _FILE.search(seen.text):
        return False
    return not any(detail_links(Page(capture.url, seen.text, link)))


def _may_be_column(link: Link, seen: Judgement) -> bool:
    """Tell whether what was named like a report may be the column of that year's reports."""
    named = parse_title(link.title) if seen.verdict is Verdict.OTHER else None
    return named is not None and not named.issuer and not _FILE.search(seen.text)


def _may_mend(capture: Capture, seen: Judgement) -> bool:
    return capture.status in OVERLOADED or seen.verdict is Verdict.DAMAGED
