"""Bring the tables of `archive.db` up to date, one migration a change."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from archive import corrections, tables, views
from archive.database import Connection, SqliteError
from archive.errors import ArchiveError, NewerArchiveError
from archive.search.tables import EMPTY, TABLES

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(connection: Connection) -> None:
    """Bring the tables up to date.

    Raises:
        NewerArchiveError: if a newer version of nianbao has changed them already.
        ArchiveError: if there is no room for them; then none is changed.
    """
    refuse_newer(connection)
    if not _pending(connection):
        return
    # Here only: it brings pandas along where that is installed, 80 MB in half a second.
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    migrations = Migrations(_SET)
    for step in STEPS:
        migrations()(step)
    try:
        migrations.apply(Database(connection))
    except SqliteError as error:
        raise ArchiveError(f"archive.db cannot be brought up to date: {error}") from error


def refuse_newer(connection: Connection) -> None:
    """Raise `NewerArchiveError` if a newer version of nianbao has changed the tables."""
    if newer := _applied(connection) - {step.__name__ for step in STEPS}:
        raise NewerArchiveError(
            f"this archive was made by a newer version of nianbao ({', '.join(sorted(newer))}): "
            "upgrade nianbao, or open another archive"
        )


def refuse_older(connection: Connection, folder: Path) -> None:
    """Raise `ArchiveError` if tables are missing that this version of nianbao reads."""
    if _pending(connection):
        raise ArchiveError(
            f"the archive in {folder} was made by an older version of nianbao: run "
            f"`nianbao ingest --archive {folder}` once, on a copy if its disk is read-only"
        )


def _pending(connection: Connection) -> bool:
    return not _applied(connection).issuperset(step.__name__ for step in STEPS)


def _applied(connection: Connection) -> set[str]:
    table = "select 1 from sqlite_master where name = '_sqlite_migrations'"
    if connection.execute(table).fetchone() is None:
        return set()
    names = "select name from _sqlite_migrations where migration_set = ?"
    return {name for (name,) in connection.execute(names, (_SET,))}


def m001_the_ledger(db: "Database") -> None:
    """Sources, runs, the frontier, and captures in their WARC files."""
    _execute(db, tables.LEDGER)


def m002_reports(db: "Database") -> None:
    """Reports, their versions, facts and checks."""
    _execute(db, tables.REPORTS)


def m003_views(db: "Database") -> None:
    """Let people query names instead of numbers."""
    _execute(db, views.VIEWS)


def m004_search_index(db: "Database") -> None:
    """Index the latest version of each report, and keep the index in step."""
    for statement in TABLES:
        db.execute(statement)


def m005_corrections(db: "Database") -> None:
    """What reviewers found, beside what was printed."""
    for statement in corrections.TABLES:
        db.execute(statement)


def m006_longer_terms(db: "Database") -> None:
    """Let every report wait to be indexed anew: an index without terms of four is none now."""
    for statement in EMPTY:
        db.execute(statement)


# In their order; one that an archive has had is never changed.
STEPS: "tuple[Callable[[Database], None], ...]" = (
    m001_the_ledger,
    m002_reports,
    m003_views,
    m004_search_index,
    m005_corrections,
    m006_longer_terms,
)
_SET = "nianbao"


def _execute(db: "Database", script: str) -> None:
    # executescript would commit the migration's transaction.
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)
