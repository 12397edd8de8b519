"""Find the documents among files and folders: what can be read, and what is passed over."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from parsers.media import READABLE


@dataclass(frozen=True, slots=True)
class Found:
    """The documents to read, in the order given, and the files of a folder that are none."""

    documents: tuple[Path, ...]
    skipped: tuple[Path, ...]


def find_documents(paths: Iterable[Path]) -> Found:
    """Return the documents of *paths*: a file as it is, a folder walked in order of names.

    A file that is named is a document whatever its ending, so that whoever reads it can say
    what is wrong with it; in a folder only files with the ending of a readable type are. So is a
    folder that cannot be listed.
    """
    documents: list[Path] = []
    skipped: list[Path] = []
    for path in paths:
        if not path.is_dir():
            documents.append(path)
            continue
        for file in _files(path, unlisted=lambda error: documents.append(Path(error.filename))):
            # Whoever opens a pipe waits for somebody to write into it.
            readable = file.suffix.lower() in READABLE and not file.is_fifo()
            (documents if readable else skipped).append(file)
    return Found(tuple(documents), tuple(skipped))


def _files(folder: Path, *, unlisted: Callable[[OSError], None]) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, onerror=unlisted):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(parent, name)
