"""Open a zip file without believing it: bounded before a byte is unfolded."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from parsers.errors import UnreadableMediaError

MAX_PARTS = 2000
MAX_SIZE = 64 << 20
# Word's own XML reaches 40; deflate can't exceed 1,032.
_MAX_RATIO = 200
# Small parts may be any number of times larger than their few bytes.
_RATIO_MATTERS = 1 << 20
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800


@dataclass(slots=True)
class Room:
    """How many parts, and how many bytes, zips may still unfold to that are read together."""

    parts: int = MAX_PARTS
    size: int = MAX_SIZE


@contextmanager
def opened_zip(content: bytes, room: Room | None = None) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose directory declares nothing outrageous, and take what it needs of *room*.

    Raises:
        UnreadableMediaError: if it is damaged, encrypted, too large or too many, also while its
            parts are read inside the `with`.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_directory(archive.infolist(), room or Room())
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise UnreadableMediaError(f"the zip is damaged: {error}") from error
    except NotImplementedError as error:
        raise UnreadableMediaError(f"the zip is packed in an unknown way: {error}") from error


def part_name(part: zipfile.ZipInfo) -> str:
    """Return a part's name; one that isn't marked as UTF-8 was most likely written as GBK."""
    if part.flag_bits & _UTF8_NAME:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return part.filename


def _check_directory(parts: list[zipfile.ZipInfo], room: Room) -> None:
    room.parts -= len(parts)
    room.size -= sum(part.file_size for part in parts)
    if room.parts < 0:
        raise UnreadableMediaError(
            f"the zip holds {MAX_PARTS - room.parts} parts, more than {MAX_PARTS}"
        )
    if room.size < 0:
        size = (MAX_SIZE - room.size) >> 20
        raise UnreadableMediaError(f"the zip unfolds to {size} MiB, more than {MAX_SIZE >> 20}")
    for part in parts:
        if part.flag_bits & _ENCRYPTED:
            raise UnreadableMediaError("the zip is encrypted and needs a password")
        if part.file_size > max(_RATIO_MATTERS, part.compress_size * _MAX_RATIO):
            raise UnreadableMediaError("the zip is a bomb: a part unfolds more than 200-fold")


def read_xml(content: bytes) -> Any:
    """Return the root element of a part; entities and outside addresses are left alone.

    Raises:
        UnreadableMediaError: if it is no XML, or nested deeper than libxml2 allows.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        collect_ids=False,
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableMediaError(f"the file's XML is damaged: {error}") from error
