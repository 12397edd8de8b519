"""新点 Epoint WebBuilder: shells whose list comes from `getgovinfolist` by POST."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from archive import Link
from crawler.dialects import answers, links
from crawler.dialects.answers import request
from crawler.pages.addresses import address
from crawler.pages.anchors import Anchor
from crawler.pages.asking import asked_of
from crawler.pages.lists import listed
from crawler.pages.made import made_address
from crawler.pages.markup import attributes, scripts
from crawler.pages.page import Page
from crawler.pages.records import load_json, mappings, number, plain, record_date, records
from crawler.pages.turning import JSON_HEADERS, next_post
from crawler.pages.values import assigned

_LIST = "getgovinfolist"
_PATH = re.compile(rf"/?rest/[\w/]*{_LIST}", re.IGNORECASE)
PROJECT = re.compile(r"""projectName["']?\s*:\s*["']([^"']*)["']""")
_VALUES = ("siteGuid", "categoryNum", "pageSize")
_SIZE = 15
_COMMON = "webBuilderCommon"
_CALL = re.compile(rf"rest/[\w/]*(?:{_LIST}|get\w*InfoDetail)", re.IGNORECASE)
_LIBRARY = re.compile(r"jquery|bootstrap|vue|layui|swiper|echarts|\.min\.|mustache", re.IGNORECASE)
_MOST_SCRIPTS = 4


def recognises(page: Page) -> bool:
    """Whether the page is built by WebBuilder and asks for a list, or is that list."""
    return _LIST in page.url.lower() or (_COMMON in page.text and _LIST in page.text.lower())


def needed_scripts(page: Page) -> Iterator[str]:
    """Yield the scripts in which a page of WebBuilder may keep what to ask whom for.

    They are the page's own ones on its host, where its text alone does not say.
    """
    if _COMMON not in page.text:
        return
    code = "\n".join(scripts(page.text))
    if PROJECT.search(code) and _CALL.search(code):
        return
    found = attributes(page.text, "//script/@src")
    own = [source for source in found if not _LIBRARY.search(source)]
    own.sort(key=lambda source: _COMMON not in source)
    for url in [address(page.url, source) for source in own][:_MOST_SCRIPTS]:
        if urlsplit(url).netloc == urlsplit(page.url).netloc:
            yield url


def entries(page: Page) -> Iterator[Link]:
    """Yield the records of an answer, or the links of a shell."""
    if _LIST in page.url.lower():
        made = answers.entries(page) if "#" in page.asked.url else ()
        yield from made or listed(page, (*records(page), *_shells(page)))
    else:
        yield from links.entries(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the request for the list's first page, counted from 0, or for the next one."""
    if _LIST not in page.url.lower():
        yield from _first(page)
        return
    body = page.asked.body
    asked = load_json(body if body.startswith("{") else parse_qs(body).get("params", ["{}"])[0])
    if not isinstance(asked, dict) or not asked:
        yield from answers.pages(page)
        return
    index, size = int(asked.get("pageIndex", 0)), int(asked.get("pageSize", _SIZE))
    total = number(load_json(page.text), "count", "total", "totalCount", "rowcount")
    if total and (index + 1) * size < total:
        as_json = body.startswith("{")
        yield _request(page, page.asked.url, asked | {"pageIndex": index + 1}, as_json=as_json)


def _shells(page: Page) -> Iterator[Anchor]:
    """Yield the records that have no address but the id that a shell shows."""
    for found in mappings(load_json(page.text)):
        title, guid = str(found.get("title", "")), str(found.get("infoGuid", ""))
        if title and guid and not found.get("infourl"):
            url = address(page.url, f"/showinfo.html?infoGuid={guid}")
            yield Anchor(url, plain(title), record_date(str(found.get("infodate", ""))), title)


def _first(page: Page) -> Iterator[Link]:
    if asking := asked_of(page, _LIST):
        yield request(page, asking, made_address(page))
        return
    code = "\n".join(scripts(page.text))
    path, project = _PATH.search(code), PROJECT.search(code)
    if path:
        values: dict[str, object] = dict(assigned(code, _VALUES))
        values["pageSize"] = int(str(values.get("pageSize", _SIZE)))
        folder = project[1].rstrip("/") if project else ""
        url = address(page.url, f"{folder}/{path[0].lstrip('/')}")
        yield _request(page, url, values | {"pageIndex": 0}, as_json="application/json" in code)


def _request(page: Page, url: str, asked: dict[str, object], *, as_json: bool) -> Link:
    text = json.dumps(asked, ensure_ascii=False)
    post = next_post(page, url, {"params": text})
    return replace(post, body=text, headers=JSON_HEADERS) if as_json else post
