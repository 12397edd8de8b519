"""The door of the crawler: a source goes in, its captures end up in the archive."""

from crawler.door import crawl
from crawler.options import Options, OptionsError, load_options, override
from crawler.sources import Source, SourceError, find_sources, source_at, source_named
from crawler.summary import Progress, SourceSummary, Summary

__all__ = [
    "Options",
    "OptionsError",
    "Progress",
    "Source",
    "SourceError",
    "SourceSummary",
    "Summary",
    "crawl",
    "find_sources",
    "load_options",
    "override",
    "source_at",
    "source_named",
]
