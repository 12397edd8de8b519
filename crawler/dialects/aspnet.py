"""ASP.NET: the next page is asked for by posting the form back with its `__VIEWSTATE`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs

from archive import Link
from crawler.dialects import links
from crawler.pages.markup import attributes, fields
from crawler.pages.page import Page
from crawler.pages.turning import next_post

_POSTBACK = re.compile(
    r"__doPostBack\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]((?:Page\$)?\d+)['\"]\s*\)"
)
# A button of its own for the next page has no argument, and no number.
_NEXT = re.compile(
    r"""<a\b[^>]*__doPostBack\(\s*['"]([^'"]+)['"]\s*,\s*['"](?:Page\$Next)?['"]\s*\)[^>]*>\s*(?:下一?页|&gt;|>)"""
)


def recognises(page: Page) -> bool:
    """Whether the page is a form that pages by posting back."""
    text = unescape(page.text)
    return "__VIEWSTATE" in text and bool(_POSTBACK.search(text) or _NEXT.search(text))


entries = links.entries


def pages(page: Page) -> Iterator[Link]:
    """Yield the post for the page after the one that was asked for."""
    text = unescape(page.text)
    asked = parse_qs(page.asked.body).get("__EVENTARGUMENT", ["1"])[0].removeprefix("Page$")
    following = int(asked) + 1 if asked.isdecimal() else 2
    for target, number in _POSTBACK.findall(text):
        if int(number.removeprefix("Page$")) == following:
            yield _post(page, target, number)
            return
    if button := _NEXT.search(text):
        yield _post(page, button[1], "")


def _post(page: Page, target: str, number: str) -> Link:
    # Only what ASP.NET itself keeps: a search box sent back empty would filter the list.
    hidden = {name: value for name, value in fields(page.text).items() if name.startswith("__")}
    form = hidden | {"__EVENTTARGET": target, "__EVENTARGUMENT": number}
    action = next(iter(attributes(page.text, "//form[.//input[@name='__VIEWSTATE']]/@action")), "")
    following = next_post(page, action, form)
    # An action may leave out which list it is about; the list that was begun from tells.
    begun = dict(page.asked.headers).get("Referer") or page.url
    return replace(following, headers=(*following.headers, ("Referer", begun)))
