"""Read the index: which texts of which segment may hold a phrase, as bitmaps."""

import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from archive.database import Connection
from archive.segments import bitmap_size, read_row
from archive.terms import UNIT_BITS, Field, pair_terms, triple_term

# By segment, a bit for each text of it.
Bits: TypeAlias = dict[int, int]
# What one term has in one segment: a bitmap where that is shorter, or a list of positions.
Row: TypeAlias = int | list[int]
# By segment, the rows of some terms.
Rows: TypeAlias = dict[int, dict[int, Row]]


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
    pairs = pair_terms(folded, field)
    rows = _rows(db, pairs, segments(db) if among is None else among)
    bits: Bits = {}
    for segment, found in rows.items():
        if _add_rare(db, segment, pairs, found) and (shared := _shared(found.values())):
            bits[segment] = shared
    if field is Field.TEXT and len(pairs) > 1:
        return _narrowed(db, bits, rows, pairs)
    return bits


def segments(db: Connection) -> list[int]:
    """Return the numbers of all segments."""
    return [segment for (segment,) in db.execute("select id from search_segment order by id")]


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
    """Yield the versions whose bit is set, in no order to rely on."""
    for segment, bits in found.items():
        row = db.execute("select versions from search_segment where id = ?", (segment,)).fetchone()
        versions = array("q", row[0])
        yield from (versions[position] for position in _positions(bits))


def count_bits(found: Bits) -> int:
    """Return how many texts *found* names."""
    return sum(bits.bit_count() for bits in found.values())


def _rows(db: Connection, terms: Sequence[int], among: Collection[int]) -> Rows:
    """Return what each segment of *among* has of *terms*, apart from what is rare there."""
    sql = """
        select search_segment.id, size, term, positions
        from json_each(:segments) as wanted
        join search_segment on search_segment.id = wanted.value
        cross join json_each(:terms) as sought
        left join search_common on segment = search_segment.id and term = sought.value"""
    values = {"segments": json.dumps([*among]), "terms": json.dumps([*set(terms)])}
    rows: Rows = {segment: {} for segment in among}
    for segment, size, term, positions in db.execute(sql, values):
        if positions is not None:
            rows[segment][term] = _row(positions, size)
    return rows


def _narrowed(db: Connection, bits: Bits, rows: Rows, pairs: Sequence[int]) -> Bits:
    """Return *bits* without the texts that lack a triple whose two pairs are both common."""
    wanted = {
        segment: [
            triple_term(pair, following)
            for pair, following in pairwise(pairs)
            if isinstance(rows[segment][pair], int) and isinstance(rows[segment][following], int)
        ]
        for segment in bits
    }
    found = _rows(db, [*{term for terms in wanted.values() for term in terms}], wanted)
    narrowed: Bits = {}
    for segment, terms in wanted.items():
        here = {term: found[segment][term] for term in terms if term in found[segment]}
        if _add_rare(db, segment, terms, here):
            shared = bits[segment] & _shared(here.values())
            if shared:
                narrowed[segment] = shared
    return narrowed


def _row(positions: bytes, texts: int) -> Row:
    if len(positions) == bitmap_size(texts):
        return int.from_bytes(positions, "little")
    return read_row(positions)


def _add_rare(db: Connection, segment: int, wanted: Sequence[int], found: dict[int, Row]) -> bool:
    """Add the terms that *found* lacks from the rows of rare ones; False if one is nowhere."""
    sql = """
        select seconds, positions from search_rare
        where segment = ? and unit = ? and start <= ? order by start desc limit 1"""
    for term in wanted:
        if term not in found:
            unit, second = term >> UNIT_BITS, term & 0xFFFF
            row = db.execute(sql, (segment, unit, second)).fetchone()
            if row is None:
                return False
            seconds, positions = row
            if not (listed := _rare(seconds, positions, second)):
                return False
            found[term] = listed
    return True


def _rare(seconds: bytes, positions: bytes, second: int) -> list[int]:
    units = array("H", seconds)
    start, end = bisect_left(units, second), bisect_right(units, second)
    return array("H", positions[2 * start : 2 * end]).tolist()


def _shared(rows: Iterable[Row]) -> int:
    """Return the bitmap of the texts that stand in each of *rows*."""
    bits = -1
    lists = []
    for row in rows:
        if isinstance(row, int):
            bits &= row
        else:
            lists.append(row)
    if lists and bits:
        shortest, *others = sorted(lists, key=len)
        positions = set(shortest)
        for row in others:
            positions.intersection_update(row)
        bits &= sum(1 << position for position in positions)
    return bits


def _positions(bits: int) -> Iterator[int]:
    text = bin(bits)[:1:-1]
    at = text.find("1")
    while at >= 0:
        yield at
        at = text.find("1", at + 1)
