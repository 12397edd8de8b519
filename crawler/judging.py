"""Judge a capture by more than itself: by its scripts, a browser, the host's page for the lost."""

import asyncio
import logging
from urllib.parse import urljoin
from uuid import uuid4

from archive import Capture, Kind, Link, Verdict
from crawler.browser import BrowserError
from crawler.dialects import Page, recognise
from crawler.dialects.details import detail_links
from crawler.gate import PICTURES, Judgement, judge
from crawler.network import FetchError
from crawler.politeness import HostParkedError
from crawler.robots import DisallowedError
from crawler.run import Run, StoppedError
from crawler.scope import OutOfScopeError, host_named
from crawler.scripts import Scripts
from crawler.signs import alike, names_file, plain
from parsers.titles import is_report_title, parse_title

logger = logging.getLogger(__name__)


class Judge:
    """What was fetched in a run to judge its captures by: scripts, and pages for the lost."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._scripts = Scripts(run)
        self._lost: dict[str, asyncio.Future[str]] = {}

    async def judged(self, capture: Capture, link: Link) -> Judgement:
        """Return what *capture* is, given what *link* promised; its text has its scripts behind it.

        Raises:
            HostParkedError, StoppedError: if what it takes to tell can't be had in this run.
        """
        seen = judge(capture, link)
        if seen.verdict is Verdict.LISTING and self._run.source.browser:
            seen = await self._built(seen, capture)
        if seen.verdict in (Verdict.LISTING, Verdict.OTHER) and seen.text:
            page = Page(capture.url, seen.text, link)
            seen = seen._replace(text=await self._scripts.added(page))
        if _may_be_lost(capture, link, seen):
            seen = await self._compared(seen, capture)
        if _may_be_column(link, seen) and _lists_reports(capture, link, seen):
            seen = seen._replace(verdict=Verdict.LISTING, reason="")
        return seen

    async def _built(self, seen: Judgement, capture: Capture) -> Judgement:
        """Return *seen* with the text that a browser built; as it is where there is none."""
        try:
            return seen._replace(text=await self._run.built(capture))
        except BrowserError as error:
            logger.warning("%s", error)
            self._run.faults["browser"] += 1
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
            capture = await self._run.visit(Link(nonsense, Kind.PROBE))
        except (FetchError, HostParkedError, DisallowedError, OutOfScopeError, StoppedError):
            return ""
        seen = judge(capture, Link(nonsense, Kind.PAGE))
        self._run.record(capture, seen.verdict, kind=Kind.PROBE, reason=seen.reason)
        return plain(seen.text) if seen.verdict in (Verdict.OTHER, Verdict.SOFT_404) else ""


def _may_be_lost(capture: Capture, link: Link, seen: Judgement) -> bool:
    """Whether a page that should be a report may be the host's own page for lost visitors.

    A shell is the same for all addresses: what it asks for tells whether there is a report.
    """
    promised = seen.verdict is Verdict.OTHER and is_report_title(link.title)
    if not promised or seen.reason == PICTURES or names_file(seen.text):
        return False
    return not any(detail_links(Page(capture.url, seen.text, link)))


def _may_be_column(link: Link, seen: Judgement) -> bool:
    """Whether what was named like a report may be the column of that year's reports."""
    named = parse_title(link.title) if seen.verdict is Verdict.OTHER else None
    return named is not None and not named.issuer and not names_file(seen.text)


def _lists_reports(capture: Capture, link: Link, seen: Judgement) -> bool:
    page = Page(capture.url, seen.text, link)
    found = (entry.kind is not Kind.LISTING for entry in recognise(page).entries(page))
    return sum(found) > 1
