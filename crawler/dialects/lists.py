"""Tell which links of a listing are reports, files and sub-columns; which lead to its next page."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from archive import Kind, Link
from crawler.dialects.markup import Anchor, frames
from crawler.dialects.page import Page
from parsers.titles import is_report_title

SUBCOLUMN_DEPTH = 2
FILES = (
    ".pdf", ".doc", ".docx", ".wps", ".et", ".xls", ".xlsx", ".zip", ".rar", ".ofd",
)  # fmt: skip

_YEAR = re.compile(r"[（(\[【]?20[0-3]\d年?度?(?:及?以前|年报|年度报告|及以前年度)?[】\])）]?$")
_CUT = re.compile(r"(?:20[0-3]\d年.*(?:信息公开|政务公开)|信息公开.*20[0-3]\d).*(?:…|\.\.\.)$")
_FOLDERS = ("历年年报", "历史年报", "往年年报", "历年年度报告", "更多年报")
_NEXT = {"下一页", "下页", "后一页", "下一頁", "后页", "next", "nextpage", ">", "›", "»", "下一张"}
_DECORATION = re.compile(r"[\s\[\]【】«‹<]|&gt;|&nbsp;")
_DIGITS = re.compile(r"\d+")


def listed(page: Page, found: Iterable[Anchor]) -> Iterator[Link]:
    """Yield the reports, files and year sub-columns among *found*, each address once."""
    seen = {page.url}
    for anchor in found:
        if anchor.url in seen:
            continue
        link = _entry(page, anchor)
        if link:
            seen.add(anchor.url)
            yield link


def report_link(page: Page, url: str, title: str, date: str = "") -> Link:
    """Return the link to a report, or to the file that is one."""
    kind = Kind.ATTACHMENT if is_file(url) else Kind.PAGE
    return Link(url, kind, title=title, date=date, depth=page.asked.depth + 1)


def is_report(title: str) -> bool:
    """Return whether *title* names such a report, or is the beginning of a title that may."""
    return is_report_title(title) or bool(_CUT.search(title))


def is_file(url: str) -> bool:
    """Return whether an address ends like a document that reports come in."""
    return urlsplit(url).path.lower().endswith(FILES)


def framed(page: Page) -> Iterator[Link]:
    """Yield the page's frames on the same host: some portals keep the list in one."""
    if page.asked.depth < SUBCOLUMN_DEPTH:
        for url in frames(page.text, page.url):
            if _same_host(url, page.url) and not is_file(url):
                yield Link(url, Kind.LISTING, depth=page.asked.depth + 1)


def next_links(page: Page, found: Iterable[Anchor]) -> Iterator[Link]:
    """Yield the page that 下一页 leads to; without one, the page whose number comes next."""
    found = list(found)
    worded = [a for a in found if _DECORATION.sub("", a.text).rstrip(">›»").lower() in _NEXT]
    worded = worded or [a for a in found if _DECORATION.sub("", a.text) in {">", "›", "»", ">>"}]
    for anchor in worded or _numbered(page, found):
        if anchor.url != page.url and _same_host(anchor.url, page.url):
            yield next_page(page, anchor.url)
            return


def next_page(page: Page, url: str) -> Link:
    """Return the link to a further page of the same list."""
    return Link(urljoin(page.url, url), Kind.LISTING, depth=page.asked.depth)


def _entry(page: Page, anchor: Anchor) -> Link | None:
    if is_report(anchor.title) or is_report(anchor.text):
        return report_link(page, anchor.url, anchor.title, anchor.date)
    if page.asked.depth < SUBCOLUMN_DEPTH and _is_subcolumn(page, anchor):
        return Link(anchor.url, Kind.LISTING, title=anchor.title, depth=page.asked.depth + 1)
    return None


def _is_subcolumn(page: Page, anchor: Anchor) -> bool:
    folder = page.url.split("?")[0].rpartition("/")[0] + "/"
    named = _YEAR.match(anchor.text) or anchor.text in _FOLDERS
    return bool(named) and anchor.url.startswith(folder) and not is_file(anchor.url)


def _numbered(page: Page, found: Iterable[Anchor]) -> Iterator[Anchor]:
    """Yield the link to the next page number of a bar of numbers.

    Its address must be this page's but for one number: a calendar's days are numbers too.
    """
    for anchor in found:
        if anchor.text.isdigit() and len(anchor.text) < 4:
            here, there = _DIGITS.split(page.url), _DIGITS.split(anchor.url)
            number = _changed_number(page.url, anchor.url)
            if here == there and number and number[1] == number[0] + 1:
                yield anchor


def _changed_number(here: str, there: str) -> tuple[int, int] | None:
    pairs = zip(_DIGITS.findall(here), _DIGITS.findall(there), strict=False)
    changed = [(int(a), int(b)) for a, b in pairs if a != b]
    return changed[0] if len(changed) == 1 else None


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).netloc.removeprefix("www.") == urlsplit(other).netloc.removeprefix("www.")
