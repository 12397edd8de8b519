"""Tell what became of reports since a date: new, changed, moved, vanished, returned."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, NamedTuple

from archive.capture import GONE_DAYS, timestamp
from archive.database import Connection, bindable
from archive.diff import differences
from archive.errors import UnknownError
from archive.versions import load_report

# How many visits must have missed what is gone.
VISITS = 2
_CHINA = timezone(timedelta(hours=8))


class Change(NamedTuple):
    """Something that happened to a report; `before` and `after` are the captures that show it.

    `kind` is new, changed, moved, vanished or returned; `at` is when it was seen; `keys` names the
    cells, metadata fields and headings that changed.
    """

    kind: str
    report: int
    title: str | None
    at: str
    before: int | None
    after: int
    keys: tuple[str, ...] = ()


def changes(connection: Connection, since: str) -> Iterator[Change]:
    """Yield what was seen to happen since *since*, a date or time in ISO 8601, oldest first.

    Raises:
        ValueError: if *since* is no date.
    """
    start = moment(since)
    found = [
        change
        for (report,) in connection.execute(SEEN_SINCE, {"since": start}).fetchall()
        for change in _history(connection, report)
        if change.at >= start
    ]
    for change in sorted(found, key=lambda change: (change.at, change.report)):
        yield change._replace(keys=_keys(connection, change))


def moment(text: str) -> str:
    """Return when *text*, a date or time, begins: a date begins at midnight in China.

    Raises:
        ValueError: if *text* is no date, or lies before or behind all that UTC can tell.

    >>> moment("2021-01-29"), moment("2021-01-29T09:27:00+08:00")
    ('2021-01-28T16:00:00.000000Z', '2021-01-29T01:27:00.000000Z')
    """
    if len(text) <= len("2021-01-29"):
        parsed = datetime.combine(date.fromisoformat(text), time())
    else:
        parsed = datetime.fromisoformat(text)
    try:
        return timestamp(parsed if parsed.tzinfo else parsed.replace(tzinfo=_CHINA))
    except OverflowError as error:
        raise ValueError(f"{text} is no moment in UTC") from error


class _Visit(NamedTuple):
    capture: int
    frontier: int
    at: str
    version: int | None
    reading: bytes | None
    title: str | None
    tells: bool


@dataclass(slots=True)
class _Address:
    """What is known of one address of a report up to now."""

    first: int
    last: int
    reading: bytes | None = None
    failures: list[str] = field(default_factory=list)
    moved: bool = False

    @property
    def gone(self) -> bool:
        """Whether repeated visits over days found nothing."""
        if len(self.failures) < VISITS:
            return False
        first, last = (datetime.fromisoformat(at) for at in (self.failures[0], self.failures[-1]))
        return last - first >= timedelta(days=GONE_DAYS)


class _Life:
    """A report's life, told visit by visit."""

    def __init__(self, report: int) -> None:
        self._report = report
        self._addresses: dict[int, _Address] = {}
        self._title: str | None = None
        self._announced: bytes | None = None
        self._vanished: int | None = None

    def shown(self, visit: _Visit) -> Iterator[Change]:
        """Take a visit that found the report."""
        self._title = visit.title
        address = self._addresses.get(visit.frontier)
        if not self._addresses:
            yield self._change("new", visit, None)
        elif self._vanished is not None:
            yield self._change("returned", visit, self._vanished)
        elif address is None and (left := self._left()):
            left.moved = True
            yield self._change("moved", visit, left.last)
        self._vanished = None
        if address is None:
            address = self._addresses[visit.frontier] = _Address(visit.capture, visit.capture)
        if visit.tells:
            if address.reading not in (None, visit.reading) and visit.reading != self._announced:
                yield self._change("changed", visit, address.last)
            address.reading = self._announced = visit.reading
        address.last = visit.capture
        address.failures.clear()

    def missing(self, visit: _Visit) -> Iterator[Change]:
        """Take a visit that found nothing where the report was."""
        address = self._addresses.get(visit.frontier)
        if address is None:
            return
        was_gone = address.gone
        address.failures.append(visit.at)
        if not was_gone and all(other.gone for other in self._addresses.values()):
            self._vanished = visit.capture
            yield self._change("vanished", visit, address.last)
        elif (later := self._successor(address)) and not address.moved:
            address.moved = True
            yield self._change("moved", visit._replace(capture=later.last), address.last)

    def _successor(self, address: _Address) -> _Address | None:
        """The address that has taken the place of one that fails.

        One that came when the other was last seen tells enough; of two that stood side by side,
        the other must be gone.
        """
        for other in self._addresses.values():
            came_after = other.first > (address.first if address.gone else address.last)
            if came_after and not other.failures:
                return other
        return None

    def _left(self) -> _Address | None:
        """The address that was left for a new one: nothing stands at any of the old."""
        if all(address.failures for address in self._addresses.values()):
            return max(self._addresses.values(), key=lambda address: address.last)
        return None

    def _change(self, kind: str, visit: _Visit, before: int | None) -> Change:
        return Change(kind, self._report, self._title, visit.at, before, visit.capture)


def _history(connection: Connection, report: int) -> Iterator[Change]:
    life = _Life(report)
    for row in connection.execute(VISITED, {"report": report}).fetchall():
        visit = _Visit(*row)
        yield from life.missing(visit) if visit.version is None else life.shown(visit)


def _keys(connection: Connection, change: Change) -> tuple[str, ...]:
    if change.kind != "changed":
        return ()
    sql = "select version from capture where id = :id"
    before, after = (
        load_report(connection, connection.execute(sql, {"id": id_}).fetchone()[0])
        for id_ in (change.before, change.after)
    )
    return tuple(dict.fromkeys(found.key for found in differences(before, after)))


def load_pair(
    connection: Connection, report: int, before: str | None, after: str | None
) -> tuple[int, int]:
    """Return two versions of *report*: those asked for, else the latest and one that differs.

    Raises:
        UnknownError: if there is no such report or version.
        ValueError: if *before* or *after* is neither a capture's number nor a date.
    """
    new = _version(connection, report, after) if after else _latest(connection, report)
    if before:
        return _version(connection, report, before), new
    row = connection.execute(DIFFERING, {"report": report, "version": new}).fetchone()
    return (int(row[0]) if row else new), new


def _latest(connection: Connection, report: int) -> int:
    sql = "select version from report where id = :report"
    row = connection.execute(sql, {"report": bindable(report)}).fetchone()
    if row is None:
        raise UnknownError(f"there is no report {report}")
    return int(row[0])


def _version(connection: Connection, report: int, spec: str) -> int:
    values: dict[str, Any] = {"report": bindable(report)}
    if spec.isdigit():
        row = connection.execute(BY_CAPTURE, values | {"capture": bindable(int(spec))}).fetchone()
    else:
        # A date stands for its whole day.
        whole_day = len(spec) <= len("2021-01-29")
        end = moment(f"{spec}T23:59:59.999999" if whole_day else spec)
        row = connection.execute(AT_TIME, values | {"end": end}).fetchone()
    if row is None:
        raise UnknownError(f"report {report} has no version at {spec}")
    return int(row[0])


SEEN_SINCE = """
select distinct version.report
from capture as recent
join capture as shown on shown.frontier = recent.frontier
join version on version.id = shown.version
where recent.fetched_at >= :since
order by version.report
"""
# An address that now shows another report tells nothing of this one.
VISITED = """
with own as (
    select distinct capture.frontier as frontier
    from version join capture on capture.version = version.id
    where version.report = :report
)
select
    capture.id, capture.frontier, capture.fetched_at, version.id, version.reading, version.title,
    capture.frontier is document.frontier
from own
join capture on capture.frontier = own.frontier
left join version on version.id = capture.version and version.report = :report
left join capture as document on document.id = version.document
where version.id is not null or capture.verdict in ('gone', 'soft_404')
order by capture.fetched_at, capture.id
"""
BY_CAPTURE = """
select version.id from capture join version on version.id = capture.version
where capture.id = :capture and version.report = :report
"""
AT_TIME = """
select version.id from capture join version on version.id = capture.version
where version.report = :report and capture.fetched_at <= :end
order by capture.fetched_at desc limit 1
"""
DIFFERING = """
select before.id
from version as latest
join version as before on before.report = latest.report and before.reading <> latest.reading
join capture on capture.version = before.id
where latest.id = :version and latest.report = :report
order by capture.fetched_at desc limit 1
"""
