"""Serve an archive on this machine: Datasette with our plugin, behind the guard."""

from collections.abc import Collection
from pathlib import Path

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

import archive.web
from archive.database import connect
from archive.errors import ArchiveError

# A query that someone writes gets so long; the pages are far quicker.
_MILLISECONDS = 2000


def make_datasette(folder: Path, *, hosts: Collection[str] = ()) -> Datasette:
    """Return Datasette over the archive in *folder*, answering for *hosts* and this machine.

    Raises:
        ArchiveError: if there is no archive.
    """
    database = folder / "archive.db"
    if not database.exists():
        raise ArchiveError(f"there is no archive in {folder}: crawl or ingest into it first")
    if not pm.is_registered(archive.web):
        pm.register(archive.web, name="archive.web")
    return Datasette(
        files=[str(database)],
        settings={
            "sql_time_limit_ms": _MILLISECONDS,
            "num_sql_threads": 2,
            "allow_download": False,
        },
        metadata={
            "title": "年报 nianbao",
            "databases": {database.stem: {"tables": _hidden(database)}},
            "plugins": {"nianbao": {"hosts": list(hosts)}},
        },
    )


def _hidden(database: Path) -> dict[str, dict[str, bool]]:
    """Return that all tables are hidden: people query the views, and tables may change."""
    connection = connect(database, read_only=True)
    try:
        rows = connection.execute("select name from sqlite_master where type = 'table'")
        return {name: {"hidden": True} for (name,) in rows}
    finally:
        connection.close()


def serve(folder: Path, *, host: str, port: int, hosts: Collection[str] = ()) -> None:
    """Serve the archive in *folder* until interrupted.

    Raises:
        ArchiveError: if there is no archive.
    """
    known = {*hosts, host} - {"0.0.0.0", "::"}  # noqa: S104 -- all addresses are no name to answer for
    app = make_datasette(folder, hosts=known).app()
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)
