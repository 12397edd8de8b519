"""Tell which links of a listing are reports, files and sub-columns."""

import re
from collections.abc import Container, Iterable, Iterator
from itertools import islice
from urllib.parse import urlsplit

from archive import Kind, Link
from archive.address import place
from crawler.endings import FILES
from crawler.pages.addresses import address
from crawler.pages.anchors import Anchor
from crawler.pages.columns import (
    folder_of,
    is_annual,
    is_bare_name,
    is_body,
    is_column,
    is_column_path,
    is_part,
    is_year,
    may_be_column,
    same_host,
)
from crawler.pages.markup import attributes, frames
from crawler.pages.page import Page
from parsers.titles import is_report_title

SUBCOLUMN_DEPTH = 2
# What stands in a frame is the page itself: a home page's, a section's, a column's, a list's.
_FRAME_DEPTH = 4
_CUT_TEXT = re.compile(r"(?:…|\.\.\.|．．．)$")
_CUT = re.compile(r"(?:20[0-3]\d年.*(?:信息公开|政务公开)|信息公开.*20[0-3]\d).*(?:…|\.\.\.)$")
_CUT_EARLY = re.compile(
    r"20[0-3]\d年?度?(?:政(?:府(?:信(?:息公?)?)?|务(?:信息?|公)?)?|信(?:息公?)?)?(?:…+|\.{3,})$"
)
_BODYS_YEAR = re.compile(r"\w{2}[\u4e00-\u9fff]20[0-3]\d年度?(\D{1,12})$")
_BODY_AND_YEAR = re.compile(
    r"^[^/>|]{1,24}(?:[局委厅府]|委员会|办公室|办事处|街道|镇|乡|管委会|中心)20[0-3]\d年?度?$"
)
_NAMES = (
    "政府信息公开工作年度报告", "政府信息公开年度报告", "政府信息公开年报", "政务公开工作年度报告",
    "信息公开工作年度报告", "信息公开年度报告",
)  # fmt: skip
_HAS_YEAR = re.compile(r"20[0-3]\d|二[〇○◯零OoＯ0一二三四五六七八九]{3}年|(?<!\d)[01]\d年度")
# 2018年以前, 2008-2018年, 各部门年度报告汇总.
_SEVERAL = re.compile(
    r"20[0-3]\d年?度?(?:及?[以之]前|[-—－~至到]20[0-3]\d)|(?:年报|年度报告)(?:汇总|合集|汇编|一览)表?$"
)
# What a report is called where its column has said the rest; and whose other reports stand there.
_SHORT_TITLE = re.compile(
    r"20[0-3]\d年?度?.{0,30}(?:年报|年度报告|工作报告)|(?:年报|年度报告)[(（〔\[]20[0-3]\d年?度?[)）〕\]]$"
)
_OTHER = re.compile(
    r"网站|法治|依法行政|(?:财政|统计|环境)(?!保护|[局厅委])|公积金(?!管理)|质量(?!技术)|决算|预算|企业|学校|医院|通知|召开|培训|编制(?!委|办)|解读|图解|一图|要点|总结|半年|季度"
)
_FEED = "//link[@type='application/rss+xml']/@href"
# A portal's phone edition: mpost_1.html beside post_1.html, /m/xxgk/1.html beside /xxgk/1.html.
_PHONE = re.compile(r"(?<=/)m(?:/|(?=post_))")


def listed(page: Page, found: Iterable[Anchor]) -> Iterator[Link]:
    """Yield the reports, files and year sub-columns among *found*, each address once.

    One that is spelled otherwise, `//` or in capitals, is the same where its title is.
    """
    seen = {page.url}
    spelled: set[tuple[str, str]] = set()
    column = is_column(page)
    found = list(found)
    shown = {anchor.url for anchor in found}
    for anchor in found:
        if anchor.url in seen or _is_twin(page, anchor.url, shown):
            continue
        link = _entry(page, anchor, column=column)
        if link:
            seen.add(anchor.url)
            spelling = place(anchor.url).lower(), anchor.title
            if spelling not in spelled:
                spelled.add(spelling)
                yield link


def report_link(page: Page, url: str, title: str, date: str = "") -> Link:
    """Return the link to a report, or to the file that is one."""
    kind = Kind.ATTACHMENT if is_file(url) else Kind.PAGE
    return Link(url, kind, title=title, date=date, depth=page.asked.depth + 1)


def is_report(title: str) -> bool:
    """Whether *title* names such a report, or is the beginning of a title that may."""
    return is_report_title(title) or bool(_CUT.search(title))


def is_of_several(title: str) -> bool:
    """Whether *title* names reports of several years or bodies, or one on several years."""
    return bool(_SEVERAL.search(title))


def is_file(url: str) -> bool:
    """Whether an address ends like a document that reports come in."""
    return urlsplit(url).path.lower().endswith(FILES)


def framed(page: Page) -> Iterator[Link]:
    """Yield the page's frames: some keep the list in one, be it on another host of theirs."""
    if page.asked.depth < _FRAME_DEPTH:
        for url in frames(page.text, page.url):
            if not is_file(url):
                yield Link(url, Kind.LISTING, page.asked.title, depth=page.asked.depth + 1)


def feeds(page: Page) -> Iterator[Link]:
    """Yield the column's own feed, which may hold more than the page shows."""
    if (
        "application/rss+xml" in page.text
        and page.asked.depth < SUBCOLUMN_DEPTH
        and is_annual(page)
    ):
        for href in islice(attributes(page.text, _FEED), 1):
            if url := address(page.url, href):
                yield Link(url, Kind.LISTING, page.asked.title, depth=page.asked.depth + 1)


def _entry(page: Page, anchor: Anchor, *, column: bool) -> Link | None:
    named = is_report(anchor.title) or is_report(anchor.text)
    short = _may_name(page, anchor.title, anchor.url) and (column or may_be_column(page))
    short = short or (column and is_file(anchor.url) and is_part(anchor.text))
    # 财政局政府信息公开年报, without a year, is a body's column; should it be a report after all,
    # the page itself will say so.
    file, deep = is_file(anchor.url), page.asked.depth >= SUBCOLUMN_DEPTH
    several = is_of_several(anchor.title) and not (file or deep)
    a_report = short or (named and (file or _HAS_YEAR.search(anchor.title)))
    if a_report and not several:
        return report_link(page, anchor.url, anchor.title, anchor.date)
    if deep or file:
        return None
    if a_report or named or _is_subcolumn(page, anchor, column=column):
        return Link(anchor.url, Kind.LISTING, title=anchor.title, depth=page.asked.depth + 1)
    return None


def _is_twin(page: Page, url: str, shown: Container[str]) -> bool:
    """Whether *url* is another name for what is *shown*: for phones, or by scheme."""
    if _PHONE.search(url) and _PHONE.sub("", url, count=1) in shown:
        return True
    own, other = ("https:", "http:") if page.url.startswith("https:") else ("http:", "https:")
    return url.startswith(other) and own + url.removeprefix(other) in shown


def _may_name(page: Page, title: str, url: str) -> bool:
    """Whether *title* may be a report's in a column: a short one, or one that is cut off."""
    if _OTHER.search(title):
        return False
    if _SHORT_TITLE.search(title):
        return True
    folder = folder_of(page)
    if url.startswith(folder) and _is_beginning(title):
        return True
    cut = _CUT_TEXT.search(title) and (url.startswith(folder) or _CUT_EARLY.search(title))
    return bool(cut)


def _is_beginning(title: str) -> bool:
    """Whether *title* is a body's report's as far as it goes: some portals cut with no mark.

    >>> _is_beginning("望淮县水务局2020年政府信息公"), _is_beginning("2020年政府信息公")
    (True, False)
    """
    found = _BODYS_YEAR.search(title)
    return found is not None and any(name.startswith(found[1]) for name in _NAMES)


def _is_subcolumn(page: Page, anchor: Anchor, *, column: bool) -> bool:
    """Whether a link by a year alone leads to a part of this column.

    Below the column it does; elsewhere on the host only if the page says that it is such a
    column, for years are linked by yearbooks and archives of all kinds. A body's name alone leads
    to its part of a column, or to its report of the column's year, if it leads below the column.
    """
    folder = folder_of(page)
    below = anchor.url.startswith(folder)
    here = column and same_host(anchor.url, page.url)
    if is_year(anchor.text):
        return below or here
    within = below and (column or may_be_column(page))
    if is_body(anchor.text):
        return within or (here and is_column_path(anchor.url))
    # A report that is called so and no more, or a further column.
    return within and (is_bare_name(anchor.text) or bool(_BODY_AND_YEAR.search(anchor.title)))
