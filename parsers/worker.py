"""Answer documents from a pipe with reports: the inside of a worker process."""

import gc
import os
import resource
import struct
import sys
from collections.abc import Callable
from typing import IO, Final, NamedTuple

import msgspec

from parsers.errors import MissingReaderError, UnreadableMediaError
from parsers.parse import Page, parse_article
from parsers.readers.pictures import LONGEST, seconds_for
from parsers.report import Report

LENGTH: Final = struct.Struct(">I")  # stands before each frame
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


def serve(source: IO[bytes], sink: IO[bytes], *, memory: int, cpu_seconds: int) -> None:
    """Answer every task that comes from *source*, until it ends.

    An exception that is no `ParserError` ends the process; the parent reports its last line.
    """
    decode = msgspec.msgpack.Decoder(Task).decode
    encode = msgspec.msgpack.Encoder().encode
    _limit_memory(memory)
    write_frame(sink, b"")  # ready: everything is imported, the clock may run
    while (frame := _read_frame(source)) is not None:
        _limit_cpu(cpu_seconds)
        try:
            task = decode(frame)
            seconds = _patience(task)
            if seconds:
                _limit_cpu(cpu_seconds + 2 * int(seconds))  # the reader of letters has threads
                write_frame(sink, encode(Answer(NO_REPORT, patience=seconds)))
            write_frame(sink, encode(_answer(task, encode)))
        except MemoryError:
            too_big = f"needed more than {memory >> 20} MiB"
            write_frame(sink, encode(Answer(NO_REPORT, too_big, spent=True)))


def _patience(task: Task) -> float:
    """Return how many seconds all pages of a document may take beyond the usual."""
    pages = [Page(task.content, task.url, task.media_type), *task.further]
    seconds = sum(seconds_for(content, url=url, media_type=kind) for content, url, kind in pages)
    return min(LONGEST, seconds)


def write_frame(sink: IO[bytes], body: bytes) -> None:
    """Write *body* with its length before it, and flush it."""
    # At once: two writes wake the other side twice.
    sink.write(LENGTH.pack(len(body)) + body)
    sink.flush()


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


def main() -> None:
    """Serve on standard input and output; the arguments are bytes of memory, seconds of CPU."""
    memory, cpu_seconds = (int(argument) for argument in sys.argv[1:3])
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    gc.freeze()  # modules live as long as the process: no need to look at them again
    serve(sys.stdin.buffer, sink, memory=memory, cpu_seconds=cpu_seconds)


if __name__ == "__main__":
    main()
