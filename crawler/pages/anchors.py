"""Take from a listing its links, each with its fullest title and the date of its row."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import html

from crawler.pages.addresses import address
from crawler.pages.javascript import literal
from crawler.pages.markup import parse_html
from parsers.dates import find_date

_ROWS = {"li", "tr", "dd", "dl"}
# What a click does in place of a link: it opens a window, or goes to an address.
_OPENS = re.compile(
    r"""(?:\bopen\s*\(|location(?:\.href)?\s*=|location\.(?:replace|assign)\s*\()\s*["']([^"']+)["']"""
    r"""\s*(?![+\s])"""
)
# An address that a call is given: down('/files/1.pdf').
_GIVEN = re.compile(
    r"""^\s*(?:javascript:|return\b)?\s*[\w$.]+\s*\(\s*(?:(?:this|event|\d+|["']\w*["'])\s*,\s*){0,2}["']"""
    r"""((?:https?://|\.{0,2}/)[^"'\s]+|[^"'\s:]+\.(?:s?html?|jsp|aspx?|pdf|docx?|wps|zip)(?:\?[^"'\s]*)?)["']\s*[,)]""",
    re.IGNORECASE,
)
# Where a script of the page's looks for what a click on an element is to bring.
_HELD = ("data-url", "data-href", "data-link", "url")
_CHOSEN = re.compile(r"(?:https?://|\.{0,2}/|\?|[\w-]+/|[\w-]+\.(?:s?html?|jsp|aspx?|php)\b)\S*")
_PAGE_NUMBER = re.compile(r"第?(\d{1,3})(?:/\d+)?页?")
_NEXT = re.compile(r"(?:^|[-_\s])next(?:$|[-_\s])", re.IGNORECASE)
_POINTER = re.compile(
    r"(?:(?:点击|在线|立即)?(?:查看|阅读|浏览|查阅|预览|下载|打开|进入)(?:详情|全文|原文|附件|报告|内容|文件)?"
    r"|详情|全文|附件下载|附件|链接|(?:PDF|WORD|DOCX?)(?:版|下载)?)?[>》]*",
    re.IGNORECASE,
)
# What stands at the head of a box and leads to all that it shows some of.
_MORE = re.compile(r"(?:查看|浏览)?更多[>》+…]*|more[>》+…]*", re.IGNORECASE)
_HEADS = {"h1", "h2", "h3", "h4", "h5", "dt", "div", "p", "span", "strong", "li", "td", "th"}
_LONGEST_TITLE = 20
_DATED = re.compile(
    r"[\[(（【]?20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\d\d:\d\d(?::\d\d)?)?[\])）】]?$"
)
_YEAR = re.compile(r"20[0-3]\d年?度?")
_GBK = re.compile(r"<meta[^>]+charset=[\"']?gb", re.IGNORECASE)
_HEAD = 4000
_ROW_LENGTH = 400  # a longer "row" is a layout table, whose date may belong to anything


class Anchor(NamedTuple):
    """A link as a listing shows it: absolute address, fullest title, and its row's date."""

    url: str
    title: str
    date: str = ""
    text: str = ""


def anchors(text: str, base: str) -> Iterator[Anchor]:
    """Yield every http(s) link of an HTML page or fragment, in reading order."""
    yield from _anchors(text, base)


# A listing is looked at for its entries and then for its next page.
@lru_cache(maxsize=2)
def _anchors(text: str, base: str) -> tuple[Anchor, ...]:
    return tuple(_found(text, base))


def _found(text: str, base: str) -> Iterator[Anchor]:
    tree = parse_html(text)
    if tree is None:
        return
    base = urljoin(base, _base(tree))
    charset = "gbk" if _GBK.search(text, 0, _HEAD) else "utf-8"
    for element in _linking(tree, text):
        lead = chosen if element.tag == "option" else target_of
        target = lead(element, base, charset=charset)
        if target:
            shown = _shown(element)
            shown = shown if element.tag == "a" else undated(shown)
            yield Anchor(target, full_title(element, shown), row_date(element), shown)


def options(text: str, base: str) -> Iterator[Anchor]:
    """Yield the pages that a box to choose one from leads to, each with its number as text."""
    tree = parse_html(text) if "<option" in text.lower() else None
    for element in tree.iter("option") if tree is not None else ():
        target, number = element.get("value") or "", _PAGE_NUMBER.fullmatch(_text(element))
        if number and ("." in target or "/" in target or "=" in target):
            yield Anchor(address(base, target), _text(element), text=number[1])


def target_of(element: html.HtmlElement, base: str, *, charset: str = "utf-8") -> str:
    """Return where *element* leads: to its address, or where a click on it goes."""
    href = element.get("href") or ""
    scripted = _scripted(href) if "javascript:" in href[:20].lower() else ""
    here = address(base, scripted or href, charset=charset)
    return here or address(base, _clicked(element) or _held(element), charset=charset)


def chosen(element: html.HtmlElement, base: str, *, charset: str = "utf-8") -> str:
    """Return where choosing an option leads, if its value is an address."""
    value = (element.get("value") or "").strip()
    return address(base, value, charset=charset) if _CHOSEN.fullmatch(value) else ""


def full_title(element: html.HtmlElement, shown: str) -> str:
    """Return what *element*, which shows *shown*, stands for; what only points says its row."""
    title = _fullest((element.get("title") or "").strip(), shown)
    if _POINTER.fullmatch(title):
        return _row_text(element) or title
    if _MORE.fullmatch(title):
        return _box_title(element) or title
    return title


def undated(shown: str) -> str:
    """Return what a row shows without the date at its end.

    >>> undated("望淮县2023年政府信息公开年度报告[2024-01-26]")
    '望淮县2023年政府信息公开年度报告'
    """
    return _DATED.sub("", shown)


def row_date(element: html.HtmlElement) -> str:
    """Return the date that stands in the row of *element*, as ISO 8601, or the empty text."""
    for row in element.iterancestors():
        if row.tag in _ROWS or (row.tag in {"div", "p"} and _one_link(row)):
            text = _words(row)
            shown = "".join(part for part in element.itertext() if isinstance(part, str))
            found = find_date(text.replace(shown, " ", 1))
            if found or row.tag in _ROWS or not text:
                return found.iso if found else ""
    return ""


def _linking(tree: html.HtmlElement, text: str) -> Iterator[html.HtmlElement]:
    """Yield the elements that lead somewhere: links, and whatever answers to a click."""
    lowered = text.lower()
    if "onclick" not in lowered and not any(f" {name}=" in lowered for name in _HELD):
        yield from tree.iter("a", "area", "option")
        return
    for element in tree.iter():
        if element.tag in {"a", "area", "option"} or (
            isinstance(element.tag, str) and (_clicked(element) or _held(element))
        ):
            yield element


def _clicked(element: html.HtmlElement) -> str:
    return _scripted(element.get("onclick") or "")


def _scripted(code: str) -> str:
    found = _OPENS.search(code) or _GIVEN.search(code)
    return literal(found[1]) if found else ""


def _held(element: html.HtmlElement) -> str:
    return next((value for name in _HELD if (value := element.get(name))), "")


def _base(tree: html.HtmlElement) -> str:
    found = tree.find(".//base[@href]")
    return (found.get("href") or "") if found is not None else ""


def _text(element: html.HtmlElement) -> str:
    parts = (part for part in element.itertext() if isinstance(part, str))
    return "".join("".join(parts).split())


def _shown(element: html.HtmlElement) -> str:
    """Return the text of a link; of one that is a picture only, what stands for it."""
    shown = _text(element)
    if shown:
        return shown
    named = [image.get("alt") or image.get("title") or "" for image in element.iter("img")]
    role = f"{element.get('rel') or ''} {element.get('class') or ''}"
    alternative = "".join("".join((*named, element.get("title") or "")).split())
    return alternative or ("下一页" if _NEXT.search(role) else "")


def _fullest(title: str, shown: str) -> str:
    """Prefer the title attribute, unless it says less than the text of the link."""
    title = "".join(title.split())
    cut = shown.endswith(("…", "...", "．．．"))
    return title if title and (cut or len(title) >= len(shown)) else shown


def _row_text(element: html.HtmlElement) -> str:
    """Return what stands in the row before a link that only says 查看 or 下载."""
    row = next((row for row in element.iterancestors() if row.tag in _ROWS), None)
    if row is None or not _words(row):
        return ""
    cells = [_text(cell) for cell in row.iter("td", "dt", "span", "p", "b", "strong")]
    titles = (text for text in (*cells, _text(row)) if "公开" in text and "报" in text)
    return min(titles, key=len, default="") or _headed(element, row)


def _box_title(element: html.HtmlElement) -> str:
    """Return what stands beside a link that only says 更多, be it in the element round it."""
    for above in islice(element.iterancestors(*_HEADS), 2):
        title = _text(above).replace(_text(element), "")
        if title:
            return title if len(title) <= _LONGEST_TITLE else ""
    return ""


def _headed(element: html.HtmlElement, row: html.HtmlElement) -> str:
    """Return the heads of the row and of the column that a table's cell stands under."""
    cell = next((above for above in element.iterancestors() if above.tag in {"td", "th"}), None)
    table = next(row.iterancestors("table"), None)
    if cell is None or table is None or cell.getparent() is not row:
        return ""
    head = next(iter(table.iter("tr")))
    if len(head) != len(row) or not _YEAR.fullmatch(year := _text(head[row.index(cell)])):
        return ""
    return f"{_text(row[0])}{year}"


def _words(row: html.HtmlElement) -> str:
    """Return what a row says, or the empty text where it is too long to be one.

    It reads no further than it must: a page may have thousands of links in one layout table.
    """
    parts: list[str] = []
    length = 0
    for part in row.itertext():
        if isinstance(part, str):
            parts.append(part)
            length += len(part.strip())
            if length > _ROW_LENGTH:
                return ""
    return " ".join(parts)


def _one_link(row: html.HtmlElement) -> bool:
    return len(list(islice(row.iter("a"), 2))) == 1
