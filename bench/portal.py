"""A portal of any size on loopback, in a process of its own, and quick enough to measure against.

`python -m bench.portal --reports 2000 --log FILE` prints its address. Listings of 20 lead to one
another; each report is a page of about 60 kB unless `--small` is given. The log has a line a
request: the seconds by this process's clock, the number of requests in flight, and the target.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.invented import invented_reports
from demo.pages import Site, render_page

ON_A_LISTING = 20


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal that runs: its address, the listing to begin with, and what it was asked."""

    address: str
    log: Path

    @property
    def seed(self) -> str:
        """The address of the first listing."""
        return f"{self.address}/nb/index.html"

    def requests(self) -> list[tuple[float, int, str]]:
        """Return when each request came, how many were in flight then, and what it asked for."""
        lines = (line.split(" ", 2) for line in self.log.read_text().splitlines())
        return [(float(at), int(flying), target) for at, flying, target in lines]


@contextmanager
def running_portal(*options: str, log: Path) -> Iterator[Portal]:
    """Run a portal with the command line's *options*; it ends with this context."""
    command = [sys.executable, "-m", "bench.portal", "--log", str(log), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Portal(process.stdout.readline().strip(), log)
        finally:
            process.terminate()


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and serve until terminated."""
    parser = argparse.ArgumentParser(prog="python -m bench.portal", description=__doc__)
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--small", action="store_true", help="pages of 1 kB instead of 60 kB")
    parser.add_argument("--place", default="望淮县", help="whose small pages they are")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--wait", type=float, default=0.0, help="seconds before an answer")
    parser.add_argument("--log", type=Path, default=Path(os.devnull))
    asked = parser.parse_args(arguments)
    many = asked.reports
    pages = small_pages(many, asked.place) if asked.small else large_pages(many)
    asyncio.run(_serve(pages, asked))


def large_pages(count: int) -> dict[str, bytes]:
    """Return *count* report pages as portals have them, by path, and the listings to them."""
    reports = invented_reports(count)
    site = Site("望淮县人民政府", "http://127.0.0.1/", padding=45_000)
    pages = {
        f"/nb/{number}.html": render_page(report, "trs", site).encode()
        for number, report in enumerate(reports)
    }
    return pages | _listings([report.title for report in reports])


def small_pages(count: int, place: str) -> dict[str, bytes]:
    """Return *count* report pages of a kilobyte, by path, and the listings to them."""
    titles = [f"{place}第{number}局2023年政府信息公开工作年度报告" for number in range(count)]
    pages = {
        f"/nb/{number}.html": _small(title, number).encode() for number, title in enumerate(titles)
    }
    return pages | _listings(titles)


def _small(title: str, number: int) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><h2>一、总体情况</h2>"
        f"<p>第{number}号。</p><h2>二、主动公开政府信息情况</h2><h2>三、收到和处理申请情况</h2>"
        "<h2>四、行政复议、行政诉讼情况</h2><h2>五、存在的主要问题及改进情况</h2></body></html>"
    )


def _listings(titles: Sequence[str]) -> dict[str, bytes]:
    count = -(-len(titles) // ON_A_LISTING)
    return {_listing_path(page): _listing(titles, page, count).encode() for page in range(count)}


def _listing_path(page: int) -> str:
    return f"/nb/index_{page}.html" if page else "/nb/index.html"


def _listing(titles: Sequence[str], page: int, count: int) -> str:
    first = page * ON_A_LISTING
    rows = "".join(
        f'<li><a href="/nb/{number}.html" title="{titles[number]}">{titles[number]}</a>'
        "<span>2024-01-20</span></li>"
        for number in range(first, min(first + ON_A_LISTING, len(titles)))
    )
    more = f'<a href="{_listing_path(page + 1)}">下一页</a>' if page + 1 < count else ""
    return f"<html><head><title>年报</title></head><body><ul>{rows}</ul>{more}</body></html>"


class _Connection(asyncio.Protocol):
    flying = 0

    def __init__(self, pages: dict[str, bytes], log: int, wait: float) -> None:
        self._pages = pages
        self._log = log
        self._wait = wait
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head, self._buffer = self._buffer[:end], self._buffer[end + 4 :]
            target = head.split(b" ", 2)[1].decode()
            _Connection.flying += 1
            line = f"{time.monotonic():.6f} {_Connection.flying} {target}\n"
            os.write(self._log, line.encode())
            if self._wait:
                asyncio.get_running_loop().call_later(
                    self._wait * random.uniform(0.5, 1.5), self._answer, target
                )
            else:
                self._answer(target)

    def _answer(self, target: str) -> None:
        _Connection.flying -= 1
        body = self._pages.get(target)
        status = b"200 OK" if body is not None else b"404 Not Found"
        body = body or b"<html><body>404</body></html>"
        self._transport.write(
            b"HTTP/1.1 %b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
            % (status, len(body))
            + body
        )


async def _serve(pages: dict[str, bytes], asked: argparse.Namespace) -> None:
    log = os.open(asked.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: _Connection(pages, log, asked.wait), asked.host, 0, backlog=1000
    )
    host, port = server.sockets[0].getsockname()[:2]
    sys.stdout.write(f"http://{host}:{port}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    main()
