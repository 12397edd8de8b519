"""Tell the edition of a form where no head of its tables is printed that only one edition has."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec.structs import replace

from parsers.forms import Column, Form, Row, Table
from parsers.found import Found

Rows = Mapping[tuple[str, str], Found]


def form_of(rows: Iterable[Found], forms: Sequence[Form]) -> Form:
    """Return the form that most of the *rows* belong to; shared tables belong to all of them."""
    return _form(tuple([found.table for found in rows]), tuple(forms))


def has_other_edition(rows: Iterable[Found], form: Form) -> bool:
    """Whether the table of one of *rows* is not as *form* has it, but as another edition."""
    return _has_other(tuple([found.table for found in rows]), form)


def choose_edition(
    editions: Sequence[tuple[Table, Row]],
    heads: Sequence[tuple[Table, Column]],
    values: int,
    prefer: Form | None,
) -> tuple[Table, Row]:
    """Return the edition of a table that the printed heads name most completely.

    Where they don't tell, the rest of the document does if its edition has room for the *values*
    in the row; then their number.
    """
    if len(editions) == 1:
        return editions[0]
    named = [len({column.id for owner, column in heads if owner is table}) for table, _ in editions]
    return fittest(tuple(editions), tuple(named), values, prefer)


@lru_cache(maxsize=1024)
def fittest(
    editions: tuple[tuple[Table, Row], ...],
    named: tuple[int, ...],
    values: int,
    prefer: Form | None,
) -> tuple[Table, Row]:
    """Return the edition as `choose_edition` does, from how many columns the heads name of each."""

    def fitness(number: int) -> tuple[float, int, bool, int]:
        table = editions[number][0]
        width = len(table.columns)
        preferred = prefer is not None and table in prefer.tables
        preferred = preferred and (values <= width or not any(named))
        missing = width - values if width >= values else 99
        return named[number] / (width + (values > width)), named[number], preferred, -missing

    return editions[max(range(len(editions)), key=fitness)]


def rival_editions(text: str, form: Form, forms: Sequence[Form]) -> tuple[Form, ...]:
    """Return the other editions that a document with *text*, read as *form*, may have too.

    There is none where it prints the head of a column that *form* has and not all of them.
    """
    rivals = _rivals(form, tuple(forms))
    heads = _heads(form, rivals)
    if not rivals or any(head in text for head in heads):
        return ()
    plain = "".join(text.split())
    return () if any(head in plain for head in heads) else rivals


def likeliest(readings: Mapping[Form, Rows]) -> tuple[Form, ...]:
    """Return the editions whose readings fit best; of several nothing tells which it is.

    The rows and the number of their cells tell, then which variant of rows is printed: three
    rows for （六）其他处理, or a single one.
    """
    fits = {form: _fitness(form, rows) for form, rows in readings.items()}
    best = [form for form in readings if fits[form] == max(fits.values())]
    printed = {found.row.variant for rows in readings.values() for found in rows.values()} - {""}
    own = [form for form in best if printed and printed <= set(form.variants)]
    return tuple(own or best)


def without_doubtful(rows: Rows, editions: Sequence[Form]) -> dict[tuple[str, str], Found]:
    """Return the rows without the cells that the *editions* give different columns."""
    return {key: _without_doubtful(found, editions) for key, found in rows.items()}


@lru_cache(maxsize=256)
def _form(tables: tuple[Table, ...], forms: tuple[Form, ...]) -> Form:
    counts = Counter(tables)
    return max(forms, key=lambda form: sum(counts[table] for table in form.tables))


@lru_cache(maxsize=256)
def _has_other(tables: tuple[Table, ...], form: Form) -> bool:
    own = {table.id for table in form.tables}
    return any(table.id in own and table not in form.tables for table in tables)


@lru_cache(maxsize=32)
def _rivals(form: Form, forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """Return the forms that have a table in common with *form*."""
    own = set(form.tables)
    return tuple(other for other in forms if other is not form and own & set(other.tables))


@lru_cache(maxsize=32)
def _heads(form: Form, rivals: tuple[Form, ...] = ()) -> tuple[str, ...]:
    """Return the column heads of the tables in which editions differ that no rival has."""
    shared = {head for rival in rivals for head in _heads(rival)}
    heads = (
        label
        for table in form.tables
        if not table.ends
        for c in table.columns
        for label in c.labels
    )
    return tuple(head for head in dict.fromkeys(heads) if head not in shared)


def _fitness(form: Form, rows: Rows) -> int:
    """Return how many rows have a cell for each column of a table that *form* has."""
    own = set(form.tables)
    return sum(
        found.table in own and None not in found.cells and bool(found.cells)
        for found in rows.values()
    )


def _without_doubtful(found: Found, editions: Iterable[Form]) -> Found:
    if not found.cells:
        return found
    tables = [_same(found.table, form) for form in editions]
    ids = [[column.id for column in table.columns] for table in tables if table]
    agreed = [len(set(names)) == 1 for names in zip(*ids, strict=False)]
    cells = tuple(
        text if at < len(agreed) and agreed[at] else None for at, text in enumerate(found.cells)
    )
    if cells == found.cells:
        return found
    return replace(found, cells=cells, tokens=tuple(text or "" for text in found.cells))


def _same(table: Table, form: Form) -> Table | None:
    return next((other for other in form.tables if other.id == table.id), None)
