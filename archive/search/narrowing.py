"""Narrow a search to some reports: by place, level, year, issuer, form, date and figures."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from datetime import date
from typing import TypedDict

from archive.database import Connection, bindable
from archive.errors import ConditionError
from archive.search.conditions import Condition, versions_meeting
from parsers.forms import load_forms

LEVELS = ("national", "province", "prefecture", "county", "township")

# The beginning of a publication date: a year, a month, a day.
_BEGINNINGS = {4: "-01-01", 7: "-01", 10: ""}


class Who(TypedDict, total=False):
    """What narrows reports and facts, and a search besides."""

    region: str | None
    level: str | None
    year: int | None
    issuer: str | None
    form: str | None


class Narrow(Who, total=False):
    """What `Archive.search` takes to narrow a search."""

    date_from: str | None
    date_to: str | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search: None leaves a field open.

    `region` is a code or its first digits, or a name; `issuer` a part of the name;
    dates are ISO 8601 and both ends count; every one of `where` must hold.
    """

    region: str | None = None
    level: str | None = None
    year: int | None = None
    issuer: str | None = None
    form: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    where: tuple[Condition, ...] = ()


# Filters that every report passes.
EVERYTHING = Filters()


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


def narrowed_by(narrow: Who) -> dict[str, str | int | None]:
    """Return the values of `NARROWED`: None for what *narrow* leaves open."""
    every: Who = {"region": None, "level": None, "year": None, "issuer": None, "form": None}
    return {name: bindable(value) for name, value in {**every, **narrow}.items()}


def allowed_versions(db: Connection, filters: Filters) -> AbstractSet[int] | None:
    """Return the versions that pass *filters*, or None where none is set."""
    if filters == EVERYTHING:
        return None
    values = {
        field.name: bindable(getattr(filters, field.name))
        for field in fields(filters)
        if field.name != "where"
    }
    allowed = {version for (version,) in db.execute(ALLOWED, values)}
    return allowed.intersection(*(versions_meeting(db, each) for each in filters.where))


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


NARROWED = """
(:level is null or version.level = :level)
and (:year is null or version.year = :year)
and (:form is null or version.form = :form)
and (:region is null or version.region_name = :region
    or substr(version.region_code, 1, length(:region)) = :region)
and (:issuer is null or instr(version.issuer, :issuer))
"""
ALLOWED = f"""
select version.id from report join version on version.id = report.version
where {NARROWED}
and (:date_from is null or substr(published, 1, length(:date_from)) >= :date_from)
and (:date_to is null or substr(published, 1, length(:date_to)) <= :date_to)
"""  # noqa: S608 -- the condition above, whose values are bound
