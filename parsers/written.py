"""Take out of a page's scripts and templates the article that they write into it."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from parsers.charset import decode

# What shows nothing by itself; a script of another type may hold markup as it stands.
_OPENING: Final = re.compile(r"<(script|template)\b[^>]{0,1000}>", re.IGNORECASE)
_CLOSINGS: Final = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "template")
}
_SHORTEST: Final = 150
# What a backslash stands before begins no literal; only one in backquotes goes over lines.
_LITERAL: Final = re.compile(
    r"""\\.|'((?:[^'\\\n]|\\.)*+)'|"((?:[^"\\\n]|\\.)*+)"|`((?:[^`\\]|\\.)*+)`""", re.DOTALL
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_BLANKS: Final = {"n": "\n", "r": "\n", "t": " "}
_MARKUP: Final = re.compile(r"<(?:p|div|span|table|br|h[1-6])\b", re.IGNORECASE)
_END: Final = re.compile(r"</body\s*>", re.IGNORECASE)


def written_page(content: bytes, media_type: str = "") -> str | None:
    """Return a page with the longest text with markup that its scripts hold, and without these.

    None where they hold none.
    """
    if b"<script" not in content.lower() and b"<template" not in content.lower():
        return None
    text = decode(content, media_type)
    article = max(_articles(text), key=len, default=None)
    if article is None:
        return None
    page = _without_silent(text)
    end = next((match.start() for match in _END.finditer(page)), len(page))
    return f"{page[:end]}<div>{_without_silent(article)}</div>{page[end:]}"


def _articles(text: str) -> Iterator[str]:
    for silent in _silent_parts(text):
        inside = text[silent.content].strip()
        if inside.startswith("<") and len(inside) >= _SHORTEST:
            yield inside
            continue
        for literal in _LITERAL.finditer(inside):
            said = literal[literal.lastindex or 0]
            if len(said) >= _SHORTEST and _MARKUP.search(article := _ESCAPE.sub(_meant, said)):
                yield article


def _without_silent(text: str) -> str:
    kept: list[str] = []
    at = 0
    for silent in _silent_parts(text):
        kept.append(text[at : silent.start])
        at = silent.end
    return "".join([*kept, text[at:]])


class _Silent(NamedTuple):
    """A script or template: where it begins and ends, and the span of its content."""

    start: int
    end: int
    content: slice


def _silent_parts(text: str) -> Iterator[_Silent]:
    """Yield the scripts and templates that have an end; each name's is looked for in vain once."""
    at = 0
    endless: set[str] = set()
    for opening in _OPENING.finditer(text):
        name = opening[1].lower()
        if opening.start() < at or name in endless:
            continue
        closing = _CLOSINGS[name].search(text, opening.end())
        if closing is None:
            endless.add(name)
            continue
        at = closing.end()
        yield _Silent(opening.start(), at, slice(opening.end(), closing.start()))


def _meant(escape: re.Match[str]) -> str:
    """Return the character that an escape of a string stands for."""
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _BLANKS.get(escape[3], escape[3])
