"""Know what stood in WARC files that are gone or cut off, so that it is fetched and kept anew."""

from pathlib import Path
from typing import NamedTuple

from archive.database import Connection


class Lost(NamedTuple):
    """A WARC file that ends before what the database knows of it; `left` bytes are there."""

    warc: int
    name: str
    left: int


def note_lost(connection: Connection, captures: Path) -> list[Lost]:
    """Return which WARC files of *captures* are lost, and note it in the view `temp.gone`.

    That holds the captures whose own records are not there, for who uses this *connection*.
    Each file is looked at once, and none is read: one that is damaged in its middle is found by
    `verify`.
    """
    lost = []
    for id_, name, size in connection.execute("select id, name, size from warc").fetchall():
        path = captures / name
        left = path.stat().st_size if path.exists() else 0
        if left < size:
            lost.append(Lost(id_, name, left))
    for statement in GONE:
        connection.execute(statement)
    connection.executemany("insert into temp.lost values (:warc, :left)", map(Lost._asdict, lost))
    return lost


def forget_lost(connection: Connection, source: int, run: int) -> None:
    """Let each address of *source* whose last answer is lost be asked without conditions.

    One that this *run* has had already waits to be asked again.
    """
    connection.execute(FORGET, {"source": source, "run": run})


def stand_in(connection: Connection, capture: int, sha256: bytes) -> None:
    """Let *capture* be where the same bytes are read that earlier captures have lost."""
    connection.execute(STAND_IN, {"capture": capture, "sha256": sha256})


GONE = (
    "drop view if exists temp.gone",
    "drop table if exists temp.lost",
    "create temp table lost (warc integer primary key, size integer not null)",
    """
    create temp view gone as
    select capture.id as id, capture.sha256 as sha256
    from temp.lost
    join main.capture on capture.warc = lost.warc and capture."offset" + capture.length > lost.size
    """,
)
FORGET = """
update frontier set capture = null, state = iif(run = :run, 'pending', state)
where source = :source and exists (
    select 1 from capture
    join temp.gone on gone.id = coalesce(capture.original, capture.id)
    where capture.id = frontier.capture
)
"""
# A revisit hangs on the bytes, or on an address that had them.
STAND_IN = """
with same as (select id, frontier from capture where sha256 = :sha256 and id < :capture)
update capture set original = :capture
where (id in (select id from same) or frontier in (select frontier from same))
    and exists (
        select 1 from temp.gone
        where gone.id = coalesce(capture.original, capture.id) and gone.sha256 = :sha256
    )
"""
