"""gkmlpt, the disclosure platform of Guangdong: a tree of columns, their lists as JSON."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from archive import Link
from crawler.dialects import links
from crawler.dialects.query import asked_number, with_query
from crawler.pages.lists import is_file, listed
from crawler.pages.page import Page
from crawler.pages.records import load_json, mappings, number, records
from crawler.pages.turning import next_page

_API = "/gkmlpt/api/"
_MOST_PAGES = 100
_SID = re.compile(r"""\bSID["']?\s*:\s*["']?(\w+)""")
_TREE = re.compile(r"""\bTREE["']?\s*:\s*(?=\[)""")
_NODE = re.compile(r"\{[^{}\[\]]*")  # a node of the tree up to its children
_ID = re.compile(r"""["']?\bid["']?\s*:\s*["']?(\d+)""")
_NAME = re.compile(r"""["']?\bname["']?\s*:\s*["']([^"']+)""")
_COLUMN = re.compile(r"年报|年度报告")


def recognises(page: Page) -> bool:
    """Whether the page is one of the platform's, or an answer of its API."""
    if _API in page.url:
        return True
    return "_CONFIG" in page.text and ("gkmlpt" in page.text or "/gkmlpt" in page.url)


def entries(page: Page) -> Iterator[Link]:
    """Yield the articles of an answer, whose files are their own to link; else a page's links."""
    articles = (article for article in records(page) if not is_file(article.url))
    yield from listed(page, articles) if _API in page.url else links.entries(page)


def pages(page: Page) -> Iterator[Link]:
    """Yield the lists of the tree's annual-report columns, or all further pages of such a list.

    Pages are counted from 1: page 0 is there and is page 1 once more. The first one tells how many
    a page holds, and so where the last is.
    """
    if _API in page.url:
        came = sum(1 for _ in records(page))
        count = number(load_json(page.text), "post_count") or 0
        last = min(-(-count // came), _MOST_PAGES) if came else 0
        for further in range(2, last + 1) if asked_number(page.url, "page") < 2 else ():
            yield next_page(page, with_query(page.url, page.url, page=further))
        return
    sid = _SID.search(page.text)
    prefix = urlsplit(page.url).path.partition("/gkmlpt")[0]
    for column in _columns(page.text) if sid else ():
        yield next_page(page, f"{prefix}{_API}all/{column}?page=1&sid={sid[1] if sid else ''}")


def _tree(text: str) -> object:
    """Return the tree as data, or None where it is no JSON."""
    start = _TREE.search(text)
    if start is None:
        return None
    try:
        return json.JSONDecoder().raw_decode(text, start.end())[0]
    except json.JSONDecodeError:
        return None


def _columns(text: str) -> Iterator[str]:
    """Yield the ids of the nodes of the tree that are named after annual reports."""
    tree = _tree(text)
    for node in mappings(tree):
        if _COLUMN.search(str(node.get("name", ""))) and str(node.get("id", "")).isdecimal():
            yield str(node["id"])
    for node in _NODE.findall(text) if tree is None else ():
        name, column = _NAME.search(node), _ID.search(node)
        if name and column and _COLUMN.search(name[1]):
            yield column[1]
