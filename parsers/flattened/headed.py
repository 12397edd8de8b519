"""Find the labels of the small tables in flattened text: headings, heads of columns, and rows."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from parsers.flattened.chains import Label
from parsers.forms import Column, Form, Row, Table
from parsers.normal import squeeze
from parsers.streams import Stream, fold


class _Vocabulary(NamedTuple):
    """Patterns of labels that may open a table and of all labels, and what these mean.

    `rows` holds the labels of each row by the ids of its table and its own.
    """

    opening: re.Pattern[str]
    label: re.Pattern[str]
    meanings: dict[str, Label]
    rows: dict[tuple[str, str], list[str]]


# What stands behind the labels of a row: numbers, and the unit of money.
# Written (?:a|), what may be missing costs a tenth of what a repeated group costs.
_VALUES = r"[\W\d]{0,99}(?:[万亿]?元[\W\d]{0,9}|)"


def find_labels(stream: Stream, forms: tuple[Form, ...]) -> list[Label]:
    """Return the labels of the small tables of *forms*, and the headings of all of their tables.

    The last label is only where the one before it ends.
    """
    vocabulary = _vocabulary(forms)
    whole = list(_labels(stream, _whole_section(stream.folded, forms), vocabulary.meanings))
    named = ((label.table, label.row) for label in whole if label.table and label.row)
    if whole and not any(label in stream.folded for label in labels_of_others(forms, named)):
        return whole
    return labels_anywhere(stream, forms)


def labels_anywhere(stream: Stream, forms: tuple[Form, ...]) -> list[Label]:
    """Return the same labels wherever they stand, looked for one by one."""
    vocabulary = _vocabulary(forms)
    return list(_labels(stream, _spans(stream.folded, vocabulary), vocabulary.meanings))


def labels_of_others(forms: tuple[Form, ...], rows: Iterable[tuple[Table, Row]]) -> tuple[str, ...]:
    """Return the labels of the rows of small tables that are not among *rows*."""
    known = _vocabulary(forms).rows
    missing = known.keys() - {(table.id, row.id) for table, row in rows}
    return tuple(label for key in missing for label in known[key])


@cache
def own_tables(forms: tuple[Form, ...]) -> tuple[Table, ...]:
    """Return the tables of *forms* that each edition of the form has in its own way."""
    tables = (table for form in forms for table in form.tables)
    return tuple(table for table in tables if not table.ends and table.layout == "down")


def _whole_section(text: str, forms: tuple[Form, ...]) -> list[tuple[int, int]]:
    """Return where the labels stand if one form's tables are printed one after the other.

    Only values stand between them then, and no other section begins like this one.
    """
    for start, pattern in _sections(forms):
        at = text.find(start)
        match = pattern.match(text, at) if at >= 0 else None
        if match and text.find(start, match.end()) < 0:
            return [span for span in match.regs[1:] if span[0] >= 0]
    return []


@cache
def _sections(forms: tuple[Form, ...]) -> list[tuple[str, re.Pattern[str]]]:
    """Return how the section of each form begins, and the pattern of all of it."""
    found = []
    for form in forms:
        tables = own_tables((form,))
        if tables:
            behind = next(table for table in form.tables if table.ends)
            pattern = "".join(map(_pattern, tables)) + rf"(?:\w\W|)({_either(behind.headings)})"
            found.append((fold(squeeze(tables[0].headings[0])), re.compile(pattern)))
    return found


def _pattern(table: Table) -> str:
    """Return the pattern of a whole table; some offices print a row that others leave out."""
    remark = r"(?:\(\w{0,4}:?\w{1,4}\)|)"
    heads = "".join(
        f"({_either(column.labels)})" + remark * column.money for column in table.columns
    )
    rows = "".join(f"(?:({_either(row.labels)}){_VALUES}|)" for row in table.rows)
    return f"({_either(table.headings)})({_either(table.openings)}){heads}{rows}"


def _either(labels: Iterable[str]) -> str:
    folded = sorted((fold(squeeze(label)) for label in labels), key=len, reverse=True)
    return "|".join(map(re.escape, folded))


def _spans(text: str, vocabulary: _Vocabulary) -> Iterator[tuple[int, int]]:
    # Nothing before the first heading or head is a row of a table, and prose is long.
    first = vocabulary.opening.search(text)
    for match in vocabulary.label.finditer(text, first.start() if first else 0):
        yield match.span()


def _labels(
    stream: Stream, spans: Iterable[tuple[int, int]], meanings: dict[str, Label]
) -> Iterator[Label]:
    for start, end in spans:
        label = meanings.get(stream.folded[start:end])
        if label is None:
            yield Label(start, end)
        elif label.row is None or _stands_alone(stream, start):
            yield Label(start, end, label.table, label.row, label.columns)


def _stands_alone(stream: Stream, start: int) -> bool:
    """Whether a label at *start* begins a cell, or follows a number it was glued to."""
    return stream.begins_word(start) or stream.compact[start - 1] in "0123456789|-—/项"


@cache
def _vocabulary(forms: tuple[Form, ...]) -> _Vocabulary:
    tables = own_tables(forms)
    printed = (table for form in forms for table in form.tables if table.layout != "open")
    ends = (end for table in printed for end in (*table.headings, *table.openings))
    meanings: dict[str, Label] = {}
    rows: dict[tuple[str, str], list[str]] = {}
    columns: dict[str, list[tuple[Table, Column]]] = {}
    for table in tables:
        for row in table.rows:
            for label in row.labels:
                meanings.setdefault(fold(squeeze(label)), Label(0, 0, table, row))
                rows.setdefault((table.id, row.id), []).append(fold(squeeze(label)))
        for column in table.columns:
            for label in column.labels:
                columns.setdefault(fold(squeeze(label)), []).append((table, column))
    for label, named in columns.items():
        meanings[label] = Label(0, 0, columns=tuple(named))
    words = sorted({*meanings, *(fold(squeeze(end)) for end in ends)}, key=len, reverse=True)
    starts = [word for word in words if word not in meanings or not meanings[word].row]
    opening, pattern = (re.compile("|".join(map(re.escape, each))) for each in (starts, words))
    return _Vocabulary(opening, pattern, meanings, rows)
