"""Parse documents in worker processes that a hostile one can neither stall nor exhaust."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import NamedTuple

import msgspec

from archive.intake.nursery import Nursery
from archive.intake.watchdog import DEFAULT_LIMITS, Limits, Worker
from parsers import Report
from parsers.parse import Page
from parsers.worker import Answer, Task

__all__ = ["Job", "Limits", "Outcome", "parse_many"]

# Jobs a worker that are taken before the oldest one is answered: a slow one holds nobody up.
_AHEAD = 4


class Job(NamedTuple):
    """A document to parse; `id` is the caller's own and comes back with the outcome.

    `further` are its other pages, where it is cut into several.
    """

    id: int | str
    content: bytes
    url: str = ""
    media_type: str = ""
    further: tuple[Page, ...] = ()


class Outcome(NamedTuple):
    """What became of a job: a report, or the sentence that says why there is none.

    `deferred` says that the document can be read once an extra is installed.
    """

    id: int | str
    report: Report | None
    error: str | None = None
    deferred: bool = False


def parse_many(
    jobs: Iterable[Job], *, workers: int = 2, limits: Limits = DEFAULT_LIMITS
) -> Generator[Outcome]:
    """Yield the outcome of each job, in the order of the jobs.

    A document that takes too long or too much memory costs its worker process, which is
    replaced, and the next document is read. Jobs are taken in the caller's thread, a few ahead.

    Raises:
        WorkerError: if a worker process can't be started.
    """
    nursery = Nursery(memory=limits.memory, cpu_seconds=int(limits.seconds) + 1)
    crew = [Worker(nursery, limits) for _ in range(workers)]
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in crew:
        idle.put(worker)
    waiting: deque[Future[tuple[int | str, Answer]]] = deque()
    unpack = msgspec.msgpack.Decoder(Report | None).decode
    pool = ThreadPoolExecutor(workers, thread_name_prefix="parse")
    try:
        for job in jobs:
            waiting.append(pool.submit(_run, idle, job))
            if len(waiting) > _AHEAD * workers:
                yield _outcome(*waiting.popleft().result(), unpack)
        while waiting:
            yield _outcome(*waiting.popleft().result(), unpack)
    finally:
        _dismiss(pool, crew)
        nursery.close()


def _run(idle: SimpleQueue[Worker], job: Job) -> tuple[int | str, Answer]:
    worker = idle.get()
    try:
        return job.id, worker.ask(Task(job.content, job.url, job.media_type, job.further))
    finally:
        idle.put(worker)


def _outcome(
    job: int | str, answer: Answer, unpack: Callable[[msgspec.Raw], Report | None]
) -> Outcome:
    """Return what an answer says; its worker reads the next document in the meantime."""
    return Outcome(job, unpack(answer.report), answer.error, answer.deferred)


def _dismiss(pool: ThreadPoolExecutor, crew: list[Worker]) -> None:
    """End all workers at once, in the middle of a document too."""
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in crew:
        worker.end()
    pool.shutdown()
    for worker in crew:
        worker.close()  # also one that was just being replaced
