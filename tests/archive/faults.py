"""Run the writer in a child of this process while strace breaks one of its system calls."""

import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive import Archive, ArchiveError
from archive.warc import read_record, records
from tests.archive.writer import HOST, body_of, write

PAGES = 8

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="needs strace, to break system calls"
)


@dataclass(frozen=True)
class Ended:
    """How a writer ended: whether a fault hit it, and what it had said was kept."""

    hit: bool
    kept: list[str]


def run_broken(folder: Path, calls: str, fault: str, when: int) -> Ended:
    """Write to *folder*; let the *when*-th of *calls* of each thread meet *fault*."""
    acks = folder.with_suffix(".acks")
    child = os.fork()
    if not child:
        _write_when_continued(folder, acks)
    os.waitpid(child, os.WUNTRACED)
    log = folder.with_suffix(".log")
    tracer = _trace(child, log, calls, f"{fault}:when={when}")
    os.kill(child, signal.SIGCONT)
    _, status = os.waitpid(child, 0)
    tracer.wait(timeout=30)
    kept = acks.read_text().splitlines() if acks.exists() else []
    return Ended(status != 0 or "INJECTED" in log.read_text(), kept)


def _write_when_continued(folder: Path, acks: Path) -> None:
    status = 1
    try:
        handle = os.open(acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.kill(os.getpid(), signal.SIGSTOP)
        write(folder, "one", PAGES, handle)
        status = 0
    except ArchiveError:
        status = 3
    finally:
        os._exit(status)


def _trace(child: int, log: Path, calls: str, fault: str) -> subprocess.Popen[bytes]:
    # Into a file: a pipe that nobody empties would stop the tracer and all that it traces.
    command = ["strace", "-f", "-o", str(log), "-p", str(child), "-e", f"trace={calls}"]
    tracer = subprocess.Popen(
        [*command, "-e", f"inject={calls}:{fault}"], stderr=subprocess.PIPE, bufsize=0
    )
    assert tracer.stderr
    if b"attached" not in (first := tracer.stderr.readline()):
        os.kill(child, signal.SIGKILL)
        pytest.skip(f"strace may not attach here: {first.decode().strip()}")
    return tracer


def check_kept(folder: Path, kept: list[str]) -> None:
    """Assert that the archive is whole, holds what was said to be kept, and can go on."""
    if not (folder / "archive.db").exists():
        assert kept == []
    if not _is_finished(folder):
        finish(folder)
    with Archive.open(folder) as archive:
        run = archive.connection.execute
        assert run("pragma integrity_check").fetchall() == [("ok",)]
        urls = [url for (url,) in run("select url from captures order by url")]
        assert urls == sorted(f"{HOST}/one/{n}.html" for n in range(PAGES))
        reports = {f"report {url}" for (url,) in run("select url from reports")}
        assert {line for line in kept if line.startswith("report")} <= reports
        assert len(reports) == PAGES
        check_records(archive)


def _is_finished(folder: Path) -> bool:
    with Archive.open(folder) as archive:
        sql = "select count(*) from run where finished_at is not null"
        return bool(archive.connection.execute(sql).fetchone()[0])


def check_records(archive: Archive) -> None:
    """Assert that every capture's bytes are there, and every file whole to its end."""
    sql = "select url, warc_file, warc_offset, warc_length from captures"
    for url, file, offset, length in archive.connection.execute(sql):
        record = read_record(archive.path / file, offset, length)
        number = int(re.findall(r"\d+", url)[-1])
        assert record.payload == body_of("one", number)
    for path in archive.captures.glob("*.warc.gz"):
        assert sum(1 for _ in records(path)) % 2 == 1 or not path.stat().st_size


def finish(folder: Path) -> None:
    """Run the writer again, to its end."""
    handle = os.open(folder.with_suffix(".again"), os.O_WRONLY | os.O_CREAT)
    try:
        write(folder, "one", PAGES, handle)
    finally:
        os.close(handle)
