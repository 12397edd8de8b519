"""Find in some neighbouring texts, all at once, the terms that the search index keeps."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.numbers import POSITION, UNIT, Numbers, Positions, distinct
from archive.search.terms import FIELD_BITS, UNIT_BITS, Field, quad_terms

_FIRST = UNIT + POSITION


class Common:
    """Terms to look for; a few more may be taken for one of them, which does no harm."""

    def __init__(self) -> None:
        self._table = np.zeros(1 << 22, bool)

    def add(self, terms: Numbers) -> None:
        """Let *terms* be known."""
        self._table[self._hash(terms)] = True

    def has(self, terms: Numbers) -> NDArray[np.bool_]:
        """Return which of *terms* are known."""
        return self._table.take(self._hash(terms).view(np.int64))

    def _hash(self, terms: Numbers) -> Numbers:
        return terms * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(42)


class Joined:
    """The units of some neighbouring texts, one after the other: fewer steps than one by one.

    What begins at most of the units is computed at all of them: picking them out takes longer.
    """

    def __init__(self, parts: Sequence[Positions], start: int) -> None:
        self.units = np.concatenate([np.empty(0, np.uint16), *parts])
        self._lengths = np.array([len(part) for part in parts], np.int64)
        self._start = start
        self._room = _room(len(self.units), np.cumsum(self._lengths))

    def postings(self, field: Field, low: int = 0, high: int = 1 << UNIT_BITS) -> Numbers:
        """Return term and position in one number, each once, of units from *low* to *high*."""
        at = np.flatnonzero((self.units >= low) & (self.units < high))
        positions = self._positions().take(at)
        singles = self.units.take(at).astype(np.uint64) << _FIRST
        singles |= positions | np.uint64(field << FIELD_BITS + 16)
        followed = np.flatnonzero(self._room.take(at) > 0)
        seconds = self.units.take(at.take(followed) + 1).astype(np.uint64) << POSITION
        seconds |= singles.take(followed)
        return distinct(np.concatenate((singles, seconds)))

    def chains(self, common: Common) -> NDArray[np.uint8]:
        """Return a bitmap of where three units begin whose two pairs are both *common*."""
        known = common.has(self._terms(2))
        return np.packbits(known[:-1] & known[1:] & (self._room[:-2] >= 2))

    def triples(self, chains: NDArray[np.uint8], low: int, high: int) -> Numbers:
        """Return term and position of the threes of *chains* that begin from *low* to *high*."""
        begins = self.units[:-2]
        here = _unpacked(chains, len(begins)) & (begins >= low) & (begins < high)
        at = np.flatnonzero(here)  # a fraction of the units, whose piece this is
        return self._postings(self._terms(3, at), at)

    def longer(self, chains: NDArray[np.uint8], commoner: Common) -> NDArray[np.uint8]:
        """Return a bitmap of where four units begin whose threes in *chains* are *commoner*."""
        terms = self._terms(3)
        known = _unpacked(chains, len(terms)) & commoner.has(terms)
        return np.packbits(known[:-1] & known[1:] & (self._room[:-3] == 3))

    def quads(self, chains: NDArray[np.uint8], low: int, high: int) -> Numbers:
        """Return term and position of the fours of *chains* whose terms are of a range."""
        terms = quad_terms(self._terms(3)[:-1], self.units[3:].astype(np.uint64))
        here = _unpacked(chains, len(terms)) & (terms >= low) & (terms < high)
        at = np.flatnonzero(here)
        return self._postings(terms.take(at), at)

    def _postings(self, terms: Numbers, at: NDArray[np.intp]) -> Numbers:
        found = terms << POSITION
        found |= self._positions().take(at)
        return distinct(found)

    def _positions(self) -> Positions:
        """Return for each unit which text it is of."""
        numbers = np.arange(self._start, self._start + len(self._lengths), dtype=np.uint16)
        return np.repeat(numbers, self._lengths)

    def _terms(self, length: int, at: NDArray[np.intp] | None = None) -> Numbers:
        """Return each *length* units that follow each other as one number, or those *at* some."""
        here = slice(max(len(self.units) - length + 1, 0)) if at is None else at
        terms = self.units[here].astype(np.uint64)
        for further in range(1, length):
            terms <<= UNIT
            terms |= self.units[further:][here]
        return terms


def _unpacked(bitmap: NDArray[np.uint8], count: int) -> NDArray[np.bool_]:
    return np.unpackbits(bitmap, count=count).view(np.bool_)


def _room(length: int, ends: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Return how many units follow each one in its text, 3 standing for more."""
    room = np.full(length, 3, np.uint8)
    starts = np.append(0, ends[:-1])
    for left in (2, 1, 0):
        room[ends[ends - starts > left] - 1 - left] = left
    return room
