import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive import Archive
from nianbao import cli
from tests.archive.crawls import crawl, invented, report_page

KEY = "requests.new.total"


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "archive"
    with Archive.open(folder) as archive:
        for day, page in enumerate((report_page(), report_page(old="政府", new="政 府"))):
            crawl(archive, {"1.html": page}, day=day)
            archive.ingest(workers=1)
    return folder


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--archive", str(folder)])


def test_changes_names_both_captures_and_the_keys(kept: Path) -> None:
    result = run(kept, "changes", "--since", "2021-01-30", "--format", "json")
    (change,) = json.loads(result.stdout)
    assert (change["kind"], change["before"], change["after"]) == ("changed", 2, 4)
    assert change["keys"]


def test_diff_prints_what_was_there_before_and_after(kept: Path) -> None:
    result = run(kept, "diff", "1", "--from", "2", "--to", "2021-01-30", "--format", "jsonl")
    first = json.loads(result.stdout.splitlines()[0])
    assert first["before"] != first["after"]


def test_a_date_that_is_none_is_wrong_usage(kept: Path) -> None:
    for command in (["changes", "--since", "x"], ["diff", "1", "--from", "x"]):
        assert run(kept, *command).exit_code == 2


def test_evidence_leads_to_record_and_place(kept: Path) -> None:
    result = run(kept, "show", "1", "--evidence", KEY, "--format", "json")
    chain = json.loads(result.stdout)
    assert chain["text"] == invented(1)[0].texts[KEY]
    assert chain["text"] in chain["snippet"]
    assert (kept / chain["warc_file"]).stat().st_size > chain["warc_offset"]


def test_verify_is_silent_about_a_whole_archive_and_fails_for_a_damaged_one(
    kept: Path, tmp_path: Path
) -> None:
    assert run(kept, "verify", "--format", "csv").stdout == "check,where,what\n"
    copy = shutil.copytree(kept, tmp_path / "copy")
    (warc,) = (copy / "captures").glob("*.warc.gz")
    warc.write_bytes(warc.read_bytes()[:-100])
    result = run(copy, "verify", "--format", "csv")
    assert result.exit_code == 1
    assert warc.name in result.stdout


def test_reparse_rebuilds_a_missing_database(kept: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(kept, tmp_path / "copy")
    (copy / "archive.db").unlink()
    assert run(copy, "reparse", "--apply").exit_code == 0
    listed = run(copy, "diff", "1", "--format", "json").stdout
    assert listed == run(kept, "diff", "1", "--format", "json").stdout


def test_a_backup_can_be_searched(kept: Path, tmp_path: Path) -> None:
    assert run(kept, "backup", str(tmp_path / "copy")).exit_code == 0
    found = run(tmp_path / "copy", "search", invented(1)[0].issuer, "--format", "json")
    assert [hit["id"] for hit in json.loads(found.stdout)] == [1]


def test_merge_counts_what_came_in(kept: Path, tmp_path: Path) -> None:
    result = run(tmp_path / "new", "merge", str(kept))
    assert "4 captures came in, 0 were there; 2 reports were read, 0 disagree" in result.stderr
