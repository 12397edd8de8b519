"""Copy an archive while others write to it, into files that open on a read-only disk."""

import shutil
from pathlib import Path

from archive.corrections import FILE as CORRECTIONS
from archive.database import Connection, SqliteError
from archive.errors import ArchiveError
from archive.exports.release import FOLDER as RELEASES
from archive.timestamps import ROOTS

# Pages a step: between two steps a crawl may commit.
_PAGES = 1000


def back_up(connection: Connection, folder: Path, target: Path) -> None:
    """Copy the archive in *folder* to the new folder *target*.

    The database is copied first and whole, as it stood at one moment, into a single file that is
    not in WAL mode; then the WARC files, each as far as that database knows it.

    Raises:
        ArchiveError: if *target* is there already, or cannot be written.
    """
    unfinished = target.with_name(f"{target.name}.unfinished")
    if target.exists():
        raise ArchiveError(f"{target} is there already: give a folder that is not")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        (unfinished / "captures").mkdir(parents=True)
        _copy_database(connection, unfinished / "archive.db")
        _copy_captures(folder / "captures", unfinished)
        _copy_settings(folder, unfinished)
        unfinished.rename(target)
    except (OSError, SqliteError) as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        told = getattr(error, "strerror", None) or error
        raise ArchiveError(f"{target} cannot be written: {told}") from error


def _copy_database(connection: Connection, path: Path) -> None:
    copy = Connection(str(path), isolation_level=None)
    try:
        connection.backup(copy, pages=_PAGES)
        copy.execute("pragma journal_mode = delete")
    finally:
        copy.close()


def _copy_captures(captures: Path, target: Path) -> None:
    copy = Connection(f"file:{target / 'archive.db'}?mode=ro", uri=True)
    try:
        known = copy.execute("select name, size from warc").fetchall()
    finally:
        copy.close()
    for name, size in known:
        if (captures / name).exists():
            _copy_bytes(captures / name, target / "captures" / name, size)
    for manifest in captures.glob("*.manifest.jsonl*"):
        shutil.copyfile(manifest, target / "captures" / manifest.name)


def _copy_bytes(source: Path, target: Path, size: int) -> None:
    with source.open("rb") as given, target.open("wb") as taken:
        left = size
        while left and (block := given.read(min(left, 1 << 20))):
            taken.write(block)
            left -= len(block)


def _copy_settings(folder: Path, target: Path) -> None:
    for name in ("sources", RELEASES):
        if (folder / name).is_dir():
            shutil.copytree(folder / name, target / name)
    for name in ("nianbao.toml", CORRECTIONS, ROOTS):
        if (folder / name).exists():
            shutil.copyfile(folder / name, target / name)
