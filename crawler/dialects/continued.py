"""Find the further pages of an article that is cut into several: `t1_1.html` after `t1.html`."""

import re
from collections.abc import Iterator

from archive import Kind, Link
from archive.intake.pieces import PAGE, first_page, further_number, may_be_further
from crawler.dialects import trs
from crawler.pages.addresses import address
from crawler.pages.anchors import anchors
from crawler.pages.page import Page

# An article of more pages than this is a list.
MOST_PAGES = 20
_NAME = re.compile(r"(.+?)(\.(?:s?html?|jhtml|jsp|aspx?|php))$", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
_ASKED = re.compile(rf"[?&;](?:{PAGE.pattern})=", re.IGNORECASE)


def further_pages(page: Page) -> Iterator[Link]:
    """Yield the other pages of the article that *page* begins, or those behind it if it goes on."""
    first, own = first_page(page.url) if may_go_on(page.asked) else (page.url, 0)
    found: set[str] = set()
    # Finding all links takes longer than all else that a fetched report needs.
    if own < MOST_PAGES and _may_be_named(first, page.text):
        links = (link.url for link in anchors(page.text, page.url))
        found |= {url for url in links if (further_number(first, url) or 0) > own}
    total = trs.page_total(page) if not own else 0
    if (name := _NAME.fullmatch(first)) and 1 < total <= MOST_PAGES:
        found |= {address(first, f"{name[1]}_{number}{name[2]}") for number in range(1, total)}
    if len(found) <= MOST_PAGES:
        for url in sorted(found):
            yield Link(
                url, Kind.ATTACHMENT, page.asked.title, page.asked.date, depth=page.asked.depth + 1
            )


def _may_be_named(first: str, text: str) -> bool:
    """Whether *text* may link to a page that is named after *first*."""
    own = first.rpartition("/")[2]
    # One character is found in a tenth of the time that two take.
    asking = (before.endswith(('"', own)) for before in text.split("?")[:-1])
    if ("?" in own or any(asking)) and _ASKED.search(text):
        return True
    name = _NAME.fullmatch(own)
    # Odd characters may be written otherwise.
    return name is not None and (f"{name[1]}_" in text or not _PLAIN.fullmatch(name[1]))


def may_go_on(link: Link) -> bool:
    """Whether *link*, to something that belongs to a page, may lead to a page of its text."""
    return link.kind is Kind.ATTACHMENT and may_be_further(link.url)
