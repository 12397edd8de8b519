"""Read captures in a thread of its own while the crawl that makes them goes on."""

import logging
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from archive.capture import Capture
from archive.database import Connection, SqliteError, connect, transaction
from archive.errors import ArchiveError, TooEarlyError
from archive.intake.bodies import Bodies
from archive.intake.documents import UNREAD_OF, Documents, Shown, shown_captures
from archive.intake.ingest import BATCH, Ingested, Intake
from archive.intake.workers import Outcome, parse_many
from archive.search.index import seal
from archive.search.segments import SEGMENT_SIZE

logger = logging.getLogger(__name__)


class Kept(NamedTuple):
    """A capture that was just committed, by its number."""

    id: int
    capture: Capture


class Reading:
    """Reads what the recorders of this process keep; what it leaves, `Archive.ingest` reads.

    It goes on to the end unless it meets a report of which only the whole crawl shows whether it
    is new or has moved: from there on everything waits for `Archive.ingest`, in its order.
    `result` is complete when it has ended.
    """

    def __init__(self, folder: Path, *, workers: int = 0, index: bool = True) -> None:
        self.result = Ingested()
        # Writers of one process take turns here, not by asking the database again and again.
        self.turn = threading.Lock()
        self._folder = folder
        # One a core, though the crawl takes one too: it is done long before the last page is read.
        self._workers = workers or os.cpu_count() or 1
        self._index = index
        self._bodies = Bodies()
        # How far each source has been read.
        self._last: dict[int, int] = {}
        self._news = threading.Event()
        self._ending = False
        self._given_up = False
        self._thread = threading.Thread(target=self._work, name="reading", daemon=True)

    def kept(self, source: int, captures: Iterable[Kept]) -> None:
        """Take note of captures of *source* that a recorder has just committed."""
        if not self._given_up:
            for kept in captures:
                self._bodies.hold(kept.id, kept.capture)
            self._last.setdefault(source, 0)
            self._news.set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End when all is read that was kept; at once where an exception ends the crawl."""
        self._ending = True
        self._given_up = self._given_up or error is not None
        self._news.set()
        try:
            self._thread.join()
        except KeyboardInterrupt:
            self._given_up = True
            self._thread.join()
            raise

    def _work(self) -> None:
        try:
            with closing(connect(self._folder / "archive.db")) as connection:
                self._read(connection)
        except (ArchiveError, OSError, SqliteError) as error:
            # The ingest that follows meets the same trouble, and tells the user.
            logger.info("%s; the rest is read after the crawl", error)
        finally:
            self._given_up = True

    def _read(self, connection: Connection) -> None:
        documents = Documents(connection, self._folder / "captures", bodies=self._bodies)
        intake = Intake(connection, documents, early=True)
        self.result = intake.result
        jobs = intake.jobs(self._captures(connection))
        batch: list[Outcome] = []
        with closing(parse_many(jobs, workers=self._workers)) as outcomes:
            for outcome in outcomes:
                if self._given_up:
                    return
                batch.append(outcome)
                if len(batch) == BATCH:
                    self._store(connection, intake, batch, last=False)
                    batch.clear()
        if not self._given_up:
            self._store(connection, intake, batch, last=True)

    def _store(
        self, connection: Connection, intake: Intake, batch: list[Outcome], *, last: bool
    ) -> None:
        with self.turn, transaction(connection):
            try:
                for outcome in batch:
                    intake.take(outcome)
                if last:
                    intake.take_rest()
            except TooEarlyError as error:
                logger.info("%s", error)
                self._given_up = True
            if self._index:
                seal(connection, waiting=SEGMENT_SIZE)

    def _captures(self, connection: Connection) -> Iterator[Shown]:
        """Yield what is unread of the sources being crawled, as it comes, until the crawl ends."""
        ending = False
        while not (ending or self._given_up):
            self._news.wait()
            ending = self._ending
            self._news.clear()
            for source, last in [*self._last.items()]:
                for shown in shown_captures(connection, UNREAD_OF, after=last, source=source):
                    if self._given_up:
                        return
                    self._last[source] = shown.id
                    yield shown
