"""Tell when a list leads nowhere any more: the traps that never end by themselves."""

import re
from collections.abc import Iterable
from hashlib import blake2b

from archive import Kind, Link
from archive.address import lasting
from crawler.dialects import Page
from crawler.walk import cleaned

# Between two years' reports a list of everything may have ten pages of other things; one that
# counts its own pages is believed, and walked to its end.
MOST_BARREN = 10
# What a page says: between tags or quotes, with a word in it; 第3页 has none that is long enough.
_RUN = re.compile(r"""[^<>"'\n]+""")
_WORD = re.compile(r"[\u4e00-\u9fff]{4}")


class Trail:
    """What a run's listings have shown so far; one for a source's run, kept in memory.

    A run that is resumed begins with an empty one: it walks at most `MOST_BARREN` pages further.
    """

    def __init__(self) -> None:
        self._reports: set[int] = set()
        self._leads: set[int] = set()
        self._pages: dict[bytes, str] = {}
        self._barren: dict[str, int] = {}
        self._lists: dict[str, str] = {}
        self._shown: set[int] = set()

    def goes_on(self, page: Page, entries: Iterable[Link], *, counted: bool) -> bool:
        """Note what *page* lists, and return whether its next page is worth asking for.

        It is not if the page is another one over again, or the last of `MOST_BARREN` in a row
        that listed no report new to this run, unless the list has *counted* its pages.
        """
        digest = blake2b(page.text.encode(errors="replace"), digest_size=16).digest()
        key = _key(page.asked)
        entries = tuple(entries)
        repeated = self._pages.setdefault(digest, key) != key or self._is_shown(page, entries)
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

    def turn(self, page: Page, following: Link) -> Link:
        """Return *following*, noted as the next page of the list that *page* is of."""
        key = _key(page.asked)
        self._lists.setdefault(_key(cleaned(following)), self._lists.get(key, key))
        return self.follow(page, following)

    def _is_shown(self, page: Page, entries: tuple[Link, ...]) -> bool:
        """Whether a page of the same list has shown the same: only its numbers differ."""
        said = tuple(run for run in _RUN.findall(page.text) if _WORD.search(run))
        if not said:
            return False
        key = _key(page.asked)
        shown = hash((self._lists.get(key, key), said, frozenset(link.url for link in entries)))
        repeated = shown in self._shown and key in self._lists
        self._shown.add(shown)
        return repeated


def _key(link: Link) -> str:
    return f"{link.url} {lasting(link.body)} {link.headers or ''}"
