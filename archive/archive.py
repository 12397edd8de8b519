"""Open an archive: a folder with its database, its captures and its own sources."""

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from archive import locks, schema
from archive.database import Connection, connect
from archive.errors import ArchiveError
from archive.frontier import Frontier
from archive.recorder import Recorder


class Archive:
    """A folder that remembers: `archive.db`, `captures/`, `sources/`, `locks/`.

    Open it with `Archive.open`, as a context manager.
    """

    def __init__(self, path: Path, db: Database, *, read_only: bool) -> None:
        self.path = path
        self.db = db
        self.read_only = read_only

    @classmethod
    def open(cls, path: str | Path, *, read_only: bool = False) -> Self:
        """Return the archive in the folder *path*, made if it is not there yet.

        Raises:
            ArchiveError: if there is none and *read_only* is asked for, or it cannot be opened.
            NewerArchiveError: if a newer version of nianbao made it.
        """
        folder = Path(path)
        database = folder / "archive.db"
        if read_only:
            if not database.exists():
                raise ArchiveError(
                    f"there is no archive in {folder}: crawl or ingest into it first"
                )
            db = Database(connect(database, read_only=True))
            schema.refuse_newer(db)
            return cls(folder, db, read_only=True)
        for name in ("captures", "sources", "locks"):
            _make(folder / name)
        with locks.queued(folder / "locks", "schema"):
            db = Database(connect(database))
            schema.migrate(db)
        return cls(folder, db, read_only=False)

    @property
    def captures(self) -> Path:
        """The folder of the WARC files."""
        return self.path / "captures"

    @property
    def connection(self) -> Connection:
        """The connection to `archive.db`, in autocommit mode."""
        return self.db.conn

    def hold(self, source: str) -> AbstractContextManager[None]:
        """Hold *source* for this process; the kernel lets go of it when the process dies.

        Raises:
            SourceBusyError: if another process holds it.
        """
        return locks.held(self.path / "locks", source)

    def frontier(self, source: str) -> Frontier:
        """Begin a run of *source*, or resume the one that was not finished."""
        return Frontier(self.connection, source)

    def recorder(self, frontier: Frontier) -> Recorder:
        """Return the writer of *frontier*'s run: a thread of its own, ended by `close`."""
        return Recorder(self.path, frontier)

    def close(self) -> None:
        """Close the database."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"{folder} cannot be made ({error.strerror}): choose another folder with --archive"
        ) from error
