"""Lists that turn by a function of the page's own: `goPage(2)` sets an address or sends a form."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import html

from archive import Link
from crawler.dialects import links
from crawler.dialects.drawn import destination, function
from crawler.dialects.lists import is_next, next_page, next_post
from crawler.dialects.markup import parse_html, scripts
from crawler.dialects.page import Page
from crawler.dialects.query import page_count, with_query

_CALL = re.compile(r"""(?:^|javascript:|return|;)\s*(\w+)\(\s*['"]?(\d+)['"]?\s*\)""", re.I)


def recognises(page: Page) -> bool:
    """Return whether the page's 下一页 calls a function that the page itself defines."""
    return _following(page) is not None


entries = links.entries


def pages(page: Page) -> Iterator[Link]:
    """Yield where that function would go."""
    following = _following(page)
    if following is not None and (following.url != page.url or following.body):
        yield following


def _following(page: Page) -> Link | None:
    if "function" not in page.text:
        return None
    tree = parse_html(page.text)
    call = _next_call(tree) if tree is not None else None
    if tree is None or call is None:
        return None
    name, number = call
    if 0 < page_count(page.text) < number:
        return None  # a link behind the last page
    made = function(list(scripts(page.text)), name)
    if made is None:
        return None
    parameters, body = made
    goes = destination(body, {parameters[0]: str(number)})
    return next_page(page, goes) if goes else _sends(page, tree, body, number)


def _next_call(tree: html.HtmlElement) -> tuple[str, int] | None:
    """Return the function and the number that the link to the next page calls."""
    for element in tree.iter("a", "input", "button", "span"):
        shown = "".join(element.itertext()) or element.get("value") or element.get("title") or ""
        if is_next(shown):
            for code in (element.get("onclick") or "", element.get("href") or ""):
                if found := _CALL.search(code):
                    return found[1], int(found[2])
    return None


def _sends(page: Page, tree: html.HtmlElement, body: str, number: int) -> Link | None:
    """Return the form that the function sends, with the number in the field that it sets."""
    named = re.search(r"""["'.#](\w+)["'\])]*\.val(?:ue\s*=|\()""", body)
    if not named or "submit" not in body:
        return None
    for form in tree.iter("form"):
        inputs = {item.get("name") or "": item for item in form.iter("input") if item.get("name")}
        field = next((n for n, i in inputs.items() if named[1] in (n, i.get("id"))), "")
        if field:
            values = {name: item.get("value") or "" for name, item in inputs.items()}
            return _sent(page, form, values | {field: str(number)})
    return None


def _sent(page: Page, form: html.HtmlElement, values: dict[str, str]) -> Link:
    action = urljoin(page.url, form.get("action") or "")
    if (form.get("method") or "get").lower() == "post":
        return next_post(page, action, values)
    return next_page(page, with_query(page.url, action, **values))
