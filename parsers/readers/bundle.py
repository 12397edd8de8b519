"""Read a zip attachment: the one document in it that is most likely the report."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from zipfile import ZipInfo

from parsers import media
from parsers.document import Document
from parsers.errors import UnreadableMediaError
from parsers.readers.parts import opened_zip, part_name
from parsers.titles import is_report_title

# Where a zip holds the same report twice, the carrier that keeps most of it goes first.
_PREFERENCE = (
    media.DOCX,
    media.HTML,
    media.ODT,
    media.DOC,
    media.PDF,
    media.XLSX,
    media.XLS,
    media.ODS,
    media.CSV,
    media.TEXT,
    *sorted(media.IMAGES),
)
_NAMED = 5  # how many of the files that were not read a warning names


def read_bundle(content: bytes, read: Callable[[bytes, str], Document]) -> Document:
    """Return the report in a zip, read by *read* from its content and name.

    A file named as a report goes before others. What was not read is named in `warnings`; a zip
    inside the zip is not opened.

    Raises:
        UnreadableMediaError: if the zip is damaged or hostile, or holds nothing that can be read.
        MissingReaderError: if what it holds needs an extra that is not installed.
    """
    with opened_zip(content) as archive:
        parts = {part_name(part): part for part in archive.infolist() if _counts(part)}
        names = sorted(parts, key=_rank)
        if not names:
            raise UnreadableMediaError("the zip holds no document that can be read")
        chosen = archive.read(parts[names[0]])
    document = read(chosen, names[0])
    others = f"; not read: {', '.join(names[1 : _NAMED + 1])}" if len(names) > 1 else ""
    warning = f"read {names[0]} out of a zip{others}"
    return replace(document, warnings=(*document.warnings, warning))


def _counts(part: ZipInfo) -> bool:
    """Whether a part is a document: no folder, no leftover of macOS or of an open Word."""
    path = PurePosixPath(part_name(part).replace("\\", "/"))
    hidden = any(step.startswith((".", "~$", "__MACOSX")) for step in path.parts)
    return not part.is_dir() and not hidden and _kind(path.name) in _PREFERENCE


def _kind(name: str) -> str | None:
    return media.media_type_of(name, b"")


def _rank(name: str) -> tuple[bool, int, str]:
    path = PurePosixPath(name.replace("\\", "/"))
    return not is_report_title(path.stem), _PREFERENCE.index(_kind(path.name) or media.TEXT), name
