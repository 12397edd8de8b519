"""Lay a report's facts out as the tables that the form prints, for people to read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from parsers import Fact
from parsers.forms import load_forms


@dataclass(frozen=True, slots=True)
class LaidTable:
    """One table as printed: a caption, the columns' labels, and the rows.

    A row is its label and one fact a column, None where the row has no such cell; a head that
    the form prints over rows is a label without cells.
    """

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Fact | None, ...]], ...]


def lay_out(facts: Iterable[Fact], form: str) -> Iterator[LaidTable]:
    """Yield the tables that *facts* of a report on *form* fill, in their order.

    Only rows and columns that have a fact appear. A key that no form knows, as the indicators of
    2008 to 2018 are, is its own label.
    """
    tables: dict[str, dict[str, dict[str, Fact]]] = {}
    for fact in facts:
        table, _, rest = fact.key.partition(".")
        row, _, column = rest.rpartition(".")
        tables.setdefault(table, {}).setdefault(row, {})[column] = fact
    labels = _labels(form)
    for table, rows in tables.items():
        columns = list(dict.fromkeys(column for cells in rows.values() for column in cells))
        yield LaidTable(
            table,
            labels.get((table,), table),
            tuple(labels.get((table, "column", column), column) for column in columns),
            tuple(_rows(table, rows, columns, labels)),
        )


def _rows(
    table: str,
    rows: Mapping[str, Mapping[str, Fact]],
    columns: Sequence[str],
    labels: Mapping[tuple[str, ...], str],
) -> Iterator[tuple[str, tuple[Fact | None, ...]]]:
    """Yield each row, and before the first of those that a head stands over that head."""
    above = ""
    for row, cells in rows.items():
        head = labels.get((table, "under", row), "")
        if head and head != above:
            yield head, ()
        above = head
        yield labels.get((table, "row", row), row), tuple(cells.get(c) for c in columns)


@cache
def _labels(form: str) -> dict[tuple[str, ...], str]:
    """Return what tables, rows and columns are called: by this form, else by any other."""
    found: dict[tuple[str, ...], str] = {}
    for edition in sorted(load_forms(), key=lambda edition: edition.id != form):
        for table in edition.tables:
            caption = (*table.headings, table.id)[0]
            found.setdefault((table.id,), caption)
            for row in table.rows:
                label = f"{row.number}{row.labels[0]}"
                found.setdefault((table.id, "row", row.id), label)
                found.setdefault((table.id, "under", row.id), row.under)
            for column in table.columns:
                found.setdefault((table.id, "column", column.id), column.labels[0])
    return found
