"""Read two tables of indicators that a text prints side by side, a line of both on each line."""

import re
from collections.abc import Iterator, Sequence

from parsers.document import Block, Line
from parsers.forms import Table
from parsers.indicators.entries import NONE, UNIT, Entry, value_ids
from parsers.normal import squeeze
from parsers.tokens import is_value, join_tokens

_HEADING = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]\)).*")
_MOST_WORDS = 40


def beside_entries(blocks: Sequence[Block], tables: Sequence[Table]) -> list[Entry]:
    """Return the lines of the left table and those of the right, or nothing where none is there.

    Both have the same head. A line of words alone may be the rest of a label on either side:
    unless it is a heading, nobody can tell, and nothing comes back.
    """
    lines = [block for block in blocks if isinstance(block, Line)]
    for at, line in enumerate(lines):
        columns = _columns(line.text, tables)
        if columns:
            return _read(lines[at + 1 :], columns, tables)
    return []


def _columns(text: str, tables: Sequence[Table]) -> tuple[str, ...]:
    """Return the ids of the value columns of a head that a line prints twice."""
    head = squeeze(text)
    half = head[: len(head) // 2]
    if not half or half + half != head or not any(x in half for t in tables for x in t.heads):
        return ()
    words = text.split()[: len(text.split()) // 2]
    known = {x for table in tables for x in (*table.heads, *table.units, *table.skips)}
    values = [word for word in words if word not in known]
    if any(word in table.skips for table in tables for word in words) or not values:
        return ()
    cumulative = [
        any(word in column.labels for table in tables for column in table.columns[1:])
        for word in values
    ]
    ids = iter(value_ids(len(values)))
    return tuple("cumulative" if more else next(ids) for more in cumulative)


def _read(lines: Sequence[Line], columns: tuple[str, ...], tables: Sequence[Table]) -> list[Entry]:
    ends = tuple(end for table in tables for end in table.ends)
    sides: tuple[list[Entry], list[Entry]] = ([], [])
    for line in lines:
        words = join_tokens(line.text.split())
        if squeeze(line.text).startswith(ends) or len(words) > _MOST_WORDS:
            break
        found = list(_of_line(words, columns, line.place))
        if not found and not _HEADING.fullmatch(line.text):
            break
        if len(found) > len(sides):
            return []
        for side, entry in zip(sides, found, strict=False):
            side.append(entry)
    return [*sides[0], *sides[1]]


def _of_line(words: Sequence[str], columns: tuple[str, ...], place: str) -> Iterator[Entry]:
    """Yield what stands on a line: a label, its unit and its values, once or twice."""
    label: list[str] = []
    unit = ""
    values: list[str] = []
    for word in (*words, ""):
        if label and word and (is_value(word) or (word in NONE and (unit or values))):
            if not unit and set(word) <= set("-—"):
                label = []  # a heading
            else:
                values.append(word)
        elif label and not unit and not values and UNIT.fullmatch(word):
            unit = word
        else:
            if label and (unit or values):
                yield _entry(label, unit, values, columns, place)
                label, unit, values = [], "", []
            label.append(word)


def _entry(
    label: Sequence[str], unit: str, values: Sequence[str], columns: tuple[str, ...], place: str
) -> Entry:
    whole = values if len(values) == len(columns) else [None] * len(columns)
    return Entry("".join(label), unit, dict(zip(columns, whole, strict=True)), place)
