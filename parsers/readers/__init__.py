"""The readers: one a carrier, chosen by media type."""

from parsers import media
from parsers.document import Document
from parsers.errors import UnreadableMediaError
from parsers.readers.html import read_html
from parsers.readers.text import read_text


def read_document(content: bytes, *, url: str = "", media_type: str = "") -> Document:
    """Return what stands in *content*, whatever carrier it came in.

    Raises:
        UnreadableMediaError: if the bytes are damaged, hostile or of no known media type.
        MissingReaderError: if the reader of this media type is an extra that is not installed.
    """
    kind = media.media_type_of(url, content, media_type)
    if kind == media.HTML:
        return read_html(content, media_type=media_type)
    if kind == media.TEXT:
        return read_text(content, media_type=media_type)
    raise UnreadableMediaError(f"{url or 'the document'}: no known media type")
