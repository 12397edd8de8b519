"""Find the way to a list's next page, and make the link to it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlencode, urljoin

from archive import Kind, Link
from crawler.pages.anchors import Anchor, options
from crawler.pages.columns import folder_of, same_host
from crawler.pages.page import Page

FORM_HEADERS = (("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),)
JSON_HEADERS = (("Content-Type", "application/json; charset=UTF-8"),)
_NEXT = {"下一页", "下页", "后一页", "下一頁", "后页", "next", "nextpage", ">", "›", "»", "下一张",
    "加载更多", "点击加载更多", "显示更多", "加载更多>>",
}  # fmt: skip
_DECORATION = re.compile(r"[\s\[\]【】«‹<]|&gt;|&nbsp;")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[?&](?:p|\w*page\w*)=(\d+)|[_/](\d{1,3})(?:\.\w+|/)?$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.\w{2,5}$")
_MONTH = 28  # what has as many numbers is a calendar


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
    """Whether the text of a link says that it leads to the next page."""
    return _DECORATION.sub("", text).rstrip(">›»→").lower() in _NEXT


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


def _numbered(page: Page, found: Iterable[Anchor]) -> Iterator[Anchor]:
    """Yield the link to the next page number of a bar of numbers.

    Its address must be this page's but for one number: a calendar's days are numbers too. Where
    that number is no page's, as an offset, the bar links this page by its own. The first page's
    address may have no number yet; then the bar's own second page is the next.
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
    if len(bar) >= _MONTH:
        return
    here_number = next((number for number, anchor in bar.items() if anchor.url == page.url), 0)
    if here_number and here_number + 1 in bar:
        yield bar[here_number + 1]
    elif 2 in bar and _is_first(page, bar):
        yield bar[2]


def _unshown(page: Page, found: Iterable[Anchor]) -> Iterator[Anchor]:
    """Yield the links without a word to this page's parts, which a script puts in its place.

    Beside `index.html` they are `index_77_2.html` and `index_77_1.html`, the oldest last.
    """
    own, extension = _EXTENSION.sub("", page.url), _EXTENSION.search(page.url)
    part = re.compile(rf"{re.escape(own)}_\d+_\d+{re.escape(extension[0] if extension else '')}")
    yield from (anchor for anchor in found if not anchor.title and part.fullmatch(anchor.url))


def _is_first(page: Page, bar: Mapping[int, Anchor]) -> bool:
    """Whether *page* is the first of the pages that a *bar* of numbers leads to."""
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
    """Whether an address names a page by number, which the first one may as well."""
    number = _PAGE_NUMBER.search(url)
    return number is not None and int(number[1] or number[2]) > 1


def _changed_number(here: str, there: str) -> tuple[int, int] | None:
    pairs = zip(_DIGITS.findall(here), _DIGITS.findall(there), strict=False)
    changed = [(int(a), int(b)) for a, b in pairs if a != b]
    return changed[0] if len(changed) == 1 else None
