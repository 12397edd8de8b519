"""Read tables of one indicator a line: the 统计表 of 2014, and the local ones keyed by label."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, takewhile
from typing import NamedTuple

from parsers.amounts import read_amount
from parsers.document import Block, Cell, Grid, Line
from parsers.fitting import Found, is_value, join_tokens
from parsers.forms import Column, Form, Row, Table
from parsers.matching import bare_label, label_key
from parsers.normal import squeeze
from parsers.report import State
from parsers.streams import Stream

_UNIT = re.compile(
    r"[条件次篇个人元份页部本名场期天%]|人次|件次|万元|人\(次\)|条\(次\)|[-—]{1,4}|/"
)
_YEAR = re.compile(r"\(?\d{4}年?度?(?:实际|数|合计)?\)?|本年累计|本年度?|年度|合计|总计|数量|数值")
# The forms of the statistics office number their columns: 甲 乙 丙 1 2.
_HEAD_LETTERS = re.compile(r"[甲乙丙丁]{2,4}\d{0,4}(?!\d)")
_NUMBERED = re.compile(
    r"(?:\d{1,2}[.、]|\([一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八九十]{1,2}、)"
)
_ABOUT = re.compile(
    r"[约近超]{0,2}\d+(?:多|余|左右|以上)?[条件次篇个人元]{0,2}|/[条件次篇个人元]{0,2}"
)
_LONGEST_LABEL = 60
# Local tables print up to ten labels of the 统计表 among others (当面申请数, 同意公开答复数).
_ENOUGH_LABELS = 5
_ENOUGH_SHARE = 0.6


class _Entry(NamedTuple):
    """A line of such a table: its label, its unit, and the text or None of each value column."""

    label: str
    unit: str
    values: Mapping[str, str | None]
    place: str


class _Head(NamedTuple):
    """The head of such a table in flattened text: its value columns, and where it ends.

    Each line prints `codes` numbers of its own between the unit and the first value.
    """

    columns: tuple[str, ...]
    codes: int
    end: int


def listed_rows(blocks: Sequence[Block], forms: Sequence[Form]) -> list[Found]:
    """Return the rows of the first form in *forms* whose table of indicators is in *blocks*."""
    tables = {
        table.layout: table
        for form in reversed(forms)
        for table in form.tables
        if table.layout in ("listed", "open")
    }
    if not tables:
        return []
    heads = tuple(tables.values())
    entries = list(_entries(_sheets(blocks), heads))
    if not entries:
        stream = Stream(block for block in blocks if isinstance(block, Line))
        entries = [*_entries([_regrouped(stream, heads)], heads)] or [
            *_loose_entries(stream, heads)
        ]
    if "listed" in tables:
        named = list(_named(entries, tables["listed"]))
        if len(named) >= max(_ENOUGH_LABELS, _ENOUGH_SHARE * len(entries)):
            return named
    return list(_open(entries, tables["open"])) if "open" in tables else []


def _sheets(blocks: Sequence[Block]) -> Iterator[list[list[Cell]]]:
    """Yield the grids, and the runs of lines whose cells are parted by bars, line by line."""
    run: list[list[Cell]] = []
    for block in blocks:
        if isinstance(block, Line) and "|" in block.text:
            run.append(
                [
                    Cell(text.strip(), len(run), column, place=block.place)
                    for column, text in enumerate(block.text.strip().strip("|").split("|"))
                ]
            )
            continue
        if run:
            yield run
            run = []
        if isinstance(block, Grid):
            yield list(block.rows())
    if run:
        yield run


def _entries(
    sheets: Iterable[Sequence[Sequence[Cell]]], tables: Sequence[Table]
) -> Iterator[_Entry]:
    width, known = 0, dict[int, str]()
    for sheet in sheets:
        # A table that goes on behind a page break has no head of its own.
        roles = known if known and _width(sheet) == width and _goes_on(sheet, known) else {}
        for cells in sheet:
            head = _roles(cells, tables)
            if head:
                roles = known = head
                width = _width(sheet)
                continue
            if roles:
                entry = _entry(cells, roles)
                if entry is not None:
                    yield entry


def _width(sheet: Sequence[Sequence[Cell]]) -> int:
    return max((cell.column + cell.colspan for cells in sheet for cell in cells), default=0)


def _goes_on(sheet: Sequence[Sequence[Cell]], roles: Mapping[int, str]) -> bool:
    """Whether a table without a head has units where the table before it had them."""
    places = {column for column, role in roles.items() if role == "unit"}
    units = [cell.text for cells in sheet for cell in cells if cell.column in places and cell.text]
    return bool(units) and all(map(_UNIT.fullmatch, units))


def _roles(cells: Sequence[Cell], tables: Sequence[Table]) -> dict[int, str]:
    """Return what each column of a head line holds, or nothing if it is no head line."""
    roles: dict[int, str] = {}
    for cell in cells:
        key = squeeze(cell.text)
        for table in tables:
            if key in table.heads:
                roles[cell.column] = "label"
            elif key in table.units:
                roles[cell.column] = "unit"
            elif key in table.skips:
                roles[cell.column] = "skip"
    if "label" not in roles.values():
        return {}
    start = max(roles)
    known = {
        label: column.id for table in tables for column in table.columns for label in column.labels
    }
    for cell in cells:
        if (
            cell.column not in roles
            and cell.text
            and (cell.column > start or "unit" in roles.values())
        ):
            roles[cell.column] = known.get(squeeze(cell.text), "value")
    return roles if {"value", "cumulative"} & set(roles.values()) else {}


def _entry(cells: Sequence[Cell], roles: dict[int, str]) -> _Entry | None:
    texts = {cell.column: cell.text for cell in cells}
    label = unit = ""
    first = min((c for c, role in roles.items() if role in ("unit", "value")), default=0)
    for column, text in sorted(texts.items()):
        role = roles.get(column)
        if role == "unit":
            unit = text
        elif text and role != "skip" and column < first and not is_value(text):
            label = text
    if not label or len(label) > _LONGEST_LABEL or label in "甲乙丙丁":
        return None
    values = {name: texts.get(column, "") for name, column in _value_columns(roles)}
    if not any(values.values()) and (not unit or read_amount(unit).state is State.DASH):
        return None  # a heading
    place = next(cell.place for cell in cells if cell.text == label)
    return _Entry(label, unit, values, place)


def _value_columns(roles: dict[int, str]) -> list[tuple[str, int]]:
    """Return the id and the grid column of each value, the year's own before the cumulative."""
    own = [column for column, role in sorted(roles.items()) if role == "value"]
    more = [("cumulative", column) for column, role in roles.items() if role == "cumulative"]
    return [*zip(_ids(len(own)), own, strict=True), *more[:1]]


def _ids(count: int) -> list[str]:
    """Return the ids of several value columns.

    >>> _ids(3)
    ['value', 'value#2', 'value#3']
    """
    return ["value", *(f"value#{number}" for number in range(2, count + 1))][:count]


def _regrouped(stream: Stream, tables: Sequence[Table]) -> list[list[Cell]]:
    """Return a table whose cells are parted by bars on lines of their own, as wide as its head.

    Nothing comes back where a line would begin without a label: then the bars part other things.
    """
    heads = tuple(head for table in tables for head in table.heads)
    if not (stream.bars and any(head in stream.compact for head in heads)):
        return []
    printed = stream.raw.split("|")
    pieces = [squeeze(piece) for piece in printed]
    start = next((at for at, piece in enumerate(pieces) if piece.endswith(heads)), len(pieces))
    known = {name for table in tables for name in (*table.units, *table.skips)}
    known |= {name for table in tables for column in table.columns for name in column.labels}
    named = (piece in known or _YEAR.fullmatch(piece) for piece in pieces[start + 1 :])
    width = 1 + sum(1 for _ in takewhile(bool, named))
    lines = [pieces[at : at + width] for at in range(start, len(pieces) - width + 1, width)]
    if width < 2 or any(not line[0] or is_value(line[0]) for line in lines):
        return []
    lines[0][0] = next(head for head in heads if pieces[start].endswith(head))
    breaks = [*accumulate((piece.count("\n") for piece in printed), initial=0)]
    before = (len(piece) - len(piece.lstrip("\n")) for piece in printed)
    places = [stream.places[sum(both)] for both in zip(breaks, before, strict=False)][start::width]
    return [
        [Cell(text, number, column, place=place) for column, text in enumerate(line)]
        for number, (line, place) in enumerate(zip(lines, places, strict=False))
    ]


def _loose_entries(stream: Stream, tables: Sequence[Table]) -> Iterator[_Entry]:
    """Yield the lines of a table whose cells are parted by line breaks or spaces alone."""
    heads = {head for table in tables for head in table.heads}
    starts = [at for head in heads if (at := stream.compact.find(head)) >= 0]
    if not starts:
        return
    start = min(starts)
    ends = [
        at for table in tables for end in table.ends if (at := stream.compact.find(end, start)) >= 0
    ]
    place = stream.place_at(start)
    head = _loose_head(stream.compact, start, tables)
    end = min(ends, default=len(stream.compact))
    label: list[str] = []
    values: list[str] = []
    unit = ""
    for word in [*join_tokens(stream.words_between(head.end, end)), ""]:
        if word and (values or unit) and not _is_cell(word):
            if label:
                yield _loose_entry(label, unit, values, head, place)
            label, values, unit = [], [], ""
        if not word:
            break
        if _UNIT.fullmatch(word) and label and not values and not unit:
            if set(word) <= set("-—"):
                label = []  # a heading
            unit = word
        elif _is_cell(word) and label:
            values.append(word)
        else:
            label.append(word)
    if values:
        yield _loose_entry(label, unit, values, head, place)


def _is_cell(word: str) -> bool:
    """Whether a word prints a number, a dash or an approximation (1500多, /人次)."""
    return is_value(word) or _ABOUT.fullmatch(word) is not None


def _loose_head(text: str, start: int, tables: Sequence[Table]) -> _Head:
    """Return what the head at *start* of the compact *text* says of the lines below it."""
    words = {name for table in tables for name in (*table.heads, *table.units)}
    codes = {name for table in tables for name in table.skips}
    named = {x: column.id for table in tables for column in table.columns for x in column.labels}
    own = cumulative = skipped = 0
    position = start
    while word := _head_word(text, position, (*words, *codes, *named)):
        if named.get(word) == "cumulative":
            cumulative = 1
        elif word in codes:
            skipped += 1
        elif word not in words:
            own += 1
        position += len(word)
    if letters := _HEAD_LETTERS.match(text, position):
        position = letters.end()
    columns = (*_ids(max(own, 1)), *["cumulative"] * cumulative)
    return _Head(columns, skipped, position)


def _head_word(text: str, start: int, known: Sequence[str]) -> str:
    """Return the longest of the words that a head may hold at *start*, or nothing."""
    year = _YEAR.match(text, start)
    words = [word for word in known if text.startswith(word, start)]
    return max([*words, year[0] if year else ""], key=len)


def _loose_entry(
    words: Sequence[str], unit: str, values: Sequence[str], head: _Head, place: str
) -> _Entry:
    label = "".join(words)
    starts = [match.start() for match in _NUMBERED.finditer(label)]
    if starts and starts[-1] > 0:
        label = label[starts[-1] :]  # a heading without unit stood before it
    whole = len(values) == head.codes + len(head.columns)
    texts = values[head.codes :] if whole else [None] * len(head.columns)
    return _Entry(label, unit, dict(zip(head.columns, texts, strict=True)), place)


def _named(entries: Sequence[_Entry], table: Table) -> Iterator[Found]:
    """Yield the rows of *table* in order; a label that it prints twice is told by its place."""
    keys = [{label_key(label) for label in row.labels} for row in table.rows]
    position = 0
    found: list[tuple[Row, _Entry]] = []
    for entry in entries:
        key = label_key(entry.label)
        meant = [
            index
            for index, names in enumerate(keys)
            if key in names or any(key.endswith(name) and len(name) > 5 for name in names)
        ]
        if meant:
            index = next((i for i in meant if i >= position), meant[0])
            position = index + 1
            found.append((table.rows[index], entry))
    yield from _rows(table, table.rows, found)


def _open(entries: Sequence[_Entry], table: Table) -> Iterator[Found]:
    """Yield one row an entry, keyed by its label; a label printed again gets a number."""
    seen: dict[str, int] = {}
    found: list[tuple[Row, _Entry]] = []
    for entry in entries:
        key = bare_label(entry.label)
        seen[key] = seen.get(key, 0) + 1
        name = key if seen[key] == 1 else f"{key}#{seen[key]}"
        unit = "" if read_amount(entry.unit).state is State.DASH else entry.unit
        found.append((Row(name, (entry.label,), unit=unit), entry))
    yield from _rows(table, [row for row, _ in found], found)


def _rows(
    table: Table, rows: Sequence[Row], found: Sequence[tuple[Row, _Entry]]
) -> Iterator[Found]:
    """Yield what was found as rows of *table* with the columns that were printed."""
    ids = list(dict.fromkeys(name for _, entry in found for name in entry.values))
    ids.sort(key=lambda name: name == "cumulative")
    columns = tuple(Column(name, (), "") for name in ids)
    whole = replace(table, rows=tuple(rows), columns=columns)
    for row, entry in found:
        cells = tuple(entry.values.get(name) for name in ids)
        yield Found(whole, row, cells, (), entry.place)
