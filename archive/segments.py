"""Turn some thousand texts into one segment of the search index: each term and who has it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.terms import FIELD_BITS, QUAD, TRIPLE, UNIT_BITS, Field, fold, quad_terms

# More makes a rebuild's memory grow, fewer a search's steps: so many characters take some 80 MB.
SEGMENT_SIZE = 2048
SEGMENT_LENGTH = 11_000_000
# Terms that fewer texts have share rows with others of the same first character.
RARE = 5
# A shared row of this many fits into a page of SQLite beside others.
_SHARING = 200
_CHUNK = 128
# Units of text whose pairs are sorted at a time.
_PIECE = 1 << 19
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
    yield from _rows(_pieces(_triples(kept.bodies(), common)), TRIPLE, size, commoner)
    yield from _rows(_pieces(_quads(kept.bodies(), common, commoner)), QUAD, size, None)


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
    """The units of some neighbouring texts, one after the other: fewer steps than one by one."""

    def __init__(self, parts: Sequence[Positions], start: int) -> None:
        self.units = np.concatenate([_units(""), *parts])
        self.ends = np.cumsum([len(part) for part in parts])
        self._start = start
        # The last unit of a text has none after it; an empty text has no last unit.
        self._last = np.zeros(len(self.units), bool)
        self._last[self.ends[self.ends > np.append(0, self.ends[:-1])] - 1] = True

    def postings(self, field: Field, low: int = 0, high: int = 1 << UNIT_BITS) -> Numbers:
        """Return term and position in one number, each once, of units from *low* to *high*."""
        (at,) = np.nonzero((self.units >= low) & (self.units < high))
        positions = np.searchsorted(self.ends, at, side="right") + self._start
        singles = self.units[at].astype(np.uint64) << _FIRST
        singles |= positions.astype(np.uint64) | np.uint64(field << FIELD_BITS + 16)
        followed = ~self._last[at]
        seconds = self.units[at[followed] + 1].astype(np.uint64) << _POSITION
        return _distinct(np.concatenate((singles, singles[followed] | seconds)))

    def texts(self) -> Iterator[Positions]:
        """Yield the units of each text."""
        yield from np.split(self.units, self.ends[:-1])


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

    def bodies(self) -> Iterator[Positions]:
        """Yield the units of each title, issuer and text."""
        for chunk in self.chunks:
            yield from chunk.texts()


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


def _pieces(parts: Iterable[Numbers]) -> Iterator[Numbers]:
    """Yield the postings of all *parts*, sorted, in pieces of which none shares its first units."""
    left = list(parts)
    size = sum(map(len, left))
    cuts = np.concatenate([np.empty(0, np.uint64), *(part[:: len(left)] for part in left)])
    cuts.sort()
    cuts = cuts[:: max(1, len(cuts) * _PIECE // max(size, 1))] >> _FIRST << _FIRST
    for cut in cuts[1:]:
        ends = [np.searchsorted(part, cut) for part in left]
        yield _gathered(part[:end] for part, end in zip(left, ends, strict=True))
        left = [part[end:] for part, end in zip(left, ends, strict=True)]
    yield _gathered(left)


class _Common:
    """Terms to look for; a few more may be taken for one of them, which does no harm."""

    def __init__(self) -> None:
        self._table = np.zeros(1 << 22, bool)

    def add(self, terms: Numbers) -> None:
        """Let *terms* be known."""
        self._table[self._hash(terms)] = True

    def has(self, terms: Numbers) -> NDArray[np.bool_]:
        """Return which of *terms* are known."""
        return self._table[self._hash(terms)]

    def _hash(self, terms: Numbers) -> Numbers:
        return terms * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(42)


def _triples(bodies: Iterable[Positions], common: _Common) -> Iterator[Numbers]:
    """Yield term and position of the three units whose two pairs are both *common*, by text."""
    for position, units in enumerate(bodies):
        _, terms = _triples_of(units, common)
        yield _distinct(terms << _POSITION | np.uint64(position))


def _quads(bodies: Iterable[Positions], common: _Common, commoner: _Common) -> Iterator[Numbers]:
    """Yield term and position of the four units whose triples are both *commoner*, by text."""
    for position, units in enumerate(bodies):
        at, terms = _triples_of(units, common)
        known = commoner.has(terms)
        at, terms = at[known], terms[known]
        (first,) = np.nonzero(np.diff(at) == 1)
        quads = quad_terms(terms[first], terms[first + 1] & np.uint64(0xFFFF))
        yield _distinct(quads << _POSITION | np.uint64(position))


def _triples_of(units: Positions, common: _Common) -> tuple[NDArray[np.intp], Numbers]:
    """Return where in *units* both pairs are common, and the three units that stand there."""
    wide = units.astype(np.uint64)
    pairs = wide[:-1] << _UNIT | wide[1:]
    known = common.has(pairs)
    (at,) = np.nonzero(known[:-1] & known[1:])
    return at, pairs[at] << _UNIT | wide[at + 2]


@dataclass(frozen=True, slots=True)
class _Grouped:
    """Postings by term: `terms` and where each begins, and all positions one after the other."""

    terms: Numbers
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    positions: Positions

    @classmethod
    def of(cls, postings: Numbers) -> "_Grouped":
        """Group *postings*, which are sorted and each there once."""
        terms = postings >> _POSITION
        starts = _starts(terms)
        counts = np.diff(np.append(starts, len(terms)))
        return cls(terms[starts], starts, counts, postings.astype(np.uint16))

    def terms_of_bitmaps(self, size: int) -> Numbers:
        """Return the terms that so many texts have that a bitmap of *size* is shorter."""
        _, ends = self._listed()
        return self.terms[(np.diff(ends, prepend=0) >= size) & (self.counts >= RARE)]

    def rows(self, size: int) -> Iterator[tuple[int, bytes]]:
        """Yield the terms that are not rare with their rows, bitmaps of *size* where shorter."""
        listed, ends = self._listed()
        begins = np.append(np.uint32(0), ends[:-1])
        (common,) = np.nonzero(self.counts >= RARE)
        columns = (self.terms, self.starts, self.counts, begins, ends)
        for term, start, count, begin, end in zip(
            *(column[common].tolist() for column in columns), strict=True
        ):
            if end - begin < size:
                yield term, listed[begin:end]
            else:
                yield term, _bitmap(self.positions[start : start + count], size * 8)

    def _listed(self) -> tuple[bytes, NDArray[np.uint32]]:
        """Return all rows as `read_row` reads them, one after the other, and where each ends."""
        if not len(self.positions):
            return b"", np.empty(0, np.uint32)
        before = np.empty(len(self.positions), np.int32)
        before[1:] = self.positions[:-1]
        before[self.starts] = -1
        gaps = self.positions - before - 1
        del before
        ends = np.cumsum(gaps // 255 + 1, dtype=np.uint32)
        listed = np.full(ends[-1], 255, np.uint8)
        listed[ends - 1] = gaps % 255
        return listed.tobytes(), ends[self.starts + self.counts - 1]


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
