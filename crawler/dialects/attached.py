"""Lists whose rows and page numbers are no links: what a script attaches to them brings them."""

import re
from collections.abc import Iterator

from archive import Link
from crawler.dialects import links
from crawler.dialects.clicks import clicks, outcome
from crawler.pages.anchors import Anchor, undated
from crawler.pages.javascript import constants, lookup_in
from crawler.pages.lists import is_report, listed
from crawler.pages.markup import scripts
from crawler.pages.page import Page
from crawler.pages.turning import is_next, next_links

# As `clicks` reads them: $(".pages a").click(…), box.addEventListener("click", …).
_ATTACHES = re.compile(r"""\.(?:click|on|bind|live|delegate|addEventListener)\(""")
_NUMBER = re.compile(r"\d{1,3}")


def recognises(page: Page) -> bool:
    """Whether a click on a number or on 下一页 turns the list as a script says."""
    return any(pages(page))


def entries(page: Page) -> Iterator[Link]:
    """Yield what the page links, and the reports among its rows that a click brings."""
    yield from links.entries(page)
    yield from rows(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the page after this one, by the numbers of its bar or by its 下一页."""
    yield from next_links(page, _clicked(page, turning=True))


def rows(page: Page) -> Iterator[Link]:
    """Yield the reports of *page* that are no links but brought by a click."""
    yield from listed(page, _clicked(page, turning=False))


def _clicked(page: Page, *, turning: bool) -> Iterator[Anchor]:
    """Yield where the clicks lead that turn the list, or those on its reports."""
    codes = [code for code in scripts(page.text) if _ATTACHES.search(code)]
    if not codes:
        return
    fixed = constants(codes)
    for click in clicks(page, codes):
        shown = undated(click.shown)
        turns = bool(_NUMBER.fullmatch(shown)) or is_next(shown)
        if not (turns if turning else is_report(shown)):
            continue
        link = outcome(page, codes, click.code, lookup_in(fixed | click.values))
        if link is not None and not link.body:
            yield Anchor(link.url, shown, text=shown)
