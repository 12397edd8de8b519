"""Whatever is wrong with an input, a user reads one sentence and the shell gets a status."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from archive import Archive
from demo.running import running_portals
from nianbao import cli, main
from tests.archive.library import fill

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what a shell sees: status, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), said.out, said.err

    return run


def test_what_cannot_be_read_is_named_and_the_others_still_come_out(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-1.4 and no more")
    (tmp_path / "empty.html").touch()
    missing = tmp_path / "missing.html"

    status, out, err = run("parse", tmp_path, missing, "--format", "jsonl", "--workers", 1)

    damaged, empty, absent = out.splitlines()
    assert '"error":"the PDF is damaged' in damaged
    assert '"report":false,"reason":"the page is empty"' in empty
    assert f'"error":"{missing}: No such file or directory"' in absent
    assert status == 1
    assert "Traceback" not in err


def test_an_archive_keeps_what_it_cannot_read(run: Run, tmp_path: Path) -> None:
    damaged = tmp_path / "坏 1.pdf"
    damaged.write_bytes(b"%PDF-1.4 and no more")

    status, out, err = run("ingest", damaged, "--archive", tmp_path / "a")

    assert (status, out) == (1, "0 reports, 1 errors\n")
    assert f"{damaged}: the PDF is damaged" in err
    with Archive.open(tmp_path / "a", read_only=True) as archive:
        sql = "select outcome, size from captures where kind = 'attachment'"
        assert archive.connection.execute(sql).fetchall() == [("error", 20)]


def newer(folder: Path) -> None:
    with Archive.open(folder):
        pass
    applied = {"migration_set": "nianbao", "name": "m999_future", "applied_at": "2031-01-31"}
    Database(folder / "archive.db")["_sqlite_migrations"].insert(applied)


@pytest.mark.parametrize("arguments", [("search", "复议"), ("ingest", "README.md")])
def test_an_archive_of_a_newer_version_is_left_alone(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    newer(tmp_path)
    status, _, err = run(*arguments, "--archive", tmp_path)
    assert status == 1
    assert err.startswith("nianbao: this archive was made by a newer version of nianbao")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "复议"),
        ("ingest",),
        ("reparse", "--apply"),
        ("review", "--correct", 1, "requests.new.total", 4, "--reason", "x", "--reviewer", "Li"),
    ],
)
def test_a_mistyped_archive_is_told_and_not_made(
    run: Run, tmp_path: Path, arguments: tuple[object, ...]
) -> None:
    mistyped = tmp_path / "none"
    status, _, err = run(*arguments, "--archive", mistyped)
    assert (status, err) == (
        1,
        f"nianbao: there is no archive in {mistyped}: crawl or ingest into it first\n",
    )
    assert not mistyped.exists()


def test_a_report_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    with Archive.open(tmp_path):
        pass
    status, _, err = run("show", 7, "--archive", tmp_path)
    assert (status, err) == (1, f"nianbao: there is no report 7 in {tmp_path}\n")


def test_a_broken_source_file_is_wrong_usage_that_names_file_key_and_cure(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    source = tmp_path / "sources" / "county.toml"
    source.write_text('title = "某县"\nseds = ["http://portal.test/"]\n', encoding="utf-8")

    result: Result = CliRunner().invoke(cli, ["crawl", "county", "--archive", str(tmp_path)])

    assert result.exit_code == 2
    assert f"{source}: unknown key seds; did you mean seeds?" in result.stderr


@pytest.fixture
def library(tmp_path: Path) -> Path:
    with Archive.open(tmp_path / "library"):
        pass
    return tmp_path / "library"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["search", "复议", "--from", "2021-02-30"], "'2021-02-30' is no date: write 2021-01-31"),
        (["search", "复议", "--to", "昨天"], "'昨天' is no date: write 2021-01-31"),
        (["search", "复议", "--form", "2020"], "'2020' is no form: give one of "),
        (["search", "复议", "--where", "a > b"], "'a > b' is no condition"),
        (["diff", 1, "--to", "昨天"], "--from and --to take a capture's number or a date"),
        (["changes", "--since", "0001-01-01"], "--since '0001-01-01' is no date: write 2021-03-01"),
        (["export", "--format", "csv", "--output", "-"], "--format csv needs --output PATH"),
    ],
)
def test_a_filter_that_nothing_can_pass_is_wrong_usage(
    run: Run, library: Path, arguments: list[object], told: str
) -> None:
    status, out, err = run(*arguments, "--archive", library)
    assert (status, out) == (2, "")
    assert told in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["search", "复议"], "no report holds '复议'\n"),
        (["search", "复议", "--year", "2023"], "no report holds '复议' within these filters\n"),
        (["facts"], "no report has such a figure"),
        (["review"], "no cell is in doubt\n"),
        (["changes"], "nothing has changed since then\n"),
        (["status"], "nothing was crawled yet\n"),
    ],
)
def test_nothing_found_is_said_and_no_empty_table_is_printed(
    run: Run, library: Path, arguments: list[object], told: str
) -> None:
    status, out, err = run(*arguments, "--archive", library)
    assert (status, out) == (0, "")
    assert err.startswith(told)


@pytest.mark.parametrize("left", [None, b""])
def test_captures_without_a_database_are_told_with_their_cure(
    run: Run, tmp_path: Path, left: bytes | None
) -> None:
    fill(tmp_path)
    for path in tmp_path.glob("archive.db*"):
        path.unlink()
    if left is not None:
        (tmp_path / "archive.db").write_bytes(left)
    status, _, err = run("search", "复议", "--archive", tmp_path)
    assert (status, err) == (
        1,
        f"nianbao: {tmp_path} holds captures but no database: "
        f"run `nianbao reparse --apply --archive {tmp_path}` to rebuild it from them\n",
    )


def test_a_database_that_cannot_be_opened_is_not_told_to_be_moved_away(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "archive.db").mkdir()
    status, _, err = run("search", "复议", "--archive", tmp_path)
    assert status == 1
    assert err.startswith(f"nianbao: {tmp_path / 'archive.db'} cannot be opened (")
    assert err.endswith("): mend the cause, then run the same command again\n")


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e99", "many"])
def test_a_correction_is_a_number_that_a_cell_can_hold(
    run: Run, tmp_path: Path, value: str
) -> None:
    fill(tmp_path)
    correct = ["review", "--correct", 1, "requests.new.total", value]
    status, _, err = run(*correct, "--reason", "x", "--reviewer", "Li", "--archive", tmp_path)
    assert status in (1, 2)
    assert "write 41" in err.splitlines()[-1]
    assert not (tmp_path / "corrections.jsonl").exists()


@pytest.mark.parametrize(
    ("report", "key", "told"),
    [
        (10**30, "requests.new.total", f"there is no report {10**30}"),
        (1, "\udcff", "report 1 has no fact"),
    ],
)
def test_a_correction_of_nothing_is_told(
    run: Run, tmp_path: Path, report: int, key: str, told: str
) -> None:
    fill(tmp_path)
    correct = ["review", "--correct", report, key, 5, "--reason", "x\udcff", "--reviewer", "Li"]
    status, _, err = run(*correct, "--archive", tmp_path)
    assert status == 1
    assert told in err


def test_a_reason_in_another_encoding_is_kept(run: Run, tmp_path: Path) -> None:
    fill(tmp_path)
    correct = ["review", "--correct", 1, "requests.new.total", 5, "--reviewer", "Li"]
    status, _, _ = run(*correct, "--reason", "seen\udcff", "--archive", tmp_path)
    kept = json.loads((tmp_path / "corrections.jsonl").read_text("utf-8"))
    assert (status, kept["reason"], kept["value"]) == (0, "seen?", "5")


def test_a_line_of_corrections_that_is_none_is_named(run: Run, tmp_path: Path) -> None:
    fill(tmp_path)
    words = ("report", "key", "value", "printed", "reason", "reviewer", "capture", "made_at")
    (tmp_path / "corrections.jsonl").write_text(json.dumps(dict.fromkeys(words, "NaN")) + "\n")
    status, _, err = run("ingest", "--archive", tmp_path)
    assert status == 1
    assert err.endswith("corrections.jsonl, line 1 is no correction: mend or remove it\n")


def test_nobody_to_ask_writes_no_source(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())
    with running_portals(["plain"]) as portals:
        status, _, err = run(
            *("sources", "add", portals.addresses["plain"], "--name", "x", "--delay", "0"),
            *("--allow-network", "127.0.0.0/8", "--archive", tmp_path),
        )
    assert status == 1
    assert err.endswith("nothing was written; --yes writes without asking\n")
    assert not (tmp_path / "sources").exists()


@pytest.mark.parametrize("command", ["show", "diff", "export --format wacz --output x.wacz"])
def test_a_number_beyond_all_reports_is_no_report(run: Run, library: Path, command: str) -> None:
    status, _, err = run(*command.split(), 10**30, "--archive", library)
    assert status == 1
    assert err.startswith(f"nianbao: there is no report {10**30}")


def test_a_file_name_in_another_encoding_is_a_file_like_any(run: Run, tmp_path: Path) -> None:
    (tmp_path / "old zip").mkdir()
    name = os.fsdecode("年报.html".encode("gb18030"))
    (tmp_path / "old zip" / name).write_text("<p>nothing much</p>", encoding="utf-8")

    status, out, _ = run("parse", tmp_path / "old zip", "--format", "jsonl")

    assert status == 0
    assert "old zip/年报.html" in out


def test_a_terminal_that_cannot_show_a_character_gets_its_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.stdout", TextIOWrapper(printed := BytesIO(), encoding="ascii"))
    with pytest.raises(SystemExit):
        main(["sources", "list", "--archive", str(tmp_path)])
    sys.stdout.flush()
    assert b"\\u798f\\u5efa" in printed.getvalue()  # 福建


def test_a_file_that_cannot_be_written_is_named(run: Run, library: Path, tmp_path: Path) -> None:
    target = tmp_path / "no" / "facts.csv"
    status, _, err = run("export", "--format", "csv", "--output", target, "--archive", library)
    assert (status, err) == (1, f"nianbao: {target} cannot be written: No such file or directory\n")


def test_results_without_room_are_told_with_their_place(library: Path) -> None:
    command = [sys.executable, "-m", "nianbao", "export", "--archive", library]
    fill(library)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (
        1,
        "nianbao: results cannot be written to standard output: No space left on device\n",
    )


def test_an_archive_that_cannot_be_written_is_named(run: Run, library: Path) -> None:
    lock = library / "locks" / "schema.lock"
    lock.unlink()
    lock.mkdir()
    status, _, err = run("ingest", "--archive", library)
    assert (status, err) == (
        1,
        f"nianbao: {library} cannot be written ({lock}: Is a directory): "
        "mend that, or choose another folder with --archive\n",
    )


@pytest.mark.parametrize("arguments", [["run"], ["run", "--plan"], ["merge", "."]])
def test_a_mistyped_archive_without_sources_is_not_made(
    run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    status, _, _ = run(*arguments, "--archive", tmp_path / "none")
    assert status in (1, 2)
    assert not (tmp_path / "none").exists()


def test_no_colours_are_shown_to_who_wants_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda _, color: color is False)
    missing = tmp_path / "missing.html"
    for no_color, told in (("", f"\x1b[33m{missing}: "), ("1", f"{missing}: ")):
        monkeypatch.setenv("NO_COLOR", no_color)
        assert run("ingest", missing, "--archive", tmp_path / "a")[2].startswith(told)


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "", "a b"])
def test_a_source_is_never_written_beside_its_folder(run: Run, tmp_path: Path, name: str) -> None:
    status, _, err = run(
        "sources", "add", "http://portal.test/", "--name", name, "--yes", "--archive", tmp_path
    )
    assert status == 2
    assert "it becomes a file's name" in err


def test_a_source_that_is_there_is_told_before_the_portal_is_asked(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "sources").mkdir()
    path = tmp_path / "sources" / "county.toml"
    path.touch()
    status, out, err = run(
        "sources", "add", "http://portal.test/", "--name", "county", "--archive", tmp_path
    )
    assert (status, out) == (1, "")
    assert err == (
        f"nianbao: {path} is there already; choose another name with --name, or delete it\n"
    )


def test_a_port_that_is_taken_is_told_in_a_sentence(run: Run, library: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, _, err = run("serve", "--port", port, "--archive", library)
    assert status == 1
    assert err == (
        f"nianbao: 127.0.0.1:{port} cannot be listened at (Address already in use): "
        "give another --port or --host\n"
    )


def test_a_server_that_is_stopped_as_it_says_has_not_failed(library: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "nianbao", "serve", "--port", port, "--archive", library]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        assert "stop it with Ctrl+C" in server.stderr.readline()
        assert httpx.get(f"http://127.0.0.1:{port}/", timeout=60).status_code == 200
        server.send_signal(signal.SIGINT)
        assert (server.wait(20), server.stderr.read()) == (0, "")


def test_a_damaged_database_is_told_with_its_cure(run: Run, tmp_path: Path) -> None:
    fill(tmp_path)
    path = tmp_path / "archive.db"
    content = bytearray(path.read_bytes())
    for at in range(len(content) // 3, len(content) - 4096, 4096):
        content[at : at + 2000] = b"\x55" * 2000
    path.write_bytes(content)

    status, _, err = run("facts", "--format", "csv", "--archive", tmp_path)

    assert status == 1
    assert "Traceback" not in err
    assert "`nianbao reparse --apply" in err.splitlines()[-1]


INTERRUPTED = """
import os, runpy, signal, sys

class Interrupter:
    def find_spec(self, name, *_):
        if name == "click":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupter())
sys.argv = ["nianbao", "status"]
runpy.run_module("nianbao", run_name="__main__", alter_sys=True)
"""


def test_ctrl_c_while_modules_load_is_no_traceback():
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")
