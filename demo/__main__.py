"""Run simulated portals until interrupted: `python -m demo --port 8640`."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from demo.portals import FIRST, build_portals
from demo.server import Server
from demo.web import Portal


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--port", type=_port, default=8640, help="0 takes any that is free")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other reports")
    parser.add_argument(
        "--portals", nargs="*", default=[*FIRST], metavar="NAME", help="see docs/demo.md"
    )
    parser.add_argument("--log", type=Path, default=Path("/dev/null"), help="the access log")
    parser.add_argument(
        "--attached", action="store_true", help="take switches from standard input; end with it"
    )
    asked = parser.parse_args()
    try:
        portals = build_portals(asked.portals, asked.seed)
    except ValueError as error:
        parser.error(str(error))
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(portals, asked.port, asked.log, attached=asked.attached))
    except OSError as error:
        parser.exit(1, f"{parser.prog}: {error.filename or 'no portal'}: {error.strerror}\n")


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: write a number up to 65535")
    return int(text)


async def _serve(portals: Sequence[Portal], port: int, log: Path, *, attached: bool) -> None:
    with log.open("a", encoding="utf-8") as file:
        async with Server(portals, port=port, log=file) as server:
            _say(server.addresses)
            if attached:
                await _follow(server.portals)
            else:
                await _until_told()


async def _until_told() -> None:
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    await told.wait()


async def _follow(portals: Mapping[str, Portal]) -> None:
    """Turn switches on and off as standard input says: `PORTAL SWITCH on`."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode():
        name, switch, state = line.split()
        switches = portals[name].switches
        (switches.add if state == "on" else switches.discard)(switch)
        _say({name: sorted(switches)})


def _say(data: object) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
