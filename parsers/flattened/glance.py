"""Read tables of flattened text at a glance: each label as the form has it, and numbers behind it.

What such labels mean is asked of the search, once: further texts that print the same ones with as
many numbers need it no more.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

from msgspec.structs import replace

from parsers.document import Line
from parsers.flattened.chains import spellings
from parsers.flattened.headed import labels_of_others, own_tables
from parsers.flattened.own_columns import count_own_columns
from parsers.flattened.rows import shared_tables, small_rows, table_rows
from parsers.forms import Form, Table
from parsers.found import Found
from parsers.normal import squeeze
from parsers.streams import QUOTES, Stream, fold

# Optional parts are written (?:a|) and runs of numbers in full: a repeated group costs so much in
# Python's engine that a match would take ten times as long.
_COUNT = "(?:0|[1-9][0-9]{0,14})"
_NUMBER = "(?:0|-?[1-9][0-9]{0,14}|[-—/])"
_MONEY = _NUMBER + r"(?:\.[0-9]{1,9}|)(?:[万亿]?元|)"
_MARKER = r"(?:\([一二三四五六七八九1-9]\)\s?|[一二三四五六七八九1-9][、.]\s?|)"
_REMARK = r"(?:\(\w{0,4}:?\w{1,4}\)|)"
_ALIKE = {'"': f'["{QUOTES}]', ",": "[,、]", ".": "[.。]"}
# What stands for the numbers while the search is asked: as many as a row can have, all different.
_NUMBERS = tuple(str(number) for number in range(11, 99))


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What is read at one glance: a `table` that all forms share, or all the others of a form.

    A text must hold one of `openings` once, where the part begins. `pattern` has two groups for
    each label, its own text and the numbers behind it.
    """

    openings: tuple[str, ...]
    pattern: re.Pattern[str]
    table: Table | None = None


class _Place(NamedTuple):
    """Where the numbers of a row are: behind which label, from which one to which.

    They are its cells if the row is `whole`, else its tokens: `found` is what else it holds.
    """

    label: int
    start: int
    end: int
    whole: bool
    found: Found


class _Layout(NamedTuple):
    """The rows that labels name, and the labels of other rows, which may stand nowhere else."""

    rows: tuple[_Place, ...]
    others: tuple[str, ...]


def stream_rows(
    stream: Stream, forms: Sequence[Form], prefer: Form | None = None
) -> Iterator[Found]:
    """Yield the rows that *stream* holds, of every table of the *forms*.

    Where nothing in the text tells two editions of a table apart, it is read as *prefer* has it.
    """
    forms = tuple(forms)
    seen = (_seen(stream, part, forms, prefer) for part in _sections(forms))
    yield from next(filter(None, seen), ()) or small_rows(stream, forms, prefer)
    for table in shared_tables(forms):
        yield from _seen(stream, _whole(table), forms, None) or table_rows(stream, table)


def glanced(stream: Stream, forms: tuple[Form, ...]) -> list[Found]:
    """Return the rows of a form's tables if all are printed as it has them, else none."""
    own = (_seen(stream, part, forms, None) for part in _sections(forms))
    rows = next(filter(None, own), [])
    for table in shared_tables(forms) if rows else ():
        shared = _seen(stream, _whole(table), forms, None)
        if not shared:
            return []
        rows += shared
    return rows


def labels_told(rows: Iterable[Found], forms: tuple[Form, ...]) -> tuple[str, ...]:
    """Return the labels that a text has once, or not at all, of which all *rows* were seen."""
    parts = (*_sections(forms), *map(_whole, shared_tables(forms)))
    openings = [label for part in parts for label in part.openings]
    others = labels_of_others(forms, ((row.table, row.row) for row in rows))
    return tuple(dict.fromkeys([*openings, *others]))


def _seen(
    stream: Stream, part: _Part, forms: tuple[Form, ...], prefer: Form | None
) -> list[Found] | None:
    """Return the rows of a part that is printed as its form has it, once."""
    raw = stream.raw
    at = -1 if stream.bars else max(map(raw.find, part.openings))
    match = part.pattern.match(raw, at) if at >= 0 else None
    if match is None or sum(map(stream.folded.count, part.openings)) != 1:
        return None
    if part.table and count_own_columns(raw, at, part.table):
        return None
    groups = match.groups("")
    printed = [numbers.split() for numbers in groups[1::2]]
    layout = _layout(part, groups[::2], tuple(map(len, printed)), forms, prefer)
    if layout is None or any(label in stream.folded for label in layout.others):
        return None
    rows: list[Found] = []
    line = at = 0
    for label, first, end, whole, found in layout.rows:
        start = match.start(2 * label + 1)
        line += raw.count("\n", at, start)
        at = start
        numbers = tuple(printed[label][first:end])
        place = stream.place_of(line)
        rows.append(
            replace(found, cells=numbers, place=place)
            if whole
            else replace(found, tokens=numbers, place=place)
        )
    return rows


@lru_cache(maxsize=1024)
def _layout(
    part: _Part,
    labels: tuple[str, ...],
    counts: tuple[int, ...],
    forms: tuple[Form, ...],
    prefer: Form | None,
) -> _Layout | None:
    """Return what the search makes of *labels* with so many numbers behind each of them."""
    text: list[Line] = []
    for at, (label, count) in enumerate(zip(labels, counts, strict=True)):
        if label:
            text += [Line(text, str(at)) for text in (label, *_NUMBERS[:count])]
    stream = Stream(text)
    table = part.table
    found = list(small_rows(stream, forms, prefer) if table is None else table_rows(stream, table))
    places = [_place(row) for row in found]
    rows = tuple(place for place in places if place)
    named = ((row.table, row.row) for row in found)
    others = dict.fromkeys(labels_of_others(forms, named) if table is None else ())
    whole = sum(counts) == sum(place.end - place.start for place in rows)
    return _Layout(rows, tuple(others)) if whole and len(rows) == len(found) else None


def _place(found: Found) -> _Place | None:
    """Return where the numbers of a row come from, None if it shows anything but these."""
    table, row, cells = found.table, found.row, found.cells
    whole = bool(cells) and None not in cells
    numbers = cells if whole else found.tokens
    start = _NUMBERS.index(numbers[0]) if numbers and numbers[0] in _NUMBERS else 0
    end = start + len(numbers)
    plain = Found(table, row, cells, (), found.place, True, money_unit=found.money_unit)
    if numbers != _NUMBERS[start:end] or (whole and found != plain):
        return None
    return _Place(int(found.place), start, end, whole, found)


@cache
def _sections(forms: tuple[Form, ...]) -> tuple[_Part, ...]:
    """Return for each form its tables that it does not share, one behind the other."""
    parts = []
    for form in forms:
        tables = own_tables((form,))
        if tables:
            behind = next(table for table in form.tables if table.ends)
            last = rf"{_MARKER}({_either(behind.headings)})()"
            pattern = re.compile("".join(map(_headed, tables)) + last)
            parts.append(_Part((_folded(tables[0].headings[0]),), pattern))
    return tuple(parts)


def _headed(table: Table) -> str:
    """Return the pattern of a table under its heads; a row may be missing, or cells of a row."""
    heads = [_either(table.headings), _either(table.openings)]
    heads += [_either(column.labels) + _REMARK * column.money for column in table.columns]
    number = _MONEY if any(column.money for column in table.columns) else _NUMBER
    fewer = ""
    for _ in table.columns[1:]:
        fewer = rf"(?:{number}\s+{fewer}|)"
    rows = [rf"(?:({_either(row.labels)})\s+({_values(table)}\s+|{fewer})|)" for row in table.rows]
    return "".join([*(rf"({head})()\s+" for head in heads), *rows])


@cache
def _whole(table: Table) -> _Part:
    """Return the part that one table is."""
    return _whole_across(table) if table.layout == "across" else _whole_down(table)


def _whole_down(table: Table) -> _Part:
    """Return a table with a label a row and heads between them; a variant may be missing."""
    head = rf"(?:{_MARKER}(?:{_either(table.heads)})\s+|)" if table.heads else ""
    pattern = ""
    for variant, rows in groupby(table.rows, key=lambda row: row.variant):
        labels = [_either(spellings(row)) for row in rows]
        lines = [rf"{head}{_MARKER}({label})\s+({_values(table)})\s+" for label in labels]
        pattern += f"(?:{''.join(lines)}|)" if variant else "".join(lines)
    pattern = pattern.removeprefix(head + _MARKER) + rf"{_MARKER}({_either(table.ends)})()"
    openings = tuple(map(_folded, table.rows[0].labels))
    return _Part(openings, re.compile(pattern), table)


def _whole_across(table: Table) -> _Part:
    """Return a table whose rows lie side by side, from its last label on."""
    size = len(table.columns) * len(table.rows)
    heads = _either(label for column in table.columns for label in column.labels)
    label, end = _either(table.rows[-1].labels), _either(table.ends)
    counts = r"\s+".join([_COUNT] * size)
    number = r"(?:[一二三四五六七八九]、\s?|)"
    pattern = rf"({label})\s+(?:(?:{heads})\s+)*({counts})\s+{number}({end})()"
    openings = tuple(map(_folded, table.rows[-1].labels))
    return _Part(openings, re.compile(pattern), table)


def _values(table: Table) -> str:
    return r"\s+".join(_MONEY if column.money else _NUMBER for column in table.columns)


def _either(labels: Iterable[str]) -> str:
    """Return a pattern of *labels*, whose quotes and commas vary with the typist."""
    folded = sorted(dict.fromkeys(map(_folded, labels)), key=len, reverse=True)
    return "|".join(
        "".join(_ALIKE.get(char, re.escape(char)) for char in label) for label in folded
    )


def _folded(label: str) -> str:
    return fold(squeeze(label))
