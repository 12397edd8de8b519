"""Serve portals on loopback, each at its own address, and write down every request."""

import asyncio
import json
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from http import HTTPStatus
from typing import TextIO

from demo.web import Answer, Asked, Portal

HOSTS = 60
_LIMIT = 1 << 20


class BrokenOffError(Exception):
    """The connection is to be closed as if the line had broken."""


class Server:
    """Portals that answer while it is open; `addresses` says where, by portal."""

    def __init__(self, portals: Sequence[Portal], *, port: int, log: TextIO) -> None:
        self.portals = {portal.name: portal for portal in portals}
        self.addresses: dict[str, str] = {}
        self._port = port
        self._log = log
        self._open = AsyncExitStack()
        self._in_flight: dict[str, int] = {}

    async def __aenter__(self) -> "Server":
        for number, portal in enumerate(self.portals.values()):
            server = await self._listen(portal, number)
            await self._open.enter_async_context(server)
            host, port = server.sockets[0].getsockname()[:2]
            self.addresses[portal.name] = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self._open.aclose()

    async def _listen(self, portal: Portal, number: int) -> asyncio.Server:
        """Listen at an address of the portal's own, so that it is a host of its own."""

        async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(ConnectionError, asyncio.IncompleteReadError, BrokenOffError):
                await self._talk(portal, reader, writer)
            writer.close()

        hosts = (f"127.0.0.{2 + number % HOSTS}", "127.0.0.1")
        for host in hosts:
            for port in (self._port, 0):
                with suppress(OSError):
                    return await asyncio.start_server(meet, host, port, limit=_LIMIT)
        raise OSError(f"no loopback port is free for the portal {portal.name}")

    async def _talk(
        self, portal: Portal, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while asked := await read_request(reader):
            self._in_flight[portal.name] = self._in_flight.get(portal.name, 0) + 1
            began = time.monotonic()
            try:
                answer = portal.answer(asked)
                await asyncio.sleep(answer.delay)
                # Before the bytes leave, so that who has the answer finds it in the log.
                self._note(portal, asked, answer, began)
                await write_answer(writer, asked, answer)
            finally:
                self._in_flight[portal.name] -= 1
            if asked.headers.get("connection", "").lower() == "close":
                return

    def _note(self, portal: Portal, asked: Asked, answer: Answer, began: float) -> None:
        line = {
            "portal": portal.name,
            "method": asked.method,
            "target": asked.target,
            "status": answer.status,
            "bytes": len(answer.body),
            "began": began,
            "ended": time.monotonic(),
            "in_flight": self._in_flight[portal.name],
            "agent": asked.headers.get("user-agent", ""),
        }
        self._log.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._log.flush()


async def read_request(reader: asyncio.StreamReader) -> Asked | None:
    """Return the next request of a connection, or None when it has been closed."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, target, headers, body)


async def write_answer(writer: asyncio.StreamWriter, asked: Asked, answer: Answer) -> None:
    """Send *answer*, or as much of it as it means to send.

    Raises:
        BrokenOffError: after an answer that was cut short.
    """
    body = b"" if asked.method == "HEAD" else answer.body[: answer.sent]
    if not answer.reset or answer.sent is not None:
        writer.write(answer.raw or _head(answer) + body)
        await writer.drain()
    if answer.reset:
        _reset(writer)
    if answer.reset or answer.raw or answer.sent is not None:
        raise BrokenOffError


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close the line so that the other end is told of a reset, not of an end."""
    line = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _head(answer: Answer) -> bytes:
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = "Unknown"  # 521 and its like
    headers: Mapping[str, str] = {"Server": "demo"}
    lines = [f"HTTP/1.1 {answer.status} {phrase}"]
    if answer.status not in {304, 204}:
        headers = {
            "Server": "demo",
            "Content-Type": answer.media_type,
            "Content-Length": str(len(answer.body)),
        }
    given = {name.lower() for name, _ in answer.headers}
    lines += [f"{name}: {text}" for name, text in headers.items() if name.lower() not in given]
    lines += [f"{name}: {text}" for name, text in answer.headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
