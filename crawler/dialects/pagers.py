"""Lists whose bar of pages is drawn: by laypage, kkpager and their like, or by document.write."""

import re
from collections.abc import Iterator, Mapping, Sequence

from archive import Link
from crawler.dialects import links
from crawler.pages.anchors import anchors
from crawler.pages.asking import SIZE_NAME
from crawler.pages.drawn import destination
from crawler.pages.javascript import block, constants, evaluated, lookup_in, members
from crawler.pages.markup import scripts
from crawler.pages.page import Page
from crawler.pages.turning import is_next, next_page

_DRAWS = re.compile(
    r"""\b(?:laypage(?:\.render)?|kkpager\.\w+|(?:jq)?pag(?:e|er|ing|inator|ination)\w*)"""
    r"""\s*\(\s*(?:["'][^"']*["']\s*,\s*)?(?=\{)""",
    re.IGNORECASE,
)
_WRITES = re.compile(r"document\.write(?:ln)?\s*\(\s*")
_PAGES = re.compile(
    r"^(?:total_?pages?|pages?(?:_?count|_?total|_?num)?|all_?pages?|num)$", re.IGNORECASE
)
_RECORDS = re.compile(
    r"^(?:count|total(?:_?(?:count|data|records?|num|size))?|records?)$", re.IGNORECASE
)
_CURRENT = re.compile(r"^(?:curr\w*|pno|page_?(?:no|index)|start_?num|now)$", re.IGNORECASE)
_RUNS = re.compile(r"(?:function\s*\w*\s*\(([^)]*)\)|\(?([\w\s,$]*)\)?\s*=>)\s*(?=\{)")


def recognises(page: Page) -> bool:
    """Whether a script of the page draws its pages and says how one is gone to."""
    return bool(_DRAWS.search(page.text) or _WRITES.search(page.text)) and _following(page) != ""


entries = links.entries


def pages(page: Page) -> Iterator[Link]:
    """Yield where a click on the number after this page's would go."""
    if following := _following(page):
        yield next_page(page, following)


def _following(page: Page) -> str:
    codes = list(scripts(page.text))
    return _drawn(codes) or _written(page, codes)


def _written(page: Page, codes: Sequence[str]) -> str:
    """Return where the 下一页 leads that a script writes, unless this is the last page."""
    known = constants(codes)
    counts = {name: value for name, value in known.items() if value.isdecimal()}
    if not _next_number(counts):
        return ""
    for code in codes:
        for call in _WRITES.finditer(code):
            said = evaluated(code, lookup_in(known), call.end()) or ""
            for anchor in anchors(said, page.url) if "<a" in said.lower() else ():
                if is_next(anchor.text):
                    return anchor.url
    return ""


def _drawn(codes: Sequence[str]) -> str:
    for code in codes:
        for call in _DRAWS.finditer(code):
            options = members(code, call.end())
            known = lookup_in(constants(codes))
            counts = {name: evaluated(written, known) for name, written in options.items()}
            number = _next_number({name: n for name, n in counts.items() if n and n.isdecimal()})
            if number and (goes := _gone_to(options, number)):
                return goes
    return ""


def _next_number(counts: Mapping[str, str]) -> int:
    """Return the number of the next page, 0 where this is the last or nothing is counted."""

    def told(named: re.Pattern[str]) -> int:
        return next((int(count) for name, count in counts.items() if named.match(name)), 0)

    size, records = told(SIZE_NAME), told(_RECORDS)
    # A total without a size counts pages.
    last = told(_PAGES) or (-(-records // size) if size else records)
    current = told(_CURRENT) or 1
    return current + 1 if current < last else 0


def _gone_to(options: Mapping[str, str], number: int) -> str:
    for written in options.values():
        if runs := _RUNS.match(written):
            name = (runs[1] or runs[2] or "").partition(",")[0].strip()
            values = dict.fromkeys((name, "curr", "current"), str(number))
            if goes := destination(block(written, runs.end()), values):
                return goes
    return ""
