"""Serve an archive on this machine: Datasette with our plugin, behind the guard."""

import socket
from collections.abc import Callable, Collection
from pathlib import Path

import rich
import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

import archive.web
from archive.archive import Archive
from archive.errors import ArchiveError

# A query that someone writes gets so long; the pages are far quicker.
_MILLISECONDS = 2000


def make_datasette(folder: Path, *, hosts: Collection[str] = ()) -> Datasette:
    """Return Datasette over the archive in *folder*, answering for *hosts* and this machine.

    Raises:
        ArchiveError: if there is no archive, or an older version of nianbao made it.
    """
    database = folder / "archive.db"
    with Archive.open(folder, read_only=True) as opened:
        hidden = _hidden(opened)
    # With Rich installed Datasette prints a traceback with all its variables for every 404.
    rich.reconfigure(quiet=True)
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
            "databases": {database.stem: {"tables": hidden}},
            "plugins": {"nianbao": {"hosts": list(hosts)}},
        },
    )


def _hidden(opened: Archive) -> dict[str, dict[str, bool]]:
    """Return that all tables are hidden: people query the views, and tables may change."""
    rows = opened.connection.execute("select name from sqlite_master where type = 'table'")
    return {name: {"hidden": True} for (name,) in rows}


def serve(
    folder: Path,
    *,
    host: str,
    port: int,
    hosts: Collection[str] = (),
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve the archive in *folder* until interrupted; *ready* is called before it answers.

    Raises:
        ArchiveError: if there is no archive, or another program answers at *port* already.
    """
    known = {*hosts, host} - {"0.0.0.0", "::"}  # noqa: S104 -- all addresses are no name to answer for
    app = make_datasette(folder, hosts=known).app()
    with _listening(host, port) as door:
        ready()
        config = uvicorn.Config(app, log_level="warning", server_header=False)
        uvicorn.Server(config).run(sockets=[door])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        told = str(error.strerror).partition(" (")[0]  # Python adds the address in brackets
        raise ArchiveError(
            f"{host}:{port} cannot be listened at ({told}): give another --port or --host"
        ) from error
