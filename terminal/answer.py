"""Give figures to people and programs: facts, review and export."""

import sys
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TextIO

import click
from click.core import ParameterSource

from archive import Archive
from archive.doubts import Doubt
from archive.exports import EXPORTERS, SHAPES, Export
from archive.exports.sheets import Expected
from archive.search.narrowing import Who
from archive.whole import whole
from parsers.report import dumps
from terminal.options import folder, level, output, region, year
from terminal.portals import source_called
from terminal.printing import print_rows, say

_NARROW = frozenset({"region", "level", "year"})
# What each format heeds: any other option would change nothing, and nobody would be told.
_HEEDED = {
    "jsonl": _NARROW,
    "csv": _NARROW | {"key", "shape", "bom", "raw"},
    "xlsx": _NARROW | {"key"},
    "parquet": _NARROW | {"key", "shape"},
    "datapackage": _NARROW | {"key", "raw", "release"},
    "wacz": frozenset[str](),
}


@click.command()
@click.option("--key", default="*", show_default=True, help="Which figures: a key or a glob.")
@region
@level
@year
@folder
@output
def facts(key: str, folder: Path, output: str, **narrow: Any) -> None:
    """Print figures, one a line.

    Each with its unit, its state and what the page prints. A blank is no zero: a cell without a
    number has a state and no value.

    \b
    Example:
      nianbao facts --key 'requests.*.total' --year 2023 --format csv
    """
    with Archive.open(folder, read_only=True) as archive:
        rows = archive.facts(key, **narrow)
        none = "no report has such a figure: nianbao show REPORT --format json lists the keys"
        print_rows((row._asdict() for row in rows), rows.columns, output, none=none)


@click.command()
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
    """List doubtful cells, or store what someone found in one.

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
        if not (reason.strip() and reviewer.strip()):
            raise click.UsageError("--correct needs --reason and --reviewer, both of them")
        with Archive.open(folder, make=False) as archive:
            done = archive.correct(int(report), key, value, reason=reason, reviewer=reviewer)
        say(
            f"report {report}, {key}: {typed} stands beside the printed {done.printed or 'nothing'}"
        )
        return
    with Archive.open(folder, read_only=True) as archive:
        doubts = (doubt._asdict() for doubt in archive.doubts(everything=everything))
        print_rows(doubts, Doubt._fields, output, none="no cell is in doubt")


@click.command()
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
    _refuse_unheeded(name, given)
    narrow = Who(region=given.pop("region"), level=given.pop("level"), year=given.pop("year"))
    if bool(reports) != (name == "wacz"):
        raise click.UsageError("--format wacz takes the ids of reports, other formats take none")
    if name == "jsonl":
        _export_jsonl(folder, path, narrow)
        return
    if given["release"] and given["key"] != "*":
        raise click.UsageError("a release has every figure: leave out --key or --release")
    if path is None or str(path) == "-":
        raise click.UsageError(f"--format {name} needs --output PATH, a file of its own")
    with Archive.open(folder, read_only=True) as archive:
        if name == "wacz":
            say(f"{path}: {archive.bundle(reports, path)} captures")
            return
        expected = _expected(archive) if _counts(name, given["shape"]) else {}
        asked = Export(path, narrow=narrow, expected=expected, **given)
        say(f"{path}: {archive.export(name, asked)}")


def _refuse_unheeded(name: str, given: Mapping[str, Any]) -> None:
    """Say which format an option is for, if it is given and *name* has no use for it."""
    source = click.get_current_context().get_parameter_source
    for option in given.keys() - _HEEDED[name]:
        if source(option) is not ParameterSource.DEFAULT:
            fitting = ", ".join(each for each, heeded in _HEEDED.items() if option in heeded)
            raise click.UsageError(
                f"--{option} is for --format {fitting}: leave it out, or give another --format"
            )


def _counts(name: str, shape: str) -> bool:
    """Whether an export tells how many reports were expected."""
    return name in ("xlsx", "datapackage") or shape == "denominators"


def _expected(archive: Archive) -> dict[str, Expected]:
    """Return what the files of the archive's sources say that they give."""
    # Imported here because Scrapy takes longer to import than most commands to run.
    import crawler

    known = crawler.find_sources(archive.path)
    names = [state.name for state in archive.source_states() if state.name in known]
    found = {name: source_called(name, archive.path).expect for name in names}
    return {name: Expected(each.reports_a_year, each.since) for name, each in found.items()}


def _export_jsonl(folder: Path, path: Path | None, narrow: Who) -> None:
    with Archive.open(folder, read_only=True) as archive:
        if path is None or str(path) == "-":
            _write_jsonl(archive, narrow, sys.stdout)
            return
        with whole(path) as unfinished, unfinished.open("w", encoding="utf-8") as stream:
            written = _write_jsonl(archive, narrow, stream)
        say(f"{path}: {written} reports")


def _write_jsonl(archive: Archive, narrow: Who, stream: TextIO) -> int:
    written = 0
    for row in archive.reports(**narrow):
        said = archive.report(row.id).to_dict()
        stream.write(dumps({"schema": said.pop("schema"), "path": row.url} | said) + "\n")
        written += 1
    return written


def _decimal(typed: str) -> Decimal:
    with suppress(InvalidOperation):
        if (value := Decimal(typed)).is_finite():
            return value
    raise click.UsageError(f"{typed!r} is no number: write 41, 25795.5 or illegible")
