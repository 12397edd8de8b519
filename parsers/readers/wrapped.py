"""Put the cells of tables without rules together again that their program broke into lines."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from msgspec.structs import replace

from parsers.readers.lines import Part, Row

# A line that begins so is a row of its own; a label, no rest of the one above.
BEGINNING = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]|第|信息|规章|规范|其他|行政|政府|总计"
)
_NUMBER = re.compile(r"[-+]?[\d.,]+")
# Lines of one cell follow one another closer than rows do, by this share at least.
_CLOSER = 0.87
_UNKNOWN = "\ufffd"


def unwrapped(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows of one page, each with the lines that go on below its parts.

    Where the distance does not tell, a number that may go on below is made unreadable: half of a
    number is a wrong number.
    """
    pitches = [b.top - a.top for a, b in pairwise(rows) if len(a.parts) > 2 and len(b.parts) > 2]
    if not pitches:
        yield from rows
        return
    close = median(pitches) * _CLOSER
    whole, top = rows[0], rows[0].top
    for row in rows[1:]:
        under = _under(whole, row)
        if under and row.top - top < close:
            whole, top = _joined(whole, row, under), row.top
            continue
        yield _spoilt(whole, row, under) if under else whole
        whole, top = row, row.top
    yield whole


def _under(above: Row, below: Row) -> list[int]:
    """Return which part of a row each part of the line below may go on, or nothing."""
    if not above.loose or len(below.parts) >= len(above.parts) or BEGINNING.match(below.text):
        return []
    slack = above.bottom - above.top
    found = []
    for part in below.parts:
        holders = [
            number
            for number, holder in enumerate(above.parts)
            if holder.left - slack / 3 < part.left and part.right < holder.right + slack
        ]
        if not holders:
            return []
        found.append(holders[0])
    return found


def _joined(above: Row, below: Row, under: Sequence[int]) -> Row:
    parts = list(above.parts)
    for part, number in zip(below.parts, under, strict=True):
        parts[number] = replace(parts[number], text=parts[number].text + part.text)
    return _with(above, parts)


def _spoilt(above: Row, below: Row, under: Sequence[int]) -> Row:
    parts = list(above.parts)
    for part, number in zip(below.parts, under, strict=True):
        if _NUMBER.fullmatch(part.text) and _NUMBER.fullmatch(parts[number].text):
            parts[number] = replace(parts[number], text=parts[number].text + _UNKNOWN)
    return _with(above, parts)


def _with(row: Row, parts: Sequence[Part]) -> Row:
    return replace(row, text=" ".join(part.text for part in parts), parts=tuple(parts))
