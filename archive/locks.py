"""One process a source: a lock that the kernel releases when its process dies."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from archive.errors import ArchiveError, SourceBusyError


@contextmanager
def held(folder: Path, source: str) -> Iterator[None]:
    """Hold *source* for this process.

    Raises:
        ArchiveError: if the archive cannot be written.
        SourceBusyError: if another process holds it.
    """
    with _locked(folder, source, fcntl.LOCK_EX | fcntl.LOCK_NB):
        yield


def is_held(folder: Path, source: str) -> bool:
    """Whether a process holds *source*."""
    try:
        with held(folder, source):
            return False
    except SourceBusyError:
        return True


@contextmanager
def queued(folder: Path, name: str) -> Iterator[None]:
    """Hold *name*, waiting for whoever holds it now."""
    with _locked(folder, name, fcntl.LOCK_EX):
        yield


def file_name(source: str) -> str:
    """Return a name for *source* that is safe as a part of a file's name, and its own.

    >>> file_name("hunan-ziyang"), file_name("../资阳")[-9:]
    ('hunan-ziyang', '-a5b76eed')
    """
    if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}", source):
        return source
    safe = re.sub(r"[^A-Za-z0-9_]+", "_", source)[:60]
    return f"{safe}-{sha256(source.encode()).hexdigest()[:8]}"


@contextmanager
def _locked(folder: Path, name: str, how: int) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / f"{file_name(name)}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ArchiveError(
            f"{folder.parent} cannot be written ({error.filename}: {error.strerror}): "
            "mend that, or choose another folder with --archive"
        ) from error
    try:
        try:
            fcntl.flock(handle, how)
        except BlockingIOError:
            raise SourceBusyError(
                f"source {name!r} is being crawled or written by another process: "
                "wait until it has ended"
            ) from None
        yield
    finally:
        os.close(handle)
