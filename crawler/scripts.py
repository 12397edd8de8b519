"""Fetch the scripts of a portal's own without which a page of its family says nothing."""

import asyncio

from archive import Kind, Link, Verdict
from archive.content import EncodingError, decoded
from crawler import discovery
from crawler.dialects import details, epoint, services
from crawler.network import FetchError
from crawler.pages.page import Page
from crawler.robots import DisallowedError
from crawler.run import Run
from crawler.scope import OutOfScopeError
from parsers.charset import decode


class Scripts:
    """The scripts that a run's pages needed so far, each fetched once."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._texts: dict[str, asyncio.Future[str]] = {}

    async def added(self, page: Page) -> str:
        """Return the text of *page*, and behind it the scripts that it can't be read without.

        Raises:
            HostParkedError, StoppedError: if they can't be had in this run.
        """
        texts = [page.text]
        needed = (
            *epoint.needed_scripts(page),
            *services.needed_scripts(page),
            *details.needed_scripts(page),
            *discovery.needed_scripts(page),
        )
        for url in dict.fromkeys(needed):
            if url not in self._texts:
                self._texts[url] = asyncio.ensure_future(self._fetch(url))
            texts.append(await asyncio.shield(self._texts[url]))
        return "\n".join(texts)

    async def _fetch(self, url: str) -> str:
        try:
            capture = await self._run.visit(Link(url, Kind.LISTING))
            code = decode(decoded(capture.body, capture.headers))
        except (FetchError, DisallowedError, OutOfScopeError, EncodingError):
            return ""
        self._run.record(capture, Verdict.OTHER, kind=Kind.LISTING, reason="a script of the page")
        return f"<script>{code}</script>" if capture.status == 200 else ""
