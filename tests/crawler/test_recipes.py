"""The recipes of docs/operations.md do what they say: systemd, cron, Scrapy and Scrapyd."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from archive import Archive
from demo.running import running_portals
from nianbao import cli

PROJECT = Path(__file__).parents[2]
MANUAL = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
SETTINGS = 'allow_networks = ["127.0.0.0/8"]\ndelay = 0\n'
ENVIRON = os.environ | {"PYTHONPATH": str(PROJECT), "SCRAPY_SETTINGS_MODULE": "crawler.settings"}


@pytest.fixture
def archive(tmp_path):
    """Return an archive's folder with a source in it, whose portal is running."""
    folder = tmp_path / "hunan"
    (folder / "sources").mkdir(parents=True)
    (folder / "nianbao.toml").write_text(SETTINGS, encoding="utf-8")
    with running_portals(["plain"]) as portals:
        (folder / "sources" / "county.toml").write_text(portals.sources["plain"], encoding="utf-8")
        yield folder


def kept(folder: Path) -> int:
    with Archive.open(folder, read_only=True) as archive:
        sql = "select count(*) from captures where verdict in ('report', 'attachment')"
        return int(archive.connection.execute(sql).fetchone()[0])


def block(start: str) -> str:
    """Return the manual's code block that begins with *start*."""
    return next(
        code for code in re.findall(r"```\w*\n(.*?)```", MANUAL, re.DOTALL) if start in code
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_accepts_the_service_and_the_timer(tmp_path):
    service = block("[Service]").replace("/usr/local/bin/nianbao", sys.executable)
    (tmp_path / "nianbao.service").write_text(service, encoding="utf-8")
    (tmp_path / "nianbao.timer").write_text(block("[Timer]"), encoding="utf-8")
    command = ["systemd-analyze", "verify", "./nianbao.service", "./nianbao.timer"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "nianbao" in done.stderr) == (0, False), done.stderr


def test_cron_runs_its_line_with_the_little_that_cron_gives(archive, tmp_path):
    program = tmp_path / "nianbao"
    program.write_text(f'#!/bin/sh\ncd {PROJECT} && exec {sys.executable} -m nianbao "$@"\n')
    program.chmod(0o755)
    line = block("run --due --archive /srv").strip().split(" ", 5)[5]
    line = line.replace("/usr/local/bin/nianbao", str(program)).replace("/srv/hunan", str(archive))
    cron = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "x"}
    assert subprocess.run(["/bin/sh", "-c", line], env=cron, timeout=100).returncode == 0
    report = json.loads((archive / "runs.jsonl").read_text(encoding="utf-8"))
    assert (report["status"], report["new"], kept(archive)) == (0, 15, 15)


def test_the_plain_scrapy_way_lists_and_crawls(archive):
    scrapy = [sys.executable, "-m", "scrapy"]
    listed = subprocess.run([*scrapy, "list"], cwd=PROJECT, capture_output=True, text=True)
    assert listed.stdout.split() == ["reports"]
    crawl = [*scrapy, "crawl", "reports", "-a", "source=county", "-a", f"archive={archive}"]
    assert subprocess.run(crawl, cwd=PROJECT, timeout=100).returncode == 0
    assert kept(archive) == 15
    read = CliRunner().invoke(cli, ["ingest", "--archive", str(archive)])
    assert read.stdout.splitlines()[-1].startswith("15 reports"), read.output
    with Archive.open(archive, read_only=True) as opened:
        assert [state.name for state in opened.source_states()] == ["county"]


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [("source=contry", 2, "did you mean county?"), ("x=1", 2, "no source is named")],
)
def test_what_is_wrong_with_a_scrapy_crawl_is_one_sentence(archive, given, status, said):
    command = [sys.executable, "-m", "scrapy", "crawl", "reports", "-a", given]
    command += ["-a", f"archive={archive}", "-L", "ERROR"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=100)
    assert (done.returncode, len(done.stderr.splitlines())) == (status, 1), done.stderr
    assert said in done.stderr


def test_a_setting_that_opens_another_way_out_is_one_sentence_too(archive):
    command = [sys.executable, "-m", "scrapy", "crawl", "reports", "-a", "source=county"]
    command += ["-a", f"archive={archive}", "-L", "ERROR", "-s", "ROBOTSTXT_OBEY=False"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=100)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert "ROBOTSTXT_OBEY must be True" in done.stderr


def test_a_source_that_is_being_crawled_has_its_own_status_with_scrapy_too(archive):
    command = [sys.executable, "-m", "scrapy", "crawl", "reports", "-a", "source=county"]
    with Archive.open(archive) as opened, opened.hold("county"):
        done = subprocess.run([*command, "-a", f"archive={archive}"], cwd=PROJECT, timeout=100)
    assert done.returncode == 4


def test_scrapyd_runs_the_spider_without_an_egg(archive, tmp_path):
    pytest.importorskip("scrapyd")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = block("nianbao = crawler.settings") + f"[scrapyd]\nhttp_port = {port}\n"
    (tmp_path / "scrapyd.conf").write_text(settings, encoding="utf-8")
    asked = {"project": "nianbao", "spider": "reports", "source": "county", "archive": str(archive)}
    command = [Path(sys.executable).with_name("scrapyd")]
    with subprocess.Popen(
        command, cwd=tmp_path, env=ENVIRON, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as scrapyd:
        try:
            _wait_for(b"Site starting on", scrapyd)
            told = httpx.post(f"http://127.0.0.1:{port}/schedule.json", data=asked, timeout=100)
            assert told.json()["status"] == "ok"
            _wait_for(b"Process finished:", scrapyd)
        finally:
            scrapyd.terminate()
    assert kept(archive) == 15


def _wait_for(words: bytes, process: "subprocess.Popen[bytes]") -> None:
    """Return once the log of *process* has *words*."""
    assert process.stdout is not None
    assert any(words in line for line in process.stdout), "it ended before it said so"
