"""What a report is: its metadata, sections, facts and checks, as frozen data."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

SCHEMA = "nianbao.report/1"


class State(StrEnum):
    """How a fact's value came about, or why there is none."""

    READ = "read"
    REPAIRED = "repaired"
    BLANK = "blank"
    DASH = "dash"
    WORDS = "words"
    LOST = "lost"


# A report has hundreds of facts and checks: a Struct is made in half the time of a tuple, and
# without references to follow it is nothing to the garbage collector.
class Fact(Struct, frozen=True, gc=False, array_like=True):
    """One number of a statutory table, beside the text it was read from.

    `value` is None where the page left the cell blank or lost it;
    `text` always keeps what was printed, `state` says which of these it is,
    `place` says where in the document it stands ("line 214", "table 2 row 5 cell 3").
    """

    key: str
    value: Decimal | None
    text: str
    unit: str
    state: State
    place: str = ""


class Check(Struct, frozen=True, gc=False, array_like=True):
    """One identity (勾稽关系) held against the facts; `holds` is None where it can't be told."""

    id: str
    holds: bool | None
    left: Decimal | None
    right: Decimal | None


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the report; the text before the first heading has an empty heading."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative division: its GB/T 2260 code (6, 9 or 12 digits) and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing the document says of a metadata field, and where it says it."""

    field: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who reports on which year, and when and where it was published.

    Dates are ISO 8601: `2021-01-29`, or `2021-01-29T09:27:00+08:00` where a time is printed.
    """

    title: str | None = None
    year: int | None = None
    issuer: str | None = None
    scope: str | None = None
    region: Region | None = None
    level: str | None = None
    published: str | None = None
    signed: str | None = None
    source: str | None = None
    author: str | None = None
    index_number: str | None = None
    document_number: str | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A document that was read: an annual report, or the reason why it is none.

    `text` is the whole body as plain text, one line a paragraph or cell row, for the search index;
    it is no part of the JSON.
    """

    metadata: Metadata = Metadata()
    form: str = "none"
    sections: tuple[Section, ...] = ()
    facts: tuple[Fact, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[str, ...] = ()
    text: str = ""
    reason: str | None = None

    @property
    def is_report(self) -> bool:
        """Whether the document is an annual report on information disclosure."""
        return self.reason is None

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the JSON object of the contract, without its `path`.

        Values are `int` where whole and `Decimal` otherwise, so that no digit is lost;
        `dumps` of this module writes both as JSON numbers.
        """
        if self.reason is not None:
            return {"schema": SCHEMA, "report": False, "reason": self.reason}
        return (
            {"schema": SCHEMA, "report": True}
            | _metadata(self.metadata)
            | {
                "form": self.form,
                "sections": [{"heading": s.heading, "text": s.text} for s in self.sections],
                "facts": [_fact(fact) for fact in self.facts],
                "checks": [_check(check) for check in self.checks],
                "warnings": list(self.warnings),
            }
        )


_ENCODER = msgspec.json.Encoder(decimal_format="number")


def dumps(data: Any, *, indent: int = 0) -> str:
    """Return *data* as JSON text on one line, or indented; a `Decimal` keeps all its digits.

    >>> dumps({"fee": Decimal("18204.5193700")})
    '{"fee":18204.5193700}'
    """
    line = _ENCODER.encode(data)
    return (msgspec.json.format(line, indent=indent) if indent else line).decode()


def _metadata(metadata: Metadata) -> dict[str, Any]:
    region = metadata.region
    return {
        "title": metadata.title,
        "year": metadata.year,
        "issuer": metadata.issuer,
        "scope": metadata.scope,
        "region": {"code": region.code, "name": region.name} if region else None,
        "level": metadata.level,
        "published": metadata.published,
        "signed": metadata.signed,
        "source": metadata.source,
        "author": metadata.author,
        "index_number": metadata.index_number,
        "document_number": metadata.document_number,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "key": fact.key,
        "value": _number(fact.value),
        "text": fact.text,
        "unit": fact.unit,
        "state": str(fact.state),
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "holds": check.holds,
        "left": _number(check.left),
        "right": _number(check.right),
    }


def _number(value: Decimal | None) -> int | Decimal | None:
    if value is None or value != value.to_integral_value():
        return value
    return int(value)
