import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive import Archive
from nianbao import cli
from tests.archive.library import REPORTS, fill, truth

NEW = "requests.new.total"


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Path:
    return fill(tmp_path_factory.mktemp("library"))


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--archive", str(folder)])


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_facts_prints_what_the_portals_hold(library: Path) -> None:
    printed = rows(run(library, "facts", "--key", NEW, "--format", "csv"))
    assert [int(row["value"]) for row in printed] == [values[NEW] for _, values in truth()]


def test_search_takes_conditions_on_figures(library: Path) -> None:
    most = max(values[NEW] for _, values in truth())
    found = rows(run(library, "search", "公开", "--where", f"{NEW} >= {most}", "--format", "csv"))
    assert [truth()[int(row["id"]) - 1][1][NEW] for row in found] == [most]


def test_facets_count_hits(library: Path) -> None:
    counted = rows(run(library, "search", "公开", "--facets", "--format", "csv"))
    forms = {row["value"]: int(row["count"]) for row in counted if row["facet"] == "form"}
    assert sum(forms.values()) == REPORTS


def test_export_prints_every_report_as_json(library: Path) -> None:
    printed = run(library, "export").stdout.splitlines()
    lines = [json.loads(line, parse_float=Decimal) for line in printed]
    assert [line["issuer"] for line in lines] == [issuer for issuer, _ in truth()]
    assert {fact["key"]: fact["value"] for fact in lines[0]["facts"]} == truth()[0][1]
    assert lines[0]["path"] == "http://portal.test/0.html"


def test_export_says_how_many_reports_it_wrote(library: Path, tmp_path: Path) -> None:
    target = tmp_path / "reports.jsonl"
    told = run(library, "export", "--output", str(target)).stderr
    assert told == f"{target}: {REPORTS} reports\n"
    assert len(target.read_text(encoding="utf-8").splitlines()) == REPORTS


def test_export_writes_files(library: Path, tmp_path: Path) -> None:
    for name, path in (("csv", "a.csv"), ("datapackage", "package"), ("wacz", "a.wacz")):
        reports = ["1"] if name == "wacz" else []
        target = tmp_path / path
        result = run(library, "export", *reports, "--format", name, "--output", str(target))
        assert result.exit_code == 0, result.output
        assert target.exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["export", "--format", "csv"], "needs --output"),
        (["export", "1", "--format", "csv", "--output", "x"], "other formats take none"),
        (["export", "--format", "wacz", "--output", "x"], "takes the ids of reports"),
        (["export", "--shape", "wide"], "--shape is for --format csv, parquet"),
        (["export", "--format", "xlsx", "--bom", "--output", "x"], "--bom is for --format csv"),
        (["export", "--format", "csv", "--release", "1", "--output", "x"], "for --format datapack"),
        (
            ["export", "--format", "datapackage", "--release", "1", "--key", "a", "--output", "x"],
            "leave out --key or --release",
        ),
        (["review", "--correct", "x", NEW, "1"], "is no report's id"),
        (["review", "--correct", "1", NEW, "many"], "is no number"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(library: Path, arguments, complaint) -> None:
    result = run(library, *arguments)
    assert result.exit_code == 2
    assert complaint in result.output


def test_review_stores_what_was_found(tmp_path: Path) -> None:
    folder = fill(tmp_path)
    with Archive.open(folder) as archive:
        archive.connection.execute("update fact set state = 5, value = null where position = 30")
    (first, *_) = listed = rows(run(folder, "review", "--format", "csv"))
    assert len(listed) == REPORTS
    why = ["--reason", "seen on the page", "--reviewer", "Li"]
    assert (
        run(folder, "review", "--correct", first["report_id"], first["key"], "7", *why).exit_code
        == 0
    )
    assert len(rows(run(folder, "review", "--format", "csv"))) == REPORTS - 1
    (fact,) = [r for r in rows(run(folder, "facts", "--format", "csv")) if r["corrected"]]
    assert (fact["value"], fact["state"], fact["corrected"]) == ("", "lost", "7")


def test_review_lists_every_correction_when_all_is_asked_for(tmp_path: Path) -> None:
    folder = fill(tmp_path)
    printed = truth()[2][1][NEW]
    why = ["--reason", "seen on the page", "--reviewer", "Li"]
    told = run(folder, "review", "--correct", "3", NEW, "7", *why)
    assert told.stderr == f"report 3, {NEW}: 7 stands beside the printed {printed}\n"
    everything = rows(run(folder, "review", "--all", "--format", "csv"))
    assert [r["report_id"] for r in everything if r["why"] == "corrected"] == ["3"]
