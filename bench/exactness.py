"""Hold what searches find against a plain scan of every text, for thousands of queries at once."""

import random
from array import array
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.database import connect
from archive.search.candidates import candidates
from archive.search.pages import Page, holds, read_page
from archive.search.query import Phrase
from archive.search.rows import bitmap_size
from archive.search.terms import fold

# So many texts are scanned at once: their units stay in a processor's cache.
_AT_ONCE = 32
# Of the texts in which the scan finds a query, one in so many is put to the search's own check.
# Every other text that the search considers is put to it.
_SAMPLE = 20
_SLOTS = 20


class Differences(NamedTuple):
    """How often a scan finds a query in a text, and how often a search does otherwise."""

    true: int
    missed: int
    wrong: int
    checked: int


def compare_with_scan(path: Path, queries: Sequence[str]) -> Differences:
    """Compare, in two processes, what *queries* find with a scan, text by text.

    A search finds those of its candidates that hold the query. All candidates are compared with
    the scan; where they hold and the scan says so too, only a sample is asked to hold.
    """
    sql = "select id from search_segment order by id"
    segments = [segment for (segment,) in connect(path, read_only=True).execute(sql)]
    parts = [(path, queries, segments[start::2]) for start in range(2)]
    with get_context("spawn").Pool(2) as pool:
        counted = pool.starmap(_differences, parts)
    return Differences(*(sum(column) for column in zip(*counted, strict=True)))


def scan(texts: Sequence[str], queries: Sequence[str]) -> NDArray[np.bool_]:
    """Return for each query (a row) which texts hold it.

    >>> scan(["abcdefgh", "bcd"], ["bcd", "cdefgh", "x"]).tolist()
    [[True, True], [True, False], [False, False]]
    """
    return _scan(texts, [_Pattern.of(*each) for each in _by_length(queries)], len(queries))


def _differences(path: Path, queries: Sequence[str], segments: Sequence[int]) -> Differences:
    db = connect(path, read_only=True)
    considered = [candidates(db, Phrase(query)) for query in queries]
    patterns = [_Pattern.of(*each) for each in _by_length(queries)]
    counts = np.zeros(4, np.int64)
    for segment in segments:
        sql = "select versions from search_segment where id = ?"
        versions = array("q", db.execute(sql, (segment,)).fetchone()[0])
        there = _matrix([bits.get(segment, 0) for bits in considered], len(versions))
        for start in range(0, len(versions), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            pages = [read_page(db, version) for version in versions[some]]
            counts += _compare(pages, queries, patterns, there[:, some])
    return Differences(*counts.tolist())


def _compare(
    pages: Sequence[Page],
    queries: Sequence[str],
    patterns: Sequence["_Pattern"],
    there: NDArray[np.bool_],
) -> NDArray[np.int64]:
    texts = [fold("\0".join((page.title, page.issuer, page.text))) for page in pages]
    true = _scan(texts, patterns, len(queries))
    _check_scan(texts[0], queries[:100], true)
    sampled = np.array([page.version % _SAMPLE == 0 for page in pages])
    missed, wrong, checked = int((true & ~there).sum()), 0, 0
    for query, place in np.argwhere(there & (~true | sampled)).tolist():
        found = holds(Phrase(queries[query]), pages[place])
        missed += int(true[query, place]) and not found
        wrong += found and not true[query, place]
        checked += 1
    return np.array([true.sum(), missed, wrong, checked])


def _matrix(rows: Sequence[int], texts: int) -> NDArray[np.bool_]:
    size = bitmap_size(texts)
    found = np.frombuffer(b"".join(row.to_bytes(size, "little") for row in rows), np.uint8)
    bits = np.unpackbits(found.reshape(len(rows), size), axis=1, bitorder="little")
    return bits[:, :texts].astype(bool)


def _check_scan(text: str, queries: Sequence[str], true: NDArray[np.bool_]) -> None:
    """Hold the scan itself against Python's `in`."""
    if [query in text for query in queries] != true[: len(queries), 0].tolist():
        raise AssertionError("the scan is wrong")


class _Pattern(NamedTuple):
    """Queries of one length, found by a hash that tells them apart, then compared."""

    length: int
    numbers: NDArray[np.int64]
    heads: NDArray[np.uint64]
    tails: NDArray[np.uint64]
    table: NDArray[np.int32]
    factor: int

    @classmethod
    def of(cls, length: int, numbers: Sequence[int], units: NDArray[np.uint16]) -> "_Pattern":
        heads, tails = (keys.ravel() for keys in _keys(units.ravel(), length))
        heads, tails = heads[::length], tails[::length]
        chosen = random.Random(length)
        while True:
            factor = chosen.getrandbits(63) << 1 | 1
            slots = _slots(heads, tails, factor)
            if len(np.unique(slots)) == len(slots):
                table = np.full(1 << _SLOTS, -1, np.int32)
                table[slots] = np.arange(len(slots))
                return cls(length, np.array(numbers), heads, tails, table, factor)


def _scan(texts: Sequence[str], patterns: Sequence[_Pattern], queries: int) -> NDArray[np.bool_]:
    found = np.zeros((queries, len(texts)), bool)
    parts = [_units(text) for text in texts]
    units = np.concatenate(parts)
    owners = np.repeat(np.arange(len(texts)), [len(part) for part in parts])
    for pattern in patterns:
        heads, tails = _keys(units, pattern.length)
        at = pattern.table[_slots(heads, tails, pattern.factor)]
        same = (at >= 0) & (pattern.heads[at] == heads) & (pattern.tails[at] == tails)
        found[pattern.numbers[at[same]], owners[: len(at)][same]] = True
    return found


def _by_length(queries: Sequence[str]) -> list[tuple[int, list[int], NDArray[np.uint16]]]:
    lengths: dict[int, dict[bytes, int]] = {}
    for number, query in enumerate(queries):
        units = query.encode("utf-16-le")
        lengths.setdefault(len(units) // 2, {})[units] = number
    return [
        (length, list(some.values()), np.frombuffer(b"".join(some), "<u2"))
        for length, some in lengths.items()
    ]


def _units(text: str) -> NDArray[np.uint16]:
    # What follows a text is no part of any query.
    return np.frombuffer((text + "\0").encode("utf-16-le"), "<u2")


def _keys(units: NDArray[np.uint16], length: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the up to eight units that begin at each place, in two numbers."""
    ends = len(units) - length + 1
    keys = np.zeros((2, max(0, ends)), np.uint64)
    for place in range(length):
        key = keys[place // 4]
        key <<= np.uint64(16)
        key |= units[place : place + ends]
    return keys[0], keys[1]


def _slots(heads: NDArray[np.uint64], tails: NDArray[np.uint64], factor: int) -> NDArray[np.uint64]:
    mixed = heads * np.uint64(factor) + tails * np.uint64(0xC2B2AE3D27D4EB4F)
    return mixed * np.uint64(factor) >> np.uint64(64 - _SLOTS)
