"""Keep what reviewers found beside what was printed: their file is the truth, rows follow it."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from archive.cells import exact
from archive.database import Connection, bindable, storable, transaction
from archive.errors import ArchiveError, UnknownError

# Captures and parsers cannot bring a reviewer's work back: it outlives the database here.
FILE = "corrections.jsonl"
# No figure of a report has as many before or after its point.
_DIGITS = 30

TABLES = (
    """
create table correction (
    id integer primary key,
    report text not null,
    key text not null,
    value,
    printed text not null,
    reason text not null,
    reviewer text not null,
    capture text not null,
    made_at text not null
)""",
    "create index correction_by_fact on correction (report, key, id)",
    """
create view corrections as
select correction.id as id, report.id as report_id, correction.key as key,
    correction.value as value, correction.printed as printed, correction.reason as reason,
    correction.reviewer as reviewer, correction.capture as sha256, correction.made_at as made_at
from correction left join report on report.uid = correction.report""",
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reviewer found in one cell: `value`, or None where nothing can be read there.

    `report` is the report's uid, `capture` the SHA-256 of the bytes that were looked at.
    """

    report: str
    key: str
    value: str | None
    printed: str
    reason: str
    reviewer: str
    capture: str
    made_at: str


def add_correction(
    folder: Path,
    db: Connection,
    report: int,
    key: str,
    value: Decimal | None,
    *,
    reason: str,
    reviewer: str,
) -> Correction:
    """Store that *key* of *report* is *value*, and return it; what was printed stays as it is.

    Raises:
        UnknownError: if there is no such report, or no such fact in it.
        ArchiveError: if *value* is no number that a cell can hold, or no reason or reviewer is
            given.
    """
    if value is not None and not (value.is_finite() and abs(value.adjusted()) < _DIGITS):
        raise ArchiveError(f"{value} is no figure of a report: write 41 or 25795.5")
    if not reason.strip() or not reviewer.strip():
        raise ArchiveError("a correction needs a reason and a reviewer: give both")
    asked = {"report": bindable(report), "key": bindable(key)}
    if db.execute("select 1 from report where id = :report", asked).fetchone() is None:
        raise UnknownError(f"there is no report {report}")
    row = db.execute(FACT, asked).fetchone()
    if row is None:
        raise UnknownError(f"report {report} has no fact {key}: nianbao show {report} lists them")
    uid, printed, capture = row
    reason, reviewer = storable(reason), storable(reviewer)
    stored = None if value is None else f"{value:f}"
    now = datetime.now(UTC).isoformat(timespec="seconds")
    correction = Correction(uid, key, stored, printed, reason, reviewer, capture, now)
    _append(folder / FILE, correction)
    load_corrections(folder, db)
    return correction


def load_corrections(folder: Path, db: Connection) -> int:
    """Bring the table up to the file, and return how many corrections were new to it.

    Raises:
        ArchiveError: if a line of the file is no correction.
    """
    corrections = list(read_corrections(folder / FILE))
    if not corrections:
        return 0
    with transaction(db):
        known = db.execute("select count(*) from correction").fetchone()[0]
        rows = [asdict(each) | {"value": _stored(each.value)} for each in corrections[known:]]
        db.executemany(INSERT, rows)
    return len(rows)


def adopt_corrections(folder: Path, db: Connection, other: Path) -> int:
    """Bring in the corrections of the archive in *other* that are not here yet; return how many.

    Raises:
        ArchiveError: if a line of one of the files is no correction.
    """
    known = set(read_corrections(folder / FILE))
    fresh = [each for each in read_corrections(other / FILE) if each not in known]
    for correction in fresh:
        _append(folder / FILE, correction)
    load_corrections(folder, db)
    return len(fresh)


def read_corrections(path: Path) -> Iterator[Correction]:
    """Yield the corrections in the file *path*, oldest first; none if there is no file.

    Raises:
        ArchiveError: if a line is no correction; the message names it.
    """
    lines: list[str] = []
    with suppress(FileNotFoundError):
        lines = path.read_text(encoding="utf-8").splitlines()
    for at, line in enumerate(lines, 1):
        try:
            correction = Correction(**json.loads(line))
            _stored(correction.value)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise ArchiveError(f"{path}, line {at} is no correction: mend or remove it") from error
        yield correction


def _stored(value: str | None) -> int | str | None:
    return exact(None if value is None else Decimal(value))


def _append(path: Path, correction: Correction) -> None:
    line = json.dumps(asdict(correction), ensure_ascii=False) + "\n"
    with path.open("a", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


INSERT = """
insert into correction (report, key, value, printed, reason, reviewer, capture, made_at)
values (:report, :key, :value, :printed, :reason, :reviewer, :capture, :made_at)
"""
FACT = """
select report.uid, cast(coalesce(fact.text, fact.value, '') as text), lower(hex(capture.sha256))
from report
join version on version.id = report.version
join capture on capture.id = version.document
join fact on fact.version = version.id
join item on item.id = fact.item
where report.id = :report and item.key = :key
"""
