"""Read tables of one indicator a line: the 统计表 of 2014, and the local ones keyed by label."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from parsers.amounts import read_amount
from parsers.document import Block, Cell, Grid, Line
from parsers.flattened.torn import rejoined
from parsers.forms import Form, Table
from parsers.found import Found
from parsers.indicators.beside import beside_entries
from parsers.indicators.entries import REMARK, UNIT, Entry, value_ids
from parsers.indicators.keyed import rows_by_label, rows_of_the_form
from parsers.indicators.loose import loose_entries
from parsers.indicators.regrouped import regrouped
from parsers.indicators.roles import (
    Group,
    goes_on,
    groups_of,
    measured_columns,
    roles_of_head,
    roles_of_rows,
    width_of,
)
from parsers.indicators.wide import lines_of_words, wide_entries
from parsers.matching import bare_label, label_key
from parsers.normal import squeeze
from parsers.report import State
from parsers.streams import Stream
from parsers.tokens import is_value

_LONGEST_LABEL = 60
# How the labels of local tables end.
_NAME = re.compile(r"[^\d,;。]{3,24}[数量额费]")


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
        roles = known if known and width_of(sheet) == width and goes_on(sheet, known) else {}
        filled = {cell.column for cells in sheet for cell in cells if cell.text}
        measured = measured_columns(sheet)
        if not roles and not any(roles_of_head(cells, tables, filled, measured) for cells in sheet):
            roles = roles_of_rows(sheet, tables)
        beside: dict[int, list[Entry]] = {}
        for cells in sheet:
            head = roles_of_head(cells, tables, filled, measured)
            if head:
                roles = known = head
                width = width_of(sheet)
                continue
            for number, group in enumerate(groups_of(roles)):
                entry = _entry(cells, group)
                if entry is not None:
                    beside.setdefault(number, []).append(entry)
        for _, entries in sorted(beside.items()):
            yield from entries


def _entry(cells: Sequence[Cell], group: Group) -> Entry | None:
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
