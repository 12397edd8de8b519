"""Measure a crawl beside a bare Scrapy spider that only yields addresses, in alternating runs.

The portal runs in a process of its own, delays are off, pages have about 60 kB. Printed are the
medians of pages a second and of CPU a page (this program's processes, not the portal's), and both
as ratios to the bare spider's.
"""

import argparse
import ipaddress
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from statistics import median
from typing import Any

from bench.portal import running_portal

MIB = 1024  # ru_maxrss counts kibibytes


def main(arguments: Sequence[str] | None = None) -> None:
    """Run every variant in turn, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m bench crawl", description=__doc__)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=[*VARIANTS], default=[*VARIANTS])
    parser.add_argument("--inside", nargs=2, metavar=("VARIANT", "SEED"), help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.inside:
        _measure(*asked.inside)
        return
    results: dict[str, list[dict[str, float]]] = {name: [] for name in asked.only}
    with (
        tempfile.TemporaryDirectory() as folder,
        running_portal("--reports", str(asked.reports), log=Path(folder) / "log") as portal,
    ):
        for _ in range(asked.rounds):
            for name, runs in results.items():
                command = [sys.executable, "-m", "bench.crawl", "--inside", name, portal.seed]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                runs.append(json.loads(done.stdout.splitlines()[-1]))
    _print(results, asked)


def bare(seed: str, folder: Path) -> int:
    """Crawl with Scrapy's defaults, delays off, and yield addresses."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    class Bare(scrapy.Spider):
        name = "bare"
        pages = 0

        async def start(self):
            yield scrapy.Request(seed, self.parse)

        def parse(self, response):
            for href in response.css("li a::attr(href)").getall():
                yield response.follow(href, self.page)
            for href in response.xpath("//a[contains(., '下一页')]/@href").getall():
                yield response.follow(href, self.parse)

        def page(self, response):
            Bare.pages += 1
            yield {"url": response.url}

    quick = {"LOG_LEVEL": "WARNING", "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "DOWNLOAD_DELAY": 0}
    process = AsyncCrawlerProcess(quick)
    process.crawl(Bare)
    process.start()
    return Bare.pages


def fetch(seed: str, folder: Path) -> int:
    """Crawl with our engine, gate and politeness, and keep nothing."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler.run import Run
    from crawler.spiders.reports import ReportsSpider

    settings = Settings({"LOG_INSTALL_ROOT_HANDLER": False})
    settings.setmodule("crawler.settings")
    process = AsyncCrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    nothing = _Nothing()
    process.crawl(
        ReportsSpider, run=Run(_source(seed), _options(), frontier=nothing, recorder=nothing)
    )
    process.start()
    return nothing.reports


def keep(seed: str, folder: Path) -> int:
    """Crawl into an archive: every exchange in a WARC file, synced, and in the ledger."""
    from crawler import crawl

    return crawl([_source(seed)], folder, options=_options()).numbers["new"]


def store(seed: str, folder: Path) -> int:
    """Crawl into an archive, read and store what comes, and leave the index for later."""
    return _crawl_and_read(seed, folder, index=False)


def whole(seed: str, folder: Path) -> int:
    """Crawl into an archive, read, store and index what comes: all that `nianbao crawl` does."""
    return _crawl_and_read(seed, folder, index=True)


VARIANTS: dict[str, Callable[[str, Path], int]] = {
    "bare": bare,
    "fetch": fetch,
    "keep": keep,
    "store": store,
    "whole": whole,
}


GOALS = {
    "fetch": "goal: CPU at most 0.7 × bare",
    "store": "goal: at least 0.6 × bare's pages/s",
    "whole": "goal: at least 0.45 × bare's pages/s, at most 6 ms CPU",
}


class _Nothing:
    """A frontier and a recorder in memory, which forget everything but what is to be fetched."""

    def __init__(self) -> None:
        self.reports = 0
        self.outstanding = 0
        self._waiting: deque[Any] = deque()
        self._seen: set[str] = set()

    def add(self, links: Iterable[Any], found_on: Any = None) -> None:
        for link in links:
            if link.url not in self._seen:
                self._seen.add(link.url)
                self._waiting.append(link)

    def lease(self, limit: int, skip_hosts: Iterable[str] = ()) -> list[Any]:
        from archive import Lease

        count = min(limit, len(self._waiting))
        self.outstanding += count
        return [Lease(id(link), link) for link in (self._waiting.popleft() for _ in range(count))]

    def record(
        self,
        capture: Any,
        *,
        verdict: Any,
        lease: Any,
        links: Iterable[Any],
        kind: Any,
        reason: str,
    ) -> None:
        self.reports += verdict == "report"
        self.outstanding -= lease is not None
        self.add(links)

    def flush(self) -> "Future[None]":
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def finish(self, remark: str = "") -> dict[str, int]:
        return {}

    pause = summary = finish


def _crawl_and_read(seed: str, folder: Path, *, index: bool) -> int:
    from archive import Archive
    from crawler import crawl

    with Archive.open(folder) as archive:
        with archive.reading(index=index) as reading:
            summary = crawl([_source(seed)], folder, options=_options(), reading=reading)
        done = archive.ingest(index=index)
        done.add(reading.result)
        if index:
            archive.seal(waiting=1)
    # What was not read counts for nothing.
    return min(summary.numbers["new"], done.reports)


def _source(seed: str) -> Any:
    from crawler import Source

    return Source(name="bench", title="bench", seeds=(seed,), delay=0, max_pages=10**7)


def _options() -> Any:
    from crawler import Options

    return Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),))


def _measure(name: str, seed: str) -> None:
    """Run one variant in this process, its imports not counted, and print what it took."""
    import scrapy.crawler  # noqa: F401  # imported before the clock starts

    import crawler  # noqa: F401  # likewise

    with tempfile.TemporaryDirectory() as folder:
        # By another process: what makes tables brings pandas along where that is installed.
        command = "import archive, sys; archive.Archive.open(sys.argv[1]).close()"
        subprocess.run([sys.executable, "-c", command, folder], check=True)
        cpu, began = _cpu(), time.perf_counter()
        pages = VARIANTS[name](seed, Path(folder))
        took = {
            "pages": pages,
            "seconds": time.perf_counter() - began,
            "cpu": _cpu() - cpu,
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB,
        }
    print(json.dumps(took))


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _print(results: dict[str, list[dict[str, float]]], asked: argparse.Namespace) -> None:
    rates = {
        n: median(run["pages"] / run["seconds"] for run in runs) for n, runs in results.items()
    }
    costs = {n: median(run["cpu"] / run["pages"] for run in runs) for n, runs in results.items()}
    print(f"{asked.reports} reports of about 60 kB, median of {asked.rounds} alternating runs")
    print(f"{'':8}{'pages/s':>9}{'× bare':>8}{'CPU ms/page':>13}{'× bare':>8}{'MiB':>6}")
    for name in results:
        rate, cost = rates[name], costs[name] * 1000
        floor = "bare" if "bare" in rates else name
        memory = max(run["memory"] for run in results[name])
        line = (
            f"{name:8}{rate:9.0f}{rate / rates[floor]:8.2f}"
            f"{cost:13.2f}{cost / costs[floor] / 1000:8.2f}{memory:6.0f}  {GOALS.get(name, '')}"
        )
        print(line.rstrip())


if __name__ == "__main__":
    main()
