"""Tell how a page makes the addresses of its rows out of what a record says."""

import re
from itertools import chain

from crawler.pages.javascript import literal
from crawler.pages.markup import scripts
from crawler.pages.page import Page

# What a row's address is made of where a record has but its id: '/detail/' + item.id + '.html'.
_MADE = re.compile(
    r"""["'`=\s]([^"'`<>\s]{0,200})["']\s*\+\s*[\w$]+(?:\[\w+\])?\.(\w+)\s*\+\s*["']([^"'<>]{0,200})"""
    r"""|((?:/|https?:)[^"'`\s<>${]{0,200})(?:\$\{|\{\{)\s*[\w$]+\.(\w+)\s*\}{1,2}([^"'`\s<>]{0,200})"""
)
# The same where the member comes last: '/detail?id=' + item.id.
_MADE_LAST = re.compile(
    r"""["'`]([^"'`<>\s]{1,200})["']\s*\+\s*(?!this\b|that\b|self\b|vm\b|_this\b)[\w$]+(?:\[\w+\])?\.(\w+)\b"""
    r"""(?!\s*[.(+])()"""
)
_START = re.compile(r"""(?:https?:/|\.{0,2})?/[^"'=\s]*(?:\?[^"'\s]*)?$|[\w/-]+\?[^"'\s]*$""")
_END = re.compile(r"[\w./?=&-]*")


def made_address(page: Page) -> str:
    """Return how the page's scripts make a row's address of a member: `/detail/{id}.html`.

    A page that a framework fills says so in its own markup too.
    """
    code = "\n".join(scripts(page.text))
    ways = (how.finditer(text) for how in (_MADE, _MADE_LAST) for text in (code, page.text))
    for found in chain.from_iterable(ways):
        before, name, after = found.group(1, 2, 3) if found[2] else found.group(4, 5, 6)
        start = _START.search(literal(before))
        if start:
            end = _END.match(literal(after))
            return f"{start[0]}{{{name}}}{end[0] if end else ''}"
    return ""
