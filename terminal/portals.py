"""List, check and find the portals to crawl: `nianbao sources`."""

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.statuses import FAILED, PARTLY
from terminal.options import folder, output, walk
from terminal.printing import ProgressBar, fail, print_rows, say
from terminal.settings import crawl_options

if TYPE_CHECKING:
    from crawler import Source, Survey


@click.group()
def sources() -> None:
    """List, check and find the portals to crawl.

    \b
    Example:
      nianbao sources list
    """


@sources.command(name="list")
@folder
@output
def sources_list(folder: Path, output: str) -> None:
    """Print every source.

    Those that come with nianbao, and one's own in DIR/sources.

    A file that is wrong is named with its cure; the others are printed, and the status is 3.

    \b
    Example:
      nianbao sources list --format csv
    """
    import crawler

    found, broken = loaded(crawler.find_sources(folder).values())
    columns = ["name", "title", "level", "region", "dialect", "verified", "seeds"]
    rows = ({key: getattr(s, key) for key in columns} | {"seeds": " ".join(s.seeds)} for s in found)
    print_rows(rows, columns, output)
    if broken:
        sys.exit(PARTLY)


@sources.command(name="show")
@click.argument("name")
@folder
def sources_show(name: str, folder: Path) -> None:
    """Print the file of the source NAME, as TOML.

    \b
    Example:
      nianbao sources show putian
    """
    import crawler

    path = crawler.find_sources(folder).get(name)
    if path is None:
        source_called(name, folder)
    else:
        click.echo(f"# {path}\n{path.read_text(encoding='utf-8')}", nl=False)


@sources.command(name="check")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@folder
def sources_check(names: tuple[str, ...], folder: Path) -> None:
    """Check the files of the sources NAME, or of all.

    Each error says how to mend it.

    \b
    Example:
      nianbao sources check
    """
    import crawler

    bad = 0
    known = crawler.find_sources(folder)
    for name in names or known:
        try:
            crawler.source_named(name, folder)
        except crawler.SourceError as error:
            bad += 1
            say(str(error), fg="red")
    click.echo(f"{len(names or known) - bad} sources are in order, {bad} are not")
    if bad:
        sys.exit(FAILED)


def _file_name(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    if name is not None and not re.fullmatch(r"[\w-][\w.-]*", name):
        raise click.BadParameter("it becomes a file's name: write letters, digits, - and _")
    return name


@sources.command(name="add")
@click.argument("url")
@click.option("--name", callback=_file_name, help="What to call the source; else its host says.")
@click.option("--yes", is_flag=True, help="Write the file without asking.")
@walk
@folder
def sources_add(url: str, name: str | None, yes: bool, folder: Path, **given: Any) -> None:
    """Find the annual-report columns of the portal at URL.

    A source for it is written once you agree. Any page will do to start from; robots.txt is obeyed,
    and no more than --max-pages pages are asked for.

    \b
    Example:
      nianbao sources add https://www.example.gov.cn/ --archive hunan
    """
    from crawler import SourceError, dump_source, propose, source_at

    try:
        name = source_at(url).name if name is None else name
    except SourceError as error:
        raise click.UsageError(str(error)) from error
    _refuse_known(folder, name)
    found = _survey(url, folder, given)
    if not found.columns and found.parked:
        fail(f"{url} was not looked at: {found.parked}")
    if not found.columns:
        fail(f"no annual reports were found from {url}; try a page nearer to them")
    source, path = propose(found, name), _path(folder, name)
    click.echo(f"\n# {path}\n{dump_source(source)}")
    if yes or _confirmed("Write this file?"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump_source(source), encoding="utf-8")
        say(f"next: nianbao crawl {source.name} --archive {folder}")


def _confirmed(question: str) -> bool:
    """Return what a person answers; where there is none to ask, end with status 1."""
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        fail("nobody answered, so nothing was written; --yes writes without asking")


def _path(folder: Path, name: str) -> Path:
    return folder / "sources" / f"{name}.toml"


def _refuse_known(folder: Path, name: str) -> None:
    """End with status 1 if there is a source of that name: its file is somebody's work."""
    if (path := _path(folder, name)).exists():
        fail(f"{path} is there already; choose another name with --name, or delete it")


@sources.command(name="probe")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@walk
@folder
def sources_probe(names: tuple[str, ...], folder: Path, **given: Any) -> None:
    """Ask each source NAME whether its columns still list reports.

    Nothing is kept.

    \b
    Example:
      nianbao sources probe putian --max-pages 5
    """
    empty = []
    for name in names:
        seeds = source_called(name, folder).seeds
        if not any(_survey(seed, folder, given).columns for seed in seeds):
            empty.append(name)
    if empty:
        fail(f"no reports were found at {', '.join(empty)}")


def source_called(name: str, folder: Path) -> "Source":
    """Return the source called *name*.

    Raises:
        click.UsageError: if there is none, or its file is broken.
    """
    import crawler

    try:
        return crawler.source_named(name, folder)
    except crawler.SourceError as error:
        raise click.UsageError(str(error)) from error


def loaded(paths: Iterable[Path]) -> tuple[list["Source"], dict[str, str]]:
    """Return the sources at *paths*, and by its name what is wrong with each whose file is broken.

    That is told on standard error: one broken file keeps nobody from the others.
    """
    import crawler

    found, broken = [], {}
    for path in paths:
        try:
            found.append(crawler.load_source(path))
        except crawler.SourceError as error:
            broken[path.stem] = str(error)
            say(str(error), fg="red")
    return found, broken


def _survey(url: str, folder: Path, given: Mapping[str, Any]) -> "Survey":
    """Look round a portal and print what was found there, and what was not looked at."""
    import crawler

    most = given["max_pages"]
    options = crawl_options(folder, {key: given[key] for key in given if key != "max_pages"})
    try:
        crawler.source_at(url)
    except crawler.SourceError as error:
        raise click.UsageError(str(error)) from error
    with ProgressBar("pages") as progress:
        found = crawler.survey(url, options, max_pages=most, progress=progress.show)
    _tell_survey(found)
    return found


def _tell_survey(found: "Survey") -> None:
    rows = (
        {
            "column": c.url,
            "named": c.title,
            "dialect": c.dialect,
            "reports": c.reports,
            "samples": " · ".join(c.samples),
        }
        for c in found.columns
    )
    if found.columns:
        print_rows(rows, ["column", "named", "dialect", "reports", "samples"], "table")
    click.echo(f"robots.txt {found.robots}. Confidence: {found.confidence}.")
    for trouble in found.troubles[:5]:
        click.echo(f"no page: {trouble}")
    if found.elsewhere:
        count, first = len(found.elsewhere), found.elsewhere[0]
        click.echo(f"on other hosts, not looked at: {count} columns, such as {first}")
    if found.unseen:
        click.echo(f"not looked at: {len(found.unseen)} addresses, such as {found.unseen[0]}")
