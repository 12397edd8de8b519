"""The whole line: simulated portals, crawl, archive, every cell compared with what they hold."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from archive import Archive
from demo import Running, running_portals
from demo.invented import InventedReport
from parsers import Fact, State

CRAWL = ("crawl", "--allow-network", "127.0.0.0/8", "--delay", "0", "--format", "json")


@pytest.fixture(scope="module")
def portals() -> Iterator[Running]:
    with running_portals() as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, portals: Running) -> Path:
    path = new_archive(tmp_path_factory.mktemp("archive"), portals)
    summary = crawl(path, portals)
    assert (summary["new"], summary["failed"], summary["blocked"]) == (60, 0, 0)
    return path


def new_archive(path: Path, portals: Running) -> Path:
    (path / "sources").mkdir(parents=True)
    for name, text in portals.sources.items():
        (path / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")
    return path


def command(folder: Path, portals: Running) -> list[str]:
    return [sys.executable, "-m", "nianbao", *CRAWL, "--archive", str(folder), *portals.sources]


def crawl(folder: Path, portals: Running) -> dict[str, Any]:
    done = subprocess.run(command(folder, portals), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with Archive.open(folder, read_only=True) as archive:
        return archive.connection.execute(sql).fetchall()


def reports_by_address(folder: Path, portals: Running) -> Iterator[tuple[InventedReport, int, str]]:
    """Yield what each portal holds, and the id and date of what the archive has of it."""
    stored = {url: row for url, *row in rows(folder, "select url, id, published from reports")}
    for url, expected in portals.truth.items():
        id_, published = stored.pop(url, None) or stored.pop(expected.file)
        assert published == expected.published
        yield expected.report, id_, url
    assert stored == {}


def meaning(fact: Fact) -> Decimal | State:
    return fact.state if fact.value is None else fact.value


def expected_meaning(value: Decimal | str | None) -> Decimal | State:
    if value is None:
        return State.BLANK
    if isinstance(value, str):
        return State.DASH if value in {"-", "/", "—"} else State.WORDS
    return value


def test_every_cell_equals_what_the_portal_holds(folder: Path, portals: Running) -> None:
    count = 0
    with Archive.open(folder, read_only=True) as archive:
        for held, id_, url in reports_by_address(folder, portals):
            report = archive.report(id_)
            read = {fact.key: meaning(fact) for fact in report.facts}
            assert read == {k: expected_meaning(v) for k, v in held.values.items()}, url
            assert (report.metadata.year, report.metadata.issuer) == (held.year, held.issuer)
            count += 1
    assert count == 60


def test_every_printed_identity_holds(folder: Path) -> None:
    broken = "select count(*) from checks where holds = 0"
    assert rows(folder, broken) == [(0,)]


def test_a_second_run_transfers_no_report_and_changes_nothing(
    folder: Path, portals: Running
) -> None:
    before = rows(folder, "select * from versions") + rows(folder, "select * from facts")
    asked = len(portals.requests())

    summary = crawl(folder, portals)

    assert (summary["unchanged"], summary["new"], summary["changed"]) == (60, 0, 0)
    again = portals.requests()[asked:]
    transferred = {request["target"] for request in again if request["status"] == 200}
    assert transferred.isdisjoint(urlsplit(url).path for url in portals.truth)
    after = rows(folder, "select * from versions") + rows(folder, "select * from facts")
    assert [row[:3] for row in after] == [row[:3] for row in before]


def test_a_portal_without_validators_is_downloaded_again_and_counts_as_unchanged(
    tmp_path: Path,
) -> None:
    with running_portals(["plain"]) as portals:
        portals.switch("plain", "no_validators")
        folder = new_archive(tmp_path, portals)
        crawl(folder, portals)
        assert crawl(folder, portals)["unchanged"] == 15
    assert rows(folder, "select count(*) from versions") == [(15,)]


def test_a_killed_crawl_is_finished_by_the_same_command(tmp_path: Path) -> None:
    with running_portals() as portals:
        folder = new_archive(tmp_path, portals)
        with subprocess.Popen(command(folder, portals), stdout=subprocess.DEVNULL) as process:
            while len(portals.requests()) < 30:
                assert process.poll() is None
            process.send_signal(signal.SIGKILL)
        crawl(folder, portals)
        assert sum(1 for _ in reports_by_address(folder, portals)) == 60
    assert rows(folder, "select count(*), count(distinct url) from reports") == [(60, 60)]
