"""Open the SQLite file so that what is committed survives a power cut, and writers queue."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import ArchiveError

if TYPE_CHECKING:
    import sqlite3
else:
    try:  # as sqlite-utils does
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:
        import sqlite3

Connection = sqlite3.Connection
SqliteError = sqlite3.Error

# Below it two connections that write and checkpoint can corrupt a WAL database
# (the WAL-reset bug of 3.7.0 to 3.51.2); the rollback journal is slower and sound.
WAL_IS_SOUND = (3, 51, 3)
# Writers of other sources queue for the one write lock; a group commit takes milliseconds.
BUSY_SECONDS = 120
# A batch of reports must fit: what spills is written twice. SQLite's own 2 MiB hold a hundred.
CACHE_KIBIBYTES = 8 * 1024
# pysqlite3 keeps those that are used most. Making the tables fills its own hundred places once and
# for all: what comes later would be prepared anew at every call.
STATEMENTS = 1000


def connect(path: Path, *, read_only: bool = False) -> Connection:
    """Return a connection to the database at *path*; it may be handed from thread to thread.

    Raises:
        ArchiveError: if the file cannot be opened, or is no SQLite database.
    """
    uri = f"file:{_quoted(path)}" + ("?mode=ro" if read_only else "")
    try:
        connection = sqlite3.connect(
            uri,
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=STATEMENTS,
        )
        connection.execute("pragma temp_store = memory")
        connection.execute(f"pragma cache_size = -{CACHE_KIBIBYTES}")
        connection.execute("select count(*) from sqlite_master")
        if not read_only:
            _make_durable(connection)
    except sqlite3.OperationalError as error:  # no room, no right, no answer
        cure = "mend the cause, then run the same command again"
        if read_only and path.is_file():
            cure += "; where nothing may be written, open a copy that `nianbao backup` has made"
        raise ArchiveError(f"{path} cannot be opened ({error}): {cure}") from error
    except sqlite3.DatabaseError as error:
        raise ArchiveError(
            f"{path} cannot be opened as an archive's database ({error}): move it away, and "
            f"`nianbao reparse --apply --archive {path.parent}` makes it again from the captures"
        ) from error
    return connection


def bindable(value: object) -> str | int | None:
    r"""Return what someone typed as SQLite takes it: no half characters, no number beyond its own.

    >>> bindable("\ud800"), bindable(10**30)
    ('?', 9223372036854775807)
    """
    match value:
        case str():
            return value.encode(errors="replace").decode()
        case int():
            return max(-(2**63), min(value, 2**63 - 1))
    return None


def journal_mode(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str:
    """Return the journal mode that is sound with this version of SQLite.

    >>> journal_mode((3, 51, 2)), journal_mode((3, 51, 3))
    ('delete', 'wal')
    """
    return "wal" if version >= WAL_IS_SOUND else "delete"


@contextmanager
def transaction(connection: Connection) -> Iterator[Connection]:
    """Hold the write lock from the first statement on: all of the block is written, or nothing.

    Raises:
        ArchiveError: if the database cannot be written: no room, no right, no answer for minutes.
    """
    try:
        # A deferred transaction that reads before it writes fails at once with "database is
        # locked"; an immediate one waits its turn.
        connection.execute("begin immediate")
        yield connection
        connection.execute("commit")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("rollback")
        if isinstance(error, sqlite3.OperationalError):
            raise ArchiveError(
                f"archive.db cannot be written ({error}): what was kept before is kept; "
                "mend the cause, then run the same command again"
            ) from error
        raise


def storable(text: str) -> str:
    """Return *text* without what SQLite cannot keep: lone surrogates and NUL.

    >>> storable(f"a{chr(0xD800)}b")
    'a?b'
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text.replace("\0", "\ufffd")


def _make_durable(connection: Connection) -> None:
    mode = journal_mode()
    if connection.execute("pragma journal_mode").fetchone()[0] != mode:
        connection.execute(f"pragma journal_mode = {mode}")
    # NORMAL keeps the file whole after a power cut but loses the last commits.
    connection.execute("pragma synchronous = full")


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
