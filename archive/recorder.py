"""Write captures in a thread of its own: bytes first, synced, then one transaction for a batch."""

import queue
import shutil
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from archive.capture import Capture, Kind, Lease, Link, Verdict
from archive.database import SqliteError, connect, transaction
from archive.errors import ArchiveError
from archive.frontier import Frontier
from archive.intake.reading import Kept, Reading
from archive.ledger import READABLE, Entry, Miss, enter, mark_leased, miss
from archive.links import Place
from archive.shelf import BATCH, Shelf

GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class _Flush:
    done: "Future[None]"


class Recorder:
    """The one writer of a run; `record` and `failed` return at once.

    Nothing counts as done before its bytes are synced in the WARC file and its transaction is
    committed. After a failure (a full disk) every call raises `ArchiveError`.
    """

    def __init__(
        self,
        folder: Path,
        frontier: Frontier,
        *,
        reading: Reading | None = None,
        rotate_at: int = GIBIBYTE,
    ) -> None:
        self._folder = folder
        self._frontier = frontier
        self._reading = reading
        self._turn: AbstractContextManager[object] = reading.turn if reading else nullcontext()
        self._connection = connect(folder / "archive.db")
        self._shelf = Shelf(self._connection, folder / "captures", frontier, rotate_at=rotate_at)
        self._queue: queue.SimpleQueue[Entry | Miss | _Flush | None] = queue.SimpleQueue()
        self._error: ArchiveError | None = None
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    def record(
        self,
        capture: Capture,
        *,
        verdict: Verdict,
        lease: Lease | None = None,
        links: Iterable[Link] = (),
        kind: Kind = Kind.PAGE,
        reason: str = "",
    ) -> None:
        """Keep *capture*; with a lease, its address is done and *links* wait in the frontier."""
        self._put(Entry(capture, verdict, lease, tuple(links), kind, reason))

    def failed(self, lease: Lease, reason: str, *, again: bool) -> None:
        """Note that nothing came back: ask *again* later in this run, or not before the next."""
        self._put(Miss(lease, reason, again))

    def blocked(self, lease: Lease, reason: str) -> None:
        """Note that the host's own rules forbid to ask in this run."""
        self._put(Miss(lease, reason, blocked=True))

    def flush(self) -> "Future[None]":
        """Return a future that resolves when everything recorded so far is synced and committed."""
        flush = _Flush(Future())
        self._put(flush)
        return flush.done

    def close(self) -> None:
        """Write what is left and end the thread.

        Raises:
            ArchiveError: if something could not be written.
        """
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()
        self._shelf.close()
        self._connection.close()
        if self._error:
            raise self._error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _put(self, item: Entry | Miss | _Flush) -> None:
        if self._error:
            raise self._error
        self._queue.put(item)

    def _work(self) -> None:
        # Nobody may wait for ever on a thread that has died of a mistake of ours.
        flushes: list[Future[None]] = []
        try:
            self._write_batches(flushes)
        finally:
            if flushes:
                self._error = ArchiveError("the recorder has stopped: see the traceback above")
                _settle(flushes, self._error)

    def _write_batches(self, flushes: "list[Future[None]]") -> None:
        going = True
        while going:
            batch = self._batch()
            going = None not in batch
            flushes += [item.done for item in batch if isinstance(item, _Flush)]
            items = [item for item in batch if isinstance(item, Entry | Miss)]
            try:
                if items and not self._error:
                    self._write(items)
            except (ArchiveError, OSError, SqliteError) as error:
                self._error = _explained(error, self._folder)
            _settle(flushes, self._error)
            flushes.clear()

    def _batch(self) -> list[Entry | Miss | _Flush | None]:
        # Whatever came in while the last batch was being synced is the next batch.
        batch = [self._queue.get()]
        while len(batch) < BATCH and batch[-1] is not None:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return batch

    def _write(self, items: list[Entry | Miss]) -> None:
        entries = [item for item in items if isinstance(item, Entry)]
        placed = self._shelf.put(entries)
        self._shelf.sync()
        kept = []
        with self._turn, transaction(self._connection) as connection:
            self._shelf.note_sizes()
            mark_leased(connection, self._frontier.leases())
            place = Place(self._frontier.source_id, self._frontier.run_id)
            positions = iter(placed)
            for item in items:
                if isinstance(item, Entry):
                    position = next(positions)
                    id_ = enter(connection, place, item, position)
                    self._shelf.stand_in(id_, position)
                    if item.verdict in READABLE and not position.revisit:
                        kept.append(Kept(id_, item.capture))
                else:
                    miss(connection, item)
        self._frontier.release(item.lease.id for item in items if item.lease)
        if self._reading:
            self._reading.kept(place.source, kept)


def _settle(flushes: "list[Future[None]]", error: ArchiveError | None) -> None:
    for flush in flushes:
        if not flush.set_running_or_notify_cancel():
            continue
        if error:
            flush.set_exception(error)
        else:
            flush.set_result(None)


def _explained(error: Exception, folder: Path) -> ArchiveError:
    free = shutil.disk_usage(folder).free // (1024 * 1024)
    what = getattr(error, "strerror", None) or str(error)
    if isinstance(error, ArchiveError):
        what = what.partition(": ")[0]  # without its own advice
    return ArchiveError(
        f"{folder} cannot be written ({what}; {free} MiB free): make room, then run the same "
        "command again; everything that was reported as kept is kept"
    )
