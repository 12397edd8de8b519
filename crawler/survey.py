"""Look round a portal for its annual-report columns, within bounds, and propose a source for it."""

import asyncio
import heapq
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from archive import Kind, Link, Verdict
from crawler.dialects import Page, listed_on, recognise
from crawler.discovery import column_links, columns_elsewhere
from crawler.gate import judge, sent_back
from crawler.network import FetchError
from crawler.options import Options
from crawler.pages.columns import heading
from crawler.pages.lists import framed
from crawler.pages.markup import attributes
from crawler.politeness import HostParkedError
from crawler.robots import DisallowedError
from crawler.run import Run, open_run
from crawler.scope import OutOfScopeError
from crawler.scripts import Scripts
from crawler.sitemaps import maps
from crawler.sources import Source, source_at, source_name

MOST_PAGES = 60
SAMPLES = 3
# A source with more seeds than this is one that finds them itself.
_MOST_SEEDS = 12
_UNNAMED = re.compile(r"[-_|—].*$|(?:门户)?网站?$|首页$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that lists annual reports, or is only named as if it did (`reports` is 0)."""

    url: str
    title: str
    dialect: str
    reports: int
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found, and what was not looked at.

    `unseen` are the addresses that still waited when the bound was reached; `troubles` those that
    gave no page, each with its reason; `forbidden` those that robots.txt keeps us from;
    `elsewhere` are columns on other hosts, which a source would have to list;
    `parked` says why the portal is to be left alone for now.
    """

    start: str
    portal: str
    columns: tuple[Column, ...]
    requests: int
    unseen: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    parked: str = ""

    @property
    def confidence(self) -> str:
        """How sure it is that these are the portal's reports: high, medium, low or none."""
        reports = sum(column.reports for column in self.columns)
        if reports >= SAMPLES:
            return "high"
        if reports:
            return "medium"
        return "low" if self.columns else "none"

    @property
    def robots(self) -> str:
        """What robots.txt says of what was to be asked, in a sentence."""
        if self.parked:
            return "can't be had, so the rest was not asked"
        if self.forbidden:
            return f"forbids {len(self.forbidden)} of the addresses, such as {self.forbidden[0]}"
        return "allows all that was asked"


@dataclass(slots=True)
class _Walk:
    """What a survey has seen so far, and what it will look at next: the surest first."""

    waiting: list[tuple[int, int, Link, str]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    columns: dict[str, Column] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    elsewhere: dict[str, None] = field(default_factory=dict)
    maps: list[Link] = field(default_factory=list)
    portal: str = ""
    parked: str = ""

    def goes_on(self) -> bool:
        """Whether anything waits: the portal's maps, where no other way led to a column."""
        if not self.waiting and not self.columns:
            for link in self.maps:
                self.push(_ONWARD, link, "")
        return bool(self.waiting)

    def push(self, rank: int, link: Link, column: str) -> None:
        """Let *link* wait, as part of what belongs to *column*."""
        key = f"{link.url} {link.body}"
        if key not in self.seen:
            self.seen.add(key)
            heapq.heappush(self.waiting, (rank, len(self.seen), link, column))


_DATA, _COLUMN, _ONWARD = range(3)  # in the order in which they are looked at


def survey(
    url: str,
    options: Options,
    *,
    max_pages: int = MOST_PAGES,
    progress: Callable[[int, int], None] | None = None,
) -> Survey:
    """Look round the portal that *url* belongs to, asking at most *max_pages* pages of it.

    The same scope, robots.txt and pauses hold as in a crawl; nothing is kept.
    *progress* is told how many pages were asked and how many wait.
    """
    source = source_at(url)
    with tempfile.TemporaryDirectory() as folder, open_run(source, Path(folder), options) as run:
        return asyncio.run(_survey(run, url, max_pages, progress))


def propose(found: Survey, name: str = "") -> Source:
    """Return a source for what *found* holds; it finds further columns itself if there are many."""
    columns = [column.url for column in found.columns if column.reports]
    columns = columns or [column.url for column in found.columns]
    many = len(columns) > _MOST_SEEDS or bool(found.unseen)
    return Source(
        name=name or source_name(found.start),
        title=found.portal or urlsplit(found.start).netloc,
        seeds=tuple(columns[:_MOST_SEEDS]) + ((found.start,) if many else ()),
        discover=many,
        seen_at=f"found from {found.start}",
    )


async def _survey(
    run: Run, url: str, max_pages: int, progress: Callable[[int, int], None] | None
) -> Survey:
    walk, scripts = _Walk(), Scripts(run)
    for seed in run.source.seeds:
        walk.push(_COLUMN, Link(seed, Kind.LISTING), "")
    asked = 0
    try:
        while walk.goes_on() and asked < max_pages and not walk.parked:
            rank, _, link, column = heapq.heappop(walk.waiting)
            asked += 1
            await _look(run, scripts, walk, link, column, rank)
            if progress:
                progress(asked, len(walk.waiting))
    finally:
        await run.close()
    return Survey(
        start=url,
        portal=walk.portal,
        columns=tuple(sorted(walk.columns.values(), key=lambda column: -column.reports)),
        requests=run.tally.requests,
        unseen=tuple(link.url for _, _, link, _ in sorted(walk.waiting)),
        troubles=tuple(walk.troubles),
        forbidden=tuple(walk.forbidden),
        elsewhere=tuple(walk.elsewhere),
        parked=walk.parked,
    )


async def _look(
    run: Run, scripts: Scripts, walk: _Walk, link: Link, column: str, rank: int
) -> None:
    try:
        capture = await run.visit(link)
        if sent_back(capture):
            capture = await run.visit(link)
    except DisallowedError:
        walk.forbidden.append(link.url)
        return
    except HostParkedError as error:
        walk.parked = str(error)
        walk.troubles.append(f"{link.url}: {error}")
        return
    except (FetchError, OutOfScopeError) as error:
        walk.troubles.append(f"{link.url}: {error}")
        return
    seen = judge(capture, link)
    if seen.verdict is Verdict.REDIRECT:
        walk.push(rank, replace(link, url=seen.target, method="GET", body="", headers=()), column)
    elif seen.verdict is Verdict.LISTING or (seen.verdict is Verdict.REPORT and link.title):
        page = Page(capture.url, seen.text, link)
        try:
            text = await scripts.added(page)
        except HostParkedError as error:
            walk.parked = str(error)
            return
        own = seen.verdict is Verdict.REPORT
        _read(walk, replace(page, text=text), column, own=own)
        walk.maps += maps(page, run.sitemaps)
    elif seen.verdict is not Verdict.REPORT:
        walk.troubles.append(f"{link.url}: {seen.reason or seen.verdict}")


def _read(walk: _Walk, page: Page, column: str, *, own: bool) -> None:
    """Take from a listing what it says of columns; *column* is the one whose list it may be.

    The listing may open with a report of its *own*.
    """
    dialect = recognise(page)
    entries = listed_on(page, dialect)
    reports = [page.asked] if own else []
    reports += [link for link in entries if link.kind is not Kind.LISTING]
    walk.portal = walk.portal or _portal(page)
    home = column or page.url
    if reports or (page.asked.title and not page.asked.depth):
        _note(walk, home, page.asked.title or heading(page), dialect.name, reports)
    leads = list(column_links(page))
    columns = {link.url for link in leads if not link.depth}
    if len(reports) < SAMPLES:  # its list may be data, or lie in a year's sub-column or a frame
        for link in (*dialect.pages(page), *_first(entries), *framed(page)):
            if link.url not in columns:
                walk.push(_DATA, link, home)
    walk.elsewhere |= dict.fromkeys(columns_elsewhere(page))
    for link in leads:
        walk.push(_ONWARD if link.depth else _COLUMN, link, "")


def _note(walk: _Walk, url: str, title: str, dialect: str, reports: list[Link]) -> None:
    samples = tuple(link.title for link in reports[:SAMPLES])
    known = walk.columns.get(url) or Column(url, title, dialect, 0)
    walk.columns[url] = replace(
        known,
        dialect=dialect if reports else known.dialect,
        reports=known.reports + len(reports),
        samples=(*known.samples, *samples)[:SAMPLES],
    )


def _first(entries: list[Link]) -> Iterator[Link]:
    yield from [link for link in entries if link.kind is Kind.LISTING][:1]


def _portal(page: Page) -> str:
    named = next(attributes(page.text, "//meta[@name='SiteName']/@content"), "")
    return named.strip() or _UNNAMED.sub("", heading(page)).strip()
