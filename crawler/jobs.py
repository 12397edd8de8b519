"""Say which sources are due, what a run would fetch from whom, and how long it takes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from archive import SourceState
from crawler.options import Options
from crawler.politeness import CHINA
from crawler.sources import Source, source_hosts

# The law's two dates: bodies hand in their report by 31 January, governments publish theirs by
# 31 March (条例 第四十九条, 第五十条); corrections come in the weeks after.
_DEADLINES = ((1, 31), (3, 31))
_WEEKS_AROUND = timedelta(days=14)
# A timer that fires a little earlier than yesterday must not skip a day.
_SLACK = timedelta(hours=1)
# What a page takes beside the pause: the answer itself.
_ANSWER = 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do with a source.

    `pages` counts the addresses that are known or, before a first run, the most that it may ask
    for; `seconds` is what they take at least.
    """

    source: Source
    due: bool
    reason: str
    last: datetime | None
    pages: int
    first: bool
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Return the plan's line of the table."""
        most = "at most " if self.first else ""
        return {
            "source": self.source.name,
            "due": "yes" if self.due else "no",
            "why": self.reason,
            "last_run": self.last.isoformat(timespec="minutes") if self.last else None,
            "hosts": " ".join(source_hosts(self.source)),
            "pages": f"{most}{self.pages}",
            "time": f"{most}{timedelta(seconds=round(self.seconds))}",
        }


def plan(
    source: Source, state: SourceState | None, options: Options, *, now: datetime | None = None
) -> Plan:
    """Return what a run at *now* would do with *source*, which stands at *state*."""
    now = now or datetime.now(UTC)
    first = state is None or not state.known
    most = options.max_pages or source.max_pages
    pages = most if state is None or first else min(most, state.known)
    due, reason = _due(source, state, now)
    return Plan(
        source=source,
        due=due,
        reason=reason,
        last=state.finished if state else None,
        pages=pages,
        first=first,
        seconds=pages * (options.delay_at(source) + _ANSWER),
    )


def plans(
    sources: Iterable[Source], states: Mapping[str, SourceState], options: Options
) -> list[Plan]:
    """Return what a run now would do with each of *sources*."""
    return [plan(source, states.get(source.name), options) for source in sources]


def in_season(day: date) -> bool:
    """Whether *day* is in the weeks round 31 January or 31 March.

    >>> in_season(date(2024, 2, 10)), in_season(date(2024, 3, 1)), in_season(date(2024, 4, 14))
    (True, False, True)
    """
    deadlines = (date(day.year, month, last) for month, last in _DEADLINES)
    return any(abs(day - deadline) <= _WEEKS_AROUND for deadline in deadlines)


def shortfalls(source: Source, found: Mapping[int, int], today: date) -> Iterator[tuple[int, int]]:
    """Yield the years of which *source* has brought too few reports, and how many it has.

    What it should bring stands in its file, what it brought of each year is *found*. A year
    counts once its last deadline is over.
    """
    expected = source.expect
    last = today.year - (1 if (today.month, today.day) > _DEADLINES[-1] else 2)
    for year in range(expected.since or last, last + 1):
        count = found.get(year, 0)
        if count < expected.reports_a_year:
            yield year, count


def _due(source: Source, state: SourceState | None, now: datetime) -> tuple[bool, str]:
    if state is None or (state.finished is None and state.unfinished is None):
        return True, "never crawled"
    if state.unfinished is not None:
        return True, f"unfinished since {state.unfinished:%Y-%m-%d}"
    assert state.finished is not None  # noqa: S101  # neither finished nor unfinished: see above
    season = in_season(now.astimezone(CHINA).date())
    days = source.season_every_days if season else source.every_days
    when = state.finished + timedelta(days=days)
    if state.finished > now + _SLACK:
        # By such a clock it might not be due for years.
        return True, f"its last run ended on {state.finished:%Y-%m-%d}, after today: see the clock"
    if now >= when - _SLACK:
        return True, f"every {days} days"
    return False, f"not before {when:%Y-%m-%d}"
