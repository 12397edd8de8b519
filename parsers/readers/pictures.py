"""Say whether pictures of pages can be read here, and how long that may take."""

import re
from importlib.util import find_spec
from io import BytesIO
from types import ModuleType

from parsers import media
from parsers.errors import MissingReaderError, UnreadableMediaError
from parsers.readers.paper import MAX_SCANNED

# A page takes three seconds of CPU; so much, in seconds, is given on a machine that is busy.
_A_PAGE = 10.0
LONGEST = 120.0
# So many of the pictures that a document shows are looked at: a report has three tables.
MOST_SHOWN = 10
LARGE = 8000  # bytes; a picture that is smaller is an icon
_ENDS = re.compile(rb"[\"'\s)>]")
# What stands in the bytes of a document once for each picture, or oftener.
_PICTURE = b"/Image"
_SHOWN = {
    media.DOCX: (b"word/media/",),
    media.ODT: (b"Pictures/",),
    media.DOC: (b"\x89PNG\r\n", b"\xff\xd8\xff"),
}


def scan_reader() -> ModuleType:
    """Return the module that reads scans.

    Raises:
        MissingReaderError: if the extra `ocr` is not installed.
    """
    if not all(map(find_spec, ("onnxruntime", "rapidocr", "PIL"))):
        raise MissingReaderError(
            "pictures of pages need the extra `ocr`: pip install 'nianbao[ocr]'"
        )
    from parsers.readers import scan

    return scan


def seconds_for(content: bytes, *, url: str = "", media_type: str = "") -> float:
    """Return how many seconds a document may take beyond the usual, because of its pictures."""
    kind = media.media_type_of(url, content, media_type)
    if kind in media.IMAGES:
        return min(LONGEST, _A_PAGE * _pages_of(content))
    if kind == media.PDF:
        return min(LONGEST, _A_PAGE * _scanned(content))
    if kind == media.HTML:
        return _A_PAGE * min(MOST_SHOWN, _within(content))
    return _A_PAGE * min(MOST_SHOWN, sum(map(content.count, _SHOWN.get(kind or "", ()))))


def _within(page: bytes) -> int:
    """Return how many pictures stand in a page itself that are no icons."""
    _, *found = page.split(b"data:image/")
    return sum(_ENDS.search(data[:LARGE]) is None for data in found if len(data) > LARGE)


def _scanned(content: bytes) -> int:
    """Return how many pages of a PDF may be read as pictures."""
    from parsers.readers import pdfium

    try:
        with pdfium.opened(content) as document:
            pages = min(len(document), MAX_SCANNED)
            return pages if pdfium.is_scanned(document) else content.count(_PICTURE)
    except UnreadableMediaError:
        return 0  # and it will not take any time


def _pages_of(content: bytes) -> int:
    """Return how many pages a picture seems to show, one below the other."""
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        return 1
    try:
        with Image.open(BytesIO(content)) as picture:
            return min(MAX_SCANNED, 1 + picture.height // max(1, picture.width))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return 1  # and the reader says what is wrong with it
