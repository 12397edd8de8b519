"""Name the tables that an export is made of: their columns, and a way to their rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from archive.answers import FactRow, ReportRow, fact_rows, report_rows
from archive.database import Connection
from archive.exports.crosswalk import PanelRow, load_crosswalk, panel
from archive.exports.dictionary import Entry, dictionary
from archive.search.narrowing import Who

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, its columns, and a function that gives its rows anew at each call."""

    name: str
    columns: Sequence[str]
    rows: Callable[[], Iterator[Sequence[Cell]]]


class Expected(NamedTuple):
    """How many reports a source gives at least, each year from `since` on."""

    reports_a_year: int
    since: int


def sheet(
    name: str,
    db: Connection,
    key: str = "*",
    narrow: Who | None = None,
    expected: Mapping[str, Expected] | None = None,
) -> Sheet:
    """Return the sheet called *name*, one of `SHEETS`, over the reports that *narrow* leaves.

    *expected* says of sources, by name, what they give; the denominators tell it.

    Raises:
        KeyError: if there is no sheet of that name.
    """
    if name == "denominators" and expected:
        return _denominators(db, key, narrow or {}, expected)
    return SHEETS[name](db, key, narrow or {})


def _reports(db: Connection, key: str, narrow: Who) -> Sheet:
    return Sheet("reports", ReportRow._fields, lambda: report_rows(db, **narrow))


def _facts(db: Connection, key: str, narrow: Who) -> Sheet:
    return Sheet("facts", FactRow._fields, lambda: fact_rows(db, key, **narrow))


def _panel(db: Connection, key: str, narrow: Who) -> Sheet:
    return Sheet("panel", PanelRow._fields, lambda: panel(fact_rows(db, **narrow)))


def _wide(db: Connection, key: str, narrow: Who) -> Sheet:
    """One row a report; a cell without a number is empty, and `…:state` says why."""
    keys = list(dict.fromkeys(entry.key for entry in dictionary()))
    used = {row[0] for row in db.execute("select key from item where key glob ?", (key,))}
    names = [name for name in keys if name in used] + sorted(used.difference(keys))
    who = ReportRow._fields

    def rows() -> Iterator[Sequence[Cell]]:
        for report in report_rows(db, **narrow):
            facts = _facts_of(db, report.id)
            cells = [facts.get(name, (None, "")) for name in names]
            yield [*report, *(part for cell in cells for part in cell)]

    columns = [*who, *(part for name in names for part in (name, f"{name}:state"))]
    return Sheet("wide", columns, rows)


def _checks(db: Connection, key: str, narrow: Who) -> Sheet:
    sql = """
        select report_id, id, holds, "left", "right" from checks
        where report_id = :report order by position"""

    def rows() -> Iterator[Sequence[Cell]]:
        for report in report_rows(db, **narrow):
            yield from db.execute(sql, {"report": report.id})

    return Sheet("checks", ("report_id", "check", "holds", "left", "right"), rows)


def _denominators(
    db: Connection, key: str, narrow: Who, expected: Mapping[str, Expected] | None = None
) -> Sheet:
    """For each year, form and key: how many reports there are, and what became of the cell.

    `expected` is empty where not all sources of the archive say how many they give, and where
    reports were chosen by something that a source says nothing about.
    """
    return Sheet("denominators", DENOMINATORS, lambda: _counted(db, key, narrow, expected or {}))


def _corrections(db: Connection, key: str, narrow: Who) -> Sheet:
    columns = ("report_id", "key", "value", "printed", "reason", "reviewer", "sha256", "made_at")
    sql = f"select {', '.join(columns)} from corrections order by id"  # noqa: S608 -- our columns
    return Sheet("corrections", columns, lambda: db.execute(sql))


def _dictionary(db: Connection, key: str, narrow: Who) -> Sheet:
    return Sheet("dictionary", Entry._fields, lambda: dictionary())


def _crosswalk(db: Connection, key: str, narrow: Who) -> Sheet:
    columns = ("series", "label_zh", "label_en", "comparable", "note", "form", "keys")
    return Sheet(
        "crosswalk",
        columns,
        lambda: (
            (s.id, s.label_zh, s.label_en, s.comparable, s.note, form, " + ".join(keys))
            for s in load_crosswalk()
            for form, keys in s.keys.items()
        ),
    )


SHEETS: Mapping[str, Callable[[Connection, str, Who], Sheet]] = {
    "reports": _reports,
    "facts": _facts,
    "wide": _wide,
    "panel": _panel,
    "checks": _checks,
    "denominators": _denominators,
    "corrections": _corrections,
    "dictionary": _dictionary,
    "crosswalk": _crosswalk,
}
STATES = ("read", "repaired", "blank", "dash", "words", "lost")
DENOMINATORS = ("year", "form", "key", "expected", "published", "parsed", "doubtful", *STATES)


def _facts_of(db: Connection, report: int) -> dict[str, tuple[Cell, str]]:
    sql = """
        select key, coalesce(exact, ''), state from facts where report_id = :report"""
    found = db.execute(sql, {"report": report})
    return {key: (_number(exact), state) for key, exact, state in found}


def _number(exact: str) -> int | Decimal | None:
    if not exact:
        return None
    value = Decimal(exact)
    return int(value) if value == value.to_integral_value() else value


def _counted(
    db: Connection, key: str, narrow: Who, expected: Mapping[str, Expected]
) -> Iterator[Sequence[Any]]:
    sources = _expecting(db, narrow, expected)
    published: dict[int | None, int] = {}
    for report in report_rows(db, **narrow):
        published[report.year] = published.get(report.year, 0) + 1
    counts: dict[tuple[Any, ...], dict[str, int]] = {}
    for fact in fact_rows(db, key, **narrow):
        states = counts.setdefault((fact.year, fact.form, fact.key), dict.fromkeys(STATES, 0))
        states[fact.state] += 1
    for (year, form, name), states in counts.items():
        doubtful = states["repaired"] + states["lost"]
        parsed = sum(states.values())
        due = _due(year, sources)
        yield (year, form, name, due, published[year], parsed, doubtful, *states.values())


def _expecting(
    db: Connection, narrow: Who, expected: Mapping[str, Expected]
) -> list[Expected] | None:
    """Return what the archive's sources give, or None where that is not known of all chosen."""
    if any(value is not None for name, value in narrow.items() if name != "year"):
        return None
    sql = "select name from source where id in (select source from report)"
    sources = [expected.get(name) for (name,) in db.execute(sql)]
    known = [source for source in sources if source and source.reports_a_year]
    return known if len(known) == len(sources) else None


def _due(year: int | None, sources: list[Expected] | None) -> int | None:
    if sources is None or year is None:
        return None
    return sum(source.reports_a_year for source in sources if source.since <= year)
