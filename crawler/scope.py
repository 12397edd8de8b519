"""Say where a source may be fetched: its own hosts, and nothing else."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from yarl import URL

from archive import Kind
from crawler.sources import Source, source_hosts

# What may be asked of a host of attachments; whether it may be is for its robots.txt to say.
_ELSEWHERE = {Kind.ATTACHMENT, Kind.ROBOTS}
_DEFAULT_PORTS = {"http": 80, "https": 443}
# A browser reads "\" as "/", and drops tabs and line breaks: none belongs into an address.
_UNSAFE = re.compile(r"[\s\\\x00-\x20\x7f]")


class OutOfScopeError(Exception):
    """An address that may not be fetched; the message says why."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The hosts of a source: a name without `www.`, and a port or None for the default ones."""

    hosts: frozenset[tuple[str, int | None]]
    attachment_hosts: frozenset[tuple[str, int | None]] = frozenset()


def scope_of(source: Source) -> Scope:
    """Return where *source* may be fetched: the hosts of its seeds and those it lists."""
    return Scope(
        hosts=frozenset(map(_place, source_hosts(source))),
        attachment_hosts=frozenset(map(_place, source.attachment_hosts)),
    )


def address(url: str, scope: Scope, kind: Kind = Kind.PAGE) -> URL:
    """Return *url* as it is sent: checked and fetched are the same parts.

    Raises:
        OutOfScopeError: if it is no http(s) address, names a user, or leaves the scope.
    """
    parts = _parts(url)
    hosts = scope.hosts | (scope.attachment_hosts if kind in _ELSEWHERE else frozenset())
    port = None if parts.port == _DEFAULT_PORTS[parts.scheme] else parts.port
    if (_bare(parts.host or ""), port) not in hosts:
        raise OutOfScopeError(f"{url} is outside the source's hosts")
    return parts


def in_scope(url: str, scope: Scope, kind: Kind = Kind.PAGE) -> bool:
    """Whether *url* may be fetched."""
    try:
        address(url, scope, kind)
    except OutOfScopeError:
        return False
    return True


def host_of(url: URL) -> str:
    """Return the machine that is asked for *url*: its name, and its port unless it is a usual one.

    >>> host_of(URL("https://www.zzq.gov.cn/")), host_of(URL("http://zzq.gov.cn:8080/"))
    ('zzq.gov.cn', 'zzq.gov.cn:8080')
    """
    port = "" if url.port in (None, _DEFAULT_PORTS.get(url.scheme)) else f":{url.port}"
    return f"{_bare(url.host or '')}{port}"


def host_named(url: str) -> str:
    """Return the host of *url* as `host_of` does, or the empty text where it is no address."""
    try:
        return host_of(_parts(url))
    except OutOfScopeError:
        return ""


def _parts(url: str) -> URL:
    if _UNSAFE.search(url):
        raise OutOfScopeError(f"{url!r} has a character that no address has")
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        if parts.scheme not in _DEFAULT_PORTS or not host:
            raise OutOfScopeError(f"{url} is no http:// or https:// address")
        if "@" in parts.netloc:
            raise OutOfScopeError(f"{url} names a user")
        built = URL.build(
            scheme=parts.scheme,
            host=f"[{host}]" if ":" in host else host,
            port=parts.port or _DEFAULT_PORTS[parts.scheme],
            path=parts.path or "/",
            query_string=parts.query,
            encoded=True,
        )
        host_of(built)  # raises where the parts do not make an address
    except ValueError as error:
        raise OutOfScopeError(f"{url} is no address: {error}") from error
    return built


def _place(netloc: str) -> tuple[str, int | None]:
    parts = urlsplit(f"//{netloc}")
    port = None if parts.port in _DEFAULT_PORTS.values() else parts.port
    return _bare((parts.hostname or "").encode("idna").decode("ascii")), port


def _bare(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")
