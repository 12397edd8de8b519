"""Stand in front of every answer: only known hosts, and pages that can do nothing but be read."""

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

# The names under which a browser on this machine knows it.
LOCAL = ("localhost", "127.0.0.1", "[::1]")
# Reports are other people's text: nothing in them may run, load, frame, or send.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
# It only reads: whatever else a browser may send, nothing here takes it.
METHODS = ("GET", "HEAD", "OPTIONS")
_ONLY_READ = "this server only reads; there is nothing to send to it\n"
_MISDIRECTED = "this server does not answer for that host; start it with --allow-host NAME\n"


def guarded(app: App, hosts: Collection[str]) -> App:
    """Return *app* behind the guard: it answers for *hosts* and for this machine's own names."""
    known = {host.lower() for host in (*LOCAL, *hosts)}

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
        elif scope["type"] == "http" and _host(scope) not in known:
            await _refuse(_with_headers(send), 421, _MISDIRECTED)
        elif scope["type"] == "http" and scope["method"] not in METHODS:
            await _refuse(_with_headers(send), 405, _ONLY_READ)
        elif scope["type"] == "http":
            await app(scope, receive, _with_headers(send))

    return guard


def _host(scope: Scope) -> str | None:
    """Return the host that was asked for, without its port, or None where it is not one."""
    found = [value for name, value in scope["headers"] if name == b"host"]
    if len(found) != 1:
        return None
    host: str = found[0].decode("latin-1").lower()
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host


def _with_headers(send: Send) -> Send:
    names = {name for name, _ in HEADERS}

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            kept = [(n, v) for n, v in message.get("headers", []) if n.lower() not in names]
            message["headers"] = [*kept, *HEADERS]
        await send(message)

    return sending


async def _refuse(send: Send, status: int, why: str) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"allow", ", ".join(METHODS).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": why.encode()})
