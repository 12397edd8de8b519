"""Start the simulated portals in a process of their own, and know what they hold."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from demo.invented import InventedReport
from demo.portals import FIRST, build_portals


class Expected(NamedTuple):
    """What is to be found at an address: the report, and its publication as printed there.

    `file` is the address of its document where the page carries nothing else.
    """

    portal: str
    report: InventedReport
    published: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """Portals that run: where each answers, what it holds, and what it was asked."""

    addresses: Mapping[str, str]
    sources: Mapping[str, str]
    truth: Mapping[str, Expected]
    listings: Mapping[str, int]
    _process: "subprocess.Popen[str]"
    _log: Path

    def requests(self) -> list[dict[str, Any]]:
        """Return the access log so far, a request an entry, in the order of their ends."""
        with self._log.open(encoding="utf-8") as log:
            # The last line may be half written yet.
            return [json.loads(line) for line in log if line.endswith("\n")]

    def switch(self, portal: str, name: str, *, on: bool = True) -> None:
        """Turn a portal's switch on or off; it is done when this returns."""
        assert self._process.stdin  # noqa: S101  # opened as a pipe below
        assert self._process.stdout  # noqa: S101
        self._process.stdin.write(f"{portal} {name} {'on' if on else 'off'}\n")
        self._process.stdin.flush()
        self._process.stdout.readline()


@contextmanager
def running_portals(
    names: Sequence[str] = FIRST, *, seed: int = 1, port: int = 0
) -> Iterator[Running]:
    """Run the portals called *names*; they end with this context, and with this process.

    With a *port* they answer there, each at a loopback address of its own, if it is free.
    """
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "access.jsonl"
        command = [sys.executable, "-m", "demo", "--attached", "--log", str(log)]
        command += ["--port", str(port), "--seed", str(seed), "--portals", *names]
        process = subprocess.Popen(  # noqa: S603  # our own module, our own arguments
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_HERE
        )
        with process:
            assert process.stdout  # noqa: S101  # opened as a pipe above
            addresses = json.loads(process.stdout.readline())
            yield _running(addresses, seed, process, log)
            process.terminate()


def truth(addresses: Mapping[str, str], seed: int = 1) -> dict[str, Expected]:
    """Return what portals at *addresses* hold, by the address of each report's page."""
    return {
        addresses[portal.name] + held.path: Expected(
            portal.name,
            held.report,
            held.published,
            addresses[portal.name] + held.file if held.file else "",
        )
        for portal in build_portals([*addresses], seed)
        for held in portal.held
    }


def source_text(title: str, seed: str, **flags: bool) -> str:
    """Return the TOML of a source for a portal that runs here, with the *flags* that are set."""
    more = "".join(f"{name} = true\n" for name, is_set in flags.items() if is_set)
    return f'title = "{title}"\nseeds = ["{seed}"]\ndelay = 0\n{more}'


def _running(
    addresses: Mapping[str, str], seed: int, process: "subprocess.Popen[str]", log: Path
) -> Running:
    portals = build_portals([*addresses], seed)
    return Running(
        addresses=addresses,
        sources={
            p.name: source_text(
                p.title, addresses[p.name] + p.column, discover=p.discover, browser=p.browser
            )
            for p in portals
        },
        truth=truth(addresses, seed),
        listings={p.name: p.listings for p in portals},
        _process=process,
        _log=log,
    )


# The demo may be started from any folder, and from a checkout that is not installed.
_HERE = Path(__file__).parent.parent
