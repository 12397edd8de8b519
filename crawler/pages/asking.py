"""Find in a page's scripts what its list is asked for with: the address, and what is sent."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from crawler.pages.addresses import address
from crawler.pages.given import asked_with, held, told
from crawler.pages.javascript import Lookup, arguments, evaluated, members
from crawler.pages.markup import scripts
from crawler.pages.page import Page
from crawler.pages.values import assigned

# How scripts ask: jQuery, fetch, axios, XMLHttpRequest, and what a portal wraps round one.
_ASKS = re.compile(
    r"""(?P<jquery>\$\.(?:ajax|get|post|getJSON))\s*\(|(?P<load>\.load)\s*\(|\b(?P<fetch>fetch)\s*\("""
    r"""|\b(?P<axios>axios(?:\.(?:get|post|request))?)\s*\("""
    r"""|createElement\(\s*["'](?P<script>script)["']\s*\)[^{}]{0,300}?\.src\s*=\s*"""
    r"""|\.(?P<grid>datagrid|jqGrid|bootstrapTable)\s*\(|\b(?P<table>table\.render)\s*\("""
    r"""|\.open\s*\(\s*["'](?P<method>get|post)["']\s*,|\b(?P<own>(?:\w{0,20}(?:ajax|request|http)\w{0,20}|\$http)"""
    r"""(?:\.(?:get|post))?)\s*\(""",
    re.IGNORECASE,
)
# What a library's table asks with besides what it is told: how, for which page, of how many rows.
_TABLES: dict[str, tuple[str, dict[str, str | int]]] = {
    "datagrid": ("post", {"page": 1, "rows": 10}),
    "jqgrid": ("get", {"page": 1, "rows": 20}),
    "bootstraptable": ("get", {"offset": 0, "limit": 10}),
    "table.render": ("get", {"page": 1, "limit": 10}),
}
_SENT_NAMES = ("data", "params", "body", "queryparams", "postdata", "where")
_FUNCTION = re.compile(
    r"(?:function\s+([\w$]+)\s*|(?<![\w$])([\w$]+)\s*[=:]\s*(?:async\s+)?function\s*\w*\s*)\(([^)]*)\)"
)
_OBJECT_OF = r"(?<![\w$]){}\s*[=:]\s*(?=\{{)"
# `page.current` is a member of a member.
_WITHIN = r"(?:\w+\.)*"
PAGE_NAME = re.compile(
    rf"^{_WITHIN}(?:\w*page(?:no|num|number|index|id)?|pn|p|cur\w*|index|no|pageno\w*)$",
    re.IGNORECASE,
)
SIZE_NAME = re.compile(
    rf"^{_WITHIN}(?:\w*(?:size|limit|rows|perpage|prepage|length)|ps)$", re.IGNORECASE
)
OFFSET_NAME = re.compile(rf"^{_WITHIN}(?:start\w*|offset|from|skip|begin\w*)$", re.IGNORECASE)
_LISTS = re.compile(
    r"list|query|search|article|info|content|channel|column|news|doc|page|catalog|record|data|nb|json|xml",
    re.IGNORECASE,
)
# Services that change something: a crawl must never ask them.
_CHANGES = re.compile(
    r"save|submit|insert|update|delete|remove|modify|send|sms|mail|apply|upload|subscri|feedback"
    r"|praise|regist|^add(?!r)",
    re.IGNORECASE,
)
# What else a page asks for: its counters, its visitor, the weather.
_OTHER = re.compile(
    r"count|hits?\b|click|visit|log(?:in|out|s?\b)|weather|captcha|verif|user|suggest|hot|tongji"
    r"|stat(?:s|istics?)?\b|token|config|comment|vote|like|share|qr|menu|nav|footer|header|banner"
    r"|\.(?:css|js|png|jpe?g|gif)(?:\?|$)",
    re.IGNORECASE,
)
_FIRST_PAGE, _SIZE = "1", "20"
_STRINGIFIED = "JSON.stringify"
# A library that slipped through has hundreds of calls.
_MOST, _LONGEST = 15, 200_000
_WHOLE = re.compile(r"0|[1-9]\d{0,8}")


class Asking(NamedTuple):
    """A request that a script makes, with what is `sent`; `wraps` names JSONP's callback."""

    url: str
    method: str = "GET"
    sent: tuple[tuple[str, str | int], ...] = ()
    as_json: bool = False
    wraps: str = ""

    @property
    def names(self) -> list[str]:
        """The names of all that is sent, in the address or beside it."""
        return [name for name, _ in (*parse_qsl(urlsplit(self.url).query), *self.sent)]

    @property
    def service(self) -> str:
        """What the service is called: the last part of its path."""
        return urlsplit(self.url).path.rpartition("/")[2]

    @property
    def changes(self) -> bool:
        """Whether the service is called as one that changes something: it must not be asked."""
        return bool(_CHANGES.search(self.service))

    @property
    def turns(self) -> bool:
        """Whether the number of a page is among what is sent."""
        return any(PAGE_NAME.match(name) or OFFSET_NAME.match(name) for name in self.names)


def asked_lists(page: Page) -> list[Asking]:
    """Return what the scripts of *page* ask its portal for that may be its list, surest first."""
    rated = [(_rating(asking), asking) for asking in all_asked(page)]
    return [asking for rating, asking in sorted(rated, key=lambda pair: -pair[0]) if rating > 0]


def all_asked(page: Page) -> Iterable[Asking]:
    """Return whatever the scripts of *page* ask its portal for, each once."""
    code = held("\n".join(scripts(page.text))[:_LONGEST], page.text)
    if query := asked_with(page.url):
        code = told(code, query)
    return dict.fromkeys(_askings(page, code, code, lambda place: _lookup(code, place)))


def asked_of(page: Page, service: str) -> Asking | None:
    """Return what the scripts of *page* ask *service* for, where they say with what."""
    asked = (asking for asking in asked_lists(page) if service.lower() in asking.url.lower())
    return next((asking for asking in asked if asking.names), None)


def asked_by(page: Page, body: str, codes: Sequence[str], known: Lookup) -> Iterator[Asking]:
    """Yield what *body*, a piece of the page's *codes*, asks for, its variables being *known*.

    What changes something, or is known to be no list, is left out.
    """
    whole = "\n".join((body, *codes))[:_LONGEST]
    look = _or_first_page(known)
    for asking in _askings(page, body, whole, lambda _: look):
        if not (asking.changes or _OTHER.search(asking.service)):
            yield asking


def _rating(asking: Asking) -> int:
    path = urlsplit(asking.url).path
    if asking.changes or _OTHER.search(asking.service):
        return 0
    if _OTHER.search(urlsplit(asking.url).query):
        return 0
    return 2 * asking.turns + bool(_LISTS.search(path)) + any(map(SIZE_NAME.match, asking.names))


def _askings(
    page: Page, code: str, whole: str, lookup_at: Callable[[int], Lookup]
) -> Iterator[Asking]:
    for call in islice(_ASKS.finditer(code), _MOST):
        how = (call["jquery"] or call["load"] or call["fetch"] or call["axios"] or "").lower()
        how = how or (call["method"] or call["own"] or call["grid"] or call["table"] or "").lower()
        given = list(islice(arguments(code, call.end()), 3))
        asking = _asking(page, whole, how, given, lookup_at(call.start()))
        if asking is not None:
            yield asking


def _asking(page: Page, code: str, how: str, given: list[str], lookup: Lookup) -> Asking | None:
    options = members(given[0], 0) if given[0].startswith("{") else {}
    where = options.get("url", "" if options else given[0])
    url = evaluated(where, lookup) if where else None
    target = address(page.url, url.split()[0]) if url and url.strip() else ""
    if not target or urlsplit(target).path in {"", "/"}:
        return None
    second = given[1] if len(given) > 1 else ""
    data = _data(how, options, second)
    if "fetch" in how or "axios" in how:
        options = options or (members(second, 0) if second.startswith("{") else {})
    usual, paged = _TABLES.get(how, (how, {}))
    method = evaluated(options.get("method", options.get("type", "")) or "''", lookup) or usual
    sent, as_json = _sent(code, data, lookup)
    sent = paged | sent
    post = "post" in method.lower()
    as_json = post and (
        as_json or "axios" in how or "application/json" in "".join(options.values())
    )
    wraps = ""
    if "jsonp" in options.get("dataType", "").lower():
        wraps = evaluated(options.get("jsonp", "''"), lookup) or "callback"
    return Asking(target, "POST" if post else "GET", tuple(sent.items()), as_json, wraps)


def _data(how: str, options: Mapping[str, str], second: str) -> str:
    """Return what is sent, as the script writes it."""
    named = {name.lower(): written for name, written in options.items()}
    for name in _SENT_NAMES:
        if name in named:
            return named[name]
    if second.startswith("{") and ("fetch" in how or how in {"axios", "axios.get"}):
        inner = members(second, 0)
        return inner.get("params", inner.get("body", inner.get("data", "")))
    return "" if second.startswith("function") or "=>" in second else second


def _sent(code: str, data: str, lookup: Lookup) -> tuple[dict[str, str | int], bool]:
    """Return the values that *data* sends, and whether they go as JSON."""
    wrapped = re.match(r"JSON\.stringify\s*\(\s*", data)
    if wrapped:
        return _sent(code, data[wrapped.end() : -1].strip(), lookup)[0], True
    if re.fullmatch(r"[\w$.]+", data) and (
        held := re.search(_OBJECT_OF.format(re.escape(data.rpartition(".")[2])), code)
    ):
        return _values(code, held.end(), lookup), False
    if data.startswith("{"):
        return _values(data, 0, lookup), False
    text = evaluated(data, lookup) if data else None
    return dict(parse_qsl(text, keep_blank_values=True)) if text and "=" in text else {}, False


def _values(code: str, start: int, lookup: Lookup) -> dict[str, str | int]:
    found: dict[str, str | int] = {}
    for name, written in members(code, start).items():
        if written.startswith("{"):
            within = _values(written, 0, lookup)
            found |= {f"{name}.{member}": value for member, value in within.items()}
            continue
        value = evaluated(written, lookup)
        if value is None and written.startswith(_STRINGIFIED):
            value = json.dumps(_sent(code, written, lookup)[0], ensure_ascii=False)
        if value is None and PAGE_NAME.match(name):
            value = _FIRST_PAGE
        elif value is None and SIZE_NAME.match(name):
            value = _SIZE
        if value is not None and value not in {"null", "undefined"}:
            quoted = written.startswith(("'", '"', "`")) or not _WHOLE.fullmatch(value)
            found[name] = value if quoted else int(value)
    return found


def _lookup(code: str, place: int) -> Lookup:
    """Return what is known of the variables at *place* of *code*."""
    bound = _bound(code, place)

    def known(name: str) -> str | None:
        if name in bound:
            return bound[name]
        last = name.rpartition(".")[2]
        if not re.fullmatch(r"\w+", last):
            return None
        value = assigned(code, [last]).get(last)
        if value is None and PAGE_NAME.match(last):
            return _FIRST_PAGE
        if value is None and SIZE_NAME.match(last):
            return _SIZE
        if value is None and (made := re.search(rf"(?<![\w.$]){last}\s*=(?![=>])", code)):
            return evaluated(code, lambda _: None, made.end())
        return value

    return known


def _or_first_page(known: Lookup) -> Lookup:
    """Return *known*, and for the number and the size of a page what the first one has."""

    def look(name: str) -> str | None:
        value, last = known(name), name.rpartition(".")[2]
        if value is None and PAGE_NAME.match(last):
            return _FIRST_PAGE
        return _SIZE if value is None and SIZE_NAME.match(last) else value

    return look


def _bound(code: str, place: int) -> dict[str, str]:
    """Return what the function round *place* is called with elsewhere in *code*."""
    before = list(_FUNCTION.finditer(code[:place]))
    if not before:
        return {}
    around = before[-1]
    name = around[1] or around[2]
    parameters = [part.strip() for part in around[3].split(",")]
    best: dict[str, str] = {}

    def fixed(name: str) -> str | None:
        return assigned(code, [name]).get(name) if name.isidentifier() else None

    for call in islice(re.finditer(rf"(?<![\w$.]){re.escape(name)}\s*\(", code), _MOST):
        if around.start() <= call.start() < around.end():
            continue
        given = [evaluated(text, fixed) for text in arguments(code, call.end())]
        bound = {key: value for key, value in zip(parameters, given, strict=False) if value}
        best = max(best, bound, key=len)
    return best
