"""Turn the rows found in a document into facts, and hold them against the identities."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from parsers.amounts import read_amount
from parsers.document import Block, Document, Grid, Line
from parsers.fitting import Found
from parsers.flattened import stream_rows
from parsers.forms import Column, Form, Table
from parsers.grids import grid_rows
from parsers.identities import check_identities
from parsers.listed import listed_rows
from parsers.repair import repair_rows
from parsers.report import Check, Fact, State
from parsers.streams import Stream


class Figures(NamedTuple):
    """The form of a document, its facts in the form's order, and their checks."""

    form: str
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]


def read_facts(document: Document, forms: Sequence[Form]) -> Figures:
    """Return every value cell of every row of the *forms* that *document* has."""
    rows = _rows(document.article, forms, None)
    if not rows:
        return _listed(document, forms)
    form = _form(rows.values(), forms)
    if any(_is_other_edition(found.table, form) for found in rows.values()):
        rows = _rows(document.article, forms, form)
    form = _form(rows.values(), forms)
    tables = _tables(rows.values(), form)
    for fixed in repair_rows(tables, list(rows.values())):
        rows[(fixed.table.id, fixed.row.id)] = fixed
    places = [(table.id, row.id) for table in tables for row in table.rows]
    facts = [fact for place in places if place in rows for fact in _facts(rows[place])]
    return Figures(form.id, tuple(facts), tuple(check_identities(tables, facts)))


def _listed(document: Document, forms: Sequence[Form]) -> Figures:
    """Return the figures of a document that has a table of indicators, or none at all."""
    rows = listed_rows(document.article, forms)
    if not rows:
        return Figures("none", (), ())
    table = rows[0].table
    form = next(form for form in forms if any(other.id == table.id for other in form.tables))
    order = {row.id: number for number, row in enumerate(table.rows)}
    rows.sort(key=lambda found: order[found.row.id])
    facts = tuple(fact for found in rows for fact in _facts(found))
    return Figures(form.id, facts, tuple(check_identities([table], facts)))


def _rows(
    blocks: Sequence[Block], forms: Sequence[Form], prefer: Form | None
) -> dict[tuple[str, str], Found]:
    """Return the rows by table and row; of a row that is found twice the better one."""
    rows: dict[tuple[str, str], Found] = {}
    for found in _found(blocks, forms, prefer):
        key = (found.table.id, found.row.id)
        known = rows.get(key)
        if known is None or (not any(known.cells) and any(found.cells)):
            rows[key] = found
        elif found.partial and known.partial:
            cells = zip(known.cells, found.cells, strict=True)
            rows[key] = known._replace(cells=tuple(b if a is None else a for a, b in cells))
    return _without_heads(rows)


def _found(blocks: Sequence[Block], forms: Sequence[Form], prefer: Form | None) -> Iterator[Found]:
    yield from grid_rows([block for block in blocks if isinstance(block, Grid)], forms, prefer)
    stream = Stream(block for block in blocks if isinstance(block, Line))
    yield from stream_rows(stream, forms, prefer)


def _without_heads(rows: dict[tuple[str, str], Found]) -> dict[tuple[str, str], Found]:
    """Return the rows without labels that stand alone: of a whole table, or over other rows."""
    filled = {found.table.id for found in rows.values() if found.cells or any(found.tokens)}
    variants = {
        (found.table.id, found.row.variant)
        for found in rows.values()
        if found.row.variant and (found.cells or found.tokens)
    }
    return {
        key: found
        for key, found in rows.items()
        if found.cells
        or found.tokens
        or (
            found.table.id in filled
            and not (found.row.variant and any(table == key[0] for table, _ in variants))
        )
    }


def _is_other_edition(table: Table, form: Form) -> bool:
    return table not in form.tables and any(other.id == table.id for other in form.tables)


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
    unit = found.row.unit or column.unit
    if text is None:
        return Fact(key, None, " ".join(found.tokens), unit, State.LOST, found.place)
    amount = read_amount(text)
    unit = amount.unit or unit
    if column.money:
        unit = {"万": "万元", "亿": "亿元"}.get(unit, unit)
    return Fact(key, amount.value, text, unit, amount.state, found.place)
