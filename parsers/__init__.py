"""The door of the parsers: bytes go in, a `Report` comes out."""

from parsers.errors import MissingReaderError, ParserError, UnreadableMediaError
from parsers.parse import parse_report
from parsers.report import (
    Candidate,
    Check,
    Fact,
    Metadata,
    Region,
    Report,
    Section,
    State,
)

# Raised whenever a document may read otherwise than before: `nianbao reparse` goes by it.
PARSER_VERSION = 10

__all__ = [
    "PARSER_VERSION",
    "Candidate",
    "Check",
    "Fact",
    "Metadata",
    "MissingReaderError",
    "ParserError",
    "Region",
    "Report",
    "Section",
    "State",
    "UnreadableMediaError",
    "parse_report",
]
