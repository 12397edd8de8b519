"""Find the rows that a page's own scripts draw: written out as HTML, or held as literals."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from crawler.pages.addresses import address
from crawler.pages.anchors import Anchor, anchors, full_title, row_date, undated
from crawler.pages.javascript import (
    Lookup,
    arguments,
    block,
    constants,
    evaluated,
    literal,
    lookup_in,
)
from crawler.pages.made import made_address
from crawler.pages.markup import attributes, parse_html, scripts
from crawler.pages.page import Page
from crawler.pages.records import load_json, made_row, mappings, shaped
from parsers.titles import is_report_title

# Only a script that names such a report can hold a list of them.
_NAMED = re.compile(
    r"(?:年报|年度报告|工作报告|\\u5e74(?:\\u62a5|\\u5ea6\\u62a5\\u544a))", re.IGNORECASE
)
_TEXT = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
_TEXTS = re.compile(rf"\\.|({_TEXT})")
_OBJECT = re.compile(r"\{[^{}]{10,2000}\}")
# What is written between the tags of a list's or a menu's links.
_SAID = re.compile("年|公开")
_HEAD = re.compile(r"\{[^{}]{10,400}(?=\{)")
_MEMBER = re.compile(rf"""["']?([\w$]+)["']?\s*:\s*({_TEXT}|\d+)""")
# A row as ["title", "address", "date"], or as a call's arguments in whatever order.
_ROW = re.compile(rf"(?<!\\)(?:{_TEXT})(?:\s*,\s*(?:{_TEXT}|-?\d+)){{1,9}}")
_CALL = re.compile(r"(?:^|javascript:|return|;)\s*([\w$]+)\s*\(", re.IGNORECASE)
_GOES = re.compile(
    r"(?:location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\s*\(|\bopen\s*\("
    # A frame that is given another page.
    r"|\.src\s*=(?!=)|\.attr\(\s*[\"']src[\"']\s*,)\s*"
)
_CLICKED = ("a", "tr", "li", "td", "div", "span", "button")
_TEST = re.compile(r"\(?\s*[\w$.]+\s*[=<>!]{1,3}\s*[\"']?\d+[\"']?\s*\)?\s*\?\s*")
_OTHERWISE = re.compile(rf"(?:{_TEXT})\s*:\s*")
# An attribute that holds a list: :rows='[{"title": …}]'.
_ATTRIBUTE = re.compile(r"""=\s*(?:"(?:\w+=)?([\[{][^"]{20,})"|'(?:\w+=)?([\[{][^']{20,})')""")


def drawn(page: Page) -> Iterator[Anchor]:
    """Yield the rows that the live scripts of *page* hold, and those that call one of them."""
    codes = list(scripts(page.text))
    for code in codes:
        if _NAMED.search(code):
            yield from _held(page, code) or _coded(page, code)
    yield from _laid_by(page)
    yield from opened(page)


def opened(page: Page) -> Iterator[Anchor]:
    """Yield the links that only call a function which puts their address together."""
    clicked = "function" in page.text and re.search(
        r"javascript:\s*\w|onclick", page.text, re.IGNORECASE
    )
    codes = list(scripts(page.text)) if clicked else []
    tree = parse_html(page.text) if codes else None
    told = constants(codes) if tree is not None else {}
    for element in tree.iter(*_CLICKED) if tree is not None else ():
        href, code = element.get("href") or "", element.get("onclick") or ""
        runs = [
            run for run in (code, href[11:] if href[:11].lower() == "javascript:" else "") if run
        ]
        if url := next(filter(None, (_called(page, codes, run, told) for run in runs)), ""):
            shown = "".join("".join(element.itertext()).split())
            yield Anchor(url, undated(full_title(element, shown)), row_date(element))


def function(codes: Sequence[str], name: str) -> tuple[list[str], str] | None:
    """Return the parameters and the body of the function that *codes* define as *name*."""
    called = re.escape(name)
    made = re.compile(
        rf"(?:function\s+{called}|(?<![\w.$]){called}\s*[=:]\s*(?:async\s+)?(?:function\b[^(]*)?"
        rf"|(?<![\w.$]){called})\s*\(([^)]*)\)\s*(?:=>\s*)?(?=\{{)"
    )
    for code in codes:
        if found := made.search(code):
            return [part.strip() for part in found[1].split(",")], block(code, found.end())
    return None


def objects(code: str) -> Iterator[dict[str, str]]:
    """Yield the flat objects that *code* holds: `{id: 3, name: "财政局"}`."""
    for found in _OBJECT.findall(code):
        yield {key: literal(value.strip("\"'")) for key, value in _MEMBER.findall(found)}


def heads(code: str) -> Iterator[dict[str, str]]:
    """Yield the objects that *code* holds up to what is nested in them: a menu's items."""
    for found in _HEAD.findall(code):
        yield {key: literal(value.strip("\"'")) for key, value in _MEMBER.findall(found)}


def written(code: str, base: str) -> Iterator[Anchor]:
    """Yield the links of the HTML that *code* writes."""
    texts = map(literal, _texts(code))
    said = "".join(text for text in texts if "<" in text or _SAID.search(text))
    if "<a" in said.lower():
        yield from anchors(said, base)


def rows_of_texts(code: str) -> Iterator[list[str]]:
    """Yield the texts of each row of texts and numbers: an array's, or what a call is given."""
    for found in _ROW.findall(code):
        yield [literal(text) for text in _texts(found)]


def destination(body: str, values: Mapping[str, str]) -> str:
    """Return where a function's *body* goes, its parameters having *values*; empty if nowhere.

    >>> destination("var u; if (p<2) {u='i.html'} else {u='i_'+(p-1)+'.html'} location.href=u;",
    ...     {"p": "3"})
    'i_2.html'
    """
    return going(body, lookup_in(values)) or _going_by_name(body, values)


def going(body: str, known: Lookup) -> str:
    """Return where *body* goes, its variables being *known*; the empty text if nowhere.

    Of several ways the one that a variable has a part in: the other leads to the first page.
    """
    ways = [way for found in _GOES.finditer(body) for way in _ways(body, found.end())]
    made = {way: evaluated(body, known, way) for way in ways}
    varying = (made[way] for way in ways if evaluated(body, lambda _: None, way) is None)
    return next(filter(None, (*varying, *made.values())), "")


def _ways(body: str, start: int) -> Iterator[int]:
    """Yield where the values of an expression begin: `n == 1 ? 'a' : 'b' + n` has two."""
    test = _TEST.match(body, start)
    yield test.end() if test else start
    if test and (other := _OTHERWISE.match(body, test.end())):
        yield other.end()


def _going_by_name(body: str, values: Mapping[str, str]) -> str:
    for goes in _GOES.finditer(body):
        name = re.compile(r"[\w$]+").match(body, goes.end())
        if name and (made := _assigned(body, name[0], values)):
            return made
    return ""


def _assigned(body: str, name: str, values: Mapping[str, str]) -> str | None:
    """Return the last text that *body* assigns to *name* with one of *values* in it.

    What it has been so far may be a part: `u = u + "?id=" + id`.
    """
    found = None
    for match in re.finditer(rf"(?<![\w.]){re.escape(name)}\s*=(?!=)", body):
        so_far: dict[str, str] = {name: found} if found else {}
        said = evaluated(body, lookup_in({**values, **so_far}), match.end())
        plain = evaluated(body, so_far.get, match.end())
        if said is not None and (plain is None or found is None):
            found = said
    return found


def _laid_by(page: Page) -> Iterator[Anchor]:
    """Yield the rows that lie in an attribute or in a hidden box for a script to take."""
    if "<textarea" in page.text.lower():
        for text in attributes(page.text, "//textarea//text()"):
            yield from _held(page, text)
    for found in _ATTRIBUTE.findall(page.text):
        text = unescape(found[0] or found[1])
        if _NAMED.search(text):
            yield from _held(page, text)


def _held(page: Page, text: str) -> list[Anchor]:
    """Return the rows of a *text* that is HTML or JSON and no code."""
    if text.lstrip().startswith("<"):
        return list(anchors(text, page.url))
    return list(_shaped(page, list(mappings(load_json(text)))))


def _shaped(page: Page, found: Sequence[Mapping[str, Any]]) -> Iterator[Anchor]:
    """Yield the rows that *found* are; one without an address has it made as *page* says."""
    rows = [shaped(record, page.url) for record in found]
    made = made_address(page) if None in rows else ""
    for record, row in zip(found, rows, strict=True):
        if whole := row or made_row(record, made, page.url):
            yield whole


def _coded(page: Page, code: str) -> Iterator[Anchor]:
    yield from (row for row in written(code, page.url) if is_report_title(row.title))
    yield from _objects(page, code)
    yield from _rows(code, page.url)


def _objects(page: Page, code: str) -> Iterator[Anchor]:
    named = [record for record in objects(code) if any(map(is_report_title, record.values()))]
    yield from _shaped(page, named)


def _rows(code: str, base: str) -> Iterator[Anchor]:
    for values in rows_of_texts(code):
        if any(map(is_report_title, values)) and (
            row := shaped({str(number): value for number, value in enumerate(values)}, base)
        ):
            yield row


def _texts(code: str) -> Iterator[str]:
    """Yield what stands between quotes in *code*, as written."""
    yield from (found[1][1:-1] for found in _TEXTS.finditer(code) if found[1])


def _called(page: Page, codes: list[str], code: str, told: dict[str, str]) -> str:
    call = _CALL.search(code)
    made = function(codes, call[1]) if call else None
    if call is None or made is None:
        return ""
    given = [evaluated(text, lambda _: None) for text in arguments(code, call.end())]
    values = {name: value for name, value in zip(made[0], given, strict=False) if value}
    return address(page.url, destination(made[1], told | values)) if values else ""
