"""The door of the archive: captures and reports go in, rows and hits come out."""

from archive.archive import Archive
from archive.capture import Capture, Headers, Kind, Known, Lease, Link, Verdict
from archive.errors import (
    ArchiveError,
    ConditionError,
    MissingLibraryError,
    NewerArchiveError,
    SourceBusyError,
    TimestampError,
    UnknownError,
    WarcError,
)
from archive.frontier import Frontier
from archive.intake.reading import Reading
from archive.recorder import Recorder
from archive.runs import SourceState
from archive.search.hits import Hit

__all__ = [
    "Archive",
    "ArchiveError",
    "Capture",
    "ConditionError",
    "Frontier",
    "Headers",
    "Hit",
    "Kind",
    "Known",
    "Lease",
    "Link",
    "MissingLibraryError",
    "NewerArchiveError",
    "Reading",
    "Recorder",
    "SourceBusyError",
    "SourceState",
    "TimestampError",
    "UnknownError",
    "Verdict",
    "WarcError",
]
