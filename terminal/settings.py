"""What the operator set: for a crawl, and for what it logs."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from crawler import Options


def crawl_options(folder: Path, given: Mapping[str, Any]) -> "Options":
    """Return the archive's settings with what was *given* on the command line in their place.

    Raises:
        UsageError: if a setting is unknown or wrong.
    """
    import crawler

    settings = {key: value for key, value in given.items() if value not in (None, ())}
    try:
        return crawler.override(crawler.load_options(folder), settings, origin="the command line")
    except crawler.OptionsError as error:
        raise click.UsageError(str(error)) from error


def log_to_stderr() -> None:
    """Let warnings of the crawl come out on standard error, a line each."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("nianbao: %(message)s"))
    logging.getLogger().addHandler(handler)
