"""Find the further pages of an article that is cut into several: `t1_1.html` after `t1.html`."""

import re
from collections.abc import Iterator

from archive import Kind, Link
from archive.pieces import PAGE, further_number, may_be_further
from crawler.dialects import trs
from crawler.dialects.markup import address, anchors
from crawler.dialects.page import Page

# An article of more pages than this is a list.
MOST_PAGES = 20
_NAME = re.compile(r"(.+?)(\.(?:s?html?|jhtml|jsp|aspx?|php))$", re.I)
_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
_ASKED = re.compile(rf"[?&;](?:{PAGE.pattern})=", re.I)


def further_pages(page: Page) -> Iterator[Link]:
    """Yield the other pages of the article that *page* begins, which belong to it."""
    found: set[str] = set()
    # Finding all links takes longer than all else that a fetched report needs.
    if _may_be_named(page):
        links = (link.url for link in anchors(page.text, page.url))
        found |= {url for url in links if further_number(page.url, url)}
    total = trs.page_total(page)
    if (name := _NAME.fullmatch(page.url)) and 1 < total <= MOST_PAGES:
        found |= {address(page.url, f"{name[1]}_{number}{name[2]}") for number in range(1, total)}
    if len(found) <= MOST_PAGES:
        for url in sorted(found):
            yield Link(
                url, Kind.ATTACHMENT, page.asked.title, page.asked.date, depth=page.asked.depth + 1
            )


def _may_be_named(page: Page) -> bool:
    """Tell whether *page* may link to its `name_1`; odd characters may be written otherwise."""
    if "?" in page.url:
        return _ASKED.search(page.text) is not None
    name = _NAME.fullmatch(page.url)
    if name is None:
        return False
    own = name[1].rpartition("/")[2]
    return f"{own}_" in page.text or not _PLAIN.fullmatch(own)


def may_go_on(link: Link) -> bool:
    """Tell whether *link*, to something that belongs to a page, may lead to a page of its text."""
    return link.kind is Kind.ATTACHMENT and may_be_further(link.url)
