"""Tell which row or column of the forms a printed label names: exactly, or by measured distance."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache, partial
from typing import NamedTuple

from parsers.forms import Column, Row, Table
from parsers.normal import squeeze

# Quotation marks, and the letters of a second language beside the first.
_QUOTES = re.compile("[\"'“”„‘’「」『』《》〈〉<>*#`\u0600-\u06ff\u0f00-\u0fff\u1800-\u18af]")
_NUMBERING = re.compile(
    r"^(?:其中[:：]?|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}[、.,:]"
    r"|\d{1,2}[、.,)])+"
)
# A label may be numbered in other ways than the forms do: 3其他, 3:其他, 三是其他, 2022年本年….
_ODD_NUMBERING = re.compile(
    r"^(?:20\d\d年度?(?=本年)|\d(?=[\u4e00-\u9fff])|\d{1,2}[:·]|[一二三四五六七八九]是)"
)
_REMARK = re.compile(r"\([^()]*\)?")
# The label of a row behind that of its group: (三)不予公开-1.属于国家秘密.
_BEHIND_GROUP = re.compile(r"^\([三四五六]\)\D{2,12}\d[.、](\D+)$")
_UNIT_BELOW = re.compile(r"(?<=.)单位:?[件项个条]$")

# Of a label a third may be misprinted, and half of it where only one row can stand there.
_OF_MANY, _OF_ONE = 3, 2
_SHORT = 4


Columns = tuple[tuple[Table, Column], ...]


class Meaning(NamedTuple):
    """What a label may name: rows of tables, columns of tables, a head over rows or columns."""

    rows: tuple[tuple[Table, Row], ...] = ()
    columns: Columns = ()
    is_head: bool = False


Means = Callable[[str], Meaning]


def label_key(text: str) -> str:
    """Return a label as it is compared: without numbering, quotes, remarks and white space.

    >>> label_key("3.危及“三安全一稳定”")
    '危及三安全一稳定'
    """
    return text if text.isdecimal() else _label_key(text)  # numbers would push labels out of it


@lru_cache(maxsize=8192)
def _label_key(text: str) -> str:
    plain = _QUOTES.sub("", squeeze(text)).replace("其它", "其他")
    bare = _ODD_NUMBERING.sub("", _NUMBERING.sub("", plain))
    bare = _UNIT_BELOW.sub("", _REMARK.sub("", bare)).strip(":、,。.")
    return bare or plain


def bare_label(text: str) -> str:
    """Return a label without its numbering and without 其中, but with all else that is printed.

    >>> bare_label("其中:(2)“信息不存在”数")
    '“信息不存在”数'
    """
    plain = squeeze(text)
    return _NUMBERING.sub("", plain).strip(":") or plain


@cache
def meanings(tables: tuple[Table, ...]) -> Means:
    """Return what tells the meaning of a printed label in *tables*."""
    known = vocabulary(tables)
    nothing = Meaning()

    @lru_cache(maxsize=8192)
    def meaning(text: str) -> Meaning:
        found = known.get(label_key(text), nothing)
        if found is nothing and (own := _BEHIND_GROUP.match(squeeze(text))):
            return Meaning(known.get(label_key(own[1]), nothing).rows)
        return found

    return meaning


class RowLabel(NamedTuple):
    """The row that the cells before a number name, and the place of the cell that does."""

    table: Table
    row: Row
    at: int


@cache
def row_labels(tables: tuple[Table, ...]) -> Callable[[tuple[str, ...]], RowLabel | None]:
    """Return what tells the row that the cells before a number name, if it can be no other."""
    meaning = meanings(tables)

    @lru_cache(maxsize=4096)
    def row_label(texts: tuple[str, ...]) -> RowLabel | None:
        rows: tuple[tuple[Table, Row], ...] = ()
        at = 0
        for place, text in enumerate(texts):
            if not text:
                continue
            found = meaning(text)
            if not found.rows and not found.is_head:
                return None
            if found.columns and label_key(text) == squeeze(text):
                return None  # without a number it may be a column's
            at, rows = place, found.rows
        return RowLabel(*rows[0], at) if len(rows) == 1 else None

    return row_label


@cache
def line_heads(
    tables: tuple[Table, ...],
) -> Callable[[tuple[str, ...]], tuple[tuple[int, Columns], ...]]:
    """Return what tells the columns that the cells of a line name, if it can be no row's line."""
    meaning = meanings(tables)

    @lru_cache(maxsize=1024)
    def known(texts: tuple[str, ...]) -> tuple[tuple[int, Columns], ...]:
        found = [(at, meaning(text)) for at, text in enumerate(texts) if text]
        first = found[0][1] if found else meaning("")
        # Behind another column 总计 names one too, behind a head or before all others maybe a row.
        rows = [other for _, other in found if other.rows]
        if first.rows or any(first.is_head or not other.columns for other in rows):
            return ()
        named = tuple((at, other.columns) for at, other in found if other.columns)
        return named if sum(map(str.isdecimal, texts)) < len(named) else ()

    return lambda texts: () if not texts or texts[-1].isdecimal() else known(texts)


@cache
def vocabulary(tables: tuple[Table, ...]) -> dict[str, Meaning]:
    """Return what each label of *tables* means, by its key."""
    meanings: dict[str, Meaning] = {}
    for table in tables:
        for row in table.rows:
            for key in dict.fromkeys(map(label_key, row.labels)):
                old = meanings.get(key, Meaning())
                meanings[key] = old._replace(rows=(*old.rows, (table, row)))
        for column in table.columns:
            for key in dict.fromkeys(map(label_key, column.labels)):
                old = meanings.get(key, Meaning())
                meanings[key] = old._replace(columns=(*old.columns, (table, column)))
        for head in (*table.heads, *table.openings):
            key = label_key(head)
            meanings[key] = meanings.get(key, Meaning())._replace(is_head=True)
    return meanings


def nearest(text: str, rows: Sequence[Row], *, known_place: bool = True) -> Row | None:
    """Return the row whose label is nearest to *text*, if one is near and no other as near.

    Of several *rows*, or of one that may as well stand elsewhere (not *known_place*), less of the
    label may be misprinted.

    >>> nearest("2.其他法律行政止公开", [Row("law", ("其他法律行政法规禁止公开",))]).id
    'law'
    """
    key = label_key(text)
    measured = sorted(
        ((distance(key, label_key(label)), row.id, row) for row in rows for label in row.labels),
        key=lambda item: item[:2],
    )
    if not measured:
        return None
    best, name, row = measured[0]
    if len({other.id for other in rows if any(key in label_key(x) for x in other.labels)}) > 1:
        return None  # what is left of a torn label, and the same in several
    longest = max(len(label_key(label)) for label in row.labels)
    share = _OF_ONE if len(rows) == 1 and known_place else _OF_MANY
    if best * share > longest or (longest <= _SHORT and best > 1):
        # 行政检查 is no misprint of 行政强制, but 强制 and 政府规章 say what they mean.
        held = longest <= _SHORT and any(map(partial(_holds, key), row.labels))
        return row if held and not _begins_another(key, row, rows) else None
    if longest < _SHORT:
        return None
    rival = next((far for far, other, _ in measured if other != name), best + 1)
    return row if rival > best else None


def _begins_another(key: str, row: Row, rows: Sequence[Row]) -> bool:
    """Whether a label of another row begins as *key* does: 其他法 is no 其他."""
    others = (label_key(name) for other in rows if other is not row for name in other.labels)
    return len(key) > _SHORT - 2 and any(name.startswith(key[: _SHORT - 1]) for name in others)


def _holds(key: str, label: str) -> bool:
    """Whether a label is a short one with a word more, or without its first."""
    name = label_key(label)
    return len(key) > 1 and (key.startswith(name) or key.endswith(name) or name.endswith(key))


@lru_cache(maxsize=8192)
def distance(first: str, second: str) -> int:
    """Return how many characters must be put in, left out or replaced to make one the other."""
    if abs(len(first) - len(second)) > 20:
        return 99
    above = list(range(len(second) + 1))
    for number, char in enumerate(first, 1):
        line = [number]
        for index, other in enumerate(second):
            line.append(min(above[index + 1] + 1, line[index] + 1, above[index] + (char != other)))
        above = line
    return above[-1]


def between(
    table: Table, before: Row | None, behind: Row | None, found: Iterable[Row]
) -> list[Row]:
    """Return the rows of *table* that the form prints between two rows and nobody has found."""
    ids = [row.id for row in table.rows]
    start = ids.index(before.id) + 1 if before else 0
    end = ids.index(behind.id) if behind else len(ids)
    taken = {row.id for row in found}
    return [row for row in table.rows[start:end] if row.id not in taken]
