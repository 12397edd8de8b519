"""Give the lines of a table of indicators their rows: those of a form, or one for each label."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.amounts import read_amount
from parsers.forms import Column, Row, Table
from parsers.found import Found
from parsers.indicators.entries import UNIT, Entry, value_ids
from parsers.matching import bare_label, label_key
from parsers.report import State

# Local tables print up to ten labels of the 统计表 among others (当面申请数, 同意公开答复数).
_ENOUGH_LABELS = 5
_ENOUGH_SHARE = 0.6
_ENOUGH_OF_A_NAME = 0.6
_SHORTEST_BEGINNING = 3
_UNIT_BEHIND = re.compile(rf"\(({UNIT.pattern.rpartition('|[-')[0]})\)$")


def rows_of_the_form(entries: Sequence[Entry], table: Table, others: Table) -> list[Found]:
    """Return the rows of *table* if the *entries* are that table, else nothing.

    Lines that a province or city put in besides come behind them, as rows of *others*.
    """
    names = {label_key(label) for row in table.rows for label in row.labels}
    entries = [entry for entry in entries if not entry.alone or label_key(entry.label) in names]
    found = list(_named(entries, table))
    known = [(row, entry) for row, entry in found if row is not None]
    if len(known) < max(_ENOUGH_LABELS, _ENOUGH_SHARE * len(entries)):
        return []
    rows = list(_rows(table, table.rows, list(_once(known))))
    besides = [entry for row, entry in found if row is None and not _is_heading(entry)]
    return rows + rows_by_label(besides, others)


def _is_heading(entry: Entry) -> bool:
    """Whether a line heads others: signs for nothing stand where unit and values would."""
    return all(
        read_amount(text or "").state is State.DASH for text in (entry.unit, *entry.values.values())
    )


def rows_by_label(entries: Sequence[Entry], table: Table) -> list[Found]:
    """Return one row an entry, keyed by its label; a label printed again gets a number."""
    entries = _printed_once([entry for entry in entries if not entry.alone])
    seen: dict[str, int] = {}
    found: list[tuple[Row, Entry]] = []
    for entry in entries:
        key = bare_label(entry.label)
        seen[key] = seen.get(key, 0) + 1
        name = key if seen[key] == 1 else f"{key}#{seen[key]}"
        unit = "" if read_amount(entry.unit).state is State.DASH else entry.unit
        bracket = None if unit else _UNIT_BEHIND.search(key)
        unit = bracket[1] if bracket else unit
        found.append((Row(name, (entry.label,), unit=unit), entry))
    return list(_rows(table, [row for row, _ in found], found))


def _printed_once(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return the entries of a table once where a page has a second copy of it, as for phones."""
    half = len(entries) // 2
    lines = [(entry.label, entry.unit, entry.values) for entry in entries]
    return entries[:half] if half > 1 and lines[:half] == lines[half:] else entries


def _named(entries: Sequence[Entry], table: Table) -> Iterator[tuple[Row | None, Entry]]:
    """Yield the entries with their rows of *table*, or None for a line that it does not have.

    A label that it prints twice is told by its place.
    """
    keys = [{label_key(label) for label in row.labels} for row in table.rows]
    position = 0
    rest: set[str] = set()
    for entry in entries:
        key = label_key(entry.label)
        if torn := next((end for end in rest if key.startswith(end) and key != end), ""):
            key = label_key(key.removeprefix(torn))
        lengths = [max(_common(key, name) for name in names) for names in keys]
        longest = max(lengths)
        meant = [i for i, length in enumerate(lengths) if length == longest > 0]
        meant = meant or _begun(key, keys)
        # A line's figures may stand beside the middle of its label: the rest of that is below.
        rest = {name[len(key) :] for i in meant for name in keys[i] if name.startswith(key)} - {""}
        if meant:
            index = next((i for i in meant if i >= position), meant[0])
            position = index + 1
            yield table.rows[index], entry
        else:
            yield None, entry


def _begun(key: str, keys: Sequence[set[str]]) -> list[int]:
    """Return the only row whose label begins with *key*, if there is one."""
    begun = [i for i, names in enumerate(keys) if any(name.startswith(key) for name in names)]
    return begun if len(key) >= _SHORTEST_BEGINNING and len(begun) == 1 else []


def _once(found: Sequence[tuple[Row, Entry]]) -> Iterator[tuple[Row, Entry]]:
    """Yield each row once; where the form is printed twice, the second gives further columns.

    A copy of the first gives none, and neither does a label or two that stand there again.
    """
    first: dict[str, Entry] = {}
    second: dict[str, Entry] = {}
    for row, entry in found:
        (second if row.id in first else first).setdefault(row.id, entry)
    width = max((len(entry.values) for entry in first.values()), default=0)
    ids = value_ids(2 * width)[width:]
    differ = any(first[name].values != entry.values for name, entry in second.items())
    rows = {row.id: row for row, _ in found}
    for name, entry in first.items():
        if not differ or len(second) < _ENOUGH_LABELS:
            yield rows[name], entry
            continue
        others = second[name].values.values() if name in second else [""] * width
        more = dict(zip(ids, others, strict=False))
        yield rows[name], entry._replace(values={**entry.values, **more})


def _common(key: str, name: str) -> int:
    """Return how much of a row's name a label is: all of it, more, or most of it; else 0."""
    key, name = key.replace("总数", "数"), name.replace("总数", "数")
    if key == name or (len(name) > 5 and key.endswith(name)):
        return len(name)
    if name in (f"{key}数", f"{key}量", f"{key}数量"):
        return len(key)
    if key.startswith(name) and UNIT.fullmatch(key[len(name) :]):
        return len(name)  # the cell of its unit touches it
    # The rest of a long label may have been printed below its value.
    return len(key) if name.startswith(key) and len(key) >= _ENOUGH_OF_A_NAME * len(name) else 0


def _rows(table: Table, rows: Sequence[Row], found: Sequence[tuple[Row, Entry]]) -> Iterator[Found]:
    """Yield what was found as rows of *table* with the columns that were printed."""
    ids = list(dict.fromkeys(name for _, entry in found for name in entry.values))
    ids.sort(key=lambda name: name == "cumulative")
    columns = tuple(Column(name, (), "") for name in ids)
    whole = replace(table, rows=tuple(rows), columns=columns)
    for row, entry in found:
        cells = tuple(entry.values.get(name) for name in ids)
        yield Found(whole, row, cells, (), entry.place)
