"""Scrapy's download handler: what comes back is kept raw, before anything decodes it."""

import asyncio
from typing import Self

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive import Headers, Kind, Known, Lease, Link
from crawler.run import Run

# How often a handler looks whether Scrapy was told to stop; a hung portal must not hold it up.
_WATCH = 0.2


class CaptureHandler(BaseDownloadHandler):
    """Fetches through the run of the crawler's spider: its scope, robots rules, turns and limits.

    The exchange is in the response's `meta["capture"]`; the response's body is encoded as sent.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._run = run_of(crawler)
        self._watch: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the handler; Scrapy makes one for http and one for https."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """Return the answer to *request*; what it raises says why there is none."""
        if self._watch is None:
            self._watch = asyncio.create_task(self._stop_with_the_engine())
        lease: Lease | None = request.meta.get("lease")
        link = lease.link if lease else Link(request.url, request.meta.get("kind", Kind.PAGE))
        known = lease.known if lease else None
        if link.kind is Kind.LISTING and self._run.source.browser:
            known = None  # the shell may be what it was while the list in it is another
        capture = await self._run.visit(link, headers=conditions(known))
        request.meta["capture"] = capture
        return Response(request.url, status=capture.status, body=capture.body, request=request)

    async def close(self) -> None:
        """Close the connections."""
        if self._watch is not None:
            self._watch.cancel()
        await self._run.close()

    async def _stop_with_the_engine(self) -> None:
        while self.crawler.engine.running:
            await asyncio.sleep(_WATCH)
        self._run.stop("told to stop")


def conditions(known: Known | None) -> Headers:
    """Return the headers that ask for a body only if it is another than the one we have."""
    if known is None:
        return ()
    headers = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
    return tuple((name, value) for name, value in headers if value)


def run_of(crawler: Crawler) -> Run:
    """Return the run that the crawler's spider makes.

    Raises:
        TypeError: if it is another spider than ours.
    """
    run = getattr(crawler.spider, "run", None)
    if not isinstance(run, Run):
        raise TypeError("only the spider `reports` is crawled with these settings")
    return run
