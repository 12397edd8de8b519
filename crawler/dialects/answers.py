"""Any list that comes as data: JSON, JSONP or XML of whatever make, or the HTML of its rows."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from lxml import etree

from archive import Headers, Kind, Link
from crawler.dialects.query import with_query
from crawler.pages.anchors import Anchor, anchors
from crawler.pages.asking import OFFSET_NAME, PAGE_NAME, SIZE_NAME, Asking
from crawler.pages.lists import listed
from crawler.pages.page import Page
from crawler.pages.records import FIELD, load_json, made_row, mappings, shaped
from crawler.pages.turning import FORM_HEADERS, JSON_HEADERS

_SCRIPTED = ("X-Requested-With", "XMLHttpRequest")
_DATA = re.compile(
    r"""\s*(?:(?:[\w$.]+\s*\(\s*)?(?:\{\s*["}]|\[\s*[\[{"\]])"""
    r"""|<\?xml|<(?:rss|feed|docs?|list|root|data|items)\b)"""
)
_TOTAL = re.compile(
    r"^(?:total|total_?(?:count|records?|num(?:ber)?|elements|size|rows)|records?_?(?:count|total)"
    r"|(?:all|row|data|item)_?count|count)$",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"^(?:pages|(?:page|all)_?(?:count|total|s)|(?:total|all|count|max)_?pages?)$", re.IGNORECASE
)
# A list in files of their own: list_1.json, list_2.json.
_NUMBERED = re.compile(r"[/_-](\d{1,3})(\.(?:json|js|xml|html?)(?:#.*)?)$", re.IGNORECASE)
# A list that does not say how long it is goes on after a page of so many.
_FULL = 5


def recognises(page: Page) -> bool:
    """Whether *page* is data, or what a script asked for."""
    return _SCRIPTED in page.asked.headers or _is_data(page.text)


def entries(page: Page) -> Iterator[Link]:
    """Yield the records of the answer that are reports."""
    yield from listed(replace(page, url=_shown_on(page)), _rows(page))


def pages(page: Page) -> Iterator[Link]:
    """Yield the request for the page after this, as far as the answer says that there is one."""
    found = sum(1 for _ in _rows(page))
    asked = page.asked
    posted = _posted(asked)
    sent = posted if posted is not None else dict(parse_qsl(urlsplit(asked.url).query))
    turned = _turned(page, sent, found) if found else None
    file = _NUMBERED.search(asked.url)
    if found and not sent and file and (turned := _turned(page, {"page": file[1]}, found)):
        yield replace(asked, url=asked.url[: file.start(1)] + turned["page"] + file[2])
        return
    if turned is None:
        return
    if posted is None:
        url = with_query(page.url, asked.url.partition("#")[0], **turned)
        yield replace(asked, url=f"{url}#{urlsplit(asked.url).fragment}", title="", date="")
    else:
        as_json = asked.body.startswith("{")
        body = _as_before(asked.body, turned) if as_json else urlencode(posted | turned)
        yield replace(asked, body=body, title="", date="")


def request(page: Page, asking: Asking, made: str) -> Link:
    """Return the link that asks for a list as the script of *page* does.

    How its rows' addresses are *made* goes along in the fragment, which is not sent.
    """
    headers: Headers = (_SCRIPTED, ("Referer", page.url))
    url, body = asking.url, ""
    if asking.wraps:
        url = with_query(page.url, url, **{asking.wraps: "records"})
    if asking.method == "GET":
        url = with_query(page.url, url, **dict(asking.sent)) if asking.sent else url
    elif asking.as_json:
        headers, body = (*JSON_HEADERS, *headers), json.dumps(_nested(asking), ensure_ascii=False)
    else:
        headers, body = (*FORM_HEADERS, *headers), urlencode(asking.sent)
    fragment = f"#{quote(made)}" if made else ""
    return Link(
        url + fragment,
        Kind.LISTING,
        method=asking.method,
        body=body,
        headers=headers,
        depth=page.asked.depth,
    )


def _nested(asking: Asking) -> dict[str, Any]:
    """Return what is sent as JSON: `page.current` is a member of the object `page`."""
    sent: dict[str, Any] = {}
    for name, value in asking.sent:
        *above, last = name.split(".")
        held = sent
        for member in above:
            held = held.setdefault(member, {})
        held[last] = value
    return sent


def _is_data(text: str) -> bool:
    return bool(_DATA.match(text)) and "<html" not in text[:1000].lower()


def _shown_on(page: Page) -> str:
    """Return the address of the page that shows the list: its rows are relative to that."""
    return dict(page.asked.headers).get("Referer", page.url)


def _rows(page: Page) -> Iterator[Anchor]:
    base = _shown_on(page)
    data = load_json(page.text)
    if data is None:
        data = _elements(page.text)
    if data is None:
        yield from anchors(page.text, base)
        return
    made = _made(page)
    for record in mappings(data):
        row = made_row(record, made, base) or shaped(record, base)
        if row:
            yield row
        for value in record.values():
            if isinstance(value, str) and "<a" in value.lower() and "href" in value.lower():
                yield from anchors(value, base)


def _made(page: Page) -> str:
    made = unquote(urlsplit(page.asked.url).fragment)
    return made if FIELD.search(made) else ""


def _elements(text: str) -> list[dict[str, str]] | None:
    """Return the records of an XML list: elements with several that have only text."""
    if not text.lstrip().startswith("<") or not _is_data(text):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    declared = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        tree = etree.fromstring(declared.encode(errors="replace"), parser)
    except etree.XMLSyntaxError:
        return None
    if tree is None:
        return None
    found = []
    for element in tree.iter():
        leaves = [child for child in element if isinstance(child.tag, str) and not len(child)]
        record = {
            etree.QName(leaf).localname: (leaf.text or leaf.get("href") or "") for leaf in leaves
        }
        record |= {str(key): str(value) for key, value in element.attrib.items()}
        if len(record) > 1:
            found.append(record)
    return found


def _posted(asked: Link) -> dict[str, str] | None:
    if asked.method != "POST":
        return None
    data = load_json(asked.body) if asked.body.startswith("{") else None
    if isinstance(data, dict):
        return dict(_flat(data))
    return dict(parse_qsl(asked.body, keep_blank_values=True))


def _flat(data: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield above + key, str(value)


def _turned(page: Page, sent: Mapping[str, str], found: int) -> dict[str, str] | None:
    """Return what the next page is asked with instead; None behind the last."""
    data = load_json(page.text)
    total, count = _number(data, _TOTAL), _number(data, _PAGES)
    size = next((int(v) for k, v in sent.items() if SIZE_NAME.match(k) and v.isdecimal()), 0)
    for name, value in sent.items():
        if not value.isdecimal() or SIZE_NAME.match(name):
            continue
        current = int(value)
        if PAGE_NAME.match(name):
            if count is not None:
                more = current < count
            elif total is not None:
                more = current * (min(size, found) or found) < total
            else:
                more = found >= (size or _FULL)
            return {name: str(current + 1)} if more else None
        if OFFSET_NAME.match(name):
            more = current + found < total + (current > 0) if total is not None else found >= _FULL
            ends = {
                k: str(int(v) + found)
                for k, v in sent.items()
                if k.lower().startswith("end") and v.isdecimal()
            }
            return {name: str(current + found)} | ends if more else None
    return None


def _number(data: Any, named: re.Pattern[str]) -> int | None:
    for record in mappings(data):
        for key, value in record.items():
            if named.match(key) and isinstance(value, int | str) and str(value).isdecimal():
                return int(value)
    return None


def _as_before(body: str, turned: Mapping[str, str]) -> str:
    """Return the JSON *body* with *turned* in it; a number stays a number."""
    data = json.loads(body)
    for name, value in turned.items():
        *above, last = name.split(".")
        held = data
        for member in above:
            held = held[member]
        held[last] = int(value) if isinstance(held.get(last), int) else value
    return json.dumps(data, ensure_ascii=False)
