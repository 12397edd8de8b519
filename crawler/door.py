"""Crawl sources in this process, several at once, and say what came of it."""

import asyncio
import gc
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive import ArchiveError, Reading, SourceBusyError
from crawler.options import Options, OptionsError
from crawler.run import Run, open_run
from crawler.sources import Source
from crawler.spiders.reports import ReportsSpider
from crawler.summary import Progress, SourceSummary, Summary

# Each source has hosts of its own, each with one request in flight: this bounds the memory only.
SOURCES_AT_ONCE = 8
_TICK = 0.25


def crawl(
    sources: Sequence[Source],
    archive_dir: Path,
    *,
    options: Options,
    progress: Callable[[Progress], None] | None = None,
    reading: Reading | None = None,
) -> Summary:
    """Fetch what is new in *sources* into the archive, and return what came of it.

    A run that was cut short is resumed. Every report known is asked for again, conditionally.
    Nothing is parsed here: a *reading* does that beside the crawl, `Archive.ingest` after it.
    SIGTERM and Ctrl-C end it in order.

    Raises:
        ArchiveError: if the archive can't be opened or written.
        OptionsError: if the options contradict each other.
    """
    if any(options.delay_at(source) == 0 for source in sources) and not options.allow_networks:
        raise OptionsError("a delay of 0 is for networks of one's own: list them, or wait 1 second")
    gc.freeze()  # what is imported lives as long as the process: no need to look at it again
    gc.set_threshold(10_000)  # of the objects that pages leave behind hardly any need its help
    process = AsyncCrawlerProcess(_settings(options))
    # A line for each page costs as much as its scheduling; what matters is in our own log.
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    opener = partial(open_run, archive_dir=archive_dir, options=options, reading=reading)
    crawls = _Crawls(process, deque(sources), opener)
    for _ in range(SOURCES_AT_ONCE):
        crawls.start_next()
    if progress is not None:
        ticker = asyncio.get_event_loop().create_task(_report(crawls, progress))
        ticker.add_done_callback(lambda _: None)
    process.start(install_signal_handlers=threading.current_thread() is threading.main_thread())
    if progress is not None:
        progress(crawls.progress())
    if crawls.error is not None:
        raise crawls.error
    return Summary(tuple(crawls.summaries))


class _Crawls:
    """The sources of one call: those that wait, those that run, and what came of the others."""

    def __init__(
        self,
        process: AsyncCrawlerProcess,
        waiting: deque[Source],
        opener: Callable[[Source], AbstractContextManager[Run]],
    ) -> None:
        self._process = process
        self._waiting = waiting
        self._open = opener
        self._runs: list[Run] = []
        self._started = time.monotonic()
        self.summaries: list[SourceSummary] = []
        self.error: BaseException | None = None

    def start_next(self) -> None:
        """Begin the next source that no other process holds."""
        while self._waiting and self.error is None:
            source = self._waiting.popleft()
            opened = ExitStack()
            try:
                run = opened.enter_context(self._open(source))
            except SourceBusyError as error:
                self.summaries.append(SourceSummary(source.name, stopped=str(error), busy=True))
                continue
            except ArchiveError as error:
                self.error = error
                return
            self._runs.append(run)
            task = self._process.crawl(ReportsSpider, run=run)
            task.add_done_callback(partial(self._end, run, opened))
            return

    def progress(self) -> Progress:
        """Return how far all of them are."""
        tallies = [run.tally for run in self._runs]
        return Progress(
            fetched=sum(tally.done for tally in tallies),
            waiting=sum(run.waiting() for run in self._runs),
            reports=sum(tally.reports for tally in tallies),
            doubtful=sum(tally.doubtful for tally in tallies),
            not_modified=sum(tally.not_modified for tally in tallies),
            seconds=time.monotonic() - self._started,
        )

    def _end(self, run: Run, opened: ExitStack, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            self.error = self.error or task.exception()
        try:
            opened.close()
        except ArchiveError as error:
            run.error = run.error or error
        self.error = self.error or run.error
        self.summaries.append(run.summary())
        if run.told_to_stop:
            self._waiting.clear()
        self.start_next()


async def _report(crawls: _Crawls, progress: Callable[[Progress], None]) -> None:
    while True:
        await asyncio.sleep(_TICK)
        progress(crawls.progress())


def _settings(options: Options) -> Settings:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # the caller's to choose
    settings.set("CONCURRENT_REQUESTS", options.concurrency, priority="cmdline")
    return settings
