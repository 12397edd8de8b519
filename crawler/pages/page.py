"""What a dialect reads and what it is: a page, and three functions over it."""

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
    """A CMS family as three functions over a page.

    `entries` yields what the page lists: reports (`PAGE`), files (`ATTACHMENT`) and sub-columns
    (`LISTING`). `pages` yields the next page of the same list, if there is one; where it is
    `counted`, the list says how many there are, and its end is known.
    """

    name: str
    recognises: Callable[[Page], bool]
    entries: Callable[[Page], Iterator[Link]]
    pages: Callable[[Page], Iterator[Link]]
    counted: bool = False
