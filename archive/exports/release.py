"""Pin a release: what it says, its digest, and what changed since the one before."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from archive.database import Connection
from archive.errors import ArchiveError
from archive.exports.package import write_package
from archive.exports.sheets import Expected, Sheet
from archive.search.narrowing import NARROWED, Who, narrowed_by
from archive.whole import named

FOLDER = "releases"


class Cell(NamedTuple):
    """One figure as a release pins it; the report's uid is the same in every rebuilt archive."""

    uid: str
    issuer: str
    year: str
    key: str
    shown: str


class Changed(NamedTuple):
    """One figure that differs between two releases, or a whole report, whose key is empty."""

    kind: str
    issuer: str
    year: str
    key: str
    before: str
    after: str


def write_release(
    db: Connection,
    archive: Path,
    name: str,
    folder: Path,
    *,
    narrow: Who | None = None,
    raw: bool = False,
    expected: Mapping[str, Expected] | None = None,
) -> str:
    """Write the release *name* of *archive* as a data package into *folder*; return its digest.

    Its figures stay in the archive, so that the next release can say what changed. `changes.csv`
    is the log against the release before. The digest covers all tables but the log, and not
    the time.

    Raises:
        ArchiveError: if *name* cannot be one or is taken, if *folder* holds another release (none
            is ever written anew), or if it cannot be pinned.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name):
        raise ArchiveError(f"{name!r} is no name for a release: letters, digits, dots and dashes")
    pins = archive / FOLDER
    if (pins / f"{name}.json").exists():
        raise ArchiveError(f"the release {name} is there already: choose another name")
    if (kept := _name_of(folder)) not in (None, name):
        raise ArchiveError(f"{folder} is the release {kept}: choose another folder")
    before = _last(pins)
    cells = list(_cells(db, narrow))
    log = list(_log(_pinned(pins, before) if before else [], cells))
    changes = Sheet("changes", Changed._fields, lambda: iter(log))
    described = {"version": name, "previous": before}
    hashes = write_package(
        db,
        folder,
        narrow=narrow,
        raw=raw,
        expected=expected,
        extra=[changes],
        described=described,
    )
    release = {
        "release": name,
        "previous": before,
        "digest": _digest(hashes),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": hashes,
        "figures": len(cells),
        "changes": len(log),
    }
    _write(folder / "release.json", release)
    with named(pins):
        _pin(pins, name, cells, release)
    return str(release["digest"])


def _digest(hashes: Mapping[str, str]) -> str:
    """Return the digest of a release: what changed depends on the one before, and is left out."""
    said = sorted((path, hashed) for path, hashed in hashes.items() if path != "changes.csv")
    return sha256("".join(f"{h}  {p}\n" for p, h in said).encode()).hexdigest()


def _name_of(folder: Path) -> str | None:
    """Return the name of the release in *folder*, if one is there."""
    path = folder / "release.json"
    return json.loads(path.read_text(encoding="utf-8"))["release"] if path.exists() else None


def _last(pins: Path) -> str | None:
    """Return the name of the newest release."""
    made = [json.loads(path.read_text(encoding="utf-8")) for path in pins.glob("*.json")]
    return max(made, key=lambda release: release["made_at"])["release"] if made else None


def _cells(db: Connection, narrow: Who | None) -> Iterator[Cell]:
    rows = db.execute(CELLS, narrowed_by(narrow or {}))
    return (Cell(*(str(part or "") for part in row)) for row in rows)


def _log(before: list[Cell], after: list[Cell]) -> Iterator[Changed]:
    old = {(cell.uid, cell.key): cell for cell in before}
    new = {(cell.uid, cell.key): cell for cell in after}
    reports = {cell.uid for cell in before}, {cell.uid for cell in after}
    told: set[str] = set()
    for place in sorted(old.keys() | new.keys()):
        then, now = old.get(place), new.get(place)
        cell = now or then
        if cell is None or (then and now and then.shown == now.shown):
            continue
        if place[0] in reports[0] and place[0] in reports[1]:
            shown = (then.shown if then else "", now.shown if now else "")
            yield Changed("changed", cell.issuer, cell.year, cell.key, *shown)
        elif place[0] not in told:
            told.add(place[0])
            yield Changed("new" if now else "gone", cell.issuer, cell.year, "", "", "")


def _pin(pins: Path, name: str, cells: list[Cell], release: dict[str, Any]) -> None:
    pins.mkdir(exist_ok=True)
    lines = "".join(json.dumps(cell, ensure_ascii=False) + "\n" for cell in cells)
    (pins / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    _write(pins / f"{name}.json", release)  # last: a release is there once its manifest is


def _pinned(pins: Path, name: str) -> list[Cell]:
    lines = gzip.decompress((pins / f"{name}.jsonl.gz").read_bytes()).decode().splitlines()
    return [Cell(*json.loads(line)) for line in lines]


def _write(path: Path, release: dict[str, Any]) -> None:
    path.write_text(json.dumps(release, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


CELLS = f"""
select report.uid, version.issuer, version.year, item.key,
    coalesce((select 'corrected ' || coalesce(correction.value, 'illegible') from correction
        where correction.report = report.uid and correction.key = item.key
        order by correction.id desc limit 1), state.name || ' ' || coalesce(fact.value, ''))
from report
join version on version.id = report.version
join fact on fact.version = version.id
join item on item.id = fact.item
join state on state.id = fact.state
where {NARROWED}
order by report.uid, item.key
"""  # noqa: S608 -- the condition of all answers, whose values are bound
