"""Let a browser build a list that only scripts can build; every request it makes is ours."""

import logging
import os
import shutil
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from archive import Capture, Kind, Link
from archive.content import EncodingError, decoded
from crawler.network import FetchError
from crawler.politeness import HostParkedError
from crawler.robots import DisallowedError
from crawler.scope import OutOfScopeError

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import Page as Tab
    from playwright.async_api import Playwright, Request, Route

logger = logging.getLogger(__name__)

Visit = Callable[[Link], Awaitable[Capture]]

# Each of its requests waits for its turn at the host: a page with ten scripts takes ten seconds.
_PATIENCE = 120_000
# Pictures and fonts build no list.
_NEEDED = frozenset({"document", "script", "xhr", "fetch", "stylesheet"})
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_REFUSALS = (OutOfScopeError, DisallowedError, HostParkedError, FetchError)


class BrowserError(Exception):
    """There is no browser, or it built nothing; the message says how to mend it."""


class Browser:
    """A browser without a network of its own: what its pages ask for, *visit* fetches.

    So scope, robots.txt, pauses and the record of every exchange hold for it as for a crawl.
    It starts with its first page; close it with `close`.
    """

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None

    async def built(self, capture: Capture) -> str:
        """Return the page of *capture* as HTML once its scripts have built it.

        Raises:
            BrowserError: if no browser can be started, or the page never came to rest.
        """
        chromium = await self._started()
        from playwright.async_api import Error

        context = await chromium.new_context(service_workers="block", offline=False)
        try:
            tab = await context.new_page()
            await tab.route("**/*", lambda route, request: self._answer(route, request, capture))
            await tab.goto(capture.url, wait_until="networkidle", timeout=_PATIENCE)
            return await _content(tab)
        except Error as error:
            raise BrowserError(f"{capture.url} was not built: {error.message}") from error
        finally:
            await context.close()

    async def close(self) -> None:
        """End the browser."""
        if self._chromium is not None:
            await self._chromium.close()
        if self._playwright is not None:
            await self._playwright.stop()

    async def _started(self) -> "Chromium":
        if self._chromium is None:
            program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
            if program is None:
                raise BrowserError("no Chromium was found: install Debian's package chromium")
            try:
                from playwright.async_api import async_playwright
            except ImportError as error:
                cure = "pip install 'nianbao[browser]'"
                raise BrowserError(f"the browser extra is not installed: {cure}") from error
            self._playwright = await async_playwright().start()
            self._chromium = await self._playwright.chromium.launch(
                executable_path=program,
                args=list(_SWITCHES),
                chromium_sandbox=os.geteuid() != 0,  # root has none
            )
        return self._chromium

    async def _answer(self, route: "Route", request: "Request", first: Capture) -> None:
        """Answer a request of the page: with what is there already, or with what we fetch."""
        try:
            if request.url == first.url and request.method == first.method:
                await route.fulfill(**_as_answer(first))
            elif request.resource_type in _NEEDED and request.method in {"GET", "POST"}:
                await route.fulfill(**_as_answer(await self._visit(_link(request))))
            else:
                await route.abort()
        except (*_REFUSALS, EncodingError) as error:
            logger.info("%s: %s", request.url, error)
            await route.abort()


# Names must not be looked up behind our back: whatever is not answered by us has no address.
_SWITCHES = ("--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND")


async def _content(tab: "Tab") -> str:
    """Return the page's HTML, and that of the frames in it behind it."""
    texts = [await frame.content() for frame in tab.frames]
    return "\n".join(texts)


def _link(request: "Request") -> Link:
    given = request.headers
    names = ("content-type", "referer", "x-requested-with", "accept")
    headers = tuple((name.title(), given[name]) for name in names if name in given)
    return Link(
        request.url,
        Kind.LISTING,
        method=request.method,
        body=request.post_data or "",
        headers=headers,
    )


def _as_answer(capture: Capture) -> dict[str, Any]:
    body = decoded(capture.body, capture.headers)
    dropped = {"content-encoding", "content-length", "transfer-encoding", "connection"}
    headers = {name: text for name, text in capture.headers if name.lower() not in dropped}
    return {"status": capture.status, "headers": headers, "body": body}
