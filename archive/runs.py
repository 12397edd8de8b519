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

    A report counts once an address: `changed` where its bytes differ from those of the capture
    before, `unchanged` where they are the same or the portal answered "not modified". What is gone
    counts as `vanished` once, in the run that missed it first.
    """
    cursor = connection.execute(SUMMARY, {"run": run})
    names = [column[0] for column in cursor.description]
    return {name: int(count or 0) for name, count in zip(names, cursor.fetchone(), strict=True)}


_REMARK = "remark"
_CUT_SHORT = "cut short: it was killed, or is still running"
SUMMARY = """
with seen as (
    select
        capture.id, capture.frontier, capture.verdict, capture.kind, capture.parent,
        coalesce(original.verdict, capture.verdict) as shows,
        coalesce(original.content, capture.content) as content,
        (
            select before.content from capture as before
            where before.frontier = capture.frontier and before.run < capture.run
                and before.verdict in ('report', 'attachment')
            order by before.id desc limit 1
        ) as content_before,
        parent.verdict as parent_verdict
    from capture
    left join capture as original
        on original.id = capture.original and capture.verdict = 'not_modified'
    left join capture as parent on parent.id = capture.parent
    where capture.run = :run and capture.frontier is not null
),
report as (
    select * from seen
    where shows = 'report' or (shows = 'attachment' and parent_verdict is not 'report')
)
select
    (select count(*) from report where content_before is null) as new,
    (select count(*) from report where content_before <> content) as changed,
    (select count(*) from report where content_before = content) as unchanged,
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
