"""Find reports and look at one: search and show."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from archive import Archive
from archive.layout import lay_out
from archive.search.facets import Facets
from parsers import Check, Fact, Report, State
from parsers.report import dumps
from terminal.options import folder, level, output, region, year
from terminal.printing import print_fields, print_grid, print_rows, say


@click.command()
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
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="How many hits are printed.",
)
@folder
@output
def search(query: str, folder: Path, output: str, facets: bool, **filters: Any) -> None:
    """Print the reports that hold QUERY.

    QUERY is any text of one character or more. Words side by side must stand so in the text. AND,
    OR, NOT, "phrases" and title: combine them. An empty QUERY lists every report that passes the
    filters.

    \b
    Examples:
      nianbao search 复议
      nianbao search '三安全一稳定 AND NOT 信访' --year 2023 --level county
      nianbao search 复议 --where 'requests.new.total > 1000' --facets
      nianbao search '' --region 430902
    """
    with Archive.open(folder, read_only=True) as archive:
        if facets:
            del filters["limit"]
            print_rows(
                _facet_rows(archive.facets(query, **filters)), ["facet", "value", "count"], output
            )
            return
        hits = (hit._asdict() for hit in archive.search(query, **filters))
        columns = ["id", "title", "issuer", "year", "published", "url", "snippet"]
        print_rows(hits, columns, output, none=_none(query, filters))


def _none(query: str, filters: Mapping[str, Any]) -> str:
    given = [name for name, value in filters.items() if value and name != "limit"]
    held = f"no report holds {query!r}" if query.strip() else "there is no report"
    return f"{held} within these filters" if given else held


def _facet_rows(facets: Facets) -> Iterator[dict[str, Any]]:
    if not facets.complete:
        say(f"more than {facets.number} hits: the first {facets.number} are counted")
    for name, counts in facets.by.items():
        yield from ({"facet": name, "value": value, "count": count} for value, count in counts)


@click.command()
@click.argument("report", type=int)
@click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How it is printed.",
)
@click.option("--evidence", "key", metavar="KEY", help="Follow one figure back to its bytes.")
@folder
def show(report: int, key: str | None, folder: Path, output: str) -> None:
    """Print the metadata, tables and checks of REPORT.

    REPORT is the id that search prints. With --evidence, print where the figure KEY comes from:
    the version, the capture with its address, time and SHA-256, the record in its WARC file, and
    the place in the document.

    \b
    Examples:
      nianbao show 12
      nianbao show 12 --evidence requests.new.total
    """
    with Archive.open(folder, read_only=True) as archive:
        if key:
            print_fields(archive.evidence(report, key).to_dict(), output)
            return
        found = archive.report(report)
    if output == "json":
        click.echo(dumps(found.to_dict(), indent=2))
        return
    show_report(found)


def show_report(report: Report) -> None:
    """Print a report: its metadata, its tables as the form prints them, its checks."""
    said = report.to_dict()
    fields = ("issuer", "year", "published", "signed", "source", "index_number", "form")
    click.secho(report.metadata.title or "(no title)", bold=True)
    click.echo(" · ".join(f"{name} {said[name]}" for name in fields if said[name]))
    for table in lay_out(report.facts, report.form):
        rows = (
            {"": label} | {c: _shown(fact) for c, fact in zip(table.columns, cells, strict=False)}
            for label, cells in table.rows
        )
        click.secho(f"\n{table.caption}", bold=True)
        print_grid(rows, ["", *table.columns])
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
