"""Turn the rows found in a document into facts, and hold them against the identities."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from parsers.amounts import read_amount
from parsers.document import Block, Document, Grid, Line
from parsers.fitting import Found
from parsers.flattened import stream_rows
from parsers.forms import Column, Form, Table
from parsers.grids import grid_rows
from parsers.identities import check_identities
from parsers.repair import repair_table
from parsers.report import Check, Fact, State
from parsers.streams import Stream


class Figures(NamedTuple):
    """The form of a document, its facts in the form's order, and their checks."""

    form: str
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]


def read_facts(document: Document, forms: Sequence[Form]) -> Figures:
    """Return every value cell of every row of the *forms* that *document* has."""
    rows: dict[tuple[str, str], Found] = {}
    for found in _rows(document.article, forms):
        key = (found.table.id, found.row.id)
        if found.partial and key in rows and rows[key].partial:
            cells = [
                a if a is not None else b for a, b in zip(rows[key].cells, found.cells, strict=True)
            ]
            rows[key] = rows[key]._replace(cells=tuple(cells))
        rows.setdefault(key, found)
    if not rows:
        return Figures("none", (), ())
    form = _form(rows.values(), forms)
    tables = _tables(rows.values(), form)
    for table in tables:
        for fixed in repair_table(table, [rows[key] for key in rows if key[0] == table.id]):
            rows[(table.id, fixed.row.id)] = fixed
    places = [(table.id, row.id) for table in tables for row in table.rows]
    facts = [fact for place in places if place in rows for fact in _facts(rows[place])]
    return Figures(form.id, tuple(facts), tuple(check_identities(tables, facts)))


def _rows(blocks: Iterable[Block], forms: Sequence[Form]) -> Iterable[Found]:
    found = list(blocks)
    yield from grid_rows([block for block in found if isinstance(block, Grid)], forms)
    yield from stream_rows(Stream(block for block in found if isinstance(block, Line)), forms)


def _form(rows: Iterable[Found], forms: Sequence[Form]) -> Form:
    """Return the form that most of the rows belong to; shared tables belong to all of them."""
    found = list(rows)
    return max(forms, key=lambda form: sum(row.table in form.tables for row in found))


def _tables(rows: Iterable[Found], form: Form) -> list[Table]:
    printed = {found.table.id: found.table for found in rows}
    return [printed.pop(table.id) for table in form.tables if table.id in printed] + [
        *printed.values()
    ]


def _facts(found: Found) -> Iterable[Fact]:
    for index, (column, text) in enumerate(zip(found.table.columns, found.cells, strict=True)):
        fact = _fact(found, column, text)
        yield fact._replace(state=State.REPAIRED) if index in found.repaired else fact


def _fact(found: Found, column: Column, text: str | None) -> Fact:
    key = f"{found.table.id}.{found.row.id}.{column.id}"
    if text is None:
        return Fact(key, None, " ".join(found.tokens), column.unit, State.LOST, found.place)
    amount = read_amount(text)
    unit = amount.unit or column.unit
    if column.money:
        unit = {"万": "万元", "亿": "亿元"}.get(unit, unit)
    return Fact(key, amount.value, text, unit, amount.state, found.place)
