"""Say in Chinese and English what each figure's key means, from the forms themselves."""

from collections.abc import Iterator
from typing import NamedTuple

from parsers.forms import Form, Table, load_forms


class Entry(NamedTuple):
    """One key, what the form prints for its table, row and column, its unit and its editions."""

    key: str
    table_zh: str
    row_zh: str
    column_zh: str
    label_en: str
    unit: str
    forms: str


def dictionary() -> Iterator[Entry]:
    """Yield every key that a form can have, in the forms' order, newest form first."""
    entries: dict[str, Entry] = {}
    for form in load_forms():
        for entry in _entries(form):
            known = entries.get(entry.key)
            forms = f"{known.forms} {form.id}" if known else form.id
            entries[entry.key] = (known or entry)._replace(forms=forms)
    yield from entries.values()


def _entries(form: Form) -> Iterator[Entry]:
    for table in form.tables:
        caption = table.headings[0] if table.headings else table.id
        for row in table.rows:
            for column in table.columns:
                yield Entry(
                    f"{table.id}.{row.id}.{column.id}",
                    caption,
                    f"{row.number}{row.labels[0]}",
                    column.labels[0],
                    _english(table, row.id, column.id),
                    column.unit,
                    form.id,
                )


def _english(table: Table, row: str, column: str) -> str:
    """Return the ids as words: they are the English of the key."""
    return " · ".join(part.replace("_", " ") for part in (table.id, row, column))
