"""Yield the postings of texts: each term with each text that has it, sorted, in pieces."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from archive.search.joined import Joined
from archive.search.numbers import Numbers
from archive.search.terms import UNIT_BITS, Field
from archive.search.texts import Kept

# Units of text whose pairs are sorted at a time.
_PIECE = 1 << 20
# So many terms of four units are sorted at a time: they are counted anew for each piece.
_HASHED = 1 << 21

# Some texts, and a bitmap of where in them a longer term begins.
Chained: TypeAlias = tuple[Joined, NDArray[np.uint8]]


def pairs(kept: Kept) -> Iterator[Numbers]:
    """Yield the postings of all texts, sorted, in pieces of which none shares a first unit."""
    for low, high in pairwise(_cuts(kept.chunks)):
        yield _gathered(chunk.postings(Field.TEXT, low, high) for chunk in kept.chunks)
    yield kept.titles.postings(Field.TITLE)
    yield kept.issuers.postings(Field.ISSUER)


def triples(chained: Sequence[Chained]) -> Iterator[Numbers]:
    """Yield the postings of the threes that are *chained*, in pieces like pairs."""
    for low, high in pairwise(_cuts(chunk for chunk, _ in chained)):
        yield _gathered(chunk.triples(chains, low, high) for chunk, chains in chained)


def quads(chained: Sequence[Chained]) -> Iterator[Numbers]:
    """Yield the postings of the fours that are *chained*, in pieces."""
    count = sum(int(np.unpackbits(chains).sum()) for _, chains in chained)
    # Their terms are hashes, evenly spread; no row of rare ones is torn apart.
    step = (1 << 2 * UNIT_BITS) // (count // _HASHED + 1) + 1 << UNIT_BITS
    for low in range(0, 1 << 3 * UNIT_BITS, step):
        yield _gathered(chunk.quads(chains, low, low + step) for chunk, chains in chained)


def _cuts(chunks: Iterable[Joined]) -> list[int]:
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
