"""Turn the rows found in a document into facts, and hold them against the identities."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec.structs import replace

from parsers.copies import by_row
from parsers.document import Block, Document, Grid, Line
from parsers.editions import (
    form_of,
    has_other_edition,
    likeliest,
    rival_editions,
    without_doubtful,
)
from parsers.figures import Figures, figures_of, in_order
from parsers.flattened.familiar import familiar_figures
from parsers.flattened.glance import stream_rows
from parsers.flattened.torn import rejoined
from parsers.forms import Form, Table
from parsers.found import Found
from parsers.grids.rows import grid_rows
from parsers.indicators.listed import listed_rows
from parsers.matching import label_key
from parsers.repair.rows import are_whole, is_doubted, repair_rows
from parsers.streams import Stream
from parsers.traditional import simplified

# So many labels one behind the other make a form, even without a number.
_BLANK_FORM = 12


def read_facts(document: Document, forms: Sequence[Form]) -> Figures:
    """Return every value cell of every row of the *forms* that *document* has."""
    scanned = document.carrier == "scan"
    blocks = simplified(document)
    if scanned:  # a line that was read as a whole may have glued its numbers
        blocks = tuple(block for block in blocks if isinstance(block, Grid))
    elif figures := familiar_figures(blocks, tuple(forms)):
        return figures
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
    form = form_of(rows.values(), forms)
    if has_other_edition(rows.values(), form):
        rows = _rows(blocks, forms, form)
        form = form_of(rows.values(), forms)
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
    ordered = in_order(rows, form)
    figures = figures_of(form, ordered, scanned=scanned) if are_whole(ordered) else None
    if figures and not is_doubted(ordered, figures.checks):
        return figures
    repaired = dict(rows)
    for fixed in repair_rows(list(rows.values())):
        repaired[fixed.table.id, fixed.row.id] = fixed
    if figures and repaired == rows:
        return figures
    return figures_of(form, in_order(repaired, form), scanned=scanned)


def _listed(blocks: Sequence[Block], forms: Sequence[Form]) -> Figures:
    """Return the figures of a document that has a table of indicators, or none at all."""
    rows = listed_rows(blocks, forms)
    if not rows:
        return Figures("none", (), ())
    table = rows[0].table
    form = next(form for form in forms if any(other.id == table.id for other in form.tables))
    order = {row.id: number for number, row in enumerate(table.rows)}
    return figures_of(form, sorted(rows, key=lambda found: order.get(found.row.id, len(order))))


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
