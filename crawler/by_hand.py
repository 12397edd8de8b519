"""Begin a crawl that Scrapy's own command starts: its run, and what stops it, told as we do."""

import asyncio
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

from archive import ArchiveError, SourceBusyError
from archive.statuses import BUSY, FAILED, WRONG_USAGE
from crawler.options import OptionsError, load_options
from crawler.run import Run, open_run
from crawler.sources import SourceError, source_named

logger = logging.getLogger(__name__)


@contextmanager
def run_of(source: str, folder: Path) -> Iterator[Run]:
    """Open the run that `scrapy crawl reports -a source=NAME` is about.

    What is wrong with it ends the process with a sentence and the status that `nianbao` gives:
    Scrapy would print a traceback.
    """
    try:
        wanted, options = source_named(source, folder), load_options(folder)
    except (SourceError, OptionsError) as error:
        _leave(str(error), WRONG_USAGE)
    try:
        with open_run(wanted, folder, options) as run:
            yield run
    except ArchiveError as error:
        _leave(str(error), BUSY if isinstance(error, SourceBusyError) else FAILED)


def leave_if_unsafe(settings: BaseSettings) -> None:
    """Return if *settings* are safe; else end the process likewise."""
    try:
        refuse_unsafe(settings)
    except NotConfigured as error:
        _leave(str(error), WRONG_USAGE)


def refuse_unsafe(settings: BaseSettings) -> None:
    """Return if *settings* fetch by our handler only and obey robots.txt.

    Raises:
        NotConfigured: if a setting opens another way out.
    """
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    ways = {scheme for scheme, handler in handlers.items() if handler is not None}
    ours = settings["DOWNLOAD_HANDLERS"]["https"]
    if ways != {"http", "https"} or {handlers["http"], handlers["https"]} != {ours}:
        raise NotConfigured(f"DOWNLOAD_HANDLERS must be http and https only, not {ways}")
    if not settings.getbool("ROBOTSTXT_OBEY"):
        raise NotConfigured("ROBOTSTXT_OBEY must be True: robots.txt is obeyed here")
    for setting in ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED"):
        if settings.getbool(setting):
            raise NotConfigured(f"{setting} must be False: it runs code in this process")


def _leave(message: str, status: int) -> NoReturn:
    """End the process with *message* in the log and *status* for the shell.

    What is raised here ends in Scrapy's task: the loop itself must leave, and the task be no error.
    """
    logger.critical("%s", message)
    asyncio.get_running_loop().call_soon(sys.exit, status)
    raise asyncio.CancelledError
