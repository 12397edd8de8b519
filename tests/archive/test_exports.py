import csv
import errno
import json
import os
import sys
from decimal import Decimal
from pathlib import Path
from shlex import join
from shutil import which
from subprocess import run

import pytest

from archive import Archive, ArchiveError
from archive.exports import Export
from archive.exports.columns import load_columns
from archive.exports.crosswalk import load_crosswalk
from archive.exports.dictionary import dictionary
from archive.exports.sheets import SHEETS, Expected, sheet
from archive.exports.spreadsheets import safe
from archive.whole import whole
from tests.archive.library import REPORTS, fill, truth


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("library"))


@pytest.fixture
def archive(folder):
    with Archive.open(folder) as archive:
        yield archive


def read_csv(path, encoding="utf-8"):
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    "bad", ["=1+1", "+1+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "\r=1"]
)
def test_no_text_becomes_a_formula_and_each_comes_back(bad):
    assert safe(bad) == f"'{bad}"
    assert safe(bad)[1:] == bad


@pytest.mark.parametrize("good", [-9539, Decimal("-0.5"), "-9539", "+3", "-", "资阳", "", None])
def test_negative_numbers_stay_numbers(good):
    assert safe(good) == good


def test_a_csv_of_facts_has_every_cell(archive, tmp_path):
    archive.export("csv", Export(tmp_path / "facts.csv", bom=True))
    content = (tmp_path / "facts.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = read_csv(tmp_path / "facts.csv", "utf-8-sig")
    held = [(issuer, key, value) for issuer, values in truth() for key, value in values.items()]
    found = [(r["issuer"], r["key"], Decimal(r["value"]) if r["value"] else None) for r in rows]
    assert found == held


def test_the_wide_table_has_a_row_a_report(archive):
    wide = sheet("wide", archive.connection)
    rows = [dict(zip(wide.columns, row, strict=True)) for row in wide.rows()]
    assert len(rows) == REPORTS
    for row, (_, values) in zip(rows, truth(), strict=True):
        assert {key: row[key] for key in values} == values
    assert rows[0]["requests.other_other.total"] is None  # the 2019 form has no such row
    assert rows[0]["requests.other_other.total:state"] == ""


def test_the_panel_adds_up_what_one_form_splits(archive):
    panel = sheet("panel", archive.connection)
    rows = [dict(zip(panel.columns, row, strict=True)) for row in panel.rows()]
    other = [row["value"] for row in rows if row["series"] == "requests_other_handling"]
    split = ("other_overdue_correction", "other_unpaid_fee", "other_other")
    assert other == [
        values.get("requests.other_total.total", None)
        if "requests.other_total.total" in values
        else sum(values[f"requests.{row}.total"] for row in split)
        for _, values in truth()
    ]


def test_a_sum_over_a_blank_is_no_number(tmp_path):
    with Archive.open(fill(tmp_path)) as archive:
        archive.connection.execute(
            "update fact set value = null, state = 2 where version = 3 and item ="
            " (select id from item where key = 'requests.other_unpaid_fee.total')"
        )
        rows = [r for r in sheet("panel", archive.connection).rows() if r.report_id == 3]
    (row,) = [row for row in rows if row.series == "requests_other_handling"]
    assert (row.value, row.state) == (None, "blank")


def test_denominators_count_reports_and_states(archive):
    rows = sheet("denominators", archive.connection, "requests.new.total").rows()
    found = {row[0]: dict(zip(SHEETS_COLUMNS, row, strict=True)) for row in rows}
    assert (found[2019]["published"], found[2019]["parsed"], found[2019]["read"]) == (3, 3, 3)
    assert found[2019]["expected"] is None


@pytest.mark.parametrize(
    ("expected", "narrow", "due"),
    [
        ({"portal": Expected(9, 2020)}, {}, {2019: 0, 2020: 9, 2021: 9}),
        ({"portal": Expected(9, 2008)}, {"year": 2020}, {2020: 9}),
        ({"portal": Expected(9, 2008)}, {"level": "county", "year": 2020}, {2020: None}),
        ({"portal": Expected(0, 2008), "other": Expected(5, 2008)}, {"year": 2020}, {2020: None}),
        ({"other": Expected(5, 2008)}, {"year": 2020}, {2020: None}),
    ],
)
def test_sources_say_how_many_reports_were_due(archive, expected, narrow, due):
    (name,) = archive.connection.execute("select name from source").fetchone()
    named = {name if key == "portal" else key: value for key, value in expected.items()}
    rows = sheet("denominators", archive.connection, "requests.new.total", narrow, named).rows()
    assert due.items() <= {row[0]: row[3] for row in rows}.items()


SHEETS_COLUMNS = (
    *("year", "form", "key", "expected", "published", "parsed", "doubtful"),
    *("read", "repaired", "blank", "dash", "words", "lost"),
)


def test_a_workbook_opens_with_numbers_as_numbers(archive, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    archive.export("xlsx", Export(tmp_path / "a.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    rows = list(book["facts"].iter_rows(values_only=True))
    assert len(rows) == 1 + sum(len(values) for _, values in truth())
    value = rows[0].index("value")
    assert rows[1][value] == next(iter(truth()[0][1].values()))
    assert "dictionary" in book.sheetnames


def test_parquet_keeps_every_digit(archive, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    archive.export("parquet", Export(tmp_path / "a.parquet"))
    table = parquet.read_table(tmp_path / "a.parquet").to_pydict()
    held = [v for _, values in truth() for v in values.values()]
    assert [None if v is None else Decimal(v) for v in table["value_exact"]] == held
    archive.export("parquet", Export(tmp_path / "w.parquet", shape="wide"))
    assert parquet.read_table(tmp_path / "w.parquet").num_rows == REPORTS


def test_the_data_package_is_valid(archive, tmp_path):
    frictionless = pytest.importorskip("frictionless")
    archive.export("datapackage", Export(tmp_path / "package"))
    report = frictionless.validate(str(tmp_path / "package" / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]


def test_every_column_is_explained_in_both_languages(archive):
    known = load_columns()
    used = {c for name in SHEETS if name != "wide" for c in sheet(name, archive.connection).columns}
    assert used <= known.keys()
    assert all(column.zh and column.en for column in known.values())


def test_the_crosswalk_names_keys_that_the_forms_have():
    entries = {entry.key: entry.forms.split() for entry in dictionary()}
    for series in load_crosswalk():
        for form, keys in series.keys.items():
            assert all(form in entries[key] for key in keys), (series.id, form)


def test_the_data_dictionary_has_every_key_column_and_series():
    path = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
    text = path.read_text(encoding="utf-8")
    names = {*load_columns(), *(s.id for s in load_crosswalk()), *(e.key for e in dictionary())}
    missing = {name for name in names if f"`{name}`" not in text}
    assert not missing, "python -m archive.exports.dictionary_page > docs/data-dictionary.md"


def test_a_release_is_pinned_and_says_what_changed(tmp_path):
    with Archive.open(fill(tmp_path / "a")) as archive:
        archive.export("datapackage", Export(tmp_path / "r1", release="2025.1"))
        archive.correct(1, "requests.new.total", Decimal(41), reason="seen", reviewer="Li")
        archive.connection.execute("delete from report where id = 2")
        archive.export("datapackage", Export(tmp_path / "r2", release="2025.2"))
        with pytest.raises(ArchiveError, match="there already"):
            archive.export("datapackage", Export(tmp_path / "r3", release="2025.1"))
    changes = {(row["kind"], row["key"]): row for row in read_csv(tmp_path / "r2" / "changes.csv")}
    assert changes.keys() == {("changed", "requests.new.total"), ("gone", "")}
    assert changes["changed", "requests.new.total"]["after"] == "corrected 41"
    release = json.loads((tmp_path / "r2" / "release.json").read_text(encoding="utf-8"))
    assert (release["previous"], release["changes"]) == ("2025.1", 2)


def test_a_release_is_never_written_over(tmp_path):
    with Archive.open(fill(tmp_path / "a"), read_only=True) as archive:
        archive.export("datapackage", Export(tmp_path / "r", release="1"))
        pinned = (tmp_path / "r" / "release.json").read_bytes()
        with pytest.raises(ArchiveError, match="r is the release 1: choose another folder"):
            archive.export("datapackage", Export(tmp_path / "r", release="2"))
    assert (tmp_path / "r" / "release.json").read_bytes() == pinned


def test_a_release_that_cannot_be_pinned_names_the_archives_folder(tmp_path):
    folder = fill(tmp_path / "a")
    (folder / "releases").touch()
    with Archive.open(folder, read_only=True) as archive, pytest.raises(ArchiveError) as raised:
        archive.export("datapackage", Export(tmp_path / "r", release="1"))
    assert str(raised.value) == f"{folder / 'releases'} cannot be written: File exists"


def test_the_same_reports_have_the_same_digest_in_every_release(tmp_path):
    with Archive.open(fill(tmp_path / "archive")) as archive:
        one, two = (
            archive.export("datapackage", Export(tmp_path / name, release=name)).partition(", ")[2]
            for name in ("2025.1", "2025.2")
        )
    assert one.startswith("digest ")
    assert one == two


def test_an_export_that_ends_halfway_leaves_the_old_file_alone(tmp_path):
    target = tmp_path / "facts.csv"
    target.write_text("the last one")

    def fill_the_disk() -> None:
        with whole(target) as unfinished:
            unfinished.write_text("half of the n")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ArchiveError, match=r"facts\.csv cannot be written: No space left"):
        fill_the_disk()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [
        ("facts.csv", "the last one")
    ]


SMALL_DISK = ("unshare", "--map-root-user", "--mount", "sh", "-c")


@pytest.mark.skipif(
    not which("unshare") or run([*SMALL_DISK, "true"], capture_output=True).returncode != 0,
    reason="no disk can be mounted here",
)
def test_a_workbook_for_which_there_is_no_room_is_told_in_one_sentence(tmp_path):
    pytest.importorskip("xlsxwriter")
    (disk := tmp_path / "disk").mkdir()
    export = [*("-m", "nianbao", "export", "--format", "xlsx"), "--output", str(disk / "a.xlsx")]
    export = [sys.executable, *export, "--archive", str(fill(tmp_path / "archive"))]
    mounted = f"mount -t tmpfs -o size=40k none {disk} && {join(export)}"
    done = run([*SMALL_DISK, mounted], capture_output=True, text=True, timeout=60)
    told = f"nianbao: {disk / 'a.xlsx'} cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (1, told)


def test_an_export_may_go_into_a_pipe(tmp_path):
    os.mkfifo(pipe := tmp_path / "pipe")
    with whole(pipe) as target:
        assert target == pipe


@pytest.mark.parametrize("name", ["csv", "xlsx", "parquet", "datapackage"])
def test_a_place_that_cannot_be_written_is_named(archive, tmp_path, name):
    (tmp_path / "file").touch()
    output = tmp_path / "file" / f"facts.{name}"
    with pytest.raises(ArchiveError, match=rf"facts\.{name} cannot be written: .*Not a directory"):
        archive.export(name, Export(output))
