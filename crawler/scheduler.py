"""Scrapy's scheduler on the archive's frontier: what is waiting there is what is fetched next."""

from collections import deque
from collections.abc import Callable
from typing import Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from archive import Lease
from crawler.run import Run
from crawler.spiders.reports import ReportsSpider


class FrontierScheduler(BaseScheduler):
    """Hands out the addresses that the archive's frontier leases.

    A lease is out from here until its outcome is committed; there are never more of them than
    requests may be in flight, so a killed process costs at most that many fetches.
    """

    def __init__(self, run: Run, request: Callable[[Lease], Request]) -> None:
        self._run = run
        self._request = request
        self._again: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the scheduler of the crawler's run."""
        spider = crawler.spider
        if not isinstance(spider, ReportsSpider):
            raise TypeError("the archive's frontier is crawled by the spider `reports` only")
        return cls(spider.run, spider.request)

    def has_pending_requests(self) -> bool:
        """Whether something is waiting or under way."""
        return bool(self._again) or self._run.going()

    def enqueue_request(self, request: Request) -> bool:
        """Take back a request whose lease is still out; addresses go to the frontier instead."""
        self._again.append(request)
        return True

    def next_request(self) -> Request | None:
        """Return the next request, or None while all that may be out is out."""
        if self._again:
            return self._again.popleft()
        while (lease := self._run.next_lease()) is not None:
            try:
                return self._request(lease)
            except ValueError as error:  # an address that Scrapy can't make a request of
                self._run.miss(lease, str(error), again=False)
                self._run.free(lease)
        return None
