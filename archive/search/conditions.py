"""Read conditions on figures, such as `requests.new.total > 1000`, and find what meets them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from archive.database import Connection, bindable
from archive.errors import ConditionError

_CONDITION = re.compile(
    r"\s*(?P<key>[^\s<>=!]+)\s*(?P<operator><=|>=|!=|<>|==|=|<|>)\s*(?P<value>[^\s<>=!]+)\s*"
)
_COMPARISONS = {
    "<": "cast(value as numeric) < :number",
    "<=": "cast(value as numeric) <= :number",
    ">": "cast(value as numeric) > :number",
    ">=": "cast(value as numeric) >= :number",
    "=": "cast(value as numeric) = :number",
    "!=": "cast(value as numeric) != :number",
}
_SAME = {"==": "=", "<>": "!="}


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact's key, how its value compares, and with which number."""

    key: str
    operator: str
    number: Decimal


def parse_conditions(typed: str) -> tuple[Condition, ...]:
    """Return the conditions in *typed*, which `and` joins: all of them must hold.

    Raises:
        ConditionError: if *typed* is none; the message shows how one looks.

    >>> parse_conditions("requests.new.total > 1000")
    (Condition(key='requests.new.total', operator='>', number=Decimal('1000')),)
    """
    return tuple(_parse(part) for part in re.split(r"\band\b", typed, flags=re.IGNORECASE))


def versions_meeting(db: Connection, condition: Condition) -> set[int]:
    """Return the versions whose fact has a value, and one that meets *condition*.

    A blank, a dash, words and a lost cell have no value: they meet none, not even `!=`.

    Raises:
        ConditionError: if no report has such a fact.
    """
    item = db.execute(
        "select id from item where key = :key", {"key": bindable(condition.key)}
    ).fetchone()
    if item is None:
        raise ConditionError(
            f"no report has a fact with the key {condition.key!r}: "
            "docs/data-dictionary.md lists them"
        )
    comparison = _COMPARISONS[condition.operator]
    sql = f"select version from fact where item = :item and value is not null and {comparison}"  # noqa: S608 -- one of the comparisons above
    values = {"item": item[0], "number": float(condition.number)}
    return {version for (version,) in db.execute(sql, values)}


def _parse(part: str) -> Condition:
    found = _CONDITION.fullmatch(part)
    number = _number(found["value"]) if found else None
    if found is None or number is None:
        raise ConditionError(
            f"{part.strip()!r} is no condition: write a key, a comparison and a number, "
            "for example requests.new.total > 1000"
        )
    operator = _SAME.get(found["operator"], found["operator"])
    return Condition(found["key"], operator, number)


def _number(text: str) -> Decimal | None:
    if not re.fullmatch(r"[+-]?\d{1,18}(\.\d{1,18})?", text, re.ASCII):
        return None
    return Decimal(text)
