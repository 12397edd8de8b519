"""Read the index: which texts of which segment may hold a phrase, as bitmaps."""

import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import merge
from itertools import pairwise
from typing import TypeAlias

from archive.database import Connection
from archive.search.rows import bitmap_size, read_row
from archive.search.terms import UNIT_BITS, Field, pair_terms, quad_term, triple_term

# By segment, a bit for each text of it.
Bits: TypeAlias = dict[int, int]
# By segment, the terms that are kept as bitmaps there.
Common: TypeAlias = dict[int, set[int]]


def bits_of_phrase(
    db: Connection,
    folded: str,
    field: Field = Field.TEXT,
    *,
    among: Collection[int] | None = None,
) -> Bits:
    """Return the texts that may hold *folded* in *field*: every one that does is among them.

    Only the segments *among* are looked at, if given.
    """
    sizes = dict(db.execute("select id, size from search_segment"))
    bits = dict.fromkeys(sizes if among is None else among, -1)
    # Which terms have bitmaps, by segment: where two neighbours do, their union is kept too.
    common: Common = {segment: set() for segment in bits}
    terms = pair_terms(folded, field)
    for term in dict.fromkeys(terms):
        bits = _with(db, term, bits, common, sizes)
    for unite in (triple_term, quad_term) if field is Field.TEXT else ():
        united = {pair: unite(*pair) for pair in pairwise(terms)}
        for pair, term in united.items():
            there = {key: bits[key] for key in bits if common[key].issuperset(pair)}
            left = {key: each for key, each in bits.items() if key not in there}
            bits = left | _with(db, term, there, common, sizes)
        terms = [united[pair] for pair in pairwise(terms)]
    return bits


def years(db: Connection) -> list[int]:
    """Return the years that sealed texts report on; 0 stands for those that are unknown."""
    return [year for (year,) in db.execute("select distinct year from search_year")]


def bits_of_year(db: Connection, year: int) -> Bits:
    """Return the texts of *year*."""
    rows = db.execute("select segment, positions from search_year where year = ?", (year,))
    return {segment: int.from_bytes(row, "little") for segment, row in rows}


def bits_gone(db: Connection) -> Bits:
    """Return the texts that are in a segment but no longer current."""
    gone: Bits = {}
    for segment, position in db.execute("select segment, position from search_gone"):
        gone[segment] = gone.get(segment, 0) | 1 << position
    return gone


def both(one: Bits, other: Bits) -> Bits:
    """Return what is in *one* and in *other*."""
    together = ((segment, one[segment] & other[segment]) for segment in one if segment in other)
    return {segment: bits for segment, bits in together if bits}


def either(one: Bits, other: Bits) -> Bits:
    """Return what is in *one* or in *other*."""
    return {key: one.get(key, 0) | other.get(key, 0) for key in one.keys() | other.keys()}


def without(one: Bits, other: Bits) -> Bits:
    """Return what is in *one* and not in *other*."""
    left = ((segment, bits & ~other.get(segment, 0)) for segment, bits in one.items())
    return {segment: bits for segment, bits in left if bits}


def versions_at(db: Connection, found: Bits) -> Iterator[int]:
    """Yield the versions whose bit is set, the last ones first."""
    wanted = {"segments": json.dumps([*found])}
    rows = db.execute(VERSIONS, wanted).fetchall()
    return merge(*(_named(blob, found[segment]) for segment, blob in rows), reverse=True)


def count_bits(found: Bits) -> int:
    """Return how many texts *found* names."""
    return sum(bits.bit_count() for bits in found.values())


def _with(db: Connection, term: int, bits: Bits, common: Common, sizes: Mapping[int, int]) -> Bits:
    """Return *bits* without the texts that lack *term*; note in *common* where it has a bitmap."""
    if not bits:
        return bits
    kept: Bits = {}
    missing = []
    wanted = {"segments": json.dumps([*bits]), "term": term}
    for segment, row in db.execute(COMMON, wanted):
        if row is None:
            missing.append(segment)
        elif len(row) == bitmap_size(sizes[segment]):
            common[segment].add(term)
            kept[segment] = bits[segment] & int.from_bytes(row, "little")
        else:
            kept[segment] = bits[segment] & _bits(read_row(row))
    unit, second = term >> UNIT_BITS, term & 0xFFFF
    wanted = {"segments": json.dumps(missing), "unit": unit, "second": second}
    for segment, seconds, positions in db.execute(RARE, wanted) if missing else ():
        kept[segment] = bits[segment] & _bits(_rare(seconds, positions, second))
    return {segment: each for segment, each in kept.items() if each}


def _rare(seconds: bytes, positions: bytes, second: int) -> list[int]:
    units = array("H", seconds)
    start, end = bisect_left(units, second), bisect_right(units, second)
    return array("H", positions[2 * start : 2 * end]).tolist()


def _bits(positions: Iterable[int]) -> int:
    return sum(1 << position for position in positions)


def _named(versions: bytes, bits: int) -> Iterator[int]:
    """Yield the *versions* of a segment whose bit is set, the last one first."""
    numbers = memoryview(versions).cast("q")
    while bits > 0:
        last = bits.bit_length() - 1
        yield numbers[last]
        bits ^= 1 << last


VERSIONS = """
select id, versions from search_segment where id in (select value from json_each(:segments))"""
COMMON = """
select wanted.value, positions from json_each(:segments) as wanted
left join search_common on segment = wanted.value and term = :term"""
# Terms share a row with others of the same first characters: that which begins at or before it.
RARE = """
select wanted.value, seconds, positions from json_each(:segments) as wanted
join search_rare as found on found.segment = wanted.value and found.unit = :unit
and found.start = (
    select max(start) from search_rare
    where segment = wanted.value and unit = :unit and start <= :second)"""
