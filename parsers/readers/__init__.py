"""The readers: one a carrier, chosen by media type, imported when first used."""

from collections.abc import Callable

from parsers import media
from parsers.document import Document
from parsers.errors import UnreadableMediaError
from parsers.saved import is_saved_page, saved_page


def read_document(content: bytes, *, url: str = "", media_type: str = "") -> Document:
    """Return what stands in *content*, whatever carrier it came in.

    Raises:
        UnreadableMediaError: if the bytes are damaged, hostile or of no known media type.
        MissingReaderError: if the reader of this media type is an extra that is not installed.
    """
    kind = media.media_type_of(url, content, media_type)
    if kind is None:
        raise UnreadableMediaError(f"{url or 'the document'}: no known media type")
    if kind == media.ZIP:
        from parsers.readers.bundle import read_bundle

        return read_bundle(content, _read_part)
    return _read(kind, content, url=url, media_type=media_type)


def _read_part(content: bytes, name: str) -> Document:
    """Return what stands in a part of a zip."""
    kind = media.media_type_of(name, content)
    if kind is None or kind == media.ZIP:
        raise UnreadableMediaError(f"{name} in the zip is no document, whatever its name says")
    return _read(kind, content)


def _read(kind: str, content: bytes, *, url: str = "", media_type: str = "") -> Document:
    if kind in media.PACKED:
        packer = media.PACKED[kind]
        raise UnreadableMediaError(
            f"a {packer} archive is not opened: unpack it, then parse or ingest what was in it"
        )
    if kind == media.HTML:
        from parsers.readers.html import read_html

        if is_saved_page(content):
            content, media_type = saved_page(content)
        return read_html(content, url=url, media_type=media_type)
    if kind == media.TEXT:
        from parsers.readers.text import read_text

        return read_text(content, media_type=media_type)
    if kind == media.CSV:
        from parsers.readers.sheet import read_csv

        return read_csv(content, media_type=media_type)
    return _binary_reader(kind)(content)


def _binary_reader(kind: str) -> Callable[[bytes], Document]:
    """Return the reader of a kind whose bytes say all, charset included."""
    if kind == media.PDF:
        from parsers.readers.pdf import read_pdf

        return read_pdf
    if kind == media.DOCX:
        from parsers.readers.word import read_docx

        return read_docx
    if kind in (media.ODT, media.ODS):
        from parsers.readers.opendocument import read_opendocument

        return read_opendocument
    if kind == media.RTF:
        from parsers.readers.rtf import read_rtf

        return read_rtf
    if kind == media.DOC:
        from parsers.readers.word97 import read_doc

        return read_doc
    if kind in (media.XLSX, media.XLS):
        from parsers.readers.sheet import read_sheets

        return read_sheets
    from parsers.readers.pictures import scan_reader

    read_image: Callable[[bytes], Document] = scan_reader().read_image
    return read_image
