"""The options that several commands share."""

from collections.abc import Callable
from functools import reduce
from pathlib import Path

import click

from archive.exports.rows import WRITERS
from archive.search.narrowing import LEVELS

folder = click.option(
    "--archive",
    "folder",
    metavar="DIR",
    envvar="NIANBAO_ARCHIVE",
    default="nianbao-archive",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The archive's folder (or the variable NIANBAO_ARCHIVE).",
)
output = click.option(
    "--format",
    "output",
    type=click.Choice(list(WRITERS)),
    default="table",
    show_default=True,
    help="How results are printed.",
)
_REACH = (
    click.option(
        "--allow-network",
        "allow_networks",
        metavar="CIDR",
        multiple=True,
        help="A private network that may be fetched.",
    ),
    click.option("--delay", type=float, help="The seconds between two requests to one host."),
)
_WALK = (
    *_REACH,
    click.option(
        "--max-pages",
        type=click.IntRange(1),
        default=60,
        show_default=True,
        help="How many pages it may look at.",
    ),
)


def fetching(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* the options of a crawl."""
    most = click.option(
        "--max-pages", type=click.IntRange(1), help="How many requests a run may make."
    )
    return reduce(lambda decorated, option: option(decorated), (most, *reversed(_REACH)), command)


def walk(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* the options of a walk over a portal."""
    return reduce(lambda decorated, option: option(decorated), reversed(_WALK), command)


region = click.option("--region", help="A division's code, its first digits, or its name.")
level = click.option("--level", type=click.Choice(LEVELS), help="The level of government.")
year = click.option("--year", type=int, help="The year reported on.")
