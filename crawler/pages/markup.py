"""Take from a page's HTML its tree, its live scripts, its frames and fields."""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree, html

from crawler.pages.addresses import address

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Behind a script that nothing closes there is no other that something does.
_SCRIPT_OR_COMMENT = re.compile(
    r"<script\b[^>]*>(?:(.*?)</script\s*>|.*)|<!--.*?-->", re.DOTALL | re.IGNORECASE
)
# `<!--` in a script hides only its own line from old browsers; the code below it is live.
_CODE_COMMENT = re.compile(
    r"/\*.*?\*/|(?:^|(?<=[\s;{}]))(?://|<!--)[^\n]*", re.DOTALL | re.MULTILINE
)
# A frame that a script gives its page; a picture is given its file the same way.
_FILLED = re.compile(
    r"""\.(?:src\s*=|attr\(\s*["']src["']\s*,)\s*"""
    r"""["'](?![^"']*\.(?:jpe?g|png|gif|bmp|ico|svg|js|css)\b)([^"'\s]+)["']\s*[;)\n}]""",
    re.IGNORECASE,
)
_LARGE = 1 << 20  # the tree of a larger page is not held in memory


def frames(text: str, base: str) -> Iterator[str]:
    """Yield the addresses of the page's frames, also of those that a script fills."""
    tree = parse_html(text)
    found = list(tree.iter("iframe", "frame")) if tree is not None else []
    # A frame that is filled when it comes into view has its address in another attribute.
    named = [[element.get(name) or "" for name in ("src", "data-src")] for element in found]
    targets = [address(base, src) or address(base, later) for src, later in named]
    yield from filter(None, targets)
    for code in scripts(text) if "" in targets else ():
        yield from filter(None, (address(base, filled) for filled in _FILLED.findall(code)))


def scripts(text: str) -> Iterator[str]:
    """Yield the code of each script that runs: not what is commented out in HTML or in code."""
    for match in _SCRIPT_OR_COMMENT.finditer(text):
        if match[1]:
            yield _CODE_COMMENT.sub("", match[1])


def attributes(text: str, path: str) -> Iterator[str]:
    """Yield the attribute values that the XPath *path* selects on an HTML page."""
    tree = parse_html(text)
    if tree is not None:
        found = tree.xpath(path)
        yield from (str(value) for value in found if isinstance(found, list))


def fields(text: str) -> dict[str, str]:
    """Return the named inputs of a page's forms and their values."""
    tree = parse_html(text)
    inputs = tree.iter("input") if tree is not None else ()
    return {name: item.get("value") or "" for item in inputs if (name := item.get("name"))}


def parse_html(text: str) -> html.HtmlElement | None:
    """Return the tree of decoded HTML, or None where there is nothing to read.

    It is for reading only: who asks next for the same page gets the same tree.
    """
    return _last_tree(text) if len(text) < _LARGE else _tree(text)


@lru_cache(maxsize=1)
def _last_tree(text: str) -> html.HtmlElement | None:
    return _tree(text)


def _tree(text: str) -> html.HtmlElement | None:
    text = _XML_DECLARATION.sub("", text).replace("\0", "")
    if not text.strip():
        return None
    try:
        # Rows that nothing closes lie in each other: else libxml2 drops them from the 254th on.
        return html.document_fromstring(text, html.HTMLParser(huge_tree=True))
    except etree.ParserError:
        return None  # only comments, or nothing at all
