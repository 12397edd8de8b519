"""Read the index: which texts of which segment have all of some terms, as bitmaps."""

import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from archive.database import Connection
from archive.segments import bitmap_size
from archive.terms import FIELD_BITS, UNIT_BITS, Field

# By segment, a bit for each text of it.
Bits: TypeAlias = dict[int, int]
# What one term has in one segment: a bitmap where that is shorter, or a list of positions.
Row: TypeAlias = "int | array[int]"


def bits_of_all(db: Connection, terms: Iterable[int]) -> Bits:
    """Return the texts that have every one of *terms*."""
    wanted = sorted(terms)
    rows: dict[int, dict[int, Row]] = {}
    sql = """
        select search_segment.id, size, term, positions
        from search_segment cross join json_each(:terms)
        left join search_common on segment = search_segment.id and term = json_each.value"""
    for segment, size, term, positions in db.execute(sql, {"terms": json.dumps(wanted)}):
        found = rows.setdefault(segment, {})
        if positions is not None:
            found[term] = _row(positions, size)
    bits: Bits = {}
    for segment, found in rows.items():
        if _add_rare(db, segment, wanted, found) and (shared := _shared(found.values())):
            bits[segment] = shared
    return bits


def bits_of_years(db: Connection, segments: Iterable[int]) -> dict[int, Bits]:
    """Return the texts of each year; those whose year is unknown are of year 0."""
    years: dict[int, Bits] = {}
    for segment in segments:
        for year, row in _year_rows(db, segment):
            years.setdefault(year, {})[segment] = _shared([row])
    return years


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


def _row(positions: bytes, texts: int) -> Row:
    if len(positions) == bitmap_size(texts):
        return int.from_bytes(positions, "little")
    return array("H", positions)


def _add_rare(db: Connection, segment: int, wanted: list[int], found: dict[int, Row]) -> bool:
    """Add the terms that *found* lacks from the rows of rare ones; False if one is nowhere."""
    sql = "select seconds, positions from search_rare where segment = ? and unit = ?"
    for term in wanted:
        if term not in found:
            row = db.execute(sql, (segment, term >> UNIT_BITS)).fetchone()
            if row is None:
                return False
            seconds, positions = row
            if not (listed := _rare(seconds, positions, term & 0xFFFF)):
                return False
            found[term] = listed
    return True


def _rare(seconds: bytes, positions: bytes, second: int) -> "array[int]":
    units = array("H", seconds)
    start, end = bisect_left(units, second), bisect_right(units, second)
    return array("H", positions[2 * start : 2 * end])


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


def _year_rows(db: Connection, segment: int) -> Iterator[tuple[int, Row]]:
    low = Field.YEAR << FIELD_BITS
    sql = """
        select term, positions, size from search_common
        join search_segment on search_segment.id = segment
        where segment = ? and term between ? and ?"""
    for term, row, size in db.execute(sql, (segment, low, low + (1 << UNIT_BITS))):
        yield term - low, _row(row, size)
    sql = "select seconds, positions from search_rare where segment = ? and unit = ?"
    for seconds, positions in db.execute(sql, (segment, low >> UNIT_BITS)):
        for year in sorted(set(array("H", seconds))):
            yield year, _rare(seconds, positions, year)
