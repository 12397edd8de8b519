"""Cut the power of a machine that writes an archive: replay what it wrote, and lose what it may.

strace tells every write and sync of a real run. At a cut, what a file's last sync did not cover
may be there or not, write by write, and the last of it torn between two sectors.
"""

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from archive import Archive, ArchiveError, WarcError
from archive.warc import read_record

SECTOR = 512
_CALLS = "write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink"
_LINE = re.compile(r"^(\d+) +(.*)$")
_FD = re.compile(r"^\d+<([^>]*)>")


class Event(NamedTuple):
    """One system call: what was done to which file."""

    call: str
    path: str
    data: bytes = b""
    offset: int = 0
    other: str = ""


def record_run(folder: Path, *options: str) -> list[Event]:
    """Run the writer on *folder*, and return what it did to files."""
    log = folder.with_suffix(".strace")
    command = ["strace", "-f", "-qq", "-y", "-xx", "-s", "100000000", "-o", str(log)]
    writer = [sys.executable, "-m", "tests.archive.writer", str(folder), "one", "8"]
    acks = str(folder.with_suffix(".acks"))
    subprocess.run([*command, "-e", f"trace={_CALLS}", *writer, acks, *options], check=True)
    return [event for line in _whole_lines(log) if (event := _event(line))]


def _whole_lines(log: Path) -> Iterator[str]:
    """Yield the calls, each on one line, in the order in which they ended."""
    begun: dict[str, str] = {}
    for line in log.read_text().splitlines():
        match = _LINE.match(line)
        assert match
        thread, call = match.groups()
        if call.endswith("<unfinished ...>"):
            begun[thread] = call.removesuffix("<unfinished ...>").rstrip()
        elif call.startswith("<..."):
            yield begun.pop(thread) + call.partition("resumed>")[2]
        else:
            yield call


def _event(line: str) -> Event | None:
    call, _, rest = line.partition("(")
    arguments, _, result = rest.rpartition(") ")
    if not result.strip().startswith("=") or result.strip().startswith("= -1"):
        return None
    if call in ("rename", "unlink"):
        names = [_bytes(name).decode() for name in re.findall(r'"([^"]*)"', arguments)]
        return Event(call, names[0], other=names[-1])
    found = _FD.match(arguments)
    if not found:
        return None
    path = _bytes(found[1]).decode() if found[1].startswith("\\x") else found[1]
    if call in ("fsync", "fdatasync"):
        return Event("sync", path)
    if call == "ftruncate":
        return Event(call, path, offset=int(arguments.rpartition(",")[2]))
    data = _bytes(re.findall(r'"([^"]*)"', arguments)[0])
    offset = int(arguments.rpartition(",")[2]) if call == "pwrite64" else -1
    return Event("write", path, data, offset)


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


@dataclass
class Disk:
    """What is surely on the disk, and what may be."""

    synced: dict[str, bytes] = field(default_factory=dict)
    pending: dict[str, list[Event]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def do(self, event: Event) -> None:
        """Take one more system call."""
        path = event.path
        if event.call == "sync":
            if path not in self.pending:
                return  # a folder, or nothing new
            self.synced[path] = _applied(self.synced.get(path, b""), self.pending.pop(path))
        elif event.call == "unlink":
            for known in (self.synced, self.pending, self.sizes):
                known.pop(path, None)
        elif event.call == "rename":
            for known in (self.synced, self.pending, self.sizes):
                if path in known:
                    known[event.other] = known.pop(path)
        else:
            size = self.sizes.get(path, 0)
            if event.call == "write" and event.offset < 0:
                event = event._replace(offset=size)
            end = event.offset + len(event.data)
            self.sizes[path] = end if event.call == "ftruncate" else max(size, end)
            self.pending.setdefault(path, []).append(event)

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """Return the files as the power cut may leave them."""
        left = dict(self.synced)
        for path, events in self.pending.items():
            kept = [event for event in events if chance.random() < 0.5]
            if kept and kept[-1].data:
                torn = chance.randrange(0, len(kept[-1].data) + 1, SECTOR)
                kept[-1] = kept[-1]._replace(data=kept[-1].data[:torn])
            left[path] = _applied(self.synced.get(path, b""), kept)
        return left


def _applied(content: bytes, events: list[Event]) -> bytes:
    after = bytearray(content)
    for event in events:
        if event.call == "ftruncate":
            after = after[: event.offset].ljust(event.offset, b"\0")
            continue
        if len(after) < event.offset:
            after.extend(bytes(event.offset - len(after)))
        after[event.offset : event.offset + len(event.data)] = event.data
    return bytes(after)


def failures(events: list[Event], folder: Path, work: Path, cuts: int) -> list[str]:
    """Cut the power *cuts* times during *events*, and return what went wrong."""
    chance = random.Random(1)
    places = sorted(chance.choices(range(1, len(events)), k=cuts))
    disk, acks, done, found = Disk(), folder.with_suffix(".acks"), 0, []
    kept: list[str] = []
    for number, place in enumerate(places):
        for event in events[done:place]:
            if event.path == str(acks):
                kept += event.data.decode().splitlines()
            elif event.path.startswith(str(folder)) and not event.path.endswith("-shm"):
                disk.do(event)
        done = place
        copy = work / str(number)
        _lay_out(disk.cut(chance), folder, copy)
        found += [f"cut {number} at {place}: {what}" for what in _faults(copy, kept)]
        shutil.rmtree(copy, ignore_errors=True)
    return found


def _lay_out(files: dict[str, bytes], folder: Path, copy: Path) -> None:
    for path, content in files.items():
        target = copy / Path(path).relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_dir():
            target.write_bytes(content)


def _faults(folder: Path, kept: list[str]) -> Iterator[str]:
    try:
        with Archive.open(folder) as archive:
            run = archive.connection.execute
            if run("pragma integrity_check").fetchall() != [("ok",)]:
                yield "the database is corrupt"
            captures = run("select url, warc_file, warc_offset, warc_length from captures")
            there = {url: place for url, *place in captures.fetchall()}
            there |= {f"report {url}": [] for (url,) in run("select url from reports").fetchall()}
            for url in kept:
                if url not in there:
                    yield f"{url} was kept and is lost"
            for place in there.values():
                if place:
                    read_record(folder / place[0], *place[1:])
    except (ArchiveError, WarcError) as error:
        yield str(error)
