"""Fork worker processes from one that has loaded the parsers, and learn how they ended."""

import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from contextlib import suppress
from threading import Lock
from typing import IO, NamedTuple

from archive.errors import WorkerError
from parsers.worker import FORK, REPLY, REQUEST

# Imports from a cold disk may take their time; only a broken installation takes longer.
_STARTING_SECONDS = 60.0
_LOG_TAIL = 4096
SILENCE = "it said nothing"


class Child(NamedTuple):
    """A worker process, and the socket that leads to it."""

    pid: int
    line: socket.socket


class Ended(NamedTuple):
    """A process's exit status, negative for a signal, and the most memory it had, in KiB."""

    status: int
    peak: int


class Nursery:
    """The process that workers are forked from; started when the first is wanted."""

    def __init__(self, *, memory: int, cpu_seconds: int) -> None:
        self._limits = (memory, cpu_seconds)
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._open: tuple[subprocess.Popen[bytes], socket.socket] | None = None
        self._turn = Lock()

    def fork(self, log: IO[bytes]) -> Child:
        """Return a new worker process, whose complaints go to *log*.

        Raises:
            WorkerError: if none can be started.
        """
        ours, theirs = socket.socketpair()
        with self._turn, theirs:
            try:
                pid, _ = self._ask(FORK, theirs.fileno(), log.fileno())
            except OSError as error:
                ours.close()
                complaint = last_line(self._log)
                raise WorkerError(f"no worker process can be started: {complaint}") from error
        return Child(pid, ours)

    def end(self, child: Child) -> Ended:
        """Kill *child* and what it started, and return how it ended."""
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        with self._turn, child.line:
            return Ended(*self._ask(child.pid))

    def close(self) -> None:
        """End the process; its children have ended before."""
        self._shut()
        self._log.close()

    def _ask(self, request: int, *files: int) -> tuple[int, int]:
        """Return the two numbers with which the process replies to *request*.

        Raises:
            OSError: if it ended instead, or can't be started.
        """
        if self._open and self._open[0].poll() is not None:
            self._shut()  # somebody has killed it
        _, door = self._open or self._start()
        try:
            socket.send_fds(door, [REQUEST.pack(request)], files)
            first, second = REPLY.unpack(door.recv(REPLY.size))
        except (OSError, struct.error) as error:
            self._shut()
            raise ConnectionError from error
        return first, second

    def _start(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        ours, theirs = socket.socketpair()
        ours.settimeout(_STARTING_SECONDS)
        with theirs:
            self._open = _start_process(theirs.fileno(), *self._limits, self._log), ours
        return self._open

    def _shut(self) -> None:
        opened, self._open = self._open, None
        if opened:
            process, door = opened
            door.close()
            process.kill()
            process.wait()


def last_line(log: IO[bytes]) -> str:
    """Return the last line in *log* that says something; Rust's hints don't."""
    size = log.seek(0, os.SEEK_END)
    log.seek(max(0, size - _LOG_TAIL))
    lines = log.read().decode(errors="replace").split("\n")
    telling = (line for line in reversed(lines) if line.strip() and not line.startswith("note:"))
    return next(telling, SILENCE)


def _start_process(
    door: int, memory: int, cpu_seconds: int, log: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own module with our own numbers
        [sys.executable, "-P", "-m", "parsers.worker", *map(str, (door, memory, cpu_seconds))],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path)),
            # What holds a page's pixels goes back to the system at once (glibc).
            "MALLOC_MMAP_THRESHOLD_": str(4 << 20),
            # What a page took is kept for the next one.
            "MALLOC_TRIM_THRESHOLD_": str(16 << 20),
            "RUST_BACKTRACE": "0",  # a line says what happened
        },
        pass_fds=[door],
        start_new_session=True,  # Ctrl-C is for the parent: it ends its workers
    )
