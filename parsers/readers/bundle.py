"""Read a zip attachment: the one document in it that is most likely the report."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple
from zipfile import ZipInfo

from parsers import media
from parsers.document import Document
from parsers.errors import UnreadableMediaError
from parsers.readers.parts import Room, opened_zip, part_name
from parsers.titles import is_report_title

# Where a zip holds the same report twice, the carrier that keeps most of it goes first.
_PREFERENCE = (
    media.DOCX,
    media.HTML,
    media.ODT,
    media.DOC,
    media.RTF,
    media.PDF,
    media.XLSX,
    media.XLS,
    media.ODS,
    media.CSV,
    media.TEXT,
    *sorted(media.IMAGES),
)
_UNOPENED = (".zip", ".rar", ".7z")  # of these a zip in the zip in the zip
_NAMED = 5  # how many of the files that were not read a warning names


class _Part(NamedTuple):
    """A part of a zip, which is *content*; what the zips that it lies in are called comes first."""

    name: str
    content: bytes
    entry: ZipInfo


def read_bundle(content: bytes, read: Callable[[bytes, str], Document]) -> Document:
    """Return the report in a zip, read by *read* from its content and name.

    A file named as a report goes before others. A zip inside the zip is opened, one inside that is
    not. What was not read is named in `warnings`.

    Raises:
        UnreadableMediaError: if the zip is damaged or hostile, or holds nothing that can be read.
        MissingReaderError: if what it holds needs an extra that is not installed.
    """
    parts, unopened = _found(content)
    documents = sorted((part for part in parts if _kind(part.name) in _PREFERENCE), key=_rank)
    if not documents:
        held = f"; unpack what is packed in it: {', '.join(unopened[:_NAMED])}" if unopened else ""
        raise UnreadableMediaError(f"the zip holds no document that can be read{held}")
    first, *others = documents
    with opened_zip(first.content) as archive:
        chosen = archive.read(first.entry)
    document = read(chosen, first.name)
    left = unopened + [part.name for part in others]
    named = f"; not read: {', '.join(left[:_NAMED])}" if left else ""
    warning = f"read {first.name} out of a zip{named}"
    return replace(document, warnings=(*document.warnings, warning))


def _found(content: bytes) -> tuple[list[_Part], list[str]]:
    """Return the files in a zip and in the zips in it, and which of these are not opened."""
    room = Room()
    parts: list[_Part] = []
    unopened: list[str] = []
    for part in _files(content, "", room):
        if _kind(part.name) != media.ZIP:
            parts.append(part)
            continue
        try:
            with opened_zip(content) as archive:
                inner = archive.read(part.entry)
            parts += _files(inner, f"{part.name}/", room)
        except UnreadableMediaError as error:
            unopened.append(f"{part.name} ({error})")
    unopened += (part.name for part in parts if part.name.lower().endswith(_UNOPENED))
    return parts, unopened


def _files(content: bytes, within: str, room: Room) -> list[_Part]:
    """Return the parts of a zip that are files: no folder, no leftover of macOS or an open Word."""
    with opened_zip(content, room) as archive:
        named = [(part_name(entry).replace("\\", "/"), entry) for entry in archive.infolist()]
    return [
        _Part(within + name, content, entry)
        for name, entry in named
        if not entry.is_dir()
        and not any(step.startswith((".", "~$", "__MACOSX")) for step in name.split("/"))
    ]


def _kind(name: str) -> str | None:
    return media.media_type_of(name, b"")


def _rank(part: _Part) -> tuple[bool, int, str]:
    named = is_report_title(PurePosixPath(part.name).stem)
    return not named, _PREFERENCE.index(_kind(part.name) or media.TEXT), part.name
