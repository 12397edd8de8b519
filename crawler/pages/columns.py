"""Tell the columns of annual reports, and their parts, by what they are called."""

import re
from urllib.parse import urlsplit

from crawler.pages.page import Page

# A part of a column that is called by its year.
_YEAR = re.compile(r"[（(\[【]?20[0-3]\d年?度?(?:及?以前|年报|年度报告|及以前年度)?[】\])）]?$")
_HEAD_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)
# What a portal adds to the titles of its pages: its own name.
_SITE_NAME = re.compile(r"\s*[-_—|].*")
# What a page that is such a column says of itself.
_COLUMN = re.compile(r"(?:信息|政务)公开(?:工作)?(?:年报|年度报告)")
# What it is called where its site has said the rest.
_SHORT_COLUMN = re.compile(r"^(?:历年|公开|年度)?(?:年报|年度报告|公开报告)(?:汇总|专栏|公开)?$")
# The words that paths of such columns are made of, as portals abbreviate them.
_COLUMN_PATH = re.compile(
    r"/(?:20\d\dn?)?(?:zfxxgk)?"
    r"(?:zfxxgknb|zfxxgkndbg|zfxxgkgzndbg|zfxxgkgzndbb|xxgknb|xxgkndbg|gknb|gkndbg|ndbg|xznb|znbg)"
    r"(?:\d{4})?(?:_\d+)?(?:/|$)"
)
_BODY = re.compile(
    r"^(?:[^/>|]{0,24}人民政府|本级|[市县区]政府)$|^[^/>|]{1,24}(?:[局委厅]|委员会|办公室|[市县区]政府|人民政府|街道办事处|街道|镇|乡|管委会)$"
)
_GROUP = re.compile(
    r"各?[省市县区]?(?:政府)?(?:部门|县区|区县|乡镇|镇街|街道|[省市县区]直).{0,8}$"
    r"|按(?:年度|年份|单位|部门|地区|机构)(?:查看|浏览|分类|查询)?$"
)
_FOLDERS = ("历年年报", "历史年报", "往年年报", "历年年度报告", "更多年报")


def is_column(page: Page) -> bool:
    """Whether *page* says of itself that it is an annual-report column."""
    return bool(_COLUMN.search(f"{page.asked.title} {heading(page)}"))


def heading(page: Page) -> str:
    """Return the title that the head of *page* gives it."""
    found = _HEAD_TITLE.search(page.text)
    return found[1].strip() if found else ""


def is_column_path(url: str) -> bool:
    """Whether an address is made of the words that portals use for such columns."""
    return bool(_COLUMN_PATH.search(urlsplit(url).path))


def is_annual(page: Page) -> bool:
    """Whether *page* is such a column by its title, its address or the link to it."""
    return is_column(page) or may_be_column(page)


def may_be_column(page: Page) -> bool:
    """Whether *page* may be a column by its address, its title or the link that led to it."""
    if is_column_path(page.url) or is_bare_name(page.asked.title):
        return True
    return is_bare_name(_SITE_NAME.sub("", heading(page)))


def is_part(text: str) -> bool:
    """Whether *text* names a body, bodies or a year alone: a column's part is called so."""
    return is_body(text) or is_year(text)


def is_year(text: str) -> bool:
    """Whether *text* names a year, or the years before, and no more."""
    return bool(_YEAR.match(text) or text in _FOLDERS)


def is_body(text: str) -> bool:
    """Whether *text* names a body, or bodies of one kind, and no more."""
    return bool(_BODY.search(text)) or is_group(text)


def is_group(text: str) -> bool:
    """Whether *text* names bodies of one kind, 市直部门, 各乡镇, or how all are sorted, 按部门."""
    return bool(_GROUP.match(text))


def is_bare_name(text: str) -> bool:
    """Whether *text* calls a column, or a report, an annual report and no more."""
    return bool(_SHORT_COLUMN.search(text))


def folder_of(page: Page) -> str:
    """Return the address under which the parts of a column stand, up to its last slash."""
    return page.url.split("?")[0].rpartition("/")[0] + "/"


def same_host(one: str, other: str) -> bool:
    """Whether two addresses are of one host, with or without www."""
    return urlsplit(one).netloc.removeprefix("www.") == urlsplit(other).netloc.removeprefix("www.")
