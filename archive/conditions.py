"""Read conditions: on figures, such as `requests.new.total > 1000`, and on what reports are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from archive.database import Connection, bindable
from archive.errors import ConditionError
from parsers.forms import load_forms

LEVELS = ("national", "province", "prefecture", "county", "township")

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
# The beginning of a publication date: a year, a month, a day.
_BEGINNINGS = {4: "-01-01", 7: "-01", 10: ""}


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


def check_narrowing(narrow: Mapping[str, object]) -> None:
    """Refuse a level, a form or a date that no report can have: it would find nothing, silently.

    Raises:
        ConditionError: if one of *narrow* is such; the message says what may be given.
    """
    known = {"level": LEVELS, "form": (*(form.id for form in load_forms()), "none")}
    for name, choices in known.items():
        given = narrow.get(name)
        if given is not None and given not in choices:
            raise ConditionError(f"{given!r} is no {name}: give one of {', '.join(choices)}")
    for name in ("date_from", "date_to"):
        given = narrow.get(name)
        if given is not None and not _is_date(str(given)):
            raise ConditionError(f"{given!r} is no date: write 2021-01-31, 2021-01 or 2021")


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


def _is_date(text: str) -> bool:
    """Whether *text* is the beginning of a date.

    >>> [_is_date(text) for text in ("2021", "2021-02", "2021-02-28", "2021-02-30", "20210228")]
    [True, True, True, False, False]
    """
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII):
        return False
    try:
        date.fromisoformat(text + _BEGINNINGS[len(text)])
    except ValueError:
        return False
    return True


def _number(text: str) -> Decimal | None:
    if not re.fullmatch(r"[+-]?\d{1,18}(\.\d{1,18})?", text, re.ASCII):
        return None
    return Decimal(text)
