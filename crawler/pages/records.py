"""Read the lists that portals send as JSON: find the records, whatever they are wrapped in."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from html import unescape
from typing import Any
from urllib.parse import quote

from crawler.pages.addresses import address
from crawler.pages.anchors import Anchor
from crawler.pages.page import Page
from parsers.dates import find_date
from parsers.enclosed import mappings
from parsers.titles import is_report_title

_CHINA = timezone(timedelta(hours=8))
_TAG = re.compile(r"<[^>]+>")
_JSONP = re.compile(r"^\s*[\w$.]+\s*\(\s*(?=[\[{])(.*)\)\s*;?\s*$", re.DOTALL)

__all__ = ["load_json", "mappings", "number", "plain", "record_date", "records", "shaped"]

# What the families call the same things; the first one that a record has is taken.
TITLES = ("title", "doctitle", "infotitle", "name")
ADDRESSES = ("url", "post_url", "infourl", "docpuburl", "chnldocurl", "linkurl", "href")
DATES = (
    "display_publish_time", "first_publish_time", "publishedTimeStr", "docreltime", "pubdate",
    "infodate", "publishTime", "date", "created_at",
)  # fmt: skip

# Where nobody knows what a family calls them, keys and values tell them by what they look like.
_TITLE_KEY = re.compile(r"title|name|subject|biaoti|^bt$|^mc$|caption", re.IGNORECASE)
_ADDRESS_KEY = re.compile(r"url|link|href|path|addr|^lj$|^dz$", re.IGNORECASE)
_DATE_KEY = re.compile(r"date|time|rq$|^sj$|sj$|_at$|At$|publish", re.IGNORECASE)
_PUBLISHED_KEY = re.compile(r"pub|release|display|fb|fw", re.IGNORECASE)
_LOOKS = re.compile(
    r"(?:https?:/|\.{1,2})?/\S+|[\w./-]+\.(?:s?html?|jhtml|jsp|aspx?|php|pdf|docx?|wps)(?:\?\S*)?",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|svg|ico|css|js)(?:\?|$)", re.IGNORECASE)
_DATE = re.compile(r"20[0-3]\d[-/.年]\d{1,2}[-/.月]\d")
_LONGEST_TITLE = 200
# A member's place in an address that a script makes.
FIELD = re.compile(r"\{(\w+)\}")


def load_json(text: str) -> Any:
    """Return what JSON or JSONP text says, or None where it is neither."""
    wrapped = _JSONP.match(text)
    try:
        return json.loads(wrapped[1] if wrapped else text)
    except (json.JSONDecodeError, RecursionError):
        return None


def records(page: Page) -> Iterator[Anchor]:
    """Yield the records of a JSON answer that have a title and an address, in their order."""
    for found in mappings(load_json(page.text)):
        title = _first(found, TITLES)
        url = address(page.url, _address(found))
        if title and url:
            yield Anchor(url, plain(title), record_date(_first(found, DATES)), plain(title))


def shaped(found: Mapping[str, Any], base: str) -> Anchor | None:
    """Return what a record of any make says, told by the shape of its values.

    The title is a value that names a report, or one that is called a title; the address one that
    looks so, the date one that can be read. None where it has no title or no address.

    >>> shaped({"bt": "望淮县2020年政府信息公开年度报告", "lj": "a/1.html", "fbrq": "2021/1/9"},
    ...     "http://a.test/nb/")[:3]
    ('http://a.test/nb/a/1.html', '望淮县2020年政府信息公开年度报告', '2021-01-09')
    """
    texts = {key: str(value) for key, value in found.items() if isinstance(value, str | int)}
    titles = [plain(text) for text in texts.values() if len(text) < _LONGEST_TITLE]
    named = [plain(text) for key, text in texts.items() if _TITLE_KEY.search(key)]
    title = next((text for text in titles if is_report_title(text)), next(iter(named), ""))
    url = address(base, _address_among(texts))
    return Anchor(url, title, _date_among(texts), title) if title and url else None


def made_row(found: Mapping[str, Any], made: str, base: str) -> Anchor | None:
    """Return the row of a record whose address is *made* of its members: `/detail/{id}.html`.

    None where nothing is made, or the record lacks a member.
    """
    fields = FIELD.findall(made)
    if not fields or not all(isinstance(found.get(name), str | int) for name in fields):
        return None
    url = address(base, FIELD.sub(lambda name: quote(str(found[name[1]])), made))
    return shaped({**found, "url": url}, base) if url else None


def number(data: Any, *names: str) -> int | None:
    """Return the first whole number that any object of *data* calls by one of *names*."""
    for found in mappings(data):
        for name in names:
            value = found.get(name)
            if isinstance(value, int | str) and str(value).isdecimal():
                return int(value)
    return None


def plain(title: str) -> str:
    """Return a title without the tags of a search's highlighting, and without spaces.

    >>> plain("望淮县2020年<em>政府信息公开</em> 年度报告")
    '望淮县2020年政府信息公开年度报告'
    """
    return "".join(unescape(_TAG.sub("", title)).split())


def record_date(value: str) -> str:
    """Return a record's date as ISO 8601: it may be epoch seconds or milliseconds, or a text.

    >>> record_date("1611883620"), record_date("2026.03.05 14:48:00"), record_date("")
    ('2021-01-29T09:27:00+08:00', '2026-03-05T14:48:00+08:00', '')
    """
    if value.isdecimal() and len(value) in {10, 13}:
        seconds = int(value[:10])
        return datetime.fromtimestamp(seconds, _CHINA).isoformat()
    found = find_date(value, glued=True)
    return found.iso if found else ""


def _address_among(texts: Mapping[str, str]) -> str:
    looks = {key: text for key, text in texts.items() if _LOOKS.fullmatch(text.strip())}
    pages = {key: text for key, text in looks.items() if not _PICTURE.search(text)}
    called = (text for key, text in pages.items() if _ADDRESS_KEY.search(key))
    return next(called, next(iter(pages.values()), ""))


def _date_among(texts: Mapping[str, str]) -> str:
    called = sorted(
        (not _PUBLISHED_KEY.search(key), text)
        for key, text in texts.items()
        if _DATE_KEY.search(key) or _DATE.match(text)
    )
    return next((date for _, text in called if (date := record_date(text.strip()))), "")


def _first(found: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = found.get(name)
        if isinstance(value, str | int) and str(value).strip() not in {"", "0"}:
            return str(value)
    return ""


def _address(found: Mapping[str, Any]) -> str:
    for name in ADDRESSES:
        value = found.get(name)
        if isinstance(value, str) and re.match(r"https?://|\.{0,2}/|[\w-]+\.s?html?", value):
            return value
    return ""
