"""Find the further pages of an article that is cut into several: `t1_1.html` after `t1.html`."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from archive import Kind, Link
from crawler.dialects import trs
from crawler.dialects.markup import address, anchors
from crawler.dialects.page import Page

# An article of more pages than this is a list.
MOST_PAGES = 20
_NAME = re.compile(r"(.+?)(\.(?:s?html?|jhtml|jsp|aspx?))$", re.I)
_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
_FURTHER = re.compile(r".+_(\d{1,2})\.(?:s?html?|jhtml|jsp|aspx?)$", re.I)


def further_pages(page: Page) -> Iterator[Link]:
    """Yield the other pages of the article that *page* begins, which belong to it."""
    name = _NAME.fullmatch(page.url)
    if name is None:
        return
    stem, ending = name[1], name[2]
    named = re.compile(rf"{re.escape(stem)}_(\d{{1,2}}){re.escape(ending)}")
    found: set[str] = set()
    # Finding all links takes longer than all else that a fetched report needs.
    if _may_be_named(stem.rpartition("/")[2], page.text):
        found |= {link.url for link in anchors(page.text, page.url) if named.fullmatch(link.url)}
    total = trs.page_total(page)
    if 1 < total <= MOST_PAGES:
        found |= {address(page.url, f"{stem}_{number}{ending}") for number in range(1, total)}
    if len(found) <= MOST_PAGES:
        for url in sorted(found):
            yield Link(
                url, Kind.ATTACHMENT, page.asked.title, page.asked.date, depth=page.asked.depth + 1
            )


def _may_be_named(name: str, text: str) -> bool:
    """Tell whether *text* may link to `name_1`; odd characters may be written otherwise there."""
    return f"{name}_" in text or not _PLAIN.fullmatch(name)


def may_go_on(link: Link) -> bool:
    """Tell whether *link*, to something that belongs to a page, may lead to a page of its text."""
    return link.kind is Kind.ATTACHMENT and bool(_FURTHER.match(urlsplit(link.url).path))
