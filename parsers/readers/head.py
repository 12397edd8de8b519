"""Read what a page's head says: its title and its meta tags."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any, NamedTuple

from parsers.normal import normalise
from parsers.readers import marks
from parsers.readers.tags import attributes_of, without_silent

_TAG = re.compile("<([^>]*)>")
_NAME = re.compile(r"/?[A-Za-z]+")
_NAMES = frozenset(("html", "head", "/head", "title", "/title", "meta", "/meta", "link", "base"))
# A meta tag as programs write them, without its brackets.
_NEAT_META = re.compile('(?i:meta) (?:name|property)="([^"&<>]+)" content="([^"&<>]*)" ?/?')
_ENTITIES = re.compile("(?:[^&]|&#?[0-9A-Za-z]{1,31};)*+")


class Head(NamedTuple):
    """A title element's text, and the meta tags by name in lower case: of equals the first."""

    title: str
    meta: dict[str, str]


def head_of_tree(root: Any) -> Head:
    """Return what the tree of a page says."""
    meta: dict[str, str] = {}
    for tag in root.iter("meta"):
        _add(meta, tag)
    return Head(normalise(root.findtext(".//title") or "").strip(), meta)


def head_of_tags(markup: bytes) -> Head | None:
    """Return what the markup before a body's tag says; None if more than a head's tags is there."""
    left = without_silent(markup)
    if left is None:
        return None
    kept = left.decode()
    if "&" in kept and (marks.forges(kept) or not _ENTITIES.fullmatch(kept)):
        return None
    first, *pieces = _TAG.split(kept)
    title, text, meta = "", first, dict[str, str]()
    for tag, behind in zip(pieces[::2], pieces[1::2], strict=True):
        if text.strip():
            return None
        text = behind
        if neat := _NEAT_META.fullmatch(tag):
            _put(meta, *neat.groups())
            continue
        name = _NAME.match(tag)
        if name is None:
            if tag[:1] not in ("!", "?") or tag.startswith("![CDATA["):
                return None
            continue
        if (attributes := attributes_of(tag[name.end() :])) is None:
            return None
        match name[0].lower():
            case "title":
                title, text = title or behind, ""
            case "meta":
                _add(meta, attributes)
            case other if other not in _NAMES:
                return None
    return None if text.strip() else Head(normalise(unescape(title)).strip(), meta)


def with_tags(head: Head, tags: Iterable[bytes]) -> Head | None:
    """Return a head with more meta tags, given without brackets; None where one leaves a doubt."""
    meta = dict(head.meta)
    for tag in map(bytes.decode, tags):
        attributes = attributes_of(tag[len("meta") :])
        if attributes is None or marks.forges(tag):
            return None
        _add(meta, attributes)
    return head._replace(meta=meta)


def _add(meta: dict[str, str], tag: Any) -> None:
    """Put a tag, of which *tag* gives the attributes by name, under its name."""
    name = tag.get("name") or tag.get("property")
    if name:
        _put(meta, name, tag.get("content") or "")


def _put(meta: dict[str, str], name: str, content: str) -> None:
    meta.setdefault(name.strip().lower(), normalise(content).strip())
