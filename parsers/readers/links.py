"""Find the links of a page to files that hang on it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from parsers.document import Attachment
from parsers.media import HTML, READABLE, TEXT
from parsers.normal import normalise

_ENDINGS = "|".join(
    ending[1:] for ending, kind in READABLE.items() if kind not in (HTML, TEXT)
)  # without their dots
# Most points in a page are followed by something else than an ending's first letter.
_FIRST = "".join({ending[0] for ending in _ENDINGS.split("|")})
_FILE = re.compile(rf"\.(?=(?i:[{_FIRST}]))(?i:{_ENDINGS})[\"'?#\s>&]".encode())
_LINK = re.compile(rf"<[aA]\s[^<>]*\.(?i:{_ENDINGS})[\"'?#\s>]".encode())
_END = re.compile(rb"</[aA]\s*>")
_TARGET = re.compile(rf"(?:^|\.)(?:{_ENDINGS})[?#\n]", re.MULTILINE)


def names_a_file(markup: bytes) -> bool:
    """Whether markup holds what an attachment's address ends with."""
    return _FILE.search(markup) is not None


def file_links(markup: bytes) -> bytes:
    """Return the links to files alone of a page's markup."""
    found: list[bytes] = []
    at = 0
    for link in _LINK.finditer(markup):
        if link.start() < at:
            continue
        end = _END.search(markup, link.end())
        at = end.end() if end else len(markup)
        found.append(markup[link.start() : at])
    return b"".join(found)


def attachments(root: Any, url: str) -> Iterator[Attachment]:
    """Yield the files that the links of a tree name, their addresses made absolute by *url*."""
    targets: Any = _targets()(root)
    if not _TARGET.search("\n".join([*targets, ""]).lower()):
        return  # an element costs ten times as much as its address alone
    for link in root.iter("a"):
        target = link.get("href") or ""
        ending = target.partition("#")[0].partition("?")[0].rpartition(".")[2].lower()
        if READABLE.get(f".{ending}", HTML) not in (HTML, TEXT):
            name = normalise("".join(link.itertext()))
            yield Attachment(absolute(url, target), " ".join(name.split()))


def absolute(url: str, target: str) -> str:
    """Return the address that a page at *url* names, as written where it is none."""
    try:
        return urljoin(url, target.strip())
    except ValueError:  # such as http://[: nothing a browser could open either
        return target


@cache
def _targets() -> etree.XPath:
    return etree.XPath("//a/@href", smart_strings=False)
