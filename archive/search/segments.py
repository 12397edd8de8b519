"""Turn some thousand texts into one segment of the search index: each term and who has it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from archive.search.joined import Common
from archive.search.numbers import POSITION, Numbers
from archive.search.postings import pairs, quads, triples
from archive.search.rows import Rows, bitmap, bitmap_size, positions_in, rows_of
from archive.search.terms import QUAD, TRIPLE, UNIT_BITS
from archive.search.texts import Kept, Text, keep_texts

# More makes a rebuild's memory grow, fewer a search's steps: so many characters take some 60 MB.
SEGMENT_SIZE = 2048
SEGMENT_LENGTH = 7_000_000


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


def build_segment(texts: Iterable[Text]) -> Segment:
    """Return the segment of *texts*, the same whatever machine builds it."""
    kept = keep_texts(texts)
    pieces = list(segment_rows(kept))
    common = [row for piece in pieces for row in piece.common]
    rare = [row for piece in pieces for row in piece.rare]
    return Segment(*versions_and_years(kept), common, rare)


def segment_rows(kept: Kept) -> Iterator[Rows]:
    """Yield the rows of the segment of what was *kept*, a piece at a time: all take more memory.

    Its terms are all characters and pairs of neighbours, and the triples whose two pairs are both
    so common that they are kept as bitmaps: `12` and `23` are in every report, `123` is not.
    Where two triples are that common too, the four characters are a term.
    """
    size = bitmap_size(len(kept.versions))
    common, commoner = Common(), Common()
    yield from rows_of(pairs(kept), 0, size, common)
    chained = [(chunk, chunk.chains(common)) for chunk in kept.chunks]
    yield from rows_of(triples(chained), TRIPLE, size, commoner)
    longer = [(chunk, chunk.longer(chains, commoner)) for chunk, chains in chained]
    yield from rows_of(quads(longer), QUAD, size, None)


def versions_and_years(kept: Kept) -> tuple[bytes, list[tuple[int, bytes]]]:
    """Return the `versions` and the `years` of the segment of what was *kept*."""
    return np.array(kept.versions, "<i8").tobytes(), _years(kept.years)


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
    return [(year, bitmap(np.flatnonzero(years == year), len(each))) for year in distinct]


def _pairs_of(segment: Segment, but: Collection[int]) -> Numbers:
    """Return the postings of *segment* without triples and without the positions *but*."""
    size = bitmap_size(len(segment.versions) // 8)
    parts = [np.empty(0, np.uint64)]
    for term, row in segment.common:
        if term < TRIPLE:
            parts.append(positions_in(row, size) | np.uint64(term << 16))
    for unit, _, seconds, row in segment.rare:
        if unit < TRIPLE >> UNIT_BITS:
            terms = np.frombuffer(seconds, "<u2").astype(np.uint64) | np.uint64(unit << UNIT_BITS)
            parts.append(terms << POSITION | np.frombuffer(row, "<u2"))
    postings = np.concatenate(parts)
    left_out = np.isin(postings.astype(np.uint16), np.array(sorted(but), np.uint16))
    return np.sort(postings[~left_out])
