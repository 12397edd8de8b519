"""Write the postings of a term as the row that a segment keeps of it, and read it back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.search.joined import Common
from archive.search.numbers import POSITION, UNIT, Numbers, Positions, starts_of
from archive.search.terms import UNIT_BITS

# Terms that fewer texts have share rows with others of the same first character.
RARE = 5
# A shared row of this many fits into a page of SQLite beside others.
_SHARING = 200


class Rows(NamedTuple):
    """A piece of a segment: rows of its `common` and of its `rare` terms."""

    common: list[tuple[int, bytes]]
    rare: list[tuple[int, int, bytes, bytes]]


def rows_of(
    pieces: Iterable[Numbers], flag: int, size: int, bitmaps: Common | None
) -> Iterator[Rows]:
    """Yield the rows of *pieces*, their terms under *flag*; add what is common to *bitmaps*."""
    for group in map(_Grouped.of, pieces):
        if bitmaps:
            bitmaps.add(group.terms_of_bitmaps(size))
        yield Rows([(flag | term, row) for term, row in group.rows(size)], _rare(group, flag))


def bitmap_size(texts: int) -> int:
    """Return how many bytes a bitmap over so many texts takes; a row of this size is one."""
    return (texts + 7) // 8


def read_row(row: bytes) -> list[int]:
    """Return the positions that a row lists: each byte skips so many, 255 without naming one.

    >>> read_row(bytes([0, 1, 255, 0]))
    [0, 2, 258]
    """
    positions = []
    at = -1
    for gap in row:
        if gap == 255:
            at += 255
        else:
            at += gap + 1
            positions.append(at)
    return positions


def bitmap(positions: NDArray[np.integer[Any]], texts: int) -> bytes:
    """Return a bit for each of so many *texts*, set at *positions*."""
    bits = np.zeros(bitmap_size(texts) * 8, bool)
    bits[positions] = True
    return np.packbits(bits, bitorder="little").tobytes()


def positions_in(row: bytes, size: int) -> Numbers:
    """Return the positions that *row* names; it is a bitmap if it has the *size* of one."""
    if len(row) == size:
        bits = np.unpackbits(np.frombuffer(row, np.uint8), bitorder="little")
        return np.flatnonzero(bits).astype(np.uint64)
    return np.array(read_row(row), np.uint64)


@dataclass(frozen=True, slots=True)
class _Grouped:
    """Postings by term: `terms` and where each begins, and all positions one after the other.

    `listed` has the rows of all terms one after the other, `ends` where each of them ends.
    """

    terms: Numbers
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    positions: Positions
    listed: bytes
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, postings: Numbers) -> "_Grouped":
        """Group *postings*, which are sorted and each there once."""
        starts = starts_of(postings >> POSITION)
        stops = np.append(starts[1:], len(postings))[: len(starts)]
        terms, positions = postings[starts] >> POSITION, postings.astype(np.uint16)
        return cls(terms, starts, stops - starts, positions, *_listed(positions, starts, stops))

    def terms_of_bitmaps(self, size: int) -> Numbers:
        """Return the terms that so many texts have that a bitmap of *size* is shorter."""
        return self.terms[(np.diff(self.ends, prepend=0) >= size) & (self.counts >= RARE)]

    def rows(self, size: int) -> Iterator[tuple[int, bytes]]:
        """Yield the terms that are not rare with their rows, bitmaps of *size* where shorter."""
        begins = np.append(0, self.ends[:-1])
        (common,) = np.nonzero(self.counts >= RARE)
        columns = (self.terms, self.starts, self.counts, begins, self.ends)
        for term, start, count, begin, end in zip(
            *(column[common].tolist() for column in columns), strict=True
        ):
            if end - begin < size:
                yield term, self.listed[begin:end]
            else:
                yield term, bitmap(self.positions[start : start + count], size * 8)


def _listed(
    positions: Positions, starts: NDArray[np.int64], stops: NDArray[np.int64]
) -> tuple[bytes, NDArray[np.int64]]:
    """Return all rows as `read_row` reads them, one after the other, and where each ends."""
    gaps = np.diff(positions, prepend=np.uint16(0)) - np.uint16(1)
    gaps[starts] = positions[starts]
    far = np.flatnonzero(gaps >= 255)
    steps = gaps[far] // 255
    listed = gaps.astype(np.uint8)
    listed[far] = gaps[far] % 255
    listed = np.insert(listed, np.repeat(far, steps), 255)
    further = np.append(0, np.cumsum(steps, dtype=np.int64))
    return listed.tobytes(), stops + further[np.searchsorted(far, stops)]


def _rare(group: _Grouped, flag: int) -> list[tuple[int, int, bytes, bytes]]:
    """Return the shared rows of the terms of *group* that are rare."""
    mask = group.counts < RARE
    terms = np.repeat(group.terms[mask], group.counts[mask])
    positions = group.positions[np.repeat(mask, group.counts)].astype("<u2").tobytes()
    seconds = terms.astype("<u2").tobytes()
    # Lists of them would take ten times the memory.
    units, numbers = (memoryview(each.tobytes()).cast("Q") for each in (terms >> UNIT, terms))
    rows = []
    for start, end in _shared(numbers, units):
        here = slice(2 * start, 2 * end)
        first = numbers[start] & 0xFFFF
        rows.append((flag >> UNIT_BITS | units[start], first, seconds[here], positions[here]))
    return rows


def _shared(terms: Sequence[int], units: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield from where to where terms share a row: one unit, few enough, no term torn apart."""
    start = 0
    for at in range(1, len(terms) + 1):
        goes_on = at < len(terms) and units[at] == units[start]
        if goes_on and (at - start < _SHARING or terms[at] == terms[at - 1]):
            continue
        yield start, at
        start = at
