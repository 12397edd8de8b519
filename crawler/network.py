"""Fetch one address and keep what came back raw: the only way out of this program."""

import ipaddress
import os
import socket
import ssl
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import aiohttp
from yarl import URL

from archive import Capture, Headers

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Scanned reports reach some 20 MB; what is larger is no report.
MAX_SIZE = 32 * 1024 * 1024
# From the first byte sent to the last received, so that a dripping server ends too.
TIMEOUT = 30.0
# NAT64 (RFC 6052) carries an IPv4 address that must be judged itself.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# The faults with which nothing left this machine: asking again would change nothing.
NEVER_SENT = frozenset({"forbidden address", "bad address", "out of scope"})
_CREDENTIALS = frozenset({"cookie", "authorization", "proxy-authorization"})


class FetchError(Exception):
    """Nothing that could be kept came back; `name` is what the fault is counted under."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class ForbiddenAddressError(OSError):
    """A name that leads into a network which the operator did not allow."""


def refusal(address: str, allowed: Sequence[Network]) -> str:
    """Return why *address* may not be connected to; the empty text if it may.

    >>> refusal("10.0.0.8", ())
    '10.0.0.8 is in a private network; --allow-network lists those that may be fetched'
    >>> refusal("10.0.0.8", (ipaddress.ip_network("10.0.0.0/8"),))
    ''
    """
    own = ipaddress.ip_address(address.split("%")[0])
    for candidate in _embedded(own):
        listed = any(candidate.version == net.version and candidate in net for net in allowed)
        if not listed and (not candidate.is_global or candidate.is_multicast):
            return (
                f"{candidate} is in a private network; "
                "--allow-network lists those that may be fetched"
            )
    return ""


def in_networks(address: str, networks: Sequence[Network]) -> bool:
    """Whether *address* lies in one of *networks*."""
    if not address:
        return False
    own = ipaddress.ip_address(address.split("%")[0])
    return any(own.version == net.version and own in net for net in networks)


class Fetcher:
    """Connections to portals; opened in a running event loop, closed with `close`."""

    def __init__(self, *, allowed: Sequence[Network] = ()) -> None:
        self._allowed = tuple(allowed)
        self._policies: dict[str | None, int] = {}
        self._contexts: dict[int, ssl.SSLContext] = {}
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,  # the scheduler and the turns limit it
                socket_factory=self._open_socket,
                happy_eyeballs_delay=None,
            ),
            # In memory only: a bounce that sets a cookie is followed, nobody is remembered.
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            auto_decompress=False,
            trust_env=False,
            response_class=_Response,
            skip_auto_headers=("Content-Type", "Accept", "Accept-Encoding", "User-Agent"),
            middlewares=(_once,),
            max_line_size=65536,
            max_field_size=65536,
            read_bufsize=2**18,
        )

    async def fetch(
        self, url: URL, *, method: str = "GET", headers: Headers = (), body: bytes = b""
    ) -> Capture:
        """Return the exchange that asking for *url* made; redirects are not followed.

        A body that ends early is kept: `notes["truncated"]` says how it ended.

        Raises:
            FetchError: if no response came back.
        """
        try:
            return await self._fetch(url, method, headers, body)
        except TimeoutError as error:
            raise FetchError("timeout", f"{url} did not answer within {TIMEOUT:.0f} s") from error
        except aiohttp.ClientConnectorDNSError as error:
            raise FetchError("dns", f"{url.host} has no address") from error
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, ForbiddenAddressError):
                raise FetchError("forbidden address", str(error.os_error)) from error
            why = os.strerror(error.os_error.errno) if error.os_error.errno else str(error.os_error)
            raise FetchError("refused", f"{url} can't be connected to: {why}") from error
        except aiohttp.InvalidURL as error:
            raise FetchError("bad address", f"{url} is no address: {error}") from error
        except _HungUpError as error:
            raise FetchError("hung up", f"{url} hung up without an answer") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError("broken answer", f"{url} gave no readable answer: {error}") from error

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()

    async def _fetch(self, url: URL, method: str, headers: Headers, body: bytes) -> Capture:
        fetched_at = datetime.now(UTC)
        while True:
            policy = self._policies.get(url.host, 0)
            try:
                async with self._session.request(
                    method,
                    url,
                    headers=headers,
                    data=body or None,
                    ssl=self._context(policy) if url.scheme == "https" else True,
                    allow_redirects=False,
                    timeout=_TIMEOUTS,
                ) as response:
                    content, truncated = await _read(response)
                    notes = {"tls": _TLS[policy].name} if url.scheme == "https" else {}
                    if truncated:
                        notes["truncated"] = truncated
                    return _capture(response, fetched_at, body, content, notes)
            except aiohttp.ClientConnectorError as error:
                # No request was sent yet: the next policy may still be tried in this turn.
                unshaken = url.scheme == "https" and _in_handshake(error)
                if not unshaken or policy + 1 == len(_TLS):
                    raise
                self._policies[url.host] = policy + 1

    def _context(self, policy: int) -> ssl.SSLContext:
        # Made once: loading the certificates takes as long as fetching a page.
        if policy not in self._contexts:
            self._contexts[policy] = _TLS[policy].context()
        return self._contexts[policy]

    def _open_socket(self, info: Any) -> socket.socket:
        family, kind, proto, _, address = info
        if reason := refusal(address[0], self._allowed):
            raise ForbiddenAddressError(reason)
        return socket.socket(family, kind, proto)


class _Policy(NamedTuple):
    name: str
    context: Callable[[], ssl.SSLContext]


class _HungUpError(aiohttp.ClientError):
    """The portal closed the connection without an answer."""


class _Response(aiohttp.ClientResponse):
    """Remembers whom it came from: aiohttp forgets it once the body is read."""

    peer = ""

    async def start(self, connection: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        if connection.transport is not None:
            self.peer = connection.transport.get_extra_info("peername", ("",))[0]
        return await super().start(connection)


async def _once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    # aiohttp would ask again at once when a portal hangs up; we ask again in our own time.
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _HungUpError(str(error)) from error


def _in_handshake(error: aiohttp.ClientConnectorError) -> bool:
    """Whether a connection broke while TLS was agreed on: old servers just hang up."""
    return isinstance(error, aiohttp.ClientSSLError) or isinstance(
        error.os_error, ConnectionResetError
    )


async def _read(response: aiohttp.ClientResponse) -> tuple[bytes, str]:
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in response.content.iter_any():
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_SIZE:
                return b"".join(chunks)[:MAX_SIZE], "length"
    except TimeoutError:
        return b"".join(chunks), "time"
    except (aiohttp.ClientError, OSError):
        return b"".join(chunks), "disconnect"
    return b"".join(chunks), ""


def _capture(
    response: aiohttp.ClientResponse,
    fetched_at: datetime,
    sent: bytes,
    content: bytes,
    notes: dict[str, str],
) -> Capture:
    version = response.version or aiohttp.HttpVersion11
    return Capture(
        url=str(response.url),
        fetched_at=fetched_at,
        status=response.status,
        reason=response.reason or "",
        headers=tuple((_latin(name), _latin(value)) for name, value in response.raw_headers),
        body=content,
        http_version=f"HTTP/{version.major}.{version.minor}",
        method=response.method,
        request_headers=tuple(
            (str(name), value)
            for name, value in response.request_info.headers.items()
            if name.lower() not in _CREDENTIALS
        ),
        request_body=sent,
        ip=response.peer if isinstance(response, _Response) else "",
        notes=notes,
    )


def _latin(raw: bytes) -> str:
    return raw.decode("latin-1")


def _embedded(address: Address) -> list[Address]:
    """Return *address* and the IPv4 address that it wraps, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    wrapped = address.ipv4_mapped or address.sixtofour
    if wrapped is None and address in _NAT64:
        wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return [wrapped] if wrapped else [address]


def _unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _legacy() -> ssl.SSLContext:
    context = _unverified()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)  # has its name since 3.12
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    return context


# From strict to lenient; what a host needed is kept with its captures. The pages are public and
# nothing secret is sent: an old server's page with a note is worth more than no page.
_TLS = (
    _Policy("verified", ssl.create_default_context),
    _Policy("certificate not verified", _unverified),
    _Policy("certificate not verified, legacy protocol", _legacy),
)
_TIMEOUTS = aiohttp.ClientTimeout(total=TIMEOUT, sock_connect=10.0)
