"""Say which links of a portal lead towards its annual-report columns, and which are columns."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import IntEnum
from itertools import islice
from urllib.parse import urlsplit

from archive import Kind, Link
from crawler.dialects.answers import request
from crawler.dialects.services import own_scripts
from crawler.dialects.trees import nodes
from crawler.gate import is_home
from crawler.pages.anchors import Anchor, anchors
from crawler.pages.asking import all_asked
from crawler.pages.columns import (
    folder_of,
    heading,
    is_column,
    is_column_path,
    is_group,
    same_host,
)
from crawler.pages.drawn import opened
from crawler.pages.lists import is_file, is_of_several, is_report
from crawler.pages.page import Page
from crawler.pages.records import load_json, mappings, shaped
from crawler.sitemaps import mapped

# Home → 政府信息公开 → departments → one of them → its column.
DEPTH = 4
# A box on a home page or a section's shows the latest few.
_MANY = 10
_MOST_MENUS = 2
_MENUS = re.compile(r"menu|nav(?!i)|channel|column|categor|lanmu", re.IGNORECASE)


class Lead(IntEnum):
    """How surely a link leads to annual reports; what is nothing of the kind is `NOTHING`."""

    NOTHING = 0
    BODY = 1
    SECTION = 2
    COLUMN = 3


_COLUMN = re.compile(
    r"(?:信息|政务|政府)公开(?:工作|情况)?(?:年报|年度报告|年度工作报告|报告$)"
    r"|^(?:历年|公开|年度|工作|本级|[省市县区镇乡]?政府|各?[市县区]?(?:部门|单位|乡镇|镇街|街道))?"
    r"(?:年报|年度报告|公开报告)(?:汇总|专栏|公开)?$"
)
_YEAR = re.compile(r"20[0-3]\d年(?!.{0,2}前)")  # an article about the report of a year
_SECTION = re.compile(r"(?:信息|政务)公开|法定主动公开|公开(?:专栏|目录|平台)")
# Where a path ends so, it is the home of a portal's or a body's disclosure.
_SECTION_PATH = re.compile(r"/(?:zwgk|xxgk|zfxxgk|zfxxgkzl|xxgkzl|bmzfxxgk)/(?:index\.\w+)?$")
_LONGEST_SECTION = 14
_BODY = re.compile(r"(?:局|委员会|委|办公室|厅|人民政府|街道办事处|街道|镇|乡|管委会|中心)$")
# Other columns of annual figures, and what only sounds like disclosure.
_OTHER = re.compile(
    r"网站|统计|决算|公积金|法治|企业|上市|学校|医院|公共企事业|指南|制度|要点|申请|通知|解读|读懂"
)


def column_links(page: Page) -> Iterator[Link]:
    """Yield the links of *page* that lead towards annual reports, the surest first.

    A column begins a count of depth of its own; on the way to one, a section leads to bodies and
    a body to its sections, `DEPTH` links at most. A column is no way on: it leads to further
    columns only. A page that shows some reports beside other things is none yet.
    """
    surest = [*mapped(page), *_leads(page)]
    yield from surest
    if not surest and _is_first(page):
        yield from _last_hopes(page)


def needed_scripts(page: Page) -> Iterator[str]:
    """Yield the scripts of its own in which a first page that leads nowhere may have its menu."""
    if _is_first(page) and not any(_leads(page)):
        yield from own_scripts(page)


def columns_elsewhere(page: Page) -> Iterator[str]:
    """Yield the columns that *page* links on other hosts, which a crawl of it does not follow."""
    for anchor in anchors(page.text, page.url):
        named = _COLUMN.search(anchor.title) and not _OTHER.search(anchor.title)
        if named and not same_host(anchor.url, page.url):
            yield anchor.url


def lead(page: Page, anchor: Anchor) -> Lead:
    """Return how surely *anchor* leads from *page* to annual reports."""
    if anchor.url == page.url or is_file(anchor.url) or not same_host(anchor.url, page.url):
        return Lead.NOTHING
    text = anchor.title
    if len(text) > 30 or _inside(page, anchor) or (is_report(text) and not is_of_several(text)):
        return Lead.NOTHING
    # Bodies are named all over a home page; from a section they lead to their own columns.
    body = bool((page.asked.depth or _is_section(page)) and _BODY.search(text))
    if _OTHER.search(text) and not body:  # 统计局 is a body, 统计年报 another column
        return Lead.NOTHING
    if is_column_path(anchor.url) or (_COLUMN.search(text) and not _YEAR.search(text)):
        return Lead.COLUMN
    path = urlsplit(anchor.url).path
    named = (_SECTION.search(text) or is_group(text)) and len(text) <= _LONGEST_SECTION
    if (named or _SECTION_PATH.search(path)) and not body:
        return Lead.SECTION
    return Lead.BODY if body else Lead.NOTHING


def _leads(page: Page) -> Iterator[Link]:
    found = _found(page)
    arrived = _is_arrived(page, found)
    leads: dict[str, tuple[Lead, Anchor]] = {}
    for anchor in found:
        what = lead(page, anchor)
        if what > leads.get(anchor.url, (Lead.NOTHING, anchor))[0]:
            leads[anchor.url] = what, anchor
    for what, anchor in sorted(leads.values(), key=lambda pair: -pair[0]):
        if what is Lead.COLUMN:
            yield Link(anchor.url, Kind.LISTING, title=anchor.title)
        elif not arrived and page.asked.depth < DEPTH:
            yield Link(anchor.url, Kind.LISTING, anchor.title, depth=page.asked.depth + 1)


def _found(page: Page) -> list[Anchor]:
    """Return the links of *page*; of data those of a menu: others lie in texts of other pages."""
    if page.text.lstrip()[:1] not in {"{", "["}:
        return [*anchors(page.text, page.url), *nodes(page), *opened(page)]
    rows = mappings(load_json(page.text)) if _is_menu(page.url) else ()
    return [row for record in rows if (row := shaped(record, page.url))]


def _is_first(page: Page) -> bool:
    return is_home(page.url) and not page.asked.depth


def _last_hopes(page: Page) -> Iterator[Link]:
    """Yield what a first page that leads nowhere may do so by: a service's menu, its bodies."""
    menus = (ask for ask in all_asked(page) if _is_menu(ask.url) and not ask.changes)
    for asking in islice(menus, _MOST_MENUS):
        yield replace(request(page, asking, ""), depth=1)
    for anchor in _found(page):
        if _BODY.search(anchor.title) and same_host(anchor.url, page.url):
            yield Link(anchor.url, Kind.LISTING, anchor.title, depth=1)


def _is_menu(url: str) -> bool:
    """Whether the service at *url* is called as one that tells a menu."""
    return bool(_MENUS.search(urlsplit(url).path))


def _is_section(page: Page) -> bool:
    """Whether *page*, which one begins from, is called a home of disclosure."""
    return not is_home(page.url) and bool(_SECTION.search(heading(page)[:_LONGEST_SECTION]))


def _is_arrived(page: Page, found: Iterable[Anchor]) -> bool:
    """Whether *page* is a column, or lists so many reports that it may be one."""
    reports = sum(is_report(anchor.title) for anchor in found)
    named = is_column(page) or is_column_path(page.url)
    return reports > 0 and (named or (reports >= _MANY and not is_home(page.url)))


def _inside(page: Page, anchor: Anchor) -> bool:
    """Whether a column links its own pages and years: its dialect knows the way there."""
    return is_column_path(page.url) and anchor.url.startswith(folder_of(page))
