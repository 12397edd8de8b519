"""Ask a worker process to read one document, and end it when that costs too much."""

import os
import select
import signal
import socket
import tempfile
import time
from dataclasses import dataclass
from typing import IO

import msgspec

from archive.intake.nursery import SILENCE, Child, Ended, Nursery, last_line
from parsers.worker import LENGTH, NO_REPORT, Answer, Task, send_frame

_READ_SIZE = 1 << 16  # room for more is only made and thrown away
# A process that dies with this share of its memory in use died of that.
_NEAR = 0.75
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
    """A worker process and its successors; each is forked when it is first asked."""

    def __init__(self, nursery: Nursery, limits: Limits) -> None:
        self._nursery = nursery
        self._limits = limits
        self._child: Child | None = None
        # What a dying process says.
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._asked = 0
        self._decode = msgspec.msgpack.Decoder(Answer).decode

    def ask(self, task: Task) -> Answer:
        """Return the answer to *task*: an error where it broke the limits or its process.

        Raises:
            WorkerError: if no process can be started.
        """
        line = (self._child or self._start()).line
        self._asked += 1
        seconds = self._limits.seconds
        try:
            send_frame(line, msgspec.msgpack.encode(task))
            answer = self._decode(_receive(line, seconds))
            if answer.patience:
                seconds += answer.patience
                answer = self._decode(_receive(line, seconds))
        except TimeoutError:
            self.end()
            return Answer(NO_REPORT, _too_slow(seconds))
        except (EOFError, ConnectionError):
            return Answer(NO_REPORT, self._death())
        if answer.spent or self._asked >= self._limits.documents:
            self.end()
        return answer

    def end(self) -> Ended | None:
        """Kill the process, and what it started, and return how it ended; None if there is none."""
        child, self._child = self._child, None
        return self._nursery.end(child) if child else None

    def close(self) -> None:
        """End the process for good."""
        self.end()
        self._log.close()

    def _start(self) -> Child:
        self._asked = 0
        self._log.seek(0)
        self._log.truncate()
        self._child = child = self._nursery.fork(self._log)
        return child

    def _death(self) -> str:
        """Say why a process ended in the middle of a document."""
        ended = self.end()
        if ended is None:
            return "was given up"  # the caller has ended all workers
        if ended.status == -signal.SIGXCPU:
            return _too_slow(self._limits.seconds)
        complaint = last_line(self._log)
        # Libraries in C name their want of memory in many ways; pdfium aborts without a word.
        silent = ended.status == -signal.SIGABRT and complaint == SILENCE
        wanting = silent or any(word in complaint for word in _WANT)
        if wanting or ended.peak << 10 > self._limits.memory * _NEAR:
            return f"needed more than {self._limits.memory >> 20} MiB"
        if ended.status < 0 and ended.status != -signal.SIGKILL:
            complaint = signal.Signals(-ended.status).name
        return f"broke its reader ({complaint}); please report it as a bug, with the document"


def _too_slow(seconds: float) -> str:
    return f"took longer than {seconds:g} s"


def _receive(line: socket.socket, seconds: float) -> bytes:
    """Return the next frame of a worker.

    Raises:
        TimeoutError: if it isn't whole after *seconds*.
        EOFError, ConnectionError: if the process ended before.
    """
    file = line.fileno()
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
