"""Fetch from portals: crawl, run and status."""

import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive import Archive, MissingLibraryError, SourceState, TimestampError
from archive.intake.ingest import Ingested
from archive.statuses import DONE, PARTLY
from parsers.report import dumps
from terminal.options import fetching, folder, output
from terminal.portals import loaded, source_called
from terminal.printing import ProgressBar, print_rows, say
from terminal.settings import crawl_options, log_to_stderr

if TYPE_CHECKING:
    from crawler import Options, Plan, Source, SourceSummary, Summary


# What `status` shows of a source's last run.
_BROUGHT = ("new", "changed", "unchanged", "vanished", "blocked")
# What a plan tells of each source.
_PLANNED = ("source", "due", "why", "last_run", "hosts", "pages", "time")
# What a run of which nothing is to be said has at least one of.
_SOMETHING = (*_BROUGHT, "failed", "remark")


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--url", "urls", multiple=True, help="A portal that is no source yet.")
@click.option("--yes", is_flag=True, expose_value=False, help="For scripts: nothing is asked.")
@fetching
@folder
@output
def crawl(
    names: tuple[str, ...], urls: tuple[str, ...], folder: Path, output: str, **given: Any
) -> None:
    """Fetch what is new in each SOURCE, keep it, and read it.

    A SOURCE is a name that `nianbao sources list` shows, or an address, as with --url.

    A run that was interrupted goes on where it was. The last line of --format json is the summary.

    \b
    Example:
      nianbao crawl hunan-ziyang --archive hunan
      nianbao crawl --url https://www.example.gov.cn/ --archive hunan
    """
    # Imported here because Scrapy takes longer to import than most commands to run.
    import crawler

    log_to_stderr()
    options = crawl_options(folder, given)
    sources = [source_called(name, folder) for name in names if "://" not in name]
    try:
        addresses = [*(name for name in names if "://" in name), *urls]
        sources += [crawler.source_at(url) for url in addresses]
    except crawler.SourceError as error:
        raise click.UsageError(str(error)) from error
    if not sources:
        raise click.UsageError("name a source, or give an address with --url")
    summary, done = crawl_and_read(sources, folder, options)
    report_crawl(summary, done, output)
    sys.exit(summary.status)


def crawl_and_read(
    sources: Sequence["Source"], folder: Path, options: "Options"
) -> tuple["Summary", Ingested]:
    """Crawl *sources* into the archive and read what is new meanwhile, with progress."""
    import crawler

    with Archive.open(folder) as archive:
        with archive.reading() as reading, ProgressBar("pages") as progress:
            try:
                summary = crawler.crawl(
                    sources, folder, options=options, progress=progress.crawled, reading=reading
                )
            except crawler.OptionsError as error:
                raise click.UsageError(str(error)) from error
        with ProgressBar("reports") as progress:
            done = archive.ingest(progress=progress.show)
        summary = replace(summary, sources=tuple(_recounted(archive, summary)))
        for source in sources:
            _compare(archive, source)
        if options.timestamps:
            _timestamp(archive, options.timestamps)
    done.add(reading.result)
    return summary, done


def _recounted(archive: Archive, summary: "Summary") -> Iterator["SourceSummary"]:
    """Yield what came of each source; a page that says what it said is not changed."""
    for source in summary.sources:
        if source.run is not None and source.numbers.get("changed"):
            numbers = {**source.numbers, **archive.recount(source.run)}
            yield replace(source, numbers=numbers)
        else:
            yield source


def _compare(archive: Archive, source: "Source") -> None:
    """Say of which years a source has brought fewer reports than its file expects."""
    import crawler

    found = archive.reports_a_year(source.name)
    expected = source.expect.reports_a_year
    for year, count in crawler.shortfalls(source, found, datetime.now(UTC).date()):
        say(f"{source.name}: {count} reports of {year}, expected are {expected}", fg="yellow")


def _timestamp(archive: Archive, authority: str) -> None:
    """Have the runs' manifests stamped; what fails is asked for again after the next run."""
    import crawler

    try:
        archive.timestamp(partial(crawler.ask_authority, authority))
    except (TimestampError, MissingLibraryError) as error:
        say(f"no timestamp: {error}", fg="yellow")


def report_crawl(summary: "Summary", done: Ingested, output: str) -> None:
    """Print what came of a crawl: a line a source, or the contract's JSON in one line."""
    for name, trouble in (*done.deferred, *done.errors):
        say(f"{name}: {trouble}", fg="yellow")
    rows = [source.to_dict() for source in summary.sources]
    for row in rows:
        if row["remark"] and output == "json":
            say(f"{row['source']}: {row['remark']}", fg="yellow")
        elif not any(row[number] for number in _SOMETHING):
            say(f"{row['source']}: no annual report was found; try a page nearer to them")
    if output == "json":
        click.echo(dumps(summary.to_dict()))
    else:
        print_rows(rows, list(rows[0]), output)


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--due", is_flag=True, help="Only the sources that are due by their own schedule.")
@click.option("--plan", is_flag=True, help="Say what would be fetched from whom; fetch nothing.")
@click.option(
    "--max-minutes",
    type=click.FloatRange(0.1),
    help="How long a run may take; the rest is resumed.",
)
@fetching
@folder
@output
def run(
    names: tuple[str, ...],
    due: bool,
    plan: bool,
    max_minutes: float | None,
    folder: Path,
    output: str,
    **given: Any,
) -> None:
    """Crawl the sources of this archive, as a timer does.

    Without a SOURCE it is about the sources in DIR/sources and those that were crawled before; one
    whose file is wrong is named and counts as failed.
    With --format json the last line is a report of the run.

    \b
    Example:
      nianbao run --due --plan --archive hunan
    """
    log_to_stderr()
    given |= {"max_seconds": max_minutes * 60 if max_minutes is not None else None}
    options = crawl_options(folder, given)
    planned, broken = _planned(names, folder, options, read_only=plan)
    wanted = [item for item in planned if item.due or not due]
    if not (planned or broken):
        raise click.UsageError(_no_sources(folder))
    none = "no source is due" if due else "no other source is there to crawl"
    status = PARTLY if broken else DONE
    if plan:
        print_rows((item.to_dict() for item in wanted), _PLANNED, output, none=none)
        sys.exit(status)
    if not wanted:
        say(none)
        if output == "json":
            click.echo(dumps({"status": status, "sources": []}))
        sys.exit(status)
    started = datetime.now(UTC)
    summary, done = crawl_and_read([item.source for item in wanted], folder, options)
    summary = _with_broken(summary, broken)
    if output == "json":
        click.echo(dumps(summary.report(started, datetime.now(UTC))))
    else:
        report_crawl(summary, done, output)
    sys.exit(summary.status)


@click.command()
@folder
@output
def status(folder: Path, output: str) -> None:
    """Print how each source stands.

    Its last run, what it brought, why it ended, and how much is left to do.

    \b
    Example:
      nianbao status --archive hunan
    """
    with Archive.open(folder, read_only=True) as archive:
        states = archive.source_states()
    columns = ["source", "last_run", "unfinished_since", "known", "waiting"]
    rows = (
        {
            "source": state.name,
            "last_run": _minute(state.finished),
            "unfinished_since": _minute(state.unfinished),
            "known": state.known,
            "waiting": state.waiting,
        }
        | {name: state.summary.get(name) for name in _BROUGHT}
        | {"failed": state.failed, "ended": state.ended}
        for state in states
    )
    columns += [*_BROUGHT, "failed", "ended"]
    print_rows(rows, columns, output, none="nothing was crawled yet")


def _planned(
    names: Sequence[str], folder: Path, options: "Options", *, read_only: bool
) -> tuple[list["Plan"], dict[str, str]]:
    """Return what a run would do with the sources, and what is wrong with the files of others."""
    import crawler

    states = {state.name: state for state in _states(folder, read_only=read_only)}
    if names:
        chosen, broken = [source_called(name, folder) for name in names], dict[str, str]()
    else:
        chosen, broken = loaded(_own_sources(folder, states))
    return crawler.plans(chosen, states, options), broken


def _states(folder: Path, *, read_only: bool) -> list[SourceState]:
    """Return how each source stands; none does where no archive was made yet."""
    if not (folder / "captures").exists():
        return []
    with Archive.open(folder, read_only=read_only) as archive:
        return archive.source_states()


def _with_broken(summary: "Summary", broken: Mapping[str, str]) -> "Summary":
    """Return *summary* with a line for each source whose file is wrong: it counts as failed."""
    import crawler

    failed = (
        crawler.SourceSummary(name, stopped=why, reached=False) for name, why in broken.items()
    )
    return crawler.Summary((*summary.sources, *failed))


def _no_sources(folder: Path) -> str:
    return f"there is no source in {folder / 'sources'} yet; `nianbao sources add URL` makes one"


def _minute(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None


def _own_sources(folder: Path, crawled: Container[str]) -> list[Path]:
    import crawler

    found = crawler.find_sources(folder)
    own = folder / "sources"
    return [path for name, path in found.items() if path.parent == own or name in crawled]
