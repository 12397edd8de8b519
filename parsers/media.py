"""Tell what kind of document some bytes are: by the bytes first, then by what they are called."""

import re
from typing import Final

from parsers.saved import is_saved_page

HTML: Final = "text/html"
TEXT: Final = "text/plain"
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC: Final = "application/msword"
ODT: Final = "application/vnd.oasis.opendocument.text"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
RTF: Final = "application/rtf"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS: Final = "application/vnd.ms-excel"
CSV: Final = "text/csv"
ZIP: Final = "application/zip"
RAR: Final = "application/vnd.rar"
SEVEN_ZIP: Final = "application/x-7z-compressed"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
TIFF: Final = "image/tiff"
BMP: Final = "image/bmp"
GIF: Final = "image/gif"
WEBP: Final = "image/webp"

# Known by their first bytes, and packed in ways that are not unpacked here.
PACKED: Final = {RAR: "RAR", SEVEN_ZIP: "7z"}
IMAGES: Final = frozenset({PNG, JPEG, TIFF, BMP, GIF, WEBP})

# The endings of the documents that can be read: a folder is walked for these.
READABLE: Final = {
    ".html": HTML,
    ".htm": HTML,
    ".shtml": HTML,
    ".xhtml": HTML,
    ".mht": HTML,
    ".mhtml": HTML,
    ".txt": TEXT,
    ".md": TEXT,
    ".pdf": PDF,
    ".docx": DOCX,
    ".docm": DOCX,
    ".doc": DOC,
    ".wps": DOC,
    ".rtf": RTF,
    ".xlsx": XLSX,
    ".xlsm": XLSX,
    ".xls": XLS,
    ".et": XLS,
    ".csv": CSV,
    ".odt": ODT,
    ".ods": ODS,
    ".zip": ZIP,
    ".png": PNG,
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".tif": TIFF,
    ".tiff": TIFF,
    ".bmp": BMP,
    ".gif": GIF,
    ".webp": WEBP,
}

# What a Content-Type header may say; the same documents by their other names.
_DECLARED: Final = {kind: kind for kind in READABLE.values()} | {
    "application/xhtml+xml": HTML,
    "multipart/related": HTML,
    "message/rfc822": HTML,
    "text/markdown": TEXT,
    "application/x-pdf": PDF,
    "application/vnd.ms-word": DOC,
    "application/vnd.ms-works": DOC,
    "application/wps-office.wps": DOC,
    "application/kswps": DOC,
    "text/rtf": RTF,
    "application/wps-office.docx": DOCX,
    "application/wps-office.xlsx": XLSX,
    "application/wps-office.et": XLS,
    "application/kset": XLS,
    "application/x-zip-compressed": ZIP,
    "image/jpg": JPEG,
    "image/x-ms-bmp": BMP,
}

_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"GIF8", GIF),
    (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
)
# What the first part of an Office file may be called.
_OFFICE_PARTS: Final = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_DOCUMENT: Final = b"mimetypeapplication/vnd.oasis.opendocument"
# A Word file, or a package of its parts, as a single XML file.
_WORD_XML: Final = re.compile(
    rb"""<\?mso-application progid=["']Word\.Document|<w:wordDocument\s"""
)
_SNIFFED: Final = 1024
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>|<!--.{0,400}?-->|\s)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|script|style|span|ul|h[1-6]|article|section|center|font)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,5}$")
# Endings of programs on a server whose answers are pages.
_PROGRAMS: Final = frozenset({".jsp", ".jspx", ".asp", ".aspx", ".php", ".do", ".action", ".cgi"})


def media_type_of(name: str, head: bytes, declared: str = "") -> str | None:
    """Return the media type of a document, or None if it is of no kind that can be read.

    The bytes decide where they can, because portals serve pages as `application/octet-stream`,
    web pages as `.doc` and error pages as `.pdf`; then the name's ending, then the declared type.

    Args:
        name: a path or an address; its query counts where the path has no known ending.
        head: the first bytes, 1 KiB at least; the whole content tells the kinds of zip apart.
        declared: as a Content-Type header gives it, charset parameter included.

    >>> media_type_of("2020.pdf", b"%PDF-1.4")
    'application/pdf'
    >>> media_type_of("https://portal.test/down.jsp?file=a.doc", b"<html><body>", "")
    'text/html'
    """
    suffix = _suffix(name)
    named = READABLE.get(suffix)
    stated = _DECLARED.get(declared.partition(";")[0].strip().lower())
    seen = _magic(head, named, stated)
    if seen is not None:
        return seen
    kind = named or stated
    if kind is not None:
        # A page's bytes may begin with anything; binary kinds have their magic, unless damaged.
        typed = kind in (HTML, TEXT, CSV) or not head or not _looks_like_text(head)
        return kind if typed else TEXT
    if suffix in _PROGRAMS:
        return HTML
    return TEXT if head and not suffix and not declared and _looks_like_text(head) else None


def _suffix(name: str) -> str:
    """Return the ending of a path or address: of its path, else of its query; else nothing."""
    path, _, query = name.partition("#")[0].partition("?")
    endings = [_SUFFIX.search(part.lower()) for part in (path.rsplit("/", 1)[-1], query)]
    found = [ending.group() for ending in endings if ending]
    return next((ending for ending in found if ending in READABLE), found[0] if found else "")


def _magic(head: bytes, named: str | None, stated: str | None) -> str | None:
    if b"%PDF-" in head[:_SNIFFED]:
        return PDF
    if head.startswith(b"PK\x03\x04"):
        if head[30:100].startswith(_OPEN_DOCUMENT):
            return next(
                (kind for kind in (ODT, ODS) if head[38:120].startswith(kind.encode())), None
            )
        return _zipped(head, named, stated)
    if head.startswith(_OLE):
        return _compound(head, named, stated)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return BMP
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"<?xml") and _WORD_XML.search(head[:_SNIFFED]):
        return DOCX
    if is_saved_page(head):
        return HTML
    return HTML if _HTML.match(_eight_bit(head)) else None


def _zipped(head: bytes, named: str | None, stated: str | None) -> str:
    """Tell Word files, workbooks and plain zips apart by the parts their entries name."""
    length = int.from_bytes(head[26:28], "little")
    if head[30 : 30 + length].startswith(_OFFICE_PARTS):
        if b"word/" in head:
            return DOCX
        if b"xl/" in head:
            return XLSX
    kind = named or stated
    return kind if kind in (DOCX, XLSX, ODT, ODS) else ZIP


def _compound(head: bytes, named: str | None, stated: str | None) -> str:
    """Tell old Word files and workbooks apart by the streams their directory names."""
    if "WordDocument".encode("utf-16-le") in head:
        return DOC
    if "Workbook".encode("utf-16-le") in head:
        return XLS
    return XLS if XLS in (named, stated) else DOC


def _eight_bit(head: bytes) -> bytes:
    """Return the first bytes without byte-order mark, UTF-16 narrowed so that tags are readable."""
    start = head[:_SNIFFED]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[2:].replace(b"\0", b"")
    return start.removeprefix(b"\xef\xbb\xbf")


def _looks_like_text(head: bytes) -> bool:
    start = head[:_SNIFFED]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 9 or 13 < byte < 27 for byte in start)
