"""The door of the crawler: a source goes in, its captures end up in the archive."""

from crawler.door import crawl
from crawler.jobs import Plan, plans, shortfalls
from crawler.options import Options, OptionsError, load_options, override
from crawler.sources import (
    Source,
    SourceError,
    dump_source,
    find_sources,
    load_source,
    parse_source,
    source_at,
    source_named,
)
from crawler.summary import Progress, SourceSummary, Summary
from crawler.survey import Column, Survey, propose, survey
from crawler.timestamps import ask_authority

__all__ = [
    "Column",
    "Options",
    "OptionsError",
    "Plan",
    "Progress",
    "Source",
    "SourceError",
    "SourceSummary",
    "Summary",
    "Survey",
    "ask_authority",
    "crawl",
    "dump_source",
    "find_sources",
    "load_options",
    "load_source",
    "override",
    "parse_source",
    "plans",
    "propose",
    "shortfalls",
    "source_at",
    "source_named",
    "survey",
]
