"""Show the archive to browsers: `nianbao serve`."""

from contextlib import suppress
from pathlib import Path

import click

from terminal.options import folder
from terminal.printing import say


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8001,
    show_default=True,
    help="The port to listen on.",
)
@click.option(
    "--allow-host",
    "hosts",
    metavar="NAME",
    multiple=True,
    help="Another name that browsers may know this server by.",
)
@folder
def serve(host: str, port: int, hosts: tuple[str, ...], folder: Path) -> None:
    """Open the archive to browsers on this machine.

    Search, reports, tables, SQL and JSON; nothing can be changed through it.

    \b
    Example:
      nianbao serve --archive hunan     # then open http://127.0.0.1:8001
    """
    # Imported here because Datasette takes longer to import than most commands to run.
    from archive.web.server import serve as serve_archive

    def ready() -> None:
        shown = f"[{host}]" if ":" in host else host
        say(f"http://{shown}:{port}/ shows {folder}; stop it with Ctrl+C")

    with suppress(KeyboardInterrupt):  # which is how it is stopped
        serve_archive(folder, host=host, port=port, hosts=hosts, ready=ready)
