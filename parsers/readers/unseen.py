"""Take out of a page's tables what their own styles hide or strike out: nobody reads it there."""

import re
from typing import Any

from parsers.readers.marks import LONGEST_STRUCK

# Excel and Word leave hidden rows, cells and words in what is pasted from them.
_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_STRIKES = re.compile("line-through", re.IGNORECASE)
_STYLE = re.compile(f"{_HIDES.pattern}|{_STRIKES.pattern}".encode(), re.IGNORECASE)
_LOWER = (b"display", b"visibility", b"mso-hide", b"line-through")
_SIGNS = (*_LOWER, *(sign.upper() for sign in _LOWER))
_NAMES = ("tr", "td", "th", "span", "font", "p", "b", "strong", "em", "i", "u")
_TAG = re.compile(rf"<(?:{'|'.join(_NAMES)})\s[^<>]*".encode(), re.IGNORECASE)
_LONGEST_TAG = 4000
# A tab of a page may wait behind a style, for a script to show it: only a little text goes.
_LONGEST = 400


def may_stand_in(markup: bytes) -> bool:
    """Whether a part of a table may be hidden by its own style."""
    return any(_stands_in(markup, sign) for sign in _SIGNS)


def _stands_in(markup: bytes, sign: bytes) -> bool:
    at = markup.find(sign)
    while at >= 0:
        style = _STYLE.match(markup, at)
        start = markup.rfind(b"<", max(0, at - _LONGEST_TAG), at) if style else -1
        if start >= 0 and _TAG.fullmatch(markup, start, at):
            return True
        at = markup.find(sign, at + 1)
    return False


def longest_unseen(name: str, style: str) -> int:
    """Return how long a text a part of a table with this style may hold and not be seen, or 0."""
    if name not in _NAMES:
        return 0
    if _HIDES.search(style):
        return _LONGEST
    return LONGEST_STRUCK if _STRIKES.search(style) else 0


def without_unseen(root: Any) -> None:
    """Take out of the tree of a page what its tables hide; what stands behind stays."""
    for tag in list(root.iterfind(".//table//*[@style]")):
        longest = longest_unseen(tag.tag, tag.get("style"))
        if longest and len("".join(tag.itertext())) <= longest and tag.find(".//table") is None:
            _cut(tag)


def _cut(tag: Any) -> None:
    parent, above = tag.getparent(), tag.getprevious()
    if parent is None:
        return  # went with the part that holds it
    if tag.tail and above is not None:
        above.tail = (above.tail or "") + tag.tail
    elif tag.tail:
        parent.text = (parent.text or "") + tag.tail
    parent.remove(tag)
