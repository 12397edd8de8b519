"""Turn some thousand texts into one segment of the search index: each term and who has it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from archive.terms import FIELD_BITS, QUAD, TRIPLE, UNIT_BITS, Field, fold, quad_terms

# More makes a rebuild's memory grow, fewer a search's steps: so many characters take some 60 MB.
SEGMENT_SIZE = 2048
SEGMENT_LENGTH = 7_000_000
# Terms that fewer texts have share rows with others of the same first character.
RARE = 5
# A shared row of this many fits into a page of SQLite beside others.
_SHARING = 200
# Texts that are taken together: what they need fits beside the processor, and into memory that is
# at hand; of more it is asked for and given back at every step.
_CHUNK = 16
# Units of text whose pairs are sorted at a time.
_PIECE = 1 << 20
# So many terms of four units are sorted at a time: they are counted anew for each piece.
_HASHED = 1 << 21
_POSITION = np.uint64(16)
_UNIT = np.uint64(UNIT_BITS)
_FIRST = _UNIT + _POSITION

Numbers = NDArray[np.uint64]
Positions = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Text:
    """What one version of a report puts into the index."""

    version: int
    year: int | None
    title: str
    issuer: str
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """The terms of up to 65,536 texts; a text is named by its position in `versions`.

    `common` gives a term and its row (see `read_row`). `rare` gives the first units of some terms,
    the last unit of the first of them, all their last units, and a position for each. `years` gives
    a bitmap for each year, 0 standing for an unknown one.
    """

    versions: bytes
    years: Sequence[tuple[int, bytes]]
    common: Sequence[tuple[int, bytes]]
    rare: Sequence[tuple[int, int, bytes, bytes]]


class Rows(NamedTuple):
    """A piece of a segment: rows of its `common` and of its `rare` terms."""

    common: list[tuple[int, bytes]]
    rare: list[tuple[int, int, bytes, bytes]]


def build_segment(texts: Iterable[Text]) -> Segment:
    """Return the segment of *texts*, the same whatever machine builds it."""
    kept = keep_texts(texts)
    pieces = list(segment_rows(kept))
    common = [row for piece in pieces for row in piece.common]
    return Segment(*kept.named(), common, [row for piece in pieces for row in piece.rare])


def segment_rows(kept: "Kept") -> Iterator[Rows]:
    """Yield the rows of the segment of what was *kept*, a piece at a time: all take more memory.

    Its terms are all characters and pairs of neighbours, and the triples whose two pairs are both
    so common that they are kept as bitmaps: `12` and `23` are in every report, `123` is not.
    Where two triples are that common too, the four characters are a term.
    """
    size = bitmap_size(len(kept.versions))
    common, commoner = _Common(), _Common()
    yield from _rows(_pairs(kept), 0, size, common)
    chained = [(chunk, chunk.chains(common)) for chunk in kept.chunks]
    yield from _rows(_triples(chained), TRIPLE, size, commoner)
    longer = [(chunk, chunk.longer(chains, commoner)) for chunk, chains in chained]
    yield from _rows(_quads(longer), QUAD, size, None)


def _rows(
    pieces: Iterable[Numbers], flag: int, size: int, bitmaps: "_Common | None"
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


def same_postings(one: Segment, other: Segment, *, but: Collection[int] = ()) -> bool:
    """Whether two segments say the same of every text, apart from those at the positions *but*."""
    if not but or one == other:
        return one == other
    # Which triples are kept depends on all texts, also on those that are left out here.
    left, right = (_pairs_of(segment, but) for segment in (one, other))
    same = one.versions == other.versions and one.years == other.years
    return same and bool(np.array_equal(left, right))


def _years(each: Sequence[int]) -> list[tuple[int, bytes]]:
    years = np.array(each, np.int64)
    distinct: list[int] = sorted(set(each))
    return [(year, _bitmap(np.flatnonzero(years == year), len(each))) for year in distinct]


def _bitmap(positions: NDArray[np.integer[Any]], texts: int) -> bytes:
    bits = np.zeros(bitmap_size(texts) * 8, bool)
    bits[positions] = True
    return np.packbits(bits, bitorder="little").tobytes()


class _Joined:
    """The units of some neighbouring texts, one after the other: fewer steps than one by one.

    What begins at most of the units is computed at all of them: picking them out takes longer.
    """

    def __init__(self, parts: Sequence[Positions], start: int) -> None:
        self.units = np.concatenate([_units(""), *parts])
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
        seconds = self.units.take(at.take(followed) + 1).astype(np.uint64) << _POSITION
        seconds |= singles.take(followed)
        return _distinct(np.concatenate((singles, seconds)))

    def chains(self, common: "_Common") -> NDArray[np.uint8]:
        """Return a bitmap of where three units begin whose two pairs are both *common*."""
        known = common.has(self._terms(2))
        return np.packbits(known[:-1] & known[1:] & (self._room[:-2] >= 2))

    def triples(self, chains: NDArray[np.uint8], low: int, high: int) -> Numbers:
        """Return term and position of the threes of *chains* that begin from *low* to *high*."""
        begins = self.units[:-2]
        here = _unpacked(chains, len(begins)) & (begins >= low) & (begins < high)
        return self._postings(self._terms(3), np.flatnonzero(here))

    def longer(self, chains: NDArray[np.uint8], commoner: "_Common") -> NDArray[np.uint8]:
        """Return a bitmap of where four units begin whose threes in *chains* are *commoner*."""
        terms = self._terms(3)
        known = _unpacked(chains, len(terms)) & commoner.has(terms)
        return np.packbits(known[:-1] & known[1:] & (self._room[:-3] == 3))

    def quads(self, chains: NDArray[np.uint8], low: int, high: int) -> Numbers:
        """Return term and position of the fours of *chains* whose terms are of a range."""
        terms = quad_terms(self._terms(3)[:-1], self.units[3:].astype(np.uint64))
        here = _unpacked(chains, len(terms)) & (terms >= low) & (terms < high)
        return self._postings(terms, np.flatnonzero(here))

    def _postings(self, terms: Numbers, at: NDArray[np.intp]) -> Numbers:
        found = terms.take(at) << _POSITION
        found |= self._positions().take(at)
        return _distinct(found)

    def _positions(self) -> Positions:
        """Return for each unit which text it is of."""
        numbers = np.arange(self._start, self._start + len(self._lengths), dtype=np.uint16)
        return np.repeat(numbers, self._lengths)

    def _terms(self, length: int) -> Numbers:
        """Return each *length* units that follow each other, as one number."""
        count = max(len(self.units) - length + 1, 0)
        terms = self.units[:count].astype(np.uint64)
        for further in range(1, length):
            terms <<= _UNIT
            terms |= self.units[further : further + count]
        return terms


# Some texts, and a bitmap of where in them a longer term begins.
_Chained: TypeAlias = tuple[_Joined, NDArray[np.uint8]]


def _unpacked(bitmap: NDArray[np.uint8], count: int) -> NDArray[np.bool_]:
    return np.unpackbits(bitmap, count=count).view(np.bool_)


def _room(length: int, ends: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Return how many units follow each one in its text, 3 standing for more."""
    room = np.full(length, 3, np.uint8)
    starts = np.append(0, ends[:-1])
    for left in (2, 1, 0):
        room[ends[ends - starts > left] - 1 - left] = left
    return room


class Kept(NamedTuple):
    """What is kept of texts: each as title, issuer and text, and titles and issuers alone."""

    versions: list[int]
    years: list[int]
    chunks: list[_Joined]
    titles: _Joined
    issuers: _Joined

    def named(self) -> tuple[bytes, list[tuple[int, bytes]]]:
        """Return the versions and the years as a segment has them."""
        return np.array(self.versions, "<i8").tobytes(), _years(self.years)


def keep_texts(texts: Iterable[Text]) -> Kept:
    """Return what a segment of *texts* is made from, without holding them."""
    versions, years, chunks = [], [], []
    titles: list[Positions] = []
    issuers: list[Positions] = []
    bodies: list[Positions] = []
    newline = _units("\n")
    for text in texts:
        versions.append(text.version)
        years.append(text.year or 0)
        titles.append(_units(fold(text.title)))
        issuers.append(_units(fold(text.issuer)))
        parts = (titles[-1], newline, issuers[-1], newline, _units(fold(text.text)))
        bodies.append(np.concatenate(parts))
        if len(bodies) == _CHUNK:
            chunks.append(_Joined(bodies, len(versions) - len(bodies)))
            bodies.clear()
    if bodies:
        chunks.append(_Joined(bodies, len(versions) - len(bodies)))
    return Kept(versions, years, chunks, _Joined(titles, 0), _Joined(issuers, 0))


def _units(folded: str) -> Positions:
    return np.frombuffer(folded.encode("utf-16-le"), "<u2")


def _pairs(kept: Kept) -> Iterator[Numbers]:
    """Yield the postings of all texts, sorted, in pieces of which none shares a first unit."""
    for low, high in pairwise(_cuts(kept.chunks)):
        yield _gathered(chunk.postings(Field.TEXT, low, high) for chunk in kept.chunks)
    yield kept.titles.postings(Field.TITLE)
    yield kept.issuers.postings(Field.ISSUER)


def _cuts(chunks: Iterable[_Joined]) -> list[int]:
    """Return the units at which a new piece begins, and the end of all units."""
    counts = np.zeros(1 << UNIT_BITS, np.int64)
    for chunk in chunks:
        counts += np.bincount(chunk.units, minlength=len(counts))
    before = np.cumsum(counts)
    inner = np.searchsorted(before, np.arange(_PIECE, before[-1], _PIECE)) + 1
    return sorted({0, len(counts), *inner.tolist()})


def _gathered(parts: Iterable[Numbers]) -> Numbers:
    """Return *parts* as one, sorted; each text is in one of them only, so that all are distinct."""
    numbers = np.concatenate([np.empty(0, np.uint64), *parts])
    numbers.sort()
    return numbers


class _Common:
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


def _triples(chained: Sequence[_Chained]) -> Iterator[Numbers]:
    """Yield the postings of the threes that are *chained*, in pieces like pairs."""
    for low, high in pairwise(_cuts(chunk for chunk, _ in chained)):
        yield _gathered(chunk.triples(chains, low, high) for chunk, chains in chained)


def _quads(chained: Sequence[_Chained]) -> Iterator[Numbers]:
    """Yield the postings of the fours that are *chained*, in pieces."""
    count = sum(int(np.unpackbits(chains).sum()) for _, chains in chained)
    # Their terms are hashes, evenly spread; no row of rare ones is torn apart.
    step = (1 << 2 * UNIT_BITS) // (count // _HASHED + 1) + 1 << UNIT_BITS
    for low in range(0, 1 << 3 * UNIT_BITS, step):
        yield _gathered(chunk.quads(chains, low, low + step) for chunk, chains in chained)


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
        starts = _starts(postings >> _POSITION)
        stops = np.append(starts[1:], len(postings))[: len(starts)]
        terms, positions = postings[starts] >> _POSITION, postings.astype(np.uint16)
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
                yield term, _bitmap(self.positions[start : start + count], size * 8)


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
    units, numbers = (memoryview(each.tobytes()).cast("Q") for each in (terms >> _UNIT, terms))
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


def _distinct(numbers: Numbers) -> Numbers:
    """Sort *numbers* in place and return each of them once."""
    # Twice as fast as numpy.unique, which hashes.
    numbers.sort()
    return numbers[_starts(numbers)]


def _starts(numbers: Numbers) -> NDArray[np.int64]:
    """Return where each distinct number begins in sorted *numbers*."""
    fresh = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=fresh[1:])
    return np.flatnonzero(fresh)


def _pairs_of(segment: Segment, but: Collection[int]) -> Numbers:
    """Return the postings of *segment* without triples and without the positions *but*."""
    size = bitmap_size(len(segment.versions) // 8)
    parts = [np.empty(0, np.uint64)]
    for term, row in segment.common:
        if term < TRIPLE:
            parts.append(_positions(row, size) | np.uint64(term << 16))
    for unit, _, seconds, row in segment.rare:
        if unit < TRIPLE >> UNIT_BITS:
            terms = np.frombuffer(seconds, "<u2").astype(np.uint64) | np.uint64(unit << UNIT_BITS)
            parts.append(terms << _POSITION | np.frombuffer(row, "<u2"))
    postings = np.concatenate(parts)
    left_out = np.isin(postings.astype(np.uint16), np.array(sorted(but), np.uint16))
    return np.sort(postings[~left_out])


def _positions(row: bytes, bitmap: int) -> Numbers:
    if len(row) == bitmap:
        bits = np.unpackbits(np.frombuffer(row, np.uint8), bitorder="little")
        return np.flatnonzero(bits).astype(np.uint64)
    return np.array(read_row(row), np.uint64)
