"""Read tables of one indicator a line: the 统计表 of 2014, and the local ones keyed by label."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.amounts import read_amount
from parsers.document import Block, Cell, Grid, Line
from parsers.fitting import Found, is_value
from parsers.flattened.torn import rejoined
from parsers.forms import Form, Table
from parsers.indicators.beside import beside_entries
from parsers.indicators.entries import REMARK, UNIT, Entry, value_ids
from parsers.indicators.keyed import rows_by_label, rows_of_the_form
from parsers.indicators.loose import loose_entries
from parsers.indicators.regrouped import regrouped
from parsers.indicators.wide import lines_of_words, wide_entries
from parsers.matching import bare_label, label_key
from parsers.normal import squeeze
from parsers.report import State
from parsers.streams import Stream

_LONGEST_LABEL = 60
# How the labels of local tables end.
_NAME = re.compile(r"[^\d,;。]{3,24}[数量额费]")
# A table without a head shows by so many of its labels which form it is.
_ENOUGH_LABELS = 5
# A head of another name says that it heads indicators by what stands beside it.
_MEASURES = frozenset(["计量单位"])
_AMOUNTS = frozenset(["数量", "数值", "统计数", "统计数据", "数据", "合计"])


class _Group(NamedTuple):
    """What each column of a table holds, and the columns (start, end) that belong to it."""

    roles: dict[int, str]
    start: int
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
    stream = Stream(block for block in blocks if isinstance(block, Line))
    whole = list(_entries([regrouped(stream, heads)], heads))
    if whole and _filled(whole) >= _filled(entries):
        entries = whole  # lines may break inside a cell, bars don't
    if all(entry.alone for entry in entries):
        entries = beside_entries(blocks, heads) or loose_entries(_mended(blocks, heads), heads)
    if all(entry.alone for entry in entries):
        entries = list(_entries(lines_of_words(blocks), heads))
    if "open" not in tables:
        return []
    named = "listed" in tables and rows_of_the_form(entries, tables["listed"], tables["open"])
    return named or rows_by_label(entries, tables["open"])


def _mended(blocks: Sequence[Block], tables: Sequence[Table]) -> Stream:
    """Return the lines as a stream, with the labels whole that figures tear apart."""
    names = {label_key(label) for table in tables for row in table.rows for label in row.labels}
    lines = [block for block in blocks if isinstance(block, Line)]

    def is_label(text: str) -> bool:
        return label_key(text) in names or _NAME.fullmatch(bare_label(text)) is not None

    return Stream(line for line in rejoined(lines, is_label) if isinstance(line, Line))


def _filled(entries: Sequence[Entry]) -> int:
    return sum(any(map(is_value, filter(None, entry.values.values()))) for entry in entries)


def _sheets(blocks: Sequence[Block]) -> Iterator[list[list[Cell]]]:
    """Yield the grids, and the runs of lines whose cells are parted by bars, line by line."""
    run: list[list[Cell]] = []
    above = ""
    for block, below in pairwise([*blocks, None]):
        if isinstance(block, Line) and "|" in block.text:
            texts = block.text.strip().strip("|").split("|")
            texts[0] = above + texts[0]
            above = ""
            run.append(
                [
                    Cell(text.strip(), len(run), column, place=block.place)
                    for column, text in enumerate(texts)
                ]
            )
            continue
        if run and isinstance(block, Line) and _goes_on_below(below):
            above = block.text
            continue
        if run:
            yield run
            run = []
        if isinstance(block, Grid):
            yield list(block.rows())
    if run:
        yield run


def _goes_on_below(below: Block | None) -> bool:
    """Whether the line below begins with a remark on the label above it: (不同渠道…计1条) | 条."""
    return isinstance(below, Line) and "|" in below.text and bool(REMARK.match(below.text))


def _entries(
    sheets: Iterable[Sequence[Sequence[Cell]]], tables: Sequence[Table]
) -> Iterator[Entry]:
    width, known = 0, dict[int, str]()
    for sheet in sheets:
        if wide := wide_entries(sheet, tables):
            yield from wide
            continue
        # A table that goes on behind a page break has no head of its own.
        roles = known if known and _width(sheet) == width and _goes_on(sheet, known) else {}
        filled = {cell.column for cells in sheet for cell in cells if cell.text}
        measured = _measured(sheet)
        if not roles and not any(_roles(cells, tables, filled, measured) for cells in sheet):
            roles = _roles_of_rows(sheet, tables)
        beside: dict[int, list[Entry]] = {}
        for cells in sheet:
            head = _roles(cells, tables, filled, measured)
            if head:
                roles = known = head
                width = _width(sheet)
                continue
            for number, group in enumerate(_groups(roles)):
                entry = _entry(cells, group)
                if entry is not None:
                    beside.setdefault(number, []).append(entry)
        for _, entries in sorted(beside.items()):
            yield from entries


def _groups(roles: dict[int, str]) -> Iterator[_Group]:
    """Yield each of several tables that stand side by side under one head."""
    starts = [column for column, role in sorted(roles.items()) if role == "label"]
    if not starts:
        return
    for start, end in pairwise([0, *starts[1:], sys.maxsize]):
        yield _Group({c: role for c, role in roles.items() if start <= c < end}, start, end)


def _width(sheet: Sequence[Sequence[Cell]]) -> int:
    return max((cell.column + cell.colspan for cells in sheet for cell in cells), default=0)


def _goes_on(sheet: Sequence[Sequence[Cell]], roles: Mapping[int, str]) -> bool:
    """Whether a table without a head has units where the table before it had them."""
    places = {column for column, role in roles.items() if role == "unit"}
    units = [cell.text for cells in sheet for cell in cells if cell.column in places and cell.text]
    return bool(units) and all(map(UNIT.fullmatch, units))


def _measured(sheet: Sequence[Sequence[Cell]]) -> set[int]:
    """Return the columns of units: what stands below their head is nothing else."""
    columns: dict[int, list[bool]] = {}
    for cells in sheet:
        for cell in cells:
            if cell.text:
                columns.setdefault(cell.column, []).append(bool(UNIT.fullmatch(cell.text)))
    return {
        column
        for column, are_units in columns.items()
        if sum(are_units) >= max(_ENOUGH_LABELS, len(are_units) - 1)
    }


def _roles(
    cells: Sequence[Cell], tables: Sequence[Table], filled: set[int], measured: set[int]
) -> dict[int, str]:
    """Return what each column of a head line holds, or nothing if it is no head line.

    A head over several of the *filled* columns of values names each of them. In the *measured*
    columns units stand.
    """
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
    if "label" not in roles.values() and not _named_beside(cells, roles, measured):
        return {}
    start = max(column for column, role in roles.items() if role != "skip")
    # Left of the labels stand only the names of groups.
    first = min((c for c, role in roles.items() if role == "label"), default=-1)
    known = {
        label: column.id for table in tables for column in table.columns for label in column.labels
    }
    for cell in cells:
        if (
            cell.column not in roles
            and cell.text
            and (cell.column > start or ("unit" in roles.values() and cell.column > first))
        ):
            role = known.get(squeeze(cell.text), "value")
            roles[cell.column] = role
            below = range(cell.column + 1, cell.column + cell.colspan)
            roles |= dict.fromkeys(filled.intersection(below), role)
    return roles if {"value", "cumulative"} & set(roles.values()) else {}


def _named_beside(cells: Sequence[Cell], roles: dict[int, str], measured: set[int]) -> bool:
    """Whether the head's units show which column holds the labels: 项目 | 计量单位 | 数量."""
    for left, unit, right in zip(cells, cells[1:], cells[2:], strict=False):
        if roles.get(unit.column) != "unit" or not left.text or left.column in roles:
            continue
        named = squeeze(unit.text) in _MEASURES or squeeze(right.text) in _AMOUNTS
        if named or unit.column in measured:
            roles[left.column] = "label"
            return True
    return False


def _roles_of_rows(sheet: Sequence[Sequence[Cell]], tables: Sequence[Table]) -> dict[int, str]:
    """Return what each column holds of a table that lost its head, told by its labels and units."""
    listed = [table for table in tables if table.layout == "listed"]
    keys = {label_key(label) for table in listed for row in table.rows for label in row.labels}
    labels = Counter(
        cell.column for cells in sheet for cell in cells if label_key(cell.text) in keys
    )
    if not labels or max(labels.values()) < _ENOUGH_LABELS:
        return {}
    label = labels.most_common(1)[0][0]
    columns: dict[int, list[str]] = {}
    for cells in sheet:
        if any(cell.column == label and label_key(cell.text) in keys for cell in cells):
            for cell in cells:
                if cell.text and cell.column > label:
                    columns.setdefault(cell.column, []).append(cell.text)
    units = [column for column, texts in columns.items() if all(map(UNIT.fullmatch, texts))]
    values = [column for column in columns if column not in units]
    if len(values) != 1 or len(units) > 1:
        return {}
    if not units and not all(map(is_value, columns[values[0]])):
        return {}
    return {label: "label", values[0]: "value"} | dict.fromkeys(units, "unit")


def _entry(cells: Sequence[Cell], group: _Group) -> Entry | None:
    roles, start, end = group
    texts = {cell.column: cell.text for cell in cells if start <= cell.column < end}
    pushed = _pushed(texts, roles)
    roles = {column + pushed: role for column, role in roles.items()}
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
    values: dict[str, str | None] = {
        name: texts.get(column, "") for name, column in _value_columns(roles)
    }
    alone = not any(values.values()) and (not unit or read_amount(unit).state is State.DASH)
    if alone and (unit or len(values) > 1):
        return None  # a heading
    if (
        unit
        and not UNIT.fullmatch(squeeze(unit))
        and not any(is_value(value or "") for value in values.values())
    ):
        return None  # a line of links below the table
    place = next(cell.place for cell in cells if cell.text == label)
    if any(text for column, text in texts.items() if column > max(roles)):
        values = dict.fromkeys(values)  # a cell more than the head has: none has a place
    return Entry(label, unit, values, place, alone=alone)


def _pushed(texts: Mapping[int, str], roles: Mapping[int, str]) -> int:
    """Return by how many columns a cell of its own in front (其中) pushed a line aside.

    It shows in where the unit stands.
    """
    unit = next((column for column, role in roles.items() if role == "unit"), None)
    if unit is None or not texts.get(unit) or UNIT.fullmatch(squeeze(texts[unit])):
        return 0
    below = (by for by in (1, 2) if UNIT.fullmatch(squeeze(texts.get(unit + by, ""))))
    return next(below, 0)


def _value_columns(roles: dict[int, str]) -> list[tuple[str, int]]:
    """Return the id and the grid column of each value, the year's own before the cumulative."""
    own = [column for column, role in sorted(roles.items()) if role == "value"]
    more = [("cumulative", column) for column, role in roles.items() if role == "cumulative"]
    return [*zip(value_ids(len(own)), own, strict=True), *more[:1]]
