"""The front door: the `nianbao` command, and what notebooks import."""

import logging
import os
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import reduce
from http import HTTPStatus
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any, NoReturn, Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from archive import Archive, ArchiveError, SourceBusyError
from archive.answers import Who
from archive.exports import EXPORTERS, SHAPES, Export
from archive.exports.rows import WRITERS, Row
from archive.files import find_documents
from archive.ingest import Ingested
from archive.layout import lay_out
from archive.reparse import Effect
from archive.search import Facets
from archive.workers import Job, Outcome, parse_many
from parsers import Check, Fact, ParserError, Report, State, parse_report
from parsers.report import SCHEMA, dumps

if TYPE_CHECKING:
    from crawler import Options, Progress, Source, Summary, Survey

__all__ = ["Archive", "Report", "cli", "main", "parse_report"]

# The exit statuses of the contract; 2 (wrong usage) is click's own.
DONE, FAILED, PARTLY, BUSY = 0, 1, 3, 4
# Into a file or a pipe, progress is a line every so many.
_LINE_EVERY = 200
# What `status` shows of a source's last run.
_BROUGHT = ("new", "changed", "unchanged", "vanished", "blocked")
# The demo's portals answer at the same addresses each time, so that it can be run twice.
_DEMO_PORT = 8640
_DEMO_QUERY = "营商环境"

folder = click.option(
    "--archive",
    "folder",
    metavar="DIR",
    envvar="NIANBAO_ARCHIVE",
    default="nianbao-archive",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The archive's folder (or the variable NIANBAO_ARCHIVE).",
)
output = click.option(
    "--format",
    "output",
    type=click.Choice(list(WRITERS)),
    default="table",
    show_default=True,
    help="How results are printed.",
)
_REACH = (
    click.option(
        "--allow-network",
        "allow_networks",
        metavar="CIDR",
        multiple=True,
        help="A private network that may be fetched.",
    ),
    click.option("--delay", type=float, help="The seconds between two requests to one host."),
)
_WALK = (
    *_REACH,
    click.option(
        "--max-pages",
        type=click.IntRange(1),
        default=60,
        show_default=True,
        help="How many pages it may look at.",
    ),
)


def fetching(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* the options of a crawl."""
    most = click.option("--max-pages", type=int, help="How many requests a run may make.")
    return reduce(lambda decorated, option: option(decorated), (most, *reversed(_REACH)), command)


def walk(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* the options of a walk over a portal."""
    return reduce(lambda decorated, option: option(decorated), reversed(_WALK), command)


region = click.option("--region", help="A division's code, its first digits, or its name.")
level = click.option(
    "--level", type=click.Choice(["national", "province", "prefecture", "county", "township"])
)
year = click.option("--year", type=int, help="The year reported on.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an error that a user can mend is one sentence and a status."""
    try:
        cli(arguments)
    except (ArchiveError, ParserError, OSError) as error:
        click.echo(f"nianbao: {error}", err=True)
        sys.exit(BUSY if isinstance(error, SourceBusyError) else FAILED)


@click.group()
@click.version_option(package_name="nianbao")
def cli() -> None:
    """Crawl, archive and read Chinese government annual reports on information disclosure.

    Every command has its own --help with an example.
    """


@cli.command()
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--workers", type=click.IntRange(1), default=os.cpu_count(), show_default="one a core"
)
@output
def parse(paths: tuple[Path, ...], workers: int, output: str) -> None:
    """Read documents without an archive and print what each says.

    A PATH is a file, or a folder that is walked for documents. With --format json or jsonl every
    fact, check and section is printed; the table and CSV give a line a document.

    \b
    Example:
      nianbao parse page.html report.pdf --format jsonl
    """
    found = find_documents(paths)
    tally: Counter[str] = Counter(skipped=len(found.skipped))
    unread: dict[str, Outcome] = {}
    outcomes = parse_many(_jobs(found.documents, unread), workers=workers)
    rows = (_parsed(unread.get(str(outcome.id), outcome), tally) for outcome in outcomes)
    if output in ("table", "csv"):
        rows = (_summary(row) for row in rows)
    _print(
        rows,
        ["path", "report", "title", "year", "form", "cells", "doubtful", "broken", "remark"],
        output,
    )
    _say(", ".join(f"{count} {name}" for name, count in tally.items()))
    if tally["error"]:
        sys.exit(FAILED)


def _jobs(documents: Iterable[Path], unread: dict[str, Outcome]) -> Iterator[Job]:
    """Yield the bytes of each document; what can't be read keeps its place, and says why."""
    for path in documents:
        content = b""
        try:
            content = path.read_bytes()
        except OSError as error:
            unread[str(path)] = Outcome(str(path), None, f"{path}: {error.strerror}")
        yield Job(str(path), content, url=str(path))


def _parsed(outcome: Outcome, tally: Counter[str]) -> dict[str, Any]:
    """Return the contract's JSON object of one document, and count what became of it."""
    if outcome.report is not None:
        tally["reports" if outcome.report.is_report else "not reports"] += 1
        said = outcome.report.to_dict()
        return {"schema": said.pop("schema"), "path": outcome.id} | said
    trouble = "deferred" if outcome.deferred else "error"
    tally[trouble] += 1
    return {"schema": SCHEMA, "path": outcome.id, trouble: outcome.error}


def _summary(parsed: dict[str, Any]) -> dict[str, Any]:
    facts, checks = parsed.get("facts", []), parsed.get("checks", [])
    return parsed | {
        "cells": len(facts),
        "doubtful": sum(fact["state"] in ("repaired", "lost") for fact in facts),
        "broken": sum(check["holds"] is False for check in checks),
        "remark": parsed.get("reason") or parsed.get("error") or parsed.get("deferred"),
    }


@cli.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@folder
def ingest(paths: tuple[Path, ...], folder: Path) -> None:
    """Bring local files, and the documents of folders, into the archive.

    Their bytes are kept as they are; files that are there already are left alone. Without a PATH,
    what was crawled and not read yet is read.

    \b
    Example:
      nianbao ingest downloads/ report.pdf --archive hunan
    """
    with Archive.open(folder) as archive, _Progress("documents") as progress:
        done = archive.ingest_files(paths, progress=progress.show)
    _tell(done)


def _tell(done: Ingested) -> None:
    """Print what became of the documents; one that could not be read is named, and is a failure."""
    for name, trouble in (*done.deferred, *done.errors):
        _say(f"{name}: {trouble}", fg="yellow")
    counts = {
        "reports": done.reports,
        "unchanged": done.unchanged,
        "not reports": done.not_reports,
        "skipped": len(done.skipped),
        "deferred": len(done.deferred),
        "errors": len(done.errors),
    }
    click.echo(
        ", ".join(f"{count} {name}" for name, count in counts.items() if count or name == "reports")
    )
    if done.errors:
        sys.exit(FAILED)


@cli.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--url", "urls", multiple=True, help="A portal that is no source yet.")
@fetching
@folder
@output
def crawl(
    names: tuple[str, ...], urls: tuple[str, ...], folder: Path, output: str, **given: Any
) -> None:
    """Fetch what is new in each SOURCE, keep it as it was sent, and read it.

    A run that was interrupted goes on where it was. The last line of --format json is the summary.

    \b
    Example:
      nianbao crawl hunan-ziyang --archive hunan
    """
    # Imported here because Scrapy takes longer to import than most commands to run.
    import crawler

    _log_to_stderr()
    options = _options(folder, given)
    sources = [_loaded_by_name(name, folder) for name in names]
    try:
        sources += [crawler.source_at(url) for url in urls]
    except crawler.SourceError as error:
        raise click.UsageError(str(error)) from error
    if not sources:
        raise click.UsageError("name a source, or give an address with --url")
    summary, done = _crawl(sources, folder, options)
    _report_crawl(summary, done, output)
    sys.exit(summary.status)


def _crawl(
    sources: Sequence["Source"], folder: Path, options: "Options"
) -> tuple["Summary", Ingested]:
    import crawler

    with _Progress("pages") as progress:
        summary = crawler.crawl(sources, folder, options=options, progress=progress.crawled)
    with Archive.open(folder) as archive, _Progress("reports") as progress:
        return summary, archive.ingest(progress=progress.show)


def _report_crawl(summary: "Summary", done: Ingested, output: str) -> None:
    """Print what came of a crawl: a line a source, or the contract's JSON in one line."""
    for name, trouble in (*done.deferred, *done.errors):
        _say(f"{name}: {trouble}", fg="yellow")
    if output == "json":
        click.echo(dumps(summary.to_dict()))
        return
    rows = [source.to_dict() for source in summary.sources]
    _print(rows, list(rows[0]), output)


@cli.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--due", is_flag=True, help="Only the sources that are due by their own schedule.")
@click.option("--plan", is_flag=True, help="Say what would be fetched from whom; fetch nothing.")
@click.option("--max-minutes", type=float, help="How long a run may take; the rest is resumed.")
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
    """Crawl the sources of this archive, as a timer does: those that are due, resumably.

    Without a SOURCE it is about the sources in DIR/sources and those that were crawled before.
    With --format json the last line is a report of the run.

    \b
    Example:
      nianbao run --due --plan --archive hunan
    """
    import crawler

    _log_to_stderr()
    given |= {"max_seconds": max_minutes * 60 if max_minutes else None}
    options = _options(folder, given)
    with Archive.open(folder) as archive:
        states = {state.name: state for state in archive.source_states()}
    chosen = [_loaded_by_name(name, folder) for name in names or _own_sources(folder, states)]
    planned = crawler.plans(chosen, states, options)
    wanted = [item for item in planned if item.due or not due]
    if plan:
        rows = [item.to_dict() for item in (wanted if due else planned)]
        _print(rows, ["source", "due", "why", "last_run", "hosts", "pages", "time"], output)
        return
    if not wanted:
        _say("no source is due")
        if output == "json":
            click.echo(dumps({"status": DONE, "sources": []}))
        return
    started = datetime.now(UTC)
    summary, done = _crawl([item.source for item in wanted], folder, options)
    if output == "json":
        click.echo(dumps(summary.report(started, datetime.now(UTC))))
    else:
        _report_crawl(summary, done, output)
    sys.exit(summary.status)


@cli.command()
@folder
@output
def status(folder: Path, output: str) -> None:
    """Print how each source stands: its last run, what it brought, and what is left to do.

    \b
    Example:
      nianbao status --archive hunan
    """
    with Archive.open(folder, read_only=True) as archive:
        states = archive.source_states()
    columns = ["source", "last_run", "unfinished_since", "known", "waiting", "failed"]
    rows = (
        {
            "source": state.name,
            "last_run": _minute(state.finished),
            "unfinished_since": _minute(state.unfinished),
            "known": state.known,
            "waiting": state.waiting,
        }
        | {name: state.summary.get(name) for name in _BROUGHT}
        | {"failed": state.failed}
        for state in states
    )
    _print(rows, [*columns[:-1], *_BROUGHT, "failed"], output)


def _minute(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None


def _own_sources(folder: Path, crawled: Container[str]) -> list[str]:
    import crawler

    found = crawler.find_sources(folder)
    own = folder / "sources"
    return [name for name, path in found.items() if path.parent == own or name in crawled]


def _options(folder: Path, given: Mapping[str, Any]) -> "Options":
    import crawler

    settings = {key: value for key, value in given.items() if value not in (None, ())}
    try:
        return crawler.override(crawler.load_options(folder), settings, origin="the command line")
    except crawler.OptionsError as error:
        raise click.UsageError(str(error)) from error


@cli.group()
def sources() -> None:
    """List, check and find the portals to crawl."""


@sources.command(name="list")
@folder
@output
def sources_list(folder: Path, output: str) -> None:
    """Print every source: those that come with nianbao, and one's own in DIR/sources.

    \b
    Example:
      nianbao sources list --format csv
    """
    import crawler

    found = (_loaded(path) for path in crawler.find_sources(folder).values())
    columns = ["name", "title", "level", "region", "dialect", "verified", "seeds"]
    rows = ({key: getattr(s, key) for key in columns} | {"seeds": " ".join(s.seeds)} for s in found)
    _print(rows, columns, output)


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
        _loaded_by_name(name, folder)
    else:
        click.echo(f"# {path}\n{path.read_text(encoding='utf-8')}", nl=False)


@sources.command(name="check")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@folder
def sources_check(names: tuple[str, ...], folder: Path) -> None:
    """Check the files of the sources NAME, or of all; each error says how to mend it.

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
            _say(str(error), fg="red")
    click.echo(f"{len(names or known) - bad} sources are in order, {bad} are not")
    if bad:
        sys.exit(FAILED)


@sources.command(name="add")
@click.argument("url")
@click.option("--name", help="What to call the source; else its host says.")
@click.option("--yes", is_flag=True, help="Write the file without asking.")
@walk
@folder
def sources_add(url: str, name: str | None, yes: bool, folder: Path, **given: Any) -> None:
    """Look round the portal at URL for its annual-report columns, and write a source for it.

    It starts from any page, obeys robots.txt, and asks no more than --max-pages pages.

    \b
    Example:
      nianbao sources add https://www.example.gov.cn/ --archive hunan
    """
    from crawler import dump_source, propose

    found = _survey(url, folder, given)
    if not found.columns:
        _fail(f"no annual reports were found from {url}; try a page nearer to them")
    source = propose(found, name or "")
    path = folder / "sources" / f"{source.name}.toml"
    click.echo(f"\n# {path}\n{dump_source(source)}")
    if path.exists():
        _fail(f"{path} is there already; choose another name with --name, or delete it")
    if yes or click.confirm("Write this file?", err=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump_source(source), encoding="utf-8")
        _say(f"next: nianbao crawl {source.name} --archive {folder}")


@sources.command(name="probe")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@walk
@folder
def sources_probe(names: tuple[str, ...], folder: Path, **given: Any) -> None:
    """Ask each source NAME whether its columns still list reports; nothing is kept.

    \b
    Example:
      nianbao sources probe putian --max-pages 5
    """
    empty = []
    for name in names:
        seeds = _loaded_by_name(name, folder).seeds
        if not any(_survey(seed, folder, given).columns for seed in seeds):
            empty.append(name)
    if empty:
        _fail(f"no reports were found at {', '.join(empty)}")


def _loaded(path: Path) -> "Source":
    import crawler

    try:
        return crawler.load_source(path)
    except crawler.SourceError as error:
        raise click.UsageError(str(error)) from error


def _loaded_by_name(name: str, folder: Path) -> "Source":
    import crawler

    try:
        return crawler.source_named(name, folder)
    except crawler.SourceError as error:
        raise click.UsageError(str(error)) from error


def _survey(url: str, folder: Path, given: Mapping[str, Any]) -> "Survey":
    """Look round a portal and print what was found there, and what was not looked at."""
    import crawler

    most = given["max_pages"]
    options = _options(folder, {key: given[key] for key in given if key != "max_pages"})
    try:
        crawler.source_at(url)
    except crawler.SourceError as error:
        raise click.UsageError(str(error)) from error
    with _Progress("pages") as progress:
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
    _print(rows, ["column", "named", "dialect", "reports", "samples"], "table")
    click.echo(f"robots.txt {found.robots}. Confidence: {found.confidence}.")
    for trouble in found.troubles[:5]:
        click.echo(f"no page: {trouble}")
    if found.elsewhere:
        count, first = len(found.elsewhere), found.elsewhere[0]
        click.echo(f"on other hosts, not looked at: {count} columns, such as {first}")
    if found.unseen:
        click.echo(f"not looked at: {len(found.unseen)} addresses, such as {found.unseen[0]}")


def _fail(reason: str) -> NoReturn:
    _say(f"nianbao: {reason}", fg="red")
    sys.exit(FAILED)


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("nianbao: %(message)s"))
    logging.getLogger().addHandler(handler)


@cli.command()
@click.argument("query")
@region
@level
@year
@click.option("--issuer", help="A part of the issuer's name.")
@click.option("--form", help="The edition of the tables: 2021, 2019, 2014, local or none.")
@click.option(
    "--from", "date_from", metavar="DATE", help="Published on DATE or later (2021-01-31)."
)
@click.option("--to", "date_to", metavar="DATE", help="Published on DATE or before.")
@click.option(
    "--where", default="", help="A condition on figures: 'requests.new.total > 1000 and …'."
)
@click.option("--facets", is_flag=True, help="Count the hits by year, region, level and form.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@folder
@output
def search(query: str, folder: Path, output: str, facets: bool, **filters: Any) -> None:
    """Print the reports that hold QUERY, any text of one character or more.

    Words side by side must stand so in the text. AND, OR, NOT, "phrases" and title: combine them.

    \b
    Examples:
      nianbao search 复议
      nianbao search '三安全一稳定 AND NOT 信访' --year 2023 --level county
      nianbao search 复议 --where 'requests.new.total > 1000' --facets
    """
    with Archive.open(folder, read_only=True) as archive:
        if facets:
            del filters["limit"]
            _print(
                _facet_rows(archive.facets(query, **filters)), ["facet", "value", "count"], output
            )
            return
        hits = (hit._asdict() for hit in archive.search(query, **filters))
        _print(hits, ["id", "title", "issuer", "year", "published", "url", "snippet"], output)


def _facet_rows(facets: Facets) -> Iterator[dict[str, Any]]:
    if not facets.complete:
        _say(f"more than {facets.number} hits: the first {facets.number} are counted")
    for name, counts in facets.by.items():
        yield from ({"facet": name, "value": value, "count": count} for value, count in counts)


@cli.command()
@click.argument("report", type=int)
@click.option(
    "--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True
)
@click.option("--evidence", "key", metavar="KEY", help="Follow one figure back to its bytes.")
@folder
def show(report: int, key: str | None, folder: Path, output: str) -> None:
    """Print REPORT, by the id that search prints: metadata, tables, and checks.

    With --evidence, print where the figure KEY comes from: the version, the capture with its
    address, time and SHA-256, the record in its WARC file, and the place in the document.

    \b
    Examples:
      nianbao show 12
      nianbao show 12 --evidence requests.new.total
    """
    with Archive.open(folder, read_only=True) as archive:
        if key:
            _print_fields(archive.evidence(report, key).to_dict(), output)
            return
        found = archive.report(report)
    if output == "json":
        click.echo(dumps(found.to_dict(), indent=2))
        return
    _show(found)


def _show(report: Report) -> None:
    said = report.to_dict()
    fields = ("issuer", "year", "published", "signed", "source", "index_number", "form")
    click.secho(report.metadata.title or "(no title)", bold=True)
    click.echo(" · ".join(f"{name} {said[name]}" for name in fields if said[name]))
    for table in lay_out(report.facts, report.form):
        rows = (
            {"": label} | {c: _shown(fact) for c, fact in zip(table.columns, cells, strict=True)}
            for label, cells in table.rows
        )
        click.secho(f"\n{table.caption}", bold=True)
        _print(rows, ["", *table.columns], "table")
    click.echo(_checked(report.checks))
    for warning in report.warnings:
        click.secho(f"! {warning}", fg="yellow")


def _shown(fact: Fact | None) -> str:
    """Return a cell for people: as printed, with a mark where it is no number of the page's own."""
    if fact is None:
        return ""
    marks = {State.BLANK: "□", State.LOST: "?", State.REPAIRED: f"{fact.value}*"}
    return marks.get(fact.state, fact.text)


def _checked(checks: Sequence[Check]) -> str:
    """Return how many identities hold, and each that does not."""
    broken = [f"\n  ✗ {c.id}: {c.left} ≠ {c.right}" for c in checks if c.holds is False]
    held, untold = (sum(c.holds is holds for c in checks) for holds in (True, None))
    return (
        f"✓ {held} identities hold, ✗ {len(broken)} do not, {untold} can't be told{''.join(broken)}"
    )


@cli.command()
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
    """Crawl simulated portals on this machine, and show what comes of it.

    Run twice, the second run asks for every report again and transfers none that is unchanged.

    \b
    Example:
      nianbao demo
    """
    import crawler
    from demo import running_portals

    _log_to_stderr()
    with running_portals(port=_DEMO_PORT) as portals:
        _say(f"{len(portals.addresses)} simulated portals answer on loopback; none of it is real.")
        allowed = {"allow_networks": ["127.0.0.0/8"], "delay": 0, "contact": "demo@localhost"}
        options = crawler.override(crawler.Options(), allowed, origin="the demo")
        sources = [
            crawler.parse_source(text, name=f"demo-{n}") for n, text in portals.sources.items()
        ]
        summary, done = _crawl(sources, folder, options)
        sent = sum(answer["status"] != HTTPStatus.NOT_MODIFIED for answer in portals.requests())
    _report_crawl(summary, done, "table")
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
        _show(archive.report(hits[0].id))
    click.secho("\nTry next:", bold=True)
    for command in (f"search 养老 --year {hits[0].year}", f"show {hits[0].id}", "sources list"):
        click.echo(f"  {_called()} {command} --archive {folder}")


def _called() -> str:
    """Return how this command is typed here: by its name where the shell finds it."""
    return "nianbao" if which("nianbao") else sys.argv[0]


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option(
    "--allow-host",
    "hosts",
    metavar="NAME",
    multiple=True,
    help="Another name that browsers may know this server by.",
)
@folder
def serve(host: str, port: int, hosts: tuple[str, ...], folder: Path) -> None:
    """Open the archive to browsers on this machine: search, reports, tables, SQL, JSON.

    Nothing can be changed through it.

    \b
    Example:
      nianbao serve --archive hunan     # then open http://127.0.0.1:8001
    """
    # Imported here because Datasette takes longer to import than most commands to run.
    from archive.web.server import serve as serve_archive

    _say(f"http://{host}:{port}/ shows {folder}; stop it with Ctrl+C")
    serve_archive(folder, host=host, port=port, hosts=hosts)


@cli.command()
@click.option("--key", default="*", show_default=True, help="Which figures: a key or a glob.")
@region
@level
@year
@folder
@output
def facts(key: str, folder: Path, output: str, **narrow: Any) -> None:
    """Print figures, one a line, each with its unit, its state and what the page prints.

    A blank is no zero: a cell without a number has a state and no value.

    \b
    Example:
      nianbao facts --key 'requests.*.total' --year 2023 --format csv
    """
    with Archive.open(folder, read_only=True) as archive:
        rows = archive.facts(key, **narrow)
        _print((row._asdict() for row in rows), rows.columns, output)


@cli.command()
@click.option("--all", "everything", is_flag=True, help="Also the cells that were corrected.")
@click.option("--correct", nargs=3, metavar="REPORT KEY VALUE", help="Store what you found.")
@click.option("--reason", default="", help="Why: what the page shows.")
@click.option("--reviewer", default="", help="Who looked.")
@folder
@output
def review(
    everything: bool,
    correct: tuple[str, str, str] | None,
    reason: str,
    reviewer: str,
    folder: Path,
    output: str,
) -> None:
    """List the cells that someone should look at, or store what was found in one.

    VALUE is a number, or 'illegible'. What was printed stays beside it, and a better parser's next
    reading does not undo it.

    \b
    Examples:
      nianbao review
      nianbao review --correct 12 requests.new.total 41 --reason 'row 1, blurred 1' --reviewer Li
    """
    if correct:
        report, key, typed = correct
        value = None if typed == "illegible" else _decimal(typed)
        if not report.isdecimal():
            raise click.UsageError(f"{report!r} is no report's id: nianbao search prints ids")
        with Archive.open(folder) as archive:
            archive.correct(int(report), key, value, reason=reason, reviewer=reviewer)
        return
    with Archive.open(folder, read_only=True) as archive:
        doubts = (doubt._asdict() for doubt in archive.doubts(everything=everything))
        _print(
            doubts, ["report_id", "key", "value", "text", "why", "place", "title", "url"], output
        )


@cli.command()
@click.argument("reports", metavar="[REPORT]...", nargs=-1, type=int)
@click.option(
    "--format",
    "name",
    type=click.Choice(["jsonl", *EXPORTERS, "wacz"]),
    default="jsonl",
    show_default=True,
    help="What to write.",
)
@click.option(
    "--output",
    "path",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="The file to write; a folder for a data package.",
)
@click.option(
    "--shape",
    type=click.Choice(SHAPES),
    default="facts",
    show_default=True,
    help="The table of CSV and Parquet: facts are long, panel is bodies by years.",
)
@click.option("--key", default="*", show_default=True, help="Which figures: a key or a glob.")
@region
@level
@year
@click.option("--bom", is_flag=True, help="Mark CSV as UTF-8, for Excel.")
@click.option("--raw", is_flag=True, help="Leave texts that look like formulas as they are.")
@click.option("--release", default="", metavar="NAME", help="Pin a data package as a release.")
@folder
def export(
    reports: tuple[int, ...], folder: Path, name: str, path: Path | None, **given: Any
) -> None:
    """Write reports and figures for other programs.

    Without --output every report is printed as one JSON object a line. A release is a data package
    with a digest and a log of what changed since the release before. A WACZ holds the captures of
    each REPORT, by the ids that search prints, for others to verify and replay.

    \b
    Examples:
      nianbao export --format jsonl > reports.jsonl
      nianbao export --format csv --shape panel --bom --output panel.csv
      nianbao export --format datapackage --release 2025.1 --output release-2025.1
      nianbao export --format wacz 12 --output evidence.wacz
    """
    narrow = Who(region=given.pop("region"), level=given.pop("level"), year=given.pop("year"))
    if bool(reports) != (name == "wacz"):
        raise click.UsageError("--format wacz takes the ids of reports, other formats take none")
    if name == "jsonl":
        _export_jsonl(folder, path, narrow)
        return
    if path is None:
        raise click.UsageError(f"--format {name} needs --output PATH")
    with Archive.open(folder, read_only=True) as archive:
        if name == "wacz":
            _say(f"{path}: {archive.bundle(reports, path)} captures")
            return
        _say(f"{path}: {archive.export(name, Export(path, narrow=narrow, **given))}")


def _export_jsonl(folder: Path, path: Path | None, narrow: Who) -> None:
    with (
        Archive.open(folder, read_only=True) as archive,
        click.open_file(str(path or "-"), "w", encoding="utf-8") as stream,
    ):
        for row in archive.reports(**narrow):
            said = archive.report(row.id).to_dict()
            stream.write(dumps({"schema": said.pop("schema"), "path": row.url} | said) + "\n")


def _decimal(typed: str) -> Decimal:
    try:
        return Decimal(typed)
    except InvalidOperation as error:
        raise click.UsageError(f"{typed!r} is no number: write 41, 25795.5 or illegible") from error


@cli.command()
@click.argument("report", type=int)
@click.option("--from", "before", metavar="CAPTURE|DATE", help="The version seen then.")
@click.option("--to", "after", metavar="CAPTURE|DATE", help="The version seen then.")
@folder
@output
def diff(report: int, before: str | None, after: str | None, folder: Path, output: str) -> None:
    """Print what differs between two versions of REPORT: cells, metadata, paragraphs.

    By default the latest and the one before. Visitor counters and clocks do not count.

    \b
    Example:
      nianbao diff 12 --from 2021-03-01 --to 2021-03-12
    """
    with Archive.open(folder, read_only=True) as archive:
        try:
            found = [row._asdict() for row in archive.diff(report, before=before, after=after)]
        except ValueError as error:
            raise click.UsageError(f"{error}: give a capture's number or a date") from error
    _print(found, ["kind", "key", "before", "after"], output)


@cli.command()
@click.option("--since", metavar="DATE", required=True, help="From this day on (2021-03-01).")
@folder
@output
def changes(since: str, folder: Path, output: str) -> None:
    """Print which reports are new, changed, moved, vanished or returned, with both captures.

    A report has vanished when several visits over days did not find it.

    \b
    Example:
      nianbao changes --since 2021-03-01
    """
    with Archive.open(folder, read_only=True) as archive:
        try:
            found = [change._asdict() for change in archive.changes(since)]
        except ValueError as error:
            raise click.UsageError(f"--since {since!r} is no date: write 2021-03-01") from error
    if output in ("table", "csv"):
        found = [row | {"keys": " ".join(row["keys"])} for row in found]
    _print(found, ["kind", "report", "title", "at", "before", "after", "keys"], output)


@cli.command()
@folder
@output
def verify(folder: Path, output: str) -> None:
    """Read everything again, and print what is not as it was.

    Every record of every WARC file and its digests, the database, the search index, the manifests,
    and every report against its document. Exit status 1 if anything is wrong.

    \b
    Example:
      nianbao verify --archive hunan
    """
    with Archive.open(folder, read_only=True) as archive, _Progress("documents") as progress:
        found = [fault._asdict() for fault in archive.verify(progress=progress.show)]
    _print(found, ["check", "where", "what"], output)
    if found:
        sys.exit(FAILED)
    _say("everything is as it was")


@cli.command()
@click.option("--apply", is_flag=True, help="Write what changes, not only print it.")
@folder
@output
def reparse(apply: bool, folder: Path, output: str) -> None:
    """Read every capture again with this version's parser, and print what changes.

    The table counts by cause; --format jsonl prints every cell. --apply writes it, goes on where
    it was interrupted, and rebuilds a database that is missing from the captures alone.

    \b
    Examples:
      nianbao reparse
      nianbao reparse --apply
    """
    if apply and Archive.is_without_database(folder):
        with _Progress("captures") as progress:
            troubles = Archive.rebuild(folder, progress=progress.show)
        for trouble in troubles:
            _say(trouble, fg="yellow")
        _say(f"{folder / 'archive.db'} was rebuilt from the captures")
        sys.exit(FAILED if troubles else DONE)
    tally: Counter[tuple[str, str]] = Counter()
    reports: set[int] = set()
    with (
        Archive.open(folder, read_only=not apply) as archive,
        _Progress("documents") as progress,
    ):
        effects = _counted(archive.reparse(apply=apply, progress=progress.show), tally, reports)
        if output in ("json", "jsonl"):
            _print((effect._asdict() for effect in effects), Effect._fields, output)
        else:
            for _ in effects:
                pass
            rows = [{"kind": k, "cause": c, "count": n} for (k, c), n in tally.most_common()]
            _print(rows, ["kind", "cause", "count"], output)
    verb = "changed" if apply else "would change"
    _say(f"{tally.total()} readings in {len(reports)} reports {verb}")


def _counted(
    effects: Iterable[Effect], tally: Counter[tuple[str, str]], reports: set[int]
) -> Iterator[Effect]:
    for effect in effects:
        tally[effect.kind, effect.cause] += 1
        reports.add(effect.report or -effect.capture)
        yield effect


@cli.command()
@click.argument("other", type=click.Path(exists=True, file_okay=False, path_type=Path))
@folder
@output
def merge(other: Path, folder: Path, output: str) -> None:
    """Bring in the captures and reports of the archive OTHER, and list where the two disagree.

    A capture that is there already comes in once; sources and times are kept.

    \b
    Example:
      nianbao merge ../partner/nianbao-archive
    """
    with Archive.open(folder) as archive, _Progress("documents") as progress:
        merged = archive.merge(other, progress=progress.show)
    rows = [conflict._asdict() for conflict in merged.conflicts]
    if output in ("table", "csv"):
        rows = [row | {"keys": " ".join(row["keys"])} for row in rows]
    _print(rows, ["report", "other", "title", "keys"], output)
    _say(
        f"{merged.captures} captures came in, {merged.known} were there; "
        f"{merged.reports} reports were read, {len(rows)} disagree"
    )


@cli.command()
@click.argument("target", type=click.Path(path_type=Path))
@folder
def backup(target: Path, folder: Path) -> None:
    """Copy the archive into the new folder TARGET, whatever writes to it meanwhile.

    The copy's database is a single file that opens on a read-only disk.

    \b
    Example:
      nianbao backup /media/disk/2021-03-12
    """
    with Archive.open(folder, read_only=True) as archive:
        archive.backup(target)
    _say(f"{target} holds the archive")


def _print_fields(row: Row, output: str) -> None:
    """Print one row downwards, a field a line, or as JSON."""
    if output == "json":
        click.echo(dumps(dict(row), indent=2))
        return
    _print(({"": name, "value": value} for name, value in row.items()), ["", "value"], output)


class _Progress:
    """Progress on standard error: a bar with the time left, or plain lines into a file."""

    def __init__(self, name: str) -> None:
        self._console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task(name, total=None)
        self._name = name
        self._told = 0

    def show(self, done: int, total: int) -> None:
        """Show that *done* of *total* are done."""
        self._bar.update(self._task, completed=done, total=total)
        due = done - self._told >= _LINE_EVERY or (done == total and done > self._told)
        if not self._console.is_terminal and due:
            self._told = done
            _say(f"{self._name}: {done} of {total}")

    def crawled(self, progress: "Progress") -> None:
        """Show how far a crawl is."""
        self._bar.update(self._task, description=f"{progress.reports} reports")
        self.show(progress.fetched, progress.fetched + progress.waiting)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()


def _print(rows: Iterable[Row], columns: Sequence[str], output: str) -> None:
    WRITERS[output](rows, columns, sys.stdout)


def _say(text: str, **styles: Any) -> None:
    """Print to standard error: progress and remarks, never results."""
    click.secho(text, err=True, **styles)


if __name__ == "__main__":
    main()
