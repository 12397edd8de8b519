"""Read a stored version back as the frozen data it was made of."""

import zlib
from dataclasses import fields
from decimal import Decimal
from typing import Any

import msgspec

from archive.catalogue import STATES
from archive.database import Connection
from archive.errors import UnknownError
from parsers import Candidate, Check, Fact, Metadata, Region, Report, Section

_STATE = {number: state for state, number in STATES.items()}
_PLAIN = [f.name for f in fields(Metadata) if f.name not in ("region", "candidates")]


def load_report(connection: Connection, version: int) -> Report:
    """Return the report that *version* is, equal to the one that was stored.

    Raises:
        UnknownError: if there is no such version.
    """
    row = connection.execute(
        "select text, places, warnings from body where version = :id", {"id": version}
    ).fetchone()
    if row is None:
        raise UnknownError(f"there is no version {version}")
    text, places, warnings = row
    form = connection.execute("select form from version where id = :id", {"id": version})
    return Report(
        metadata=load_metadata(connection, version),
        form=form.fetchone()[0],
        sections=_sections(connection, version, text),
        facts=_facts(connection, version, places),
        checks=_checks(connection, version),
        warnings=msgspec.json.decode(warnings, type=tuple[str, ...]),
        text=text,
    )


def load_metadata(connection: Connection, version: int | None) -> Metadata:
    """Return the metadata of *version*; none at all where there is no such version."""
    cursor = connection.execute(METADATA, {"id": version})
    row = cursor.fetchone()
    if row is None:
        return Metadata()
    found = dict(zip([column[0] for column in cursor.description], row, strict=True))
    region = Region(found["region_code"], found["region_name"]) if found["region_code"] else None
    candidates = msgspec.json.decode(found["candidates"], type=tuple[Candidate, ...])
    values: dict[str, Any] = {name: found[name] for name in _PLAIN}
    return Metadata(region=region, candidates=candidates, **values)


def load_places(blob: bytes | None, count: int) -> list[str]:
    """Return where each of a version's *count* facts stands in the document."""
    return zlib.decompress(blob).decode().split("\n") if blob else [""] * count


def _sections(connection: Connection, version: int, text: str) -> tuple[Section, ...]:
    sql = """
        select heading, start, length, text from section
        where version = :id order by position
    """
    return tuple(
        Section(heading, own if start is None else text[start : start + length])
        for heading, start, length, own in connection.execute(sql, {"id": version})
    )


def _facts(connection: Connection, version: int, places: bytes | None) -> tuple[Fact, ...]:
    rows = connection.execute(FACTS, {"id": version}).fetchall()
    where = load_places(places, len(rows))
    return tuple(
        Fact(
            key=key,
            value=_value(value),
            text=("" if value is None else str(value)) if text is None else text,
            unit=unit,
            state=_STATE[state],
            place=where[position] if position < len(where) else "",
        )
        for position, key, value, text, unit, state in rows
    )


def _checks(connection: Connection, version: int) -> tuple[Check, ...]:
    return tuple(
        Check(name, None if holds is None else bool(holds), _value(left), _value(right))
        for name, holds, left, right in connection.execute(CHECKS, {"id": version})
    )


def _value(stored: int | str | None) -> Decimal | None:
    return None if stored is None else Decimal(stored)


METADATA = """
select version.*, body.candidates
from version join body on body.version = version.id
where version.id = :id
"""
FACTS = """
select fact.position, item.key, fact.value, fact.text, unit.name, fact.state
from fact
join item on item.id = fact.item
join unit on unit.id = fact.unit
where fact.version = :id order by fact.position
"""
CHECKS = """
select identity.name, checked.holds, checked.lhs, checked.rhs
from checked join identity on identity.id = checked.identity
where checked.version = :id order by checked.position
"""
