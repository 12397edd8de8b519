"""Read a zip attachment: the one document in it that is most likely the report, or each of them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final, NamedTuple
from zipfile import ZipInfo

from parsers import media
from parsers.document import Document
from parsers.errors import UnreadableMediaError
from parsers.naming import some_of
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
# What a report of its own comes in; a workbook, a text or a picture goes with another file.
_PAPERS = frozenset((media.DOCX, media.DOC, media.RTF, media.ODT, media.PDF, media.HTML))
_UNOPENED = (".zip", ".rar", ".7z")  # of these a zip in the zip in the zip
_REPORT: Final = re.compile("年报|年度报告")
_ANNEX: Final = re.compile("附表|统计表")


class _Part(NamedTuple):
    """A part of a zip, which is *content*; what the zips that it lies in are called comes first."""

    name: str
    content: bytes
    entry: ZipInfo


class Reports(NamedTuple):
    """The reports of a zip that holds several, by name, and the names of what else lies in it.

    What is packed in it and was not opened is in `unopened`.
    """

    contents: Mapping[str, bytes]
    others: Sequence[str]
    unopened: Sequence[str]


def find_reports(content: bytes) -> Reports | None:
    """Return the reports in a zip that holds several; None where it is one report's, or damaged.

    Of a report in two carriers the one that keeps most of it counts.
    """
    try:
        parts, unopened = _found(content)
        contents = _unfolded([*_own_reports(_documents(parts)).values()])
    except UnreadableMediaError:
        return None
    others = [part.name for part in parts if part.name not in {*contents, *unopened}]
    return Reports(contents, others, unopened) if len(contents) > 1 else None


def read_bundle(content: bytes, read: Callable[[bytes, str], Document]) -> Document:
    """Return the report in a zip, read by *read* from its content and name.

    A file named as a report goes before others. A zip inside the zip is opened, one inside that is
    not. What was not read is named in `warnings`, reports of their own all.

    Raises:
        UnreadableMediaError: if the zip is damaged or hostile, or holds nothing that can be read.
        MissingReaderError: if what it holds needs an extra that is not installed.
    """
    parts, unopened = _found(content)
    documents = _documents(parts)
    if not documents:
        held = f"; unpack what is packed in it: {some_of(unopened)}" if unopened else ""
        raise UnreadableMediaError(f"the zip holds no document that can be read{held}")
    first, *others = documents
    document = read(_unfolded([first])[first.name], first.name)
    left = unopened + [part.name for part in others]
    named = f"; not read: {some_of(left)}" if left else ""
    warnings = [*document.warnings, f"read {first.name} out of a zip{named}"]
    reports = _own_reports(documents)
    if len(reports) > 1:
        reports.pop(_without_ending(first.name), None)
        told = ", ".join(part.name for part in reports.values())
        warnings.append(
            f"not read though it may be a report of its own: {told}; save the zip, and"
            " `nianbao ingest` reads each"
        )
    return replace(document, warnings=tuple(warnings))


def _documents(parts: Sequence[_Part]) -> list[_Part]:
    """Return what can be read of the parts of a zip, the most likely report first."""
    return sorted((part for part in parts if _kind(part.name) in _PREFERENCE), key=_rank)


def _own_reports(documents: Sequence[_Part]) -> dict[str, _Part]:
    """Return of a zip's *documents* those that are reports, by their names without ending."""
    papers = [
        part
        for part in documents
        if _kind(part.name) in _PAPERS and not _ANNEX.search(PurePosixPath(part.name).name)
    ]
    named = [part for part in papers if _REPORT.search(PurePosixPath(part.name).name)]
    found: dict[str, _Part] = {}
    for part in named or papers:
        found.setdefault(_without_ending(part.name), part)
    return found


def _unfolded(parts: Sequence[_Part]) -> dict[str, bytes]:
    """Return the bytes of *parts* by their names; a zip is opened once for all that lie in it."""
    contents: dict[str, bytes] = {}
    for packed in dict.fromkeys(part.content for part in parts):
        with opened_zip(packed) as archive:
            found = {part.name: part.entry for part in parts if part.content == packed}
            contents |= {name: archive.read(entry) for name, entry in found.items()}
    return contents


def _without_ending(name: str) -> str:
    return str(PurePosixPath(name).with_suffix(""))


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
            parts += _files(_unfolded([part])[part.name], f"{part.name}/", room)
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
