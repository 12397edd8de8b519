"""List the cells that someone should look at, with what is printed round them."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from archive.answers import number
from archive.content import EncodingError
from archive.database import Connection
from archive.errors import WarcError
from archive.evidence import find_snippet, read_evidence
from archive.versions import load_places
from parsers import ParserError
from parsers.document import Document


class Doubt(NamedTuple):
    """A cell that someone should look at, where it stands, and why: its state or its checks.

    `snippet` is what the document prints there: the row of a table, or some lines. Where the
    document cannot be read any more it says why.
    """

    report_id: int
    title: str | None
    key: str
    state: str
    value: int | Decimal | None
    text: str
    place: str
    snippet: str
    why: str
    url: str


def doubts(db: Connection, captures: Path, *, everything: bool = False) -> Iterator[Doubt]:
    """Yield the cells of latest versions that are repaired, lost, or in a check that fails.

    Corrected cells are left out unless *everything* is asked for; then all of them come.
    """
    for version, report, title, url, places in db.execute(
        DOUBTFUL, {"everything": everything}
    ).fetchall():
        cells = db.execute(CELLS, {"version": version, "everything": everything}).fetchall()
        where = load_places(places, 1 + max((cell[0] for cell in cells), default=-1))
        snippet = cache(partial(_snippet, _read(db, captures, report) if cells else ""))
        for position, key, state, value, text, why in cells:
            shown = ("" if value is None else str(value)) if text is None else text
            place = where[position] if position < len(where) else ""
            yield Doubt(
                report, title, key, state, number(value), shown, place, snippet(place), why, url
            )


def _read(db: Connection, captures: Path, report: int) -> Document | str:
    try:
        return read_evidence(db, captures, report)
    except (WarcError, EncodingError, ParserError) as error:
        return f"({error})"


def _snippet(document: Document | str, place: str) -> str:
    return document if isinstance(document, str) else find_snippet(document, place)


DOUBTFUL = """
select version.id, report.id, version.title, capture.url, body.places
from report
join version on version.id = report.version
join capture on capture.id = version.capture
left join body on body.version = version.id
where exists (select * from fact join state on state.id = fact.state
    where fact.version = version.id and state.name in ('repaired', 'lost'))
or exists (select * from checked where checked.version = version.id and holds = 0)
or :everything and exists (select * from correction where correction.report = report.uid)
order by report.id
"""
# A check's name is its kind and then the column or row that it is about.
CELLS = """
with broken (name) as (
    select identity.name from checked join identity on identity.id = checked.identity
    where checked.version = :version and checked.holds = 0
)
select fact.position, item.key, state.name, fact.value, fact.text,
    case when state.name in ('repaired', 'lost') then state.name
    else coalesce((select group_concat(name, ' ') from broken where
        name in (item.table_id || '.balance.' || item.column_id,
            item.table_id || '.results_sum.' || item.column_id,
            item.table_id || '.row_sum.' || item.row_id)),
        case when exists (select * from correction
            where correction.report = report.uid and correction.key = item.key)
        then 'corrected' end) end as why
from fact
join item on item.id = fact.item
join state on state.id = fact.state
join report on report.version = fact.version
where fact.version = :version and why is not null
and (:everything or not exists (
    select * from correction where correction.report = report.uid and correction.key = item.key))
order by fact.position
"""
