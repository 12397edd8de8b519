"""Show everything on simulated portals: `nianbao demo`."""

import sys
from http import HTTPStatus
from pathlib import Path
from shutil import which

import click

from archive import Archive
from terminal.ask import show_report
from terminal.crawl import crawl_and_read, report_crawl
from terminal.printing import say
from terminal.settings import log_to_stderr

# The demo's portals answer at the same addresses each time, so that it can be run twice.
_DEMO_PORT = 8640
_DEMO_QUERY = "营商环境"


@click.command()
@click.option(
    "--archive",
    "folder",
    default="nianbao-demo",
    show_default=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the demo's archive.",
)
def demo(folder: Path) -> None:
    """Crawl simulated portals, and show what comes of it.

    They answer on this machine only. Run twice, the second run asks for every report again and
    transfers none that is unchanged.

    \b
    Example:
      nianbao demo
    """
    import crawler
    from demo import running_portals

    log_to_stderr()
    with running_portals(port=_DEMO_PORT) as portals:
        say(f"{len(portals.addresses)} simulated portals answer on loopback; none of it is real.")
        allowed = {"allow_networks": ["127.0.0.0/8"], "delay": 0, "contact": "demo@localhost"}
        options = crawler.override(crawler.Options(), allowed, origin="the demo")
        sources = [
            crawler.parse_source(text, name=f"demo-{n}") for n, text in portals.sources.items()
        ]
        summary, done = crawl_and_read(sources, folder, options)
        sent = sum(answer["status"] != HTTPStatus.NOT_MODIFIED for answer in portals.requests())
    report_crawl(summary, done, "table")
    click.echo(f"{len(portals.truth)} reports are there; {sent} pages were transferred.\n")
    _show_off(folder)
    sys.exit(summary.status)


def _show_off(folder: Path) -> None:
    """Show a search, a report, and what to type next."""
    with Archive.open(folder, read_only=True) as archive:
        hits = list(archive.search(_DEMO_QUERY, limit=3))
        for hit in hits:
            before, _, rest = hit.snippet.partition("[")
            found, _, after = rest.partition("]")
            found = click.style(found, fg="red", bold=True)
            click.echo(f"{hit.id:>4}  {hit.year}  {hit.title}\n      {before}{found}{after}")
        click.echo()
        show_report(archive.report(hits[0].id))
    click.secho("\nTry next:", bold=True)
    for command in (f"search 养老 --year {hits[0].year}", f"show {hits[0].id}", "sources list"):
        click.echo(f"  {_called()} {command} --archive {folder}")


def _called() -> str:
    """Return how this command is typed here: by its name where the shell finds it."""
    return "nianbao" if which("nianbao") else sys.argv[0]
