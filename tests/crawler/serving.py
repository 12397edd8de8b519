"""A server that answers byte for byte what a test wants, and notes every connection."""

import asyncio
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent, byte for byte, and how the connection ends: keep, close, reset or hang.

    With `drip`, the bytes go out a few at a time with that many seconds between; with `until`,
    the last ones wait for that event.
    """

    raw: bytes
    then: str = "keep"
    drip: float = 0.0
    until: threading.Event | None = None


@dataclass(slots=True)
class Serving:
    """A server that runs: its port, and when it was asked for what."""

    port: int = 0
    log: list[tuple[float, str]] = field(default_factory=list)
    connections: int = 0
    _asked: threading.Condition = field(default_factory=threading.Condition)

    def note(self, target: str) -> None:
        """Enter a request."""
        with self._asked:
            self.log.append((time.monotonic(), target))
            self._asked.notify_all()

    def wait_for(self, requests: int) -> None:
        """Return once there were so many requests."""
        with self._asked:
            came = self._asked.wait_for(lambda: len(self.log) >= requests, timeout=100)
        assert came, f"only {len(self.log)} requests came"

    def targets(self) -> list[str]:
        """Return what was asked for."""
        return [target for _, target in self.log]


def page(body: str, *headers: str, status: str = "200 OK", then: str = "keep") -> Reply:
    """Return a whole HTML answer."""
    content = body.encode()
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(content)}"]
    if not any(header.lower().startswith("content-type") for header in headers):
        head.append("Content-Type: text/html; charset=utf-8")
    return Reply("\r\n".join([*head, *headers, "", ""]).encode() + content, then)


def report(number: int, extra: str = "") -> str:
    """Return a small page that is a report."""
    title = f"望淮县第{number}局2023年政府信息公开工作年度报告"
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><h2>一、总体情况</h2>"
        f"<p>第{number}号。</p><h2>二、主动公开政府信息情况</h2><h2>三、收到和处理申请情况</h2>"
        f"<h2>四、行政复议、行政诉讼情况</h2><h2>五、存在的主要问题及改进情况</h2>{extra}</body></html>"
    )


def listing(addresses: list[str], more: str = "") -> str:
    """Return a page that lists *addresses* as reports."""
    rows = "".join(
        f'<li><a href="{address}">望淮县第{number}局2023年政府信息公开工作年度报告</a></li>'
        for number, address in enumerate(addresses)
    )
    after = f'<a href="{more}">下一页</a>' if more else ""
    return f"<html><body><ul>{rows}</ul>{after}</body></html>"


@contextmanager
def serving(
    answer: Callable[[str], Reply],
    *,
    hosts: tuple[str, ...] = ("127.0.0.2",),
    port: int = 0,
    heads: list[str] | None = None,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Serving]:
    """Answer at *hosts* in a thread until the context ends; *heads* collects what was sent."""
    told = Serving(port)
    loop = asyncio.new_event_loop()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        told.connections += 1
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
                target = head.split(" ", 2)[1]
                told.note(target)
                if heads is not None:
                    heads.append(head)
                if not await _send(writer, answer(target)):
                    return
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return
        finally:
            writer.close()

    async def begin() -> None:
        for host in hosts:
            server = await asyncio.start_server(meet, host, told.port, ssl=tls)
            told.port = server.sockets[0].getsockname()[1]

    loop.run_until_complete(begin())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        loop.call_soon_threadsafe(_end, loop)
        thread.join()
        loop.close()


def _end(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.call_soon(lambda: loop.call_soon(loop.stop))  # once they have been cancelled


async def _send(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    """Send *reply*; return whether the connection goes on."""
    if reply.drip:
        for byte in reply.raw:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(reply.drip)
    if reply.until:
        writer.write(reply.raw[:-1])
        while not reply.until.is_set():
            await asyncio.sleep(0.01)
    writer.write(b"" if reply.drip else reply.raw[-1:] if reply.until else reply.raw)
    await writer.drain()
    if reply.then == "hang":
        await asyncio.sleep(3600)
    if reply.then == "reset":
        linger = struct.pack("ii", 1, 0)
        sock: socket.socket = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()
    return reply.then == "keep"
