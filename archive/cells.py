"""Make rows of what a report says, and insert them many a statement."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

import msgspec
from isal import isal_zlib

from archive.catalogue import STATES, Catalogue
from archive.database import Connection, storable
from archive.digests import Digests, Row, digests
from parsers import Check, Fact, Report, Section, State

# Texts of this length are remembered: the numbers of all the world's reports up to 99,999.
_SHORT = 5
# SQLite's integers end here; a larger number is kept exactly, as text.
_LARGEST = 2**63 - 1
# Rows that one statement inserts.
_AT_ONCE = 50


class Said(NamedTuple):
    """What a report says, made ready: its facts as rows without their version, its digests."""

    report: Report
    facts: list[Row]
    digests: Digests


def prepare(catalogue: Catalogue, report: Report) -> Said:
    """Return what *report* says, ready to be compared and stored."""
    rows = _facts(catalogue, report.facts)
    return Said(report, rows, digests(report, rows))


def insert_reading(connection: Connection, catalogue: Catalogue, version: int, said: Said) -> None:
    """Insert what was *said* as the body, sections, facts and checks of *version*."""
    report = said.report
    text = storable(report.text)
    warnings = msgspec.json.encode(report.warnings).decode()
    candidates = msgspec.json.encode(report.metadata.candidates).decode()
    connection.execute(BODY, (version, text, _places(report.facts), warnings, candidates))
    within, apart = _sections(version, text, report.sections)
    for sql, rows in ((SECTION_WITHIN, within), (SECTION_APART, apart)):
        if rows:
            connection.executemany(sql, rows)
    _insert_facts(connection, version, said.facts)
    checks = _checks(catalogue, report.checks)
    _insert_many(connection, "checked", CHECKED, version, checks)


def exact(value: Decimal | None) -> int | str | None:
    """Return *value* as SQLite keeps it without loss: an integer where whole, else its digits.

    >>> exact(Decimal("162")), exact(Decimal("18204.51937"))
    (162, '18204.51937')
    """
    if value is None:
        return None
    whole = int(value)
    return whole if whole == value and -_LARGEST <= whole <= _LARGEST else f"{value:f}"


def _facts(catalogue: Catalogue, facts: Sequence[Fact]) -> list[Row]:
    items, units, numbers = catalogue.items, catalogue.units, catalogue.numbers
    # An enumeration's hash and its members are Python, slow in a loop of 200; most cells are read.
    read = State.READ
    rows: list[Row] = []
    for position, fact in enumerate(facts):
        text = fact.text
        known = numbers.get(text)
        if known is None or known[0] != fact.value:
            known = _number(fact)
            if len(text) <= _SHORT:
                numbers[text] = known
        rows.append(
            (
                items.get(fact.key) or catalogue.item(fact.key),
                position,
                known[1],
                0 if fact.state is read else STATES[fact.state],
                units.get(fact.unit) or catalogue.unit(fact.unit),
                known[2],
            )
        )
    return rows


def _number(fact: Fact) -> tuple[Decimal | None, int | str | None, str | None]:
    """Return a fact's value, how it is stored, and the text to keep beside it."""
    value = exact(fact.value)
    # The text is left out where it is the value itself, or where nothing is printed.
    printed = "" if value is None else str(value)
    return fact.value, value, None if fact.text == printed else storable(fact.text)


def _checks(catalogue: Catalogue, checks: Sequence[Check]) -> list[Row]:
    identities = catalogue.identities
    return [
        (
            identities.get(check.id) or catalogue.identity(check.id),
            position,
            None if check.holds is None else int(check.holds),
            exact(check.left),
            exact(check.right),
        )
        for position, check in enumerate(checks)
    ]


def _sections(version: int, text: str, sections: Sequence[Section]) -> tuple[list[Row], list[Row]]:
    """Return the rows of sections that stand within *text*, and of those that do not."""
    within: list[Row] = []
    apart: list[Row] = []
    end = 0
    for position, section in enumerate(sections):
        heading, body = storable(section.heading), storable(section.text)
        start = text.find(body, end) if body else -1
        if start >= 0:
            end = start + len(body)
            within.append((version, position, heading, start, len(body)))
        else:
            apart.append((version, position, heading, body))
    return within, apart


def _places(facts: Sequence[Fact]) -> bytes | None:
    places = [fact.place for fact in facts]
    if not any(places):
        return None
    lines = "\n".join(places)
    if lines.count("\n") >= len(places):
        lines = "\n".join([place.replace("\n", " ") for place in places])
    return isal_zlib.compress(lines.encode("utf-8", "replace"))


def _insert_facts(connection: Connection, version: int, facts: Sequence[Row]) -> None:
    # Binding a None takes longer than inserting its row: the columns that are null are left out.
    plain = [row[:5] for row in facts if row[5] is None and row[2] is not None]
    empty = [(*row[:2], *row[3:5]) for row in facts if row[5] is None and row[2] is None]
    printed = [row for row in facts if row[5] is not None]
    _insert_many(connection, "fact", PLAIN, version, plain)
    _insert_many(connection, "fact", EMPTY, version, empty)
    _insert_many(connection, "fact", PRINTED, version, printed)


def _insert_many(
    connection: Connection, table: str, columns: str, version: int, rows: Sequence[Row]
) -> None:
    """Insert *rows* of *version*, many a statement: each step of one lets other threads wait."""
    marks = f"(?1{', ?' * (columns.count(',') + 1)})"
    for at in range(0, len(rows), _AT_ONCE):
        some = rows[at : at + _AT_ONCE]
        places = ", ".join([marks] * len(some))
        sql = f"insert or ignore into {table} (version, {columns}) values {places}"  # noqa: S608 -- our own names
        connection.execute(sql, (version, *chain.from_iterable(some)))


PLAIN = "item, position, value, state, unit"
EMPTY = "item, position, state, unit"
PRINTED = "item, position, value, state, unit, text"
CHECKED = "identity, position, holds, lhs, rhs"
BODY = "insert into body (version, text, places, warnings, candidates) values (?, ?, ?, ?, ?)"
SECTION_WITHIN = "insert into section values (?, ?, ?, ?, ?, null)"
SECTION_APART = "insert into section values (?, ?, ?, null, null, ?)"
