"""What came of a crawl: numbers for people, JSON for programs, a status for the shell."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from archive.statuses import BUSY, DONE, FAILED, PARTLY

NUMBERS = (
    "new",
    "changed",
    "unchanged",
    "vanished",
    "failed",
    "blocked",
    "not_reports",
    "requests",
)


def remark(faults: Mapping[str, int], traps: Mapping[str, int]) -> str:
    """Return in words what a run could not have, and which walks without end it left.

    >>> remark({"timeout": 2}, {"listings without a new report": 3})
    '2 timeout, left alone: listings without a new report'
    """
    said = [f"{count} {name}" for name, count in faults.items()]
    return ", ".join(said + [f"left alone: {name}" for name in traps])


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl is: addresses asked and still waiting, reports kept, doubtful pages."""

    fetched: int
    waiting: int
    reports: int
    doubtful: int
    not_modified: int
    seconds: float

    @property
    def left(self) -> float | None:
        """The seconds that what is waiting takes at the pace so far; None before there is one."""
        return self.waiting * self.seconds / self.fetched if self.fetched else None


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What came of one source; `stopped` says why something was left for the next run.

    `run` is the archive's number of the run, None if there was none.
    """

    source: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    faults: Mapping[str, int] = field(default_factory=dict)
    traps: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    stopped: str = ""
    busy: bool = False
    reached: bool = True
    run: int | None = None

    @property
    def status(self) -> int:
        """The exit status of the contract: 0 done, 1 failed, 3 done in part, 4 held elsewhere."""
        if self.busy:
            return BUSY
        if not self.reached:
            return FAILED
        partly = self.stopped or self.numbers.get("failed") or self.numbers.get("blocked")
        return PARTLY if partly else DONE

    def to_dict(self) -> dict[str, Any]:
        """Return the line of the run's table for this source."""
        said = self.stopped or remark(self.faults, self.traps)
        numbers = {name: self.numbers.get(name, 0) for name in NUMBERS}
        return {"source": self.source} | numbers | {"remark": said}


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a crawl over one or more sources."""

    sources: tuple[SourceSummary, ...]

    @property
    def numbers(self) -> dict[str, int]:
        """The numbers of all sources, as the contract's JSON names them."""
        total: Counter[str] = Counter(dict.fromkeys(NUMBERS, 0))
        for source in self.sources:
            total.update({name: source.numbers.get(name, 0) for name in NUMBERS})
        return {name: total[name] for name in NUMBERS}

    @property
    def status(self) -> int:
        """The exit status of the contract; several sources of different status are done in part."""
        statuses = {source.status for source in self.sources}
        return statuses.pop() if len(statuses) == 1 else PARTLY if statuses else DONE

    def to_dict(self) -> dict[str, Any]:
        """Return the summary line that `--format json` ends with."""
        return self.numbers

    def report(self, started: datetime, ended: datetime) -> dict[str, Any]:
        """Return the run's report as one JSON object: when, what came of it, and of each source."""
        return {
            "started": started.isoformat(timespec="seconds"),
            "ended": ended.isoformat(timespec="seconds"),
            "status": self.status,
            **self.numbers,
            "sources": [
                source.to_dict()
                | {
                    "status": source.status,
                    "seconds": round(source.seconds, 1),
                    "stopped": source.stopped,
                    "faults": dict(source.faults),
                }
                for source in self.sources
            ],
        }
