"""Write a file whole or not at all: what is unfinished has another name."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.errors import ArchiveError


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give the path to write to: at the end of the block that file becomes *path*.

    A device or a pipe is written to as it is.

    Raises:
        ArchiveError: if it cannot be written; then there is no file, or the old one.
    """
    if path.exists() and not path.is_file():
        with named(path):
            yield path
        return
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with named(path):
            yield unfinished
            unfinished.replace(path)
    finally:
        with suppress(OSError):  # where it could not be made
            unfinished.unlink()


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Say which *path* cannot be written, and why.

    Raises:
        ArchiveError: if it cannot.
    """
    try:
        yield
    except OSError as error:
        told = error.strerror or str(error)
        raise ArchiveError(f"{path} cannot be written: {told}") from error
