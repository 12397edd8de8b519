"""Tell what each column of a table of indicators holds: labels, units, values."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.document import Cell
from parsers.forms import Table
from parsers.indicators.entries import UNIT
from parsers.matching import label_key
from parsers.normal import squeeze
from parsers.tokens import is_value

# A table without a head shows by so many of its labels which form it is.
_ENOUGH_LABELS = 5
# A head of another name says that it heads indicators by what stands beside it.
_MEASURES = frozenset(["计量单位"])
_AMOUNTS = frozenset(["数量", "数值", "统计数", "统计数据", "数据", "合计"])


class Group(NamedTuple):
    """What each column of a table holds, and the columns (start, end) that belong to it."""

    roles: dict[int, str]
    start: int
    end: int


def roles_of_head(
    cells: Sequence[Cell], tables: Sequence[Table], filled: set[int], measured: set[int]
) -> dict[int, str]:
    """Return what each column of a head line holds, or nothing if it is no head line.

    A head over several of the *filled* columns of values names each of them. In the *measured*
    columns units stand.
    """
    roles = _roles_by_name(cells, tables)
    if "label" not in roles.values():
        labels = _labels_beside(cells, roles, measured)
        if labels is None:
            return {}
        roles[labels] = "label"
    values = _roles_of_values(cells, tables, roles, filled)
    return roles | values if {"value", "cumulative"} & set(values.values()) else {}


def roles_of_rows(sheet: Sequence[Sequence[Cell]], tables: Sequence[Table]) -> dict[int, str]:
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


def groups_of(roles: dict[int, str]) -> Iterator[Group]:
    """Yield each of several tables that stand side by side under one head."""
    starts = [column for column, role in sorted(roles.items()) if role == "label"]
    if not starts:
        return
    for start, end in pairwise([0, *starts[1:], sys.maxsize]):
        yield Group({c: role for c, role in roles.items() if start <= c < end}, start, end)


def measured_columns(sheet: Sequence[Sequence[Cell]]) -> set[int]:
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


def width_of(sheet: Sequence[Sequence[Cell]]) -> int:
    """Return how many columns a sheet has."""
    return max((cell.column + cell.colspan for cells in sheet for cell in cells), default=0)


def goes_on(sheet: Sequence[Sequence[Cell]], roles: Mapping[int, str]) -> bool:
    """Whether a table without a head has units where the table before it had them."""
    places = {column for column, role in roles.items() if role == "unit"}
    units = [cell.text for cells in sheet for cell in cells if cell.column in places and cell.text]
    return bool(units) and all(map(UNIT.fullmatch, units))


def _roles_by_name(cells: Sequence[Cell], tables: Sequence[Table]) -> dict[int, str]:
    """Return which columns of a head line are named as labels, units, or what is skipped."""
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
    return roles


def _labels_beside(
    cells: Sequence[Cell], roles: Mapping[int, str], measured: set[int]
) -> int | None:
    """Return the column of labels that the head's units show: 项目 | 计量单位 | 数量."""
    for left, unit, right in zip(cells, cells[1:], cells[2:], strict=False):
        if roles.get(unit.column) != "unit" or not left.text or left.column in roles:
            continue
        named = squeeze(unit.text) in _MEASURES or squeeze(right.text) in _AMOUNTS
        if named or unit.column in measured:
            return left.column
    return None


def _roles_of_values(
    cells: Sequence[Cell], tables: Sequence[Table], roles: Mapping[int, str], filled: set[int]
) -> dict[int, str]:
    """Return which columns of a head line hold values, where *roles* are those of the others."""
    labels = min(column for column, role in roles.items() if role == "label")
    last = max(column for column, role in roles.items() if role != "skip")
    # Left of the labels stand only the names of groups.
    start = labels if "unit" in roles.values() else last
    names = {
        label: column.id for table in tables for column in table.columns for label in column.labels
    }
    values: dict[int, str] = {}
    for cell in cells:
        known = cell.column in roles or cell.column in values
        if cell.text and cell.column > start and not known:
            role = names.get(squeeze(cell.text), "value")
            below = range(cell.column + 1, cell.column + cell.colspan)
            values |= {cell.column: role} | dict.fromkeys(filled.intersection(below), role)
    return values
