"""Tell when a list leads nowhere any more: the traps that never end by themselves."""

from collections.abc import Iterable
from hashlib import blake2b

from archive import Kind, Link
from archive.address import lasting
from crawler.dialects import Page
from crawler.walk import cleaned

# Between two years' reports a list of everything may have ten pages of other things; one that
# counts its own pages is believed, and walked to its end.
MOST_BARREN = 10


class Trail:
    """What a run's listings have shown so far; one for a source's run, kept in memory.

    A run that is resumed begins with an empty one: it walks at most `MOST_BARREN` pages further.
    """

    def __init__(self) -> None:
        self._reports: set[int] = set()
        self._leads: set[int] = set()
        self._pages: dict[bytes, str] = {}
        self._barren: dict[str, int] = {}

    def goes_on(self, page: Page, entries: Iterable[Link], *, counted: bool) -> bool:
        """Note what *page* lists, and return whether its next page is worth asking for.

        It is not if the page is another one over again, or the last of `MOST_BARREN` in a row
        that listed no report new to this run, unless the list has *counted* its pages.
        """
        digest = blake2b(page.text.encode(errors="replace"), digest_size=16).digest()
        key = _key(page.asked)
        repeated = self._pages.setdefault(digest, key) != key
        found = {hash(link.url) for link in entries if link.kind is not Kind.LISTING}
        barren = 0 if found - self._reports else self._barren.get(key, 0) + 1
        self._barren[key] = barren
        self._reports |= found
        return not repeated and (counted or barren < MOST_BARREN)

    def leads_on(self, leads: Iterable[Link]) -> bool:
        """Note the *leads* of a page, and return whether any of them is new to this run."""
        found = {hash(link.url) for link in leads}
        new = bool(found - self._leads)
        self._leads |= found
        return new

    def follow(self, page: Page, following: Link) -> Link:
        """Return *following*, noted as what comes after *page*."""
        self._barren.setdefault(_key(cleaned(following)), self._barren.get(_key(page.asked), 0))
        return following


def _key(link: Link) -> str:
    return f"{link.url} {lasting(link.body)} {link.headers or ''}"
