"""Turn the rows found in a document into facts, and hold them against the identities."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, starmap
from typing import Any, NamedTuple

from msgspec.structs import replace

from parsers.amounts import read_amount
from parsers.copies import by_row
from parsers.document import Block, Document, Grid, Line
from parsers.editions import likeliest, rival_editions, without_doubtful
from parsers.fitting import Found
from parsers.flattened.glance import stream_rows
from parsers.flattened.torn import rejoined
from parsers.forms import Form, Row, Table
from parsers.grids.rows import grid_rows
from parsers.identities import check_identities
from parsers.indicators.listed import listed_rows
from parsers.matching import label_key
from parsers.repair.rows import are_whole, is_doubted, repair_rows
from parsers.report import Check, Fact, State
from parsers.streams import Stream
from parsers.traditional import simplified
from parsers.vouching import vouched

# So many labels one behind the other make a form, even without a number.
_BLANK_FORM = 12
_CONTESTED = "a table stands twice on the page, with different figures"
_SCALES = {"万": "万元", "亿": "亿元"}


class Figures(NamedTuple):
    """The form of a document, its facts in the form's order, their checks, and what is doubtful."""

    form: str
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]
    warnings: tuple[str, ...] = ()


def read_facts(document: Document, forms: Sequence[Form]) -> Figures:
    """Return every value cell of every row of the *forms* that *document* has."""
    scanned = document.carrier == "scan"
    blocks = simplified(document)
    if scanned:  # a line that was read as a whole may have glued its numbers
        blocks = tuple(block for block in blocks if isinstance(block, Grid))
    rows = _rows(blocks, forms, None)
    if not any(any(found.cells) for found in rows.values()):
        listed = _listed(blocks if not scanned else document.article, forms)
        told = any(fact.value is not None for fact in listed.facts)
        if told or not rows or (listed.facts and not any(row.tokens for row in rows.values())):
            return listed
    if _lacks_rows(_tables_of(rows)):
        whole = _without_tears(blocks, forms)
        mended = _rows(whole, forms, None) if len(whole) < len(blocks) else {}
        if _filled(mended) > _filled(rows):
            blocks, rows = whole, mended
    form = _form(_tables_of(rows), tuple(forms))
    if _has_other_edition(_tables_of(rows), form):
        rows = _rows(blocks, forms, form)
        form = _form(_tables_of(rows), tuple(forms))
    if rivals := rival_editions(document.text, form, forms):
        return _of_some_edition(blocks, forms, (form, *rivals), scanned=scanned)
    return _repaired(rows, form, scanned=scanned)


def _of_some_edition(
    blocks: Sequence[Block], forms: Sequence[Form], editions: Sequence[Form], *, scanned: bool
) -> Figures:
    """Return the figures of a document whose heads don't tell which of the *editions* it has."""
    readings = {form: _rows(blocks, forms, form) for form in editions}
    form, *alike = sorted(likeliest(readings), key=lambda form: form.id, reverse=True)
    rows = readings[form]
    if not alike:
        return _repaired(rows, form, scanned=scanned)
    figures = _repaired(without_doubtful(rows, (form, *alike)), form, scanned=scanned)
    ids = ", ".join(other.id for other in (form, *alike))
    told = f"nothing printed tells which form it is: {ids}"
    return figures._replace(warnings=(*figures.warnings, told))


def _repaired(rows: Mapping[tuple[str, str], Found], form: Form, *, scanned: bool) -> Figures:
    """Return the figures of *rows*, with what a flattening did undone where that can be told."""
    ordered = _ordered(rows, form)
    figures = _figures(form, ordered, scanned=scanned) if are_whole(ordered) else None
    if figures and not is_doubted(ordered, figures.checks):
        return figures
    repaired = dict(rows)
    for fixed in repair_rows(list(rows.values())):
        repaired[fixed.table.id, fixed.row.id] = fixed
    if figures and repaired == rows:
        return figures
    return _figures(form, _ordered(repaired, form), scanned=scanned)


def _ordered(rows: Mapping[tuple[str, str], Found], form: Form) -> list[Found]:
    """Return the rows in the order that the form prints them in."""
    return [
        rows[table.id, row.id]
        for table in _tables(rows.values(), form)
        for row in table.rows
        if (table.id, row.id) in rows
    ]


def _listed(blocks: Sequence[Block], forms: Sequence[Form]) -> Figures:
    """Return the figures of a document that has a table of indicators, or none at all."""
    rows = listed_rows(blocks, forms)
    if not rows:
        return Figures("none", (), ())
    table = rows[0].table
    form = next(form for form in forms if any(other.id == table.id for other in form.tables))
    order = {row.id: number for number, row in enumerate(table.rows)}
    return _figures(form, sorted(rows, key=lambda found: order.get(found.row.id, len(order))))


def _figures(form: Form, rows: Sequence[Found], *, scanned: bool = False) -> Figures:
    shape = _shape(tuple([(found.table, found.row, found.money_unit) for found in rows]))
    facts: Sequence[Fact] = _facts(rows, shape) if rows else ()
    if scanned:
        facts = vouched(shape.ids, facts)
    warnings = (_CONTESTED,) if any(found.contested for found in rows) else ()
    checks = check_identities(shape.ids, [fact.value for fact in facts])
    return Figures(form.id, tuple(facts), tuple(checks), warnings)


def _rows(
    blocks: Sequence[Block], forms: Sequence[Form], prefer: Form | None
) -> dict[tuple[str, str], Found]:
    """Return the rows by table and row, without the labels that are no rows."""
    rows = by_row(_found(blocks, forms, prefer))
    return _without_heads(rows) or _without_heads(_unfilled(rows))


def _tables_of(rows: Mapping[tuple[str, str], Found]) -> tuple[Table, ...]:
    """Return the table of each row."""
    return tuple([found.table for found in rows.values()])


@lru_cache(maxsize=256)
def _lacks_rows(tables: tuple[Table, ...]) -> bool:
    """Whether a table was found that all forms share, but not all of its rows."""
    return any(
        count < sum(not row.variant for row in table.rows)
        for table, count in Counter(tables).items()
        if table.ends and table.layout == "down"
    )


def _without_tears(blocks: Sequence[Block], forms: Sequence[Form]) -> Sequence[Block]:
    """Return the blocks with the labels put together that figures tear apart."""
    names = _names(tuple(forms))
    return rejoined(blocks, lambda text: label_key(text) in names)


@lru_cache(maxsize=4)
def _names(forms: tuple[Form, ...]) -> frozenset[str]:
    tables = (table for form in forms for table in form.tables if table.layout == "down")
    return frozenset(label_key(x) for table in tables for row in table.rows for x in row.labels)


def _filled(rows: Mapping[tuple[str, str], Found]) -> int:
    return sum(any(found.cells) for found in rows.values())


def _unfilled(rows: dict[tuple[str, str], Found]) -> dict[tuple[str, str], Found]:
    """Return the rows of a form that nobody filled in: a flattening leaves its labels alone."""
    if len(rows) < _BLANK_FORM:
        return {}
    return {
        key: replace(found, cells=("",) * len(found.table.columns)) for key, found in rows.items()
    }


def _found(blocks: Sequence[Block], forms: Sequence[Form], prefer: Form | None) -> Iterator[Found]:
    lines = [block for block in blocks if isinstance(block, Line)]
    whole: set[Table] = set()
    if len(lines) < len(blocks):
        grids = [block for block in blocks if isinstance(block, Grid)]
        found = list(grid_rows(grids, forms, prefer))
        yield from found
        whole = {row.table for row in found}
    if not whole or not any(whole >= _printed(form) for form in forms):
        yield from stream_rows(Stream(lines), forms, prefer)


@lru_cache(maxsize=64)
def _printed(form: Form) -> frozenset[Table]:
    tables = frozenset(table for table in form.tables if table.layout in ("down", "across"))
    return tables or frozenset(form.tables)


def _without_heads(rows: dict[tuple[str, str], Found]) -> dict[tuple[str, str], Found]:
    """Return the rows without labels that are no rows here.

    Those are labels that stand alone, but for a whole table of them or one over other rows, and
    all variants of a row but one: （六）其他处理 is a head where three rows stand under it.
    """
    variants = {(found.table.id, found.row.variant) for found in rows.values() if found.row.variant}
    if len(variants) < 2 and all(found.cells for found in rows.values()):
        return rows
    filled = {found.table.id for found in rows.values() if found.cells or any(found.tokens)}
    chosen = _variants(rows.values())
    return {
        key: found
        for key, found in rows.items()
        if (found.cells or found.tokens or found.table.id in filled)
        and (not found.row.variant or found.row.variant == chosen.get(key[0], found.row.variant))
    }


def _variants(rows: Iterable[Found]) -> dict[str, str]:
    """Return for each table the variant that it prints: the one with values and the most rows."""
    printed: dict[str, Counter[str]] = {}
    for found in rows:
        if found.row.variant and (found.cells or found.tokens):
            weight = 1 + 99 * (any(found.cells) or any(found.tokens))
            printed.setdefault(found.table.id, Counter())[found.row.variant] += weight
    return {table: counts.most_common(1)[0][0] for table, counts in printed.items()}


@lru_cache(maxsize=256)
def _has_other_edition(tables: tuple[Table, ...], form: Form) -> bool:
    """Whether one of *tables* is not as *form* has it, but as another edition."""
    own = {table.id for table in form.tables}
    return any(table.id in own and table not in form.tables for table in tables)


@lru_cache(maxsize=256)
def _form(tables: tuple[Table, ...], forms: tuple[Form, ...]) -> Form:
    """Return the form that most of the rows belong to; shared tables belong to all of them."""
    counts = Counter(tables)
    return max(forms, key=lambda form: sum(counts[table] for table in form.tables))


def _tables(rows: Iterable[Found], form: Form) -> list[Table]:
    printed = {found.table.id: found.table for found in rows}
    return [printed.pop(table.id) for table in form.tables if table.id in printed] + [
        *printed.values()
    ]


class _Shape(NamedTuple):
    """What rows are whatever their cells print: their ids by table, each cell's key and unit."""

    ids: Mapping[Table, tuple[str, ...]]
    keys: tuple[str, ...]
    units: tuple[str, ...]


@lru_cache(maxsize=128)
def _shape(rows: tuple[tuple[Table, Row, str], ...]) -> _Shape:
    """Return the shape of *rows*, each with the unit that the head over its money prints."""
    ids: dict[Table, tuple[str, ...]] = {}
    for table, row, _ in rows:
        ids[table] = (*ids.get(table, ()), row.id)
    cells = [(table, row, head, column) for table, row, head in rows for column in table.columns]
    keys = tuple(f"{table.id}.{row.id}.{column.id}" for table, row, _, column in cells)
    units = tuple((head if c.money else "") or row.unit or c.unit for _, row, head, c in cells)
    return _Shape(ids, keys, units)


def _facts(rows: Sequence[Found], shape: _Shape) -> list[Fact]:
    """Return the facts of *rows*, made all at once: most cells print a number and no more."""
    texts: list[Any] = list(chain.from_iterable([found.cells for found in rows]))
    places = chain.from_iterable([(found.place,) * len(found.cells) for found in rows])
    values, printed, states = zip(*map(read_amount, texts), strict=True)
    cells = zip(shape.keys, values, texts, shape.units, states, places, strict=True)
    facts = list(starmap(Fact, cells))
    if any(printed) or None in texts or any(found.repaired for found in rows):
        end = 0
        for found in rows:
            start, end = end, end + len(found.cells)
            if found.repaired or None in found.cells or any(printed[start:end]):
                facts[start:end] = _odd_facts(found, shape.keys[start:end], shape.units[start:end])
    return facts


def _odd_facts(found: Found, keys: Iterable[str], units: Iterable[str]) -> Iterator[Fact]:
    """Yield the facts of a row with cells that were lost, were repaired or print their own unit."""
    left = " ".join(found.tokens)
    cells = zip(keys, units, found.table.columns, found.cells, strict=True)
    for index, (key, unit, column, text) in enumerate(cells):
        amount = read_amount(text)
        state = State.REPAIRED if index in found.repaired else amount.state
        printed = _SCALES.get(amount.unit, amount.unit) if column.money else amount.unit
        shown = left if text is None else text
        yield Fact(key, amount.value, shown, printed or unit, state, found.place)
