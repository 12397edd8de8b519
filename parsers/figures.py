"""Make facts of the rows that were found, and hold them against the identities of their form."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, starmap
from typing import NamedTuple

from msgspec.structs import replace

from parsers.amounts import read_amount
from parsers.forms import Form, Row, Table
from parsers.found import Found
from parsers.identities import check_identities
from parsers.report import Check, Fact, State
from parsers.vouching import vouched

_CONTESTED = "a table stands twice on the page, with different figures"
_SCALES = {"万": "万元", "亿": "亿元"}


class Figures(NamedTuple):
    """The form of a document, its facts in the form's order, their checks, and what is doubtful."""

    form: str
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]
    warnings: tuple[str, ...] = ()


class Shape(NamedTuple):
    """What rows are whatever their cells print: their ids by table, and of each cell its key.

    `units` are those of the form, or of the head over a column of money; `money` says which
    columns are.
    """

    ids: Mapping[Table, tuple[str, ...]]
    keys: tuple[str, ...]
    units: tuple[str, ...]
    money: tuple[bool, ...]


def in_order(rows: Mapping[tuple[str, str], Found], form: Form) -> list[Found]:
    """Return the rows in the order that the form prints them in."""
    return [
        rows[table.id, row.id]
        for table in _tables(rows.values(), form)
        for row in table.rows
        if (table.id, row.id) in rows
    ]


def figures_of(form: Form, rows: Sequence[Found], *, scanned: bool = False) -> Figures:
    """Return the figures of *rows*, which stand in the form's order.

    A reader of letters may have erred: what the identities speak against of a *scanned* document
    is lost.
    """
    shape = shape_of(rows)
    texts = list(chain.from_iterable([found.cells for found in rows]))
    places = chain.from_iterable([(found.place,) * len(found.cells) for found in rows])
    facts: Sequence[Fact] = _unlike_printed(rows, facts_of(shape, texts, places))
    if scanned:
        facts = vouched(shape.ids, facts)
    warnings = (_CONTESTED,) if any(found.contested for found in rows) else ()
    return Figures(form.id, tuple(facts), checks_of(shape, facts), warnings)


def shape_of(rows: Iterable[Found]) -> Shape:
    """Return the shape of *rows*, each with the unit that the head over its money prints."""
    return _shape(tuple([(found.table, found.row, found.money_unit) for found in rows]))


def facts_of(shape: Shape, texts: Sequence[str | None], places: Iterable[str]) -> list[Fact]:
    """Return the facts of cells that print *texts*, made all at once: most print a number alone."""
    if not texts:
        return []
    values, printed, states = zip(*map(read_amount, texts), strict=True)
    units: Sequence[str] = shape.units
    if any(printed):
        own = zip(printed, units, shape.money, strict=True)
        units = [(_SCALES.get(a, a) if money else a) or unit for a, unit, money in own]
    cells = zip(shape.keys, values, texts, units, states, places, strict=True)
    return list(starmap(Fact, cells))


def checks_of(shape: Shape, facts: Sequence[Fact]) -> tuple[Check, ...]:
    """Return the identities of the form, held against the *facts* of these rows."""
    return tuple(check_identities(shape.ids, [fact.value for fact in facts]))


def _unlike_printed(rows: Sequence[Found], facts: list[Fact]) -> list[Fact]:
    """Return the facts with those of rows put right that were repaired or lost cells."""
    end = 0
    for found in rows:
        start, end = end, end + len(found.cells)
        if found.repaired or None in found.cells:
            facts[start:end] = _told(found, facts[start:end])
    return facts


def _told(found: Found, facts: Iterable[Fact]) -> Iterator[Fact]:
    left = " ".join(found.tokens)
    for index, (fact, text) in enumerate(zip(facts, found.cells, strict=True)):
        state = State.REPAIRED if index in found.repaired else fact.state
        yield replace(fact, text=left if text is None else text, state=state)


def _tables(rows: Iterable[Found], form: Form) -> list[Table]:
    printed = {found.table.id: found.table for found in rows}
    return [printed.pop(table.id) for table in form.tables if table.id in printed] + [
        *printed.values()
    ]


@lru_cache(maxsize=128)
def _shape(rows: tuple[tuple[Table, Row, str], ...]) -> Shape:
    ids: dict[Table, tuple[str, ...]] = {}
    for table, row, _ in rows:
        ids[table] = (*ids.get(table, ()), row.id)
    cells = [(table, row, head, column) for table, row, head in rows for column in table.columns]
    return Shape(
        ids,
        tuple(f"{table.id}.{row.id}.{column.id}" for table, row, _, column in cells),
        tuple((head if c.money else "") or row.unit or c.unit for _, row, head, c in cells),
        tuple(column.money for *_, column in cells),
    )
