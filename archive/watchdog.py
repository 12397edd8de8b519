"""Ask a worker process to read one document, and end it when that costs too much."""

import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from parsers.worker import LENGTH, NO_REPORT, Answer, Task, write_frame

# Imports from a cold disk may take their time; only a broken installation takes longer.
_STARTING_SECONDS = 60.0
_READ_SIZE = 1 << 16  # what a pipe holds: room for more is only made and thrown away
_LOG_TAIL = 4096
# A process that dies with this share of its memory in use died of that.
_NEAR = 0.75
_SILENCE = "it said nothing"
_WANT = ("MemoryError", "bad_alloc", "memory allocation")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost, and how many of them a process reads before it is renewed.

    `memory` is in bytes and includes the interpreter's own.
    """

    seconds: float = 5
    memory: int = 512 << 20
    documents: int = 1000


DEFAULT_LIMITS = Limits()


class Worker:
    """A worker process and its successors; each is started when it is first asked."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        # What a dying process says.
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._asked = 0
        self._inherited = 0
        self._decode = msgspec.msgpack.Decoder(Answer).decode

    def ask(self, task: Task) -> Answer:
        """Return the answer to *task*: an error where it broke the limits or its process.

        Raises:
            RuntimeError: if no process can be started.
        """
        process = self._process or self._start()
        self._asked += 1
        seconds = self._limits.seconds
        try:
            write_frame(_pipe(process.stdin), msgspec.msgpack.encode(task))
            answer = self._decode(_receive(process, seconds))
            if answer.patience:
                seconds += answer.patience
                answer = self._decode(_receive(process, seconds))
        except TimeoutError:
            self.end()
            return Answer(NO_REPORT, _too_slow(seconds))
        except (EOFError, BrokenPipeError):
            return Answer(NO_REPORT, self._death(process))
        if answer.spent or self._asked >= self._limits.documents:
            self.end()
        return answer

    def end(self) -> None:
        """Kill the process, and what it started."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(BrokenPipeError):  # half a document may be waiting in it
                    _pipe(pipe).close()

    def close(self) -> None:
        """End the process for good."""
        self.end()
        self._log.close()

    def _start(self) -> subprocess.Popen[bytes]:
        self._asked = 0
        self._inherited = _memory()
        self._log.seek(0)
        self._log.truncate()
        self._process = process = _start_process(self._limits, self._log)
        try:
            _receive(process, _STARTING_SECONDS)
        except (EOFError, TimeoutError) as error:
            self.end()
            raise RuntimeError(f"no worker process can be started: {self._complaint()}") from error
        return process

    def _death(self, process: subprocess.Popen[bytes]) -> str:
        """Say why a process ended in the middle of a document."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its pipe is closed, but it may linger
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.end()
        if process.returncode == -signal.SIGXCPU:
            return _too_slow(self._limits.seconds)
        complaint = self._complaint()
        # Libraries in C name their want of memory in many ways; pdfium aborts without a word.
        # A process begins with the memory of its parent, which says nothing about the document.
        peak = usage.ru_maxrss if usage.ru_maxrss > self._inherited else 0
        silent = process.returncode == -signal.SIGABRT and complaint == _SILENCE
        wanting = silent or any(word in complaint for word in _WANT)
        if wanting or peak << 10 > self._limits.memory * _NEAR:
            return f"needed more than {self._limits.memory >> 20} MiB"
        if process.returncode < 0 and process.returncode != -signal.SIGKILL:
            complaint = signal.Signals(-process.returncode).name
        return f"broke its reader ({complaint}); please report it as a bug, with the document"

    def _complaint(self) -> str:
        """Return the last line that the process wrote to its standard error."""
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - _LOG_TAIL))
        lines = self._log.read().decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), _SILENCE)


def _too_slow(seconds: float) -> str:
    return f"took longer than {seconds:g} s"


def _start_process(limits: Limits, log: IO[bytes]) -> subprocess.Popen[bytes]:
    arguments = [str(limits.memory), str(int(limits.seconds) + 1)]
    return subprocess.Popen(  # noqa: S603 - our own module with our own numbers
        [sys.executable, "-P", "-m", "parsers.worker", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path),
            # What holds a page's pixels goes back to the system at once (glibc).
            "MALLOC_MMAP_THRESHOLD_": str(4 << 20),
        },
        start_new_session=True,  # Ctrl-C is for the parent: it ends its workers
    )


def _memory() -> int:
    """Return how much memory this process holds now, in KiB; 0 where the system doesn't say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except FileNotFoundError:
        return 0
    return pages * resource.getpagesize() >> 10


def _receive(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """Return the next frame of a worker.

    Raises:
        TimeoutError: if it isn't whole after *seconds*.
        EOFError: if the process ended before.
    """
    file = _pipe(process.stdout).fileno()
    poll = select.poll()
    poll.register(file, select.POLLIN)
    deadline = time.monotonic() + seconds
    frame = bytearray()
    size = LENGTH.size
    while len(frame) < size:
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError
        # Not a byte beyond this frame: the next one may follow at once.
        part = os.read(file, min(_READ_SIZE, size - len(frame)))
        if not part:
            raise EOFError
        frame += part
        if len(frame) >= LENGTH.size:
            size = LENGTH.size + LENGTH.unpack_from(frame)[0]
    return bytes(frame[LENGTH.size :])


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("a worker has no pipe")  # never: Popen was asked for both
    return pipe
