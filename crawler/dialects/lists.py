"""Tell which links of a listing are reports, files and sub-columns; which lead to its next page."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import urlencode, urljoin, urlsplit

from archive import Kind, Link
from crawler.dialects.markup import Anchor, address, attributes, frames, options
from crawler.dialects.page import Page
from parsers.titles import is_report_title

SUBCOLUMN_DEPTH = 2
FORM_HEADERS = (("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),)
JSON_HEADERS = (("Content-Type", "application/json; charset=UTF-8"),)
FILES = (
    ".pdf", ".doc", ".docx", ".wps", ".et", ".xls", ".xlsx", ".odt", ".ods", ".rtf", ".zip",
    ".rar", ".7z", ".ofd",
)  # fmt: skip

_YEAR = re.compile(r"[（(\[【]?20[0-3]\d年?度?(?:及?以前|年报|年度报告|及以前年度)?[】\])）]?$")
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
_HEAD_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.I)
# What a portal adds to the titles of its pages: its own name.
_SITE_NAME = re.compile(r"\s*[-_—|].*")
_COLUMN = re.compile(r"(?:信息|政务)公开(?:工作)?(?:年报|年度报告)")
_SHORT_COLUMN = re.compile(r"^(?:历年|公开|年度)?(?:年报|年度报告|公开报告)(?:汇总|专栏|公开)?$")
# The words that paths of such columns are made of, as portals abbreviate them.
_COLUMN_PATH = re.compile(
    r"/(?:20\d\dn?)?(?:zfxxgk)?"
    r"(?:zfxxgknb|zfxxgkndbg|zfxxgkgzndbg|zfxxgkgzndbb|xxgknb|xxgkndbg|gknb|gkndbg|ndbg|xznb|znbg)"
    r"(?:\d{4})?(?:_\d+)?(?:/|$)"
)
# What a report is called where its column has said the rest; and whose other reports stand there.
_SHORT_TITLE = re.compile(
    r"20[0-3]\d年?度?.{0,30}(?:年报|年度报告|工作报告)|(?:年报|年度报告)[(（〔\[]20[0-3]\d年?度?[)）〕\]]$"
)
_OTHER = re.compile(
    r"网站|法治|依法行政|(?:财政|统计|环境)(?!保护|[局厅委])|公积金(?!管理)|质量(?!技术)|决算|预算|企业|学校|医院|通知|召开|培训|编制(?!委|办)|解读|图解|一图|要点|总结|半年|季度"
)
_BODY = re.compile(
    r"^(?:[^/>|]{0,24}人民政府|本级|[市县区]政府)$|^[^/>|]{1,24}(?:[局委厅]|委员会|办公室|[市县区]政府|人民政府|街道办事处|街道|镇|乡|管委会)$"
)
_GROUP = re.compile(r"各?[省市县区]?(?:政府)?(?:部门|县区|区县|乡镇|镇街|街道|[省市县区]直).{0,8}$")
_FEED = "//link[@type='application/rss+xml']/@href"
_FOLDERS = ("历年年报", "历史年报", "往年年报", "历年年度报告", "更多年报")
_NEXT = {"下一页", "下页", "后一页", "下一頁", "后页", "next", "nextpage", ">", "›", "»", "下一张",
    "加载更多", "点击加载更多", "显示更多", "加载更多>>",
}  # fmt: skip
_DECORATION = re.compile(r"[\s\[\]【】«‹<]|&gt;|&nbsp;")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[?&](?:p|\w*page\w*)=(\d+)|[_/](\d{1,3})(?:\.\w+|/)?$", re.I)
_EXTENSION = re.compile(r"\.\w{2,5}$")
# A portal's phone edition: mpost_1.html beside post_1.html, /m/xxgk/1.html beside /xxgk/1.html.
_PHONE = re.compile(r"(?<=/)m(?:/|(?=post_))")
_MONTH = 28  # what has as many numbers is a calendar


def listed(page: Page, found: Iterable[Anchor]) -> Iterator[Link]:
    """Yield the reports, files and year sub-columns among *found*, each address once."""
    seen = {page.url}
    column = is_column(page)
    found = list(found)
    shown = {anchor.url for anchor in found}
    for anchor in found:
        if anchor.url in seen or _is_twin(page, anchor.url, shown):
            continue
        link = _entry(page, anchor, column=column)
        if link:
            seen.add(anchor.url)
            yield link


def report_link(page: Page, url: str, title: str, date: str = "") -> Link:
    """Return the link to a report, or to the file that is one."""
    kind = Kind.ATTACHMENT if is_file(url) else Kind.PAGE
    return Link(url, kind, title=title, date=date, depth=page.asked.depth + 1)


def is_column(page: Page) -> bool:
    """Return whether *page* says of itself that it is an annual-report column."""
    return bool(_COLUMN.search(f"{page.asked.title} {heading(page)}"))


def heading(page: Page) -> str:
    """Return the title that the head of *page* gives it."""
    found = _HEAD_TITLE.search(page.text)
    return found[1].strip() if found else ""


def is_column_path(url: str) -> bool:
    """Return whether an address is made of the words that portals use for such columns."""
    return bool(_COLUMN_PATH.search(urlsplit(url).path))


def is_annual(page: Page) -> bool:
    """Return whether *page* is such a column by its title, its address or the link to it."""
    return is_column(page) or _is_called_so(page)


def is_report(title: str) -> bool:
    """Return whether *title* names such a report, or is the beginning of a title that may."""
    return is_report_title(title) or bool(_CUT.search(title))


def is_of_several(title: str) -> bool:
    """Return whether *title* names reports of several years or bodies, or one on several years."""
    return bool(_SEVERAL.search(title))


def is_part(text: str) -> bool:
    """Return whether *text* names a body, bodies or a year alone: a column's part is called so."""
    return bool(_BODY.search(text) or is_group(text) or _YEAR.match(text) or text in _FOLDERS)


def is_group(text: str) -> bool:
    """Return whether *text* names bodies of one kind: 市直部门, 各乡镇."""
    return bool(_GROUP.match(text))


def is_file(url: str) -> bool:
    """Return whether an address ends like a document that reports come in."""
    return urlsplit(url).path.lower().endswith(FILES)


def folder_of(page: Page) -> str:
    """Return the address under which the parts of a column stand, up to its last slash."""
    return page.url.split("?")[0].rpartition("/")[0] + "/"


def same_host(one: str, other: str) -> bool:
    """Return whether two addresses are of one host, with or without www."""
    return urlsplit(one).netloc.removeprefix("www.") == urlsplit(other).netloc.removeprefix("www.")


def framed(page: Page) -> Iterator[Link]:
    """Yield the page's frames: some keep the list in one, be it on another host of theirs."""
    if page.asked.depth < SUBCOLUMN_DEPTH:
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


def next_links(page: Page, found: Iterable[Anchor]) -> Iterator[Link]:
    """Yield the page that 下一页 leads to; without one, the page whose number comes next."""
    found = list(found)
    worded = [anchor for anchor in found if is_next(anchor.text)]
    worded = worded or [a for a in found if _DECORATION.sub("", a.text) in {">", "›", "»", ">>"}]
    worded = worded or [a for a in found if a.text == "上一年"]
    for anchor in worded or _numbered(page, [*found, *options(page.text, page.url)]):
        if anchor.url != page.url and same_host(anchor.url, page.url):
            yield next_page(page, anchor.url)
            return
    yield from (next_page(page, anchor.url) for anchor in _unshown(page, found))


def is_next(text: str) -> bool:
    """Return whether the text of a link says that it leads to the next page."""
    return _DECORATION.sub("", text).rstrip(">›»").lower() in _NEXT


def next_page(page: Page, url: str) -> Link:
    """Return the link to a further page of the same list."""
    return Link(urljoin(page.url, url), Kind.LISTING, depth=page.asked.depth)


def next_post(page: Page, url: str, form: Mapping[str, object]) -> Link:
    """Return the link to a further page of the same list that is asked for by sending *form*."""
    return Link(
        urljoin(page.url, url),
        Kind.LISTING,
        method="POST",
        body=urlencode(form),
        headers=FORM_HEADERS,
        depth=page.asked.depth,
    )


def _entry(page: Page, anchor: Anchor, *, column: bool) -> Link | None:
    named = is_report(anchor.title) or is_report(anchor.text)
    short = _may_name(page, anchor.title, anchor.url) and (column or _is_called_so(page))
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
    """Tell whether *url* is another name for what is *shown*: for phones, or by scheme."""
    if _PHONE.search(url) and _PHONE.sub("", url, count=1) in shown:
        return True
    own, other = ("https:", "http:") if page.url.startswith("https:") else ("http:", "https:")
    return url.startswith(other) and own + url.removeprefix(other) in shown


def _is_called_so(page: Page) -> bool:
    """Tell whether *page* may be a column by its address, its title or the link that led to it."""
    if is_column_path(page.url) or _SHORT_COLUMN.search(page.asked.title):
        return True
    return bool(_SHORT_COLUMN.search(_SITE_NAME.sub("", heading(page))))


def _may_name(page: Page, title: str, url: str) -> bool:
    """Tell whether *title* may be a report's in a column: a short one, or one that is cut off."""
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
    """Tell whether *title* is a body's report's as far as it goes: some portals cut with no mark.

    >>> _is_beginning("望淮县水务局2020年政府信息公"), _is_beginning("2020年政府信息公")
    (True, False)
    """
    found = _BODYS_YEAR.search(title)
    return found is not None and any(name.startswith(found[1]) for name in _NAMES)


def _is_subcolumn(page: Page, anchor: Anchor, *, column: bool) -> bool:
    """Tell whether a link by a year alone leads to a part of this column.

    Below the column it does; elsewhere on the host only if the page says that it is such a
    column, for years are linked by yearbooks and archives of all kinds. A body's name alone leads
    to its part of a column, or to its report of the column's year, if it leads below the column.
    """
    folder = folder_of(page)
    below = anchor.url.startswith(folder)
    here = column and same_host(anchor.url, page.url)
    if _YEAR.match(anchor.text) or anchor.text in _FOLDERS:
        return below or here
    within = below and (column or _is_called_so(page))
    if _BODY.search(anchor.text) or is_group(anchor.text):
        return within or (here and is_column_path(anchor.url))
    # A report that is called so and no more, or a further column.
    return within and bool(_SHORT_COLUMN.search(anchor.text) or _BODY_AND_YEAR.search(anchor.title))


def _numbered(page: Page, found: Iterable[Anchor]) -> Iterator[Anchor]:
    """Yield the link to the next page number of a bar of numbers.

    Its address must be this page's but for one number: a calendar's days are numbers too. The
    first page's address may have no number yet; then the bar's own second page is the next.
    """
    bar: dict[int, Anchor] = {}
    for anchor in found:
        text = _DECORATION.sub("", anchor.text).rstrip("]】")
        if text.isdigit() and len(text) < 4:
            bar.setdefault(int(text), anchor)
            here, there = _DIGITS.split(page.url), _DIGITS.split(anchor.url)
            number = _changed_number(page.url, anchor.url)
            if here == there and number and number[1] == number[0] + 1:
                yield anchor
    if 2 in bar and len(bar) < _MONTH and _is_first(page, bar):
        yield bar[2]


def _unshown(page: Page, found: Iterable[Anchor]) -> Iterator[Anchor]:
    """Yield the links without a word to this page's parts, which a script puts in its place.

    Beside `index.html` they are `index_77_2.html` and `index_77_1.html`, the oldest last.
    """
    own, extension = _EXTENSION.sub("", page.url), _EXTENSION.search(page.url)
    part = re.compile(rf"{re.escape(own)}_\d+_\d+{re.escape(extension[0] if extension else '')}")
    yield from (anchor for anchor in found if not anchor.title and part.fullmatch(anchor.url))


def _is_first(page: Page, bar: Mapping[int, Anchor]) -> bool:
    """Tell whether *page* is the first of the pages that a *bar* of numbers leads to."""
    folder = folder_of(page)
    second = bar[2].url
    own = _EXTENSION.sub("", page.url)
    if not second.startswith((f"{own}/", f"{own}_", f"{own}2")) and (
        not second.startswith(folder) or _is_further(page.url)
    ):
        return False
    numbers = [_changed_number(second, anchor.url) for text, anchor in bar.items() if text > 2]
    return all(number and abs(number[1] - number[0]) < _MONTH for number in numbers)


def _is_further(url: str) -> bool:
    """Tell whether an address names a page by number, which the first one may as well."""
    number = _PAGE_NUMBER.search(url)
    return number is not None and int(number[1] or number[2]) > 1


def _changed_number(here: str, there: str) -> tuple[int, int] | None:
    pairs = zip(_DIGITS.findall(here), _DIGITS.findall(there), strict=False)
    changed = [(int(a), int(b)) for a, b in pairs if a != b]
    return changed[0] if len(changed) == 1 else None
