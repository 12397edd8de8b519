"""Follow what the pages of a run lead to, as far as that brings reports."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from archive import Capture, Kind, Lease, Link, Verdict
from crawler.dialects import DIALECTS, Page, listed_on, recognise
from crawler.dialects.continued import further_pages
from crawler.dialects.details import detail_links
from crawler.dialects.links import tells_its_place
from crawler.discovery import column_links
from crawler.gate import PICTURES, Judgement, is_home
from crawler.pages.columns import heading
from crawler.pages.files import attachment_links, picture_links, table_links
from crawler.run import Run
from crawler.signs import hands_out_files, names_file
from crawler.sitemaps import maps
from crawler.trail import Trail
from crawler.walk import Walk
from parsers.titles import is_report_title, parse_title


class Following:
    """What the lists and pages of a run have led to so far."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._trail = Trail()
        self._walk = Walk()

    def links(self, lease: Lease, capture: Capture, seen: Judgement) -> Iterator[Link]:
        """Yield what *capture* leads to, which was seen as *seen*."""
        page = Page(capture.url, seen.text, lease.link)
        match seen.verdict:
            case Verdict.NOT_MODIFIED if lease.link.kind is Kind.LISTING:
                # What was followed last time is followed again: it ended then, so it ends now.
                yield from self._walk.followed(self._run.frontier.links(lease), counted=True)
            case Verdict.NOT_MODIFIED:
                yield from self._run.frontier.links(lease)
            case Verdict.REDIRECT:
                yield replace(lease.link, url=seen.target, method="GET", body="", headers=())
            case Verdict.LISTING:
                yield from self._listed(page)
                if not lease.link.title and names_file(seen.text) and _is_article(page):
                    yield from attachment_links(page)
            case Verdict.REPORT | Verdict.OTHER if seen.text:
                yield from self._of_page(page, seen, capture.body)
            case Verdict.ATTACHMENT if seen.text:
                if names_file(seen.text):
                    yield from attachment_links(page)
                yield from further_pages(page)
            case Verdict.SOFT_404:
                self._walk.met(b"soft 404")
            case Verdict.GONE:
                self._walk.missed()

    def _of_page(self, page: Page, seen: Judgement, body: bytes) -> Iterator[Link]:
        """Yield the files and the further pages of a report, or of what may stand for one."""
        is_report = seen.verdict is Verdict.REPORT
        details = () if is_report else tuple(detail_links(page))
        # The shells that a script fills are all alike: what fills them is not.
        if not details:
            self._walk.met(body)
        promised = not is_report and is_report_title(page.asked.title)
        if names_file(page.text) or (promised and hands_out_files(page.text)):
            yield from attachment_links(page)
        elif seen.reason == PICTURES:
            yield from picture_links(page)
        yield from details
        if is_report:
            yield from table_links(page)
        if is_report or is_report_title(page.asked.title):
            yield from further_pages(page)
        if is_report and page.asked.kind is Kind.LISTING:
            # A column that opens with its latest report links the others beside it.
            yield from self._listed(page)

    def _listed(self, page: Page) -> tuple[Link, ...]:
        """Return what a listing leads to, as far as lists like it have brought reports."""
        wanted = self._run.source.dialect
        dialect = recognise(page) if wanted == "auto" else DIALECTS[wanted]
        entries = list(self._walk.distinct(listed_on(page, dialect)))
        counted = dialect.counted or tells_its_place(page)
        leads = self._leads(page) if self._run.source.discover else []
        # What discovery takes for a column begins a count of depth of its own.
        columns = {link.url: link for link in leads if not link.depth}
        entries = [
            columns.get(link.url, link) if link.kind is Kind.LISTING and not link.body else link
            for link in entries
        ]
        found = [link for link in entries if link.kind is not Kind.LISTING]
        if self._trail.goes_on(page, entries, counted=counted):
            further = (link for link in entries if link.kind is Kind.LISTING)
            found += (self._trail.follow(page, link) for link in further)
            found += (self._trail.turn(page, link) for link in dialect.pages(page))
        # A page that leads on to a body's column has brought something, if no report yet.
        leads_on = self._trail.leads_on(leads)
        return self._walk.followed([*found, *leads], counted=counted or leads_on)

    def _leads(self, page: Page) -> list[Link]:
        """Return what leads from *page* to columns; its maps are kept for lack of any."""
        if all(map(is_home, self._run.source.seeds)):
            self._run.last_resort = self._run.last_resort or tuple(maps(page, self._run.sitemaps))
        return list(column_links(page))

    def traps(self) -> Counter[str]:
        """Return for what the walk was ended before its lists were."""
        return self._walk.traps()


def _is_article(page: Page) -> bool:
    """Whether *page*, which a run begins with, is one body's report of one year."""
    named = parse_title(heading(page))
    return named is not None and bool(named.issuer and named.year)
