"""What came of a run, told from the captures it made; and how each source stands."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from archive.database import Connection


class SourceState(NamedTuple):
    """How a source stands: its last finished run, and what is known and waiting.

    `unfinished` says when a run began that was cut short; it will be resumed. `ended` says why the
    last run ended, finished or not.
    """

    name: str
    finished: datetime | None
    unfinished: datetime | None
    summary: Mapping[str, int]
    known: int
    waiting: int
    failed: int
    ended: str = ""


def source_states(connection: Connection) -> Iterator[SourceState]:
    """Yield the state of every source that was crawled, by name."""
    for row in connection.execute(STATES):
        name, finished, unfinished, summary, paused, known, waiting, failed = row
        numbers = json.loads(summary or "{}")
        remark = numbers.pop(_REMARK, "")
        if unfinished:
            ended = json.loads(paused or "{}").get(_REMARK, _CUT_SHORT)
        else:
            ended = f"finished: {remark}" if remark else "finished"
        yield SourceState(
            name,
            datetime.fromisoformat(finished) if finished else None,
            datetime.fromisoformat(unfinished) if unfinished else None,
            numbers,
            known,
            waiting or 0,
            failed or 0,
            ended,
        )


def ending(numbers: Mapping[str, int], remark: str) -> str:
    """Return what is kept of how a run ended: its *numbers*, and a *remark* why it ended so."""
    return json.dumps({**numbers, _REMARK: remark} if remark else dict(numbers))


def reports_a_year(connection: Connection, source: str) -> dict[int, int]:
    """Return how many reports of each year *source* has brought."""
    return dict(connection.execute(A_YEAR, {"source": source}).fetchall())


def summarise(connection: Connection, run: int) -> dict[str, int]:
    """Return the numbers of *run* as the contract's summary names them.

    A report counts once an address: `unchanged` where it says what the capture before said, or the
    portal answered "not modified", else `changed`. Until both are read, and by one parser, their
    bytes are compared. What is gone counts as `vanished` once, in the run that missed it first.
    """
    cursor = connection.execute(SUMMARY, {"run": run})
    names = [column[0] for column in cursor.description]
    return {name: int(count or 0) for name, count in zip(names, cursor.fetchone(), strict=True)}


def recount(connection: Connection, run: int) -> dict[str, int]:
    """Return how many reports of *run* are changed and unchanged, now that they are read.

    A page that counts its visitors has other bytes each time. What is kept of the run's ending is
    put right too.
    """
    numbers = summarise(connection, run)
    sql = "select summary from run where id = :run"
    kept = json.loads(connection.execute(sql, {"run": run}).fetchone()[0] or "{}")
    values = {"summary": ending(numbers, kept.get(_REMARK, "")), "run": run}
    connection.execute("update run set summary = :summary where id = :run", values)
    return {name: numbers[name] for name in ("changed", "unchanged")}


_REMARK = "remark"
_CUT_SHORT = "cut short: it was killed, or is still running"
SUMMARY = """
with visit as (
    select capture.*, (
        select max(before.id) from capture as before
        where before.frontier = capture.frontier and before.run < capture.run
            and before.verdict in ('report', 'attachment')
    ) as before
    from capture
    where capture.run = :run and capture.frontier is not null
),
seen as (
    select
        visit.id, visit.frontier, visit.verdict, visit.kind, visit.parent,
        coalesce(original.verdict, visit.verdict) as shows,
        coalesce(original.content, visit.content) as content,
        before.content as content_before,
        said.reading = said_before.reading and said.parser = said_before.parser as says_the_same,
        parent.verdict as parent_verdict
    from visit
    left join capture as original
        on original.id = visit.original and visit.verdict = 'not_modified'
    left join capture as parent on parent.id = visit.parent
    left join capture as before on before.id = visit.before
    left join version as said on said.id = visit.version
    left join version as said_before on said_before.id = before.version
),
report as (
    select *, content = content_before or coalesce(says_the_same, 0) as is_unchanged
    from seen
    where shows = 'report' or (shows = 'attachment' and parent_verdict is not 'report')
)
select
    (select count(*) from report where content_before is null) as new,
    (select count(*) from report where content_before is not null and not is_unchanged) as changed,
    (select count(*) from report where is_unchanged) as unchanged,
    (
        select count(*) from seen join frontier on frontier.id = seen.frontier
        where verdict in ('gone', 'soft_404') and frontier.report_capture is not null
            and coalesce((
                select before.verdict from capture as before
                where before.frontier = seen.frontier and before.run < :run
                order by before.id desc limit 1
            ), '') not in ('gone', 'soft_404')
    ) as vanished,
    (
        select count(*) from frontier where run = :run and state = 'failed'
    ) + (
        select count(distinct frontier) from seen where verdict in ('damaged', 'error')
    ) as failed,
    (
        select count(*) from frontier where run = :run and state = 'blocked'
    ) + (
        select count(distinct frontier) from seen
        where verdict in ('challenge', 'login', 'refused')
    ) as blocked,
    (
        select count(distinct frontier) from seen
        where kind = 'page' and verdict in ('other', 'empty')
            and id not in (select parent from seen where parent is not null)
    ) as not_reports,
    (
        select count(*) from capture where run = :run
    ) + (
        select coalesce(sum(attempts), 0) from frontier where run = :run
    ) as requests
"""

A_YEAR = """
select year, count(*) from reports
where portal = :source and year is not null
group by year
"""

STATES = """
select
    source.name,
    finished.finished_at,
    unfinished.started_at,
    finished.summary,
    unfinished.summary,
    count(frontier.id),
    sum(frontier.state in ('pending', 'leased')),
    sum(frontier.state = 'failed')
from source
left join run as finished on finished.id = (
    select max(id) from run where source = source.id and finished_at is not null
)
left join run as unfinished on unfinished.id = (
    select max(id) from run where source = source.id and finished_at is null
)
left join frontier on frontier.source = source.id
where finished.id is not null or unfinished.id is not null
group by source.id
order by source.name
"""
