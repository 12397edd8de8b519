"""Give reports and facts as typed rows, one by one or as a data frame."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar, Unpack

from archive.database import Connection, bindable
from archive.errors import MissingLibraryError, UnknownError
from archive.search.narrowing import NARROWED, Who, narrowed_by

if TYPE_CHECKING:
    import pandas
    import polars

Row = TypeVar("Row", bound=NamedTuple)


class ReportRow(NamedTuple):
    """One report, as its latest version says.

    `year` is the year reported on. `facts`, `doubtful` and `broken` count its facts, those that
    are repaired or lost, and its identities that do not hold. `sha256` is what its content hashes
    to.
    """

    id: int
    title: str | None
    year: int | None
    issuer: str | None
    scope: str | None
    region_code: str | None
    region_name: str | None
    level: str | None
    form: str
    published: str | None
    signed: str | None
    source: str | None
    index_number: str | None
    document_number: str | None
    url: str
    facts: int
    doubtful: int
    broken: int
    first_seen: str
    last_seen: str
    versions: int
    sha256: str


class FactRow(NamedTuple):
    """One figure of one report, beside what the page prints.

    `value` is an `int` where whole, else a `Decimal` with all digits, in `unit`; it is None unless
    `state` is `read` or `repaired`. `corrected` is what a reviewer found instead, if anyone did.
    """

    report_id: int
    year: int | None
    issuer: str | None
    region_code: str | None
    region_name: str | None
    level: str | None
    form: str
    key: str
    value: int | Decimal | None
    unit: str
    state: str
    text: str
    corrected: int | Decimal | None


class Overview(NamedTuple):
    """How many reports there are, by year and by level, and the last ones that came in."""

    reports: int
    sources: int
    by_year: list[tuple[int | None, int]]
    by_level: list[tuple[str | None, int]]
    latest: list[ReportRow]


class Rows(Iterator[Row], Generic[Row]):
    """Typed rows, read from the archive as they are asked for; they can be gone through once."""

    def __init__(self, kind: type[Row], rows: Iterator[Row]) -> None:
        self._kind = kind
        self._rows = rows

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of a row's fields, in order."""
        return self._kind._fields

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        return next(self._rows)

    def to_pandas(self) -> "pandas.DataFrame":
        """Return the rows as a data frame; figures are floats, and NaN where there is none.

        Raises:
            MissingLibraryError: if pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise MissingLibraryError("frames", "a data frame") from error
        frame = pandas.DataFrame.from_records(list(self._rows), columns=list(self.columns))
        for column in FIGURES.intersection(self.columns):
            frame[column] = frame[column].astype(float)
        for column in WHOLE.intersection(self.columns):
            frame[column] = frame[column].astype("Int64")
        return frame

    def to_polars(self) -> "polars.DataFrame":
        """Return the rows as a data frame; figures are floats, and null where there is none.

        Raises:
            MissingLibraryError: if polars is not installed.
        """
        try:
            import polars
        except ImportError as error:
            raise MissingLibraryError("frames", "a data frame") from error
        columns: dict[str, list[Any]] = {name: [] for name in self.columns}
        for row in self._rows:
            for name, value in zip(self.columns, row, strict=True):
                columns[name].append(_plain(name, value))
        types: dict[str, Any] = {
            name: polars.Float64 if name in FIGURES else polars.Int64 if name in WHOLE else None
            for name in self.columns
        }
        return polars.DataFrame(
            {name: polars.Series(name, columns[name], types[name]) for name in self.columns}
        )


# Columns that are numbers whatever the rows at hand hold.
FIGURES = {"value", "corrected"}
WHOLE = {"id", "report_id", "year", "facts", "doubtful", "broken", "versions"}


def report_rows(db: Connection, **narrow: Unpack[Who]) -> Rows[ReportRow]:
    """Return the reports that pass the filters, by id."""
    return Rows(
        ReportRow,
        map(ReportRow._make, db.execute(f"{REPORTS} order by report.id", narrowed_by(narrow))),
    )


def fact_rows(db: Connection, key: str = "*", **narrow: Unpack[Who]) -> Rows[FactRow]:
    """Return the facts whose key fits the glob *key*, by report, in the order of its form."""
    values = narrowed_by(narrow) | {"key": bindable(key)}
    return Rows(FactRow, map(_fact, db.execute(FACTS, values)))


def report_row(db: Connection, report: int) -> ReportRow:
    """Return the row of one report.

    Raises:
        UnknownError: if there is no such report.
    """
    row = db.execute(
        f"{REPORTS} and report.id = :report", narrowed_by({}) | {"report": bindable(report)}
    ).fetchone()
    if row is None:
        raise UnknownError(f"there is no report {report}")
    return ReportRow._make(row)


def overview(db: Connection, *, latest: int = 10) -> Overview:
    """Return what the archive holds, in numbers, and its *latest* reports."""
    counted = """
        from report join version on version.id = report.version group by 1 order by 1 desc"""
    newest = f"{REPORTS} order by report.id desc limit :latest"
    return Overview(
        db.execute("select count(*) from report where version is not null").fetchone()[0],
        db.execute("select count(distinct source) from report").fetchone()[0],
        db.execute(f"select version.year, count(*) {counted}").fetchall(),
        db.execute(f"select version.level, count(*) {counted}").fetchall(),
        [ReportRow._make(row) for row in db.execute(newest, narrowed_by({}) | {"latest": latest})],
    )


def number(stored: int | str | float | None) -> int | Decimal | None:
    """Return a figure as stored: whole ones are integers, others keep their digits in text."""
    return Decimal(str(stored)) if isinstance(stored, (str, float)) else stored


def _fact(row: tuple[Any, ...]) -> FactRow:
    *who, value, unit, state, text, corrected = row
    shown = ("" if value is None else str(value)) if text is None else text
    return FactRow._make((*who, number(value), unit, state, shown, number(corrected)))


def _plain(name: str, value: object) -> object:
    return float(value) if name in FIGURES and isinstance(value, (int, Decimal)) else value


REPORTS = f"""
select report.id, version.title, version.year, version.issuer, version.scope,
    version.region_code, version.region_name, version.level, version.form,
    version.published, version.signed, version.source,
    version.index_number, version.document_number, capture.url,
    (select count(*) from fact where fact.version = version.id),
    (select count(*) from fact join state on state.id = fact.state
        where fact.version = version.id and state.name in ('repaired', 'lost')),
    (select count(*) from checked where checked.version = version.id and holds = 0),
    report.first_seen, version.last_seen,
    (select count(*) from version as any_version where any_version.report = report.id),
    lower(hex(version.content))
from report
join version on version.id = report.version
join capture on capture.id = version.capture
where {NARROWED}
"""  # noqa: S608 -- a condition of ours, whose values are bound
FACTS = f"""
select report.id, version.year, version.issuer, version.region_code, version.region_name,
    version.level, version.form, item.key, fact.value, unit.name, state.name, fact.text,
    (select correction.value from correction
        where correction.report = report.uid and correction.key = item.key
        order by correction.id desc limit 1)
from report
join version on version.id = report.version
join fact on fact.version = version.id
join item on item.id = fact.item
join unit on unit.id = fact.unit
join state on state.id = fact.state
where item.key glob :key and {NARROWED}
order by report.id, fact.position
"""  # noqa: S608 -- a condition of ours, whose values are bound
