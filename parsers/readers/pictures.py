"""Say whether pictures of pages can be read here, and how long that may take."""

from importlib.util import find_spec
from types import ModuleType

from parsers import media
from parsers.errors import MissingReaderError, UnreadableMediaError
from parsers.readers.paper import MAX_SCANNED

# A page takes three seconds of CPU; so much, in seconds, is given on a machine that is busy.
_A_PAGE = 10.0
LONGEST = 120.0


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
    """Return how many seconds a document may take beyond the usual, because it is a scan."""
    kind = media.media_type_of(url, content, media_type)
    if kind in media.IMAGES:
        return _A_PAGE
    if kind != media.PDF:
        return 0.0
    from parsers.readers import pdfium

    try:
        with pdfium.opened(content) as document:
            pages = min(len(document), MAX_SCANNED)
            return min(LONGEST, pages * _A_PAGE) if pdfium.is_scanned(document) else 0.0
    except UnreadableMediaError:
        return 0.0  # and it will not take any
