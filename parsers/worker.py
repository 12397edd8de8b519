"""Answer documents from a socket with reports: the inside of a worker process."""

import gc
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from typing import IO, Final, NamedTuple

import msgspec

from parsers.errors import MissingReaderError, UnreadableMediaError
from parsers.forms import load_forms
from parsers.metadata.divisions import load_divisions
from parsers.parse import Page, parse_article
from parsers.readers.pictures import LONGEST, seconds_for
from parsers.report import Report

LENGTH: Final = struct.Struct(">I")  # stands before each frame
# A request to fork, which brings the new process's line and log, or the number of one to wait for;
# the reply is the number of the new process, or the status and the peak of the one that ended.
FORK: Final = 0
REQUEST: Final = struct.Struct(">i")
REPLY: Final = struct.Struct(">iI")
NO_REPORT: Final = msgspec.Raw(msgspec.msgpack.encode(None))


class Task(NamedTuple):
    """One document to read: the arguments of `parse_report`, and the *further* pages of it."""

    content: bytes
    url: str
    media_type: str
    further: tuple[Page, ...] = ()


class Answer(NamedTuple):
    """What became of one document: a report, or the sentence that says why there is none.

    The report is packed, and so is None: whoever wants it unpacks it while this process reads on.
    `deferred` says that an extra is missing; `spent` that this process had better be replaced.
    Where `patience` is set, this is no answer yet: it may take so many seconds more.
    """

    report: msgspec.Raw
    error: str | None = None
    deferred: bool = False
    spent: bool = False
    patience: float = 0.0


def serve(line: socket.socket, *, memory: int, cpu_seconds: int) -> None:
    """Answer every task that comes over the *line*, until it ends.

    An exception that is no `ParserError` ends the process; the parent reports its last line.
    """
    decode = msgspec.msgpack.Decoder(Task).decode
    encode = msgspec.msgpack.Encoder().encode
    _limit_memory(memory)
    source = line.makefile("rb")
    while (frame := _read_frame(source)) is not None:
        _limit_cpu(cpu_seconds)
        try:
            task = decode(frame)
            seconds = _patience(task)
            if seconds:
                _limit_cpu(cpu_seconds + 2 * int(seconds))  # the reader of letters has threads
                send_frame(line, encode(Answer(NO_REPORT, patience=seconds)))
            send_frame(line, encode(_answer(task, encode)))
        except MemoryError:
            too_big = f"needed more than {memory >> 20} MiB"
            send_frame(line, encode(Answer(NO_REPORT, too_big, spent=True)))


def _patience(task: Task) -> float:
    """Return how many seconds all pages of a document may take beyond the usual."""
    pages = [Page(task.content, task.url, task.media_type), *task.further]
    seconds = sum(seconds_for(content, url=url, media_type=kind) for content, url, kind in pages)
    return min(LONGEST, seconds)


def send_frame(line: socket.socket, body: bytes) -> None:
    """Send *body* with its length before it."""
    # At once: two calls wake the other side twice.
    line.sendall(LENGTH.pack(len(body)) + body)


def _read_frame(source: IO[bytes]) -> bytes | None:
    """Return the next frame, or None where the stream ends or breaks off."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = source.read(length)
    return body if len(body) == length else None


def _answer(task: Task, encode: Callable[[Report], bytes]) -> Answer:
    try:
        first = Page(task.content, task.url, task.media_type)
        report = parse_article([first, *task.further])
        return Answer(msgspec.Raw(encode(report)))
    except MissingReaderError as error:
        return Answer(NO_REPORT, str(error), deferred=True)
    except UnreadableMediaError as error:
        return Answer(NO_REPORT, str(error))


def _limit_memory(size: int) -> None:
    # RLIMIT_DATA counts what is private and writable; the address space also holds libraries
    # and the reserves of allocators, which cost nothing.
    size = _allowed(size, resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(seconds: int) -> None:
    """Let this process die after *seconds* more even if its parent, who watches, died before."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(usage.ru_utime + usage.ru_stime) + seconds + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (_allowed(limit, resource.RLIMIT_CPU), hard))


def _allowed(limit: int, kind: int) -> int:
    """Return *limit*, or what the operator allows at most of that *kind*."""
    _, hard = resource.getrlimit(kind)
    return limit if hard == resource.RLIM_INFINITY else min(limit, hard)


def _load() -> None:
    """Load what nearly every document needs, once for all processes that are forked from this."""
    import parsers.readers.html  # noqa: F401

    load_forms()
    load_divisions()


def _new_line(parent: socket.socket) -> socket.socket | None:
    """Fork and wait as the *parent* asks; return a line in each new process, None at the end."""
    while True:
        request, files, _, _ = socket.recv_fds(parent, REQUEST.size, 2)
        if not request:
            return None
        (pid,) = REQUEST.unpack(request)
        if pid != FORK:
            parent.sendall(REPLY.pack(*_end_of(pid)))
        elif pid := os.fork():
            os.setpgid(pid, pid)  # it is killed together with what it starts
            for file in files:
                os.close(file)
            parent.sendall(REPLY.pack(pid, 0))
        else:
            line, log = files
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.close(log)
            return socket.socket(fileno=line)


def _end_of(pid: int) -> tuple[int, int]:
    """Return how a process ended, once it has: its exit status, and the most memory it had."""
    try:
        _, status, usage = os.wait4(pid, 0)
    except ChildProcessError:  # the child of another, whom somebody has killed
        return -signal.SIGKILL, 0
    return os.waitstatus_to_exitcode(status), usage.ru_maxrss


def main() -> None:
    """Fork a worker whenever the parent asks for one.

    The arguments are the socket to the parent, bytes of memory, and seconds of CPU.
    """
    door, memory, cpu_seconds = (int(argument) for argument in sys.argv[1:4])
    _load()
    gc.freeze()  # what was loaded lives as long as the process: no need to look at it again
    with socket.socket(fileno=door) as parent:
        line = _new_line(parent)
    if line is not None:
        serve(line, memory=memory, cpu_seconds=cpu_seconds)


if __name__ == "__main__":
    main()
