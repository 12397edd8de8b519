"""Read the tables of the forms from grids, where the geometry says which column a cell is in."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from parsers.amounts import read_amount
from parsers.document import Cell, Grid
from parsers.fitting import Found
from parsers.forms import Column, Form, Row, Table
from parsers.normal import squeeze
from parsers.report import State

_QUOTES = re.compile("[\"'“”‘’「」『』《》<>]")
_NUMBERING = re.compile(
    r"^(?:其中[:：]?|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}[、.,]"
    r"|\d{1,2}[、.,])+"
)
_REMARK = re.compile(r"\([^()]*\)?")


class _Meaning(NamedTuple):
    """What a label may name: rows of tables, columns of tables."""

    rows: tuple[tuple[Table, Row], ...] = ()
    columns: tuple[tuple[Table, Column], ...] = ()


def label_key(text: str) -> str:
    """Return a label as it is compared: without numbering, quotes, remarks and white space.

    >>> label_key("3.危及“三安全一稳定”")
    '危及三安全一稳定'
    """
    plain = _QUOTES.sub("", _NUMBERING.sub("", squeeze(text)))
    return _REMARK.sub("", plain).strip(":、,。.") or plain


def grid_rows(grids: Sequence[Grid], forms: Sequence[Form]) -> Iterator[Found]:
    """Yield the rows that *grids* hold, of every table of the *forms*."""
    tables = tuple(dict.fromkeys(table for form in forms for table in form.tables))
    heads: list[tuple[Cell, str]] = []
    for grid in grids:
        fresh = False
        for cells in grid.rows():
            found = _row(cells, heads, tables)
            if found is not None:
                yield found
                fresh = True
                continue
            if fresh:
                heads, fresh = [], False
            across = list(_across(cells, heads, tables))
            yield from across
            heads += [(cell, label_key(cell.text)) for cell in cells if cell.text]


def _row(
    cells: Sequence[Cell], heads: Sequence[tuple[Cell, str]], tables: tuple[Table, ...]
) -> Found | None:
    rows = _row_labels(tables)
    labels: list[tuple[Cell, list[tuple[Table, Row]]]] = []
    for cell in cells:
        if not cell.text:
            if labels:
                break
            continue
        if read_amount(cell.text).state is not State.WORDS:
            break
        meanings = rows.get(label_key(cell.text))
        if meanings is None and label_key(cell.text) not in _heads(tables):
            break
        labels.append((cell, meanings or []))
    if not labels or not labels[-1][1]:
        return None
    label, meanings = labels[-1]
    values = [cell for cell in cells if cell.column >= label.column + label.colspan]
    if not values:
        return None
    table, row = max(meanings, key=lambda meaning: _named(meaning[0], heads))
    bare = len(label_key(label.text)) <= 2 and len(labels) == 1
    if bare and not squeeze(label.text).startswith(row.number):
        return None
    return _placed(table, row, label, values, heads)


def _placed(
    table: Table, row: Row, label: Cell, values: Sequence[Cell], heads: Sequence[tuple[Cell, str]]
) -> Found:
    columns = _columns(table, heads)
    width = len(table.columns)
    if columns is not None:
        cells: list[str | None] = [
            "" if any(v.column < c < v.column + v.colspan for v in values) else None
            for c in columns
        ]
        for value in values:
            for index, column in enumerate(columns):
                if value.column == column:
                    cells[index] = value.text
        if None not in cells:
            return Found(table, row, tuple(cells), (), label.place)
    texts: list[str] = []
    for value in values:
        texts.append(value.text)
        texts.extend([""] * (value.colspan - 1))
    while len(texts) > width and not texts[-1]:
        texts.pop()
    if len(texts) == width:
        return Found(table, row, tuple(texts), (), label.place)
    return Found(table, row, (), tuple(value.text for value in values), label.place)


def _columns(table: Table, heads: Sequence[tuple[Cell, str]]) -> list[int] | None:
    """Return the grid column of each column of *table*, if all are named at different places."""
    places: list[int] = []
    for column in table.columns:
        keys = {label_key(label) for label in column.labels}
        at = {cell.column for cell, key in heads if key in keys}
        if len(at) != 1:
            return None
        places += at
    return places if len(set(places)) == len(places) else None


def _named(table: Table, heads: Sequence[tuple[Cell, str]]) -> tuple[float, int]:
    printed = {key for _, key in heads}
    named = sum(
        any(label_key(label) in printed for label in column.labels) for column in table.columns
    )
    return named / len(table.columns), named


@cache
def _row_labels(tables: tuple[Table, ...]) -> dict[str, list[tuple[Table, Row]]]:
    labels: dict[str, list[tuple[Table, Row]]] = {}
    for table in tables:
        for row in table.rows if table.layout == "down" else ():
            for label in row.labels:
                labels.setdefault(label_key(label), []).append((table, row))
    return labels


@cache
def _heads(tables: tuple[Table, ...]) -> frozenset[str]:
    return frozenset(label_key(head) for table in tables for head in table.heads)


def _across(
    cells: Sequence[Cell], heads: Sequence[tuple[Cell, str]], tables: tuple[Table, ...]
) -> Iterator[Found]:
    """Yield the rows of a table laid side by side, if *cells* is its line of values."""
    for table in tables:
        if table.layout != "across":
            continue
        labels = {label_key(label) for row in table.rows for label in row.labels}
        if len(labels & {key for _, key in heads}) < len(table.rows):
            continue
        width, count = len(table.columns), len(table.columns) * len(table.rows)
        texts = [text for cell in cells for text in (cell.text, *[""] * (cell.colspan - 1))]
        while len(texts) > count and not texts[-1]:
            texts.pop()
        states = {read_amount(text).state for text in texts}
        if len(texts) != count or State.WORDS in states or State.READ not in states:
            continue
        for number, row in enumerate(table.rows):
            part = tuple(texts[number * width : (number + 1) * width])
            yield Found(table, row, part, (), cells[0].place)
