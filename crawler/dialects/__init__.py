"""The CMS families: how each lists its reports and where its next page is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive import Link


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a dialect reads it: decoded text, and the request it answers."""

    url: str
    text: str
    asked: Link


@dataclass(frozen=True, slots=True)
class Dialect:
    """A CMS family as three functions over a page."""

    name: str
    recognises: Callable[[Page], bool]
    entries: Callable[[Page], Iterator[Link]]
    pages: Callable[[Page], Iterator[Link]]


DIALECTS: dict[str, Dialect] = {}
