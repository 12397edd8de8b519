"""Read an old Word file (.doc, .wps) by turning it into a .docx first."""

import struct
from pathlib import Path
from tempfile import TemporaryDirectory

from parsers.document import Document
from parsers.errors import MissingReaderError, UnreadableMediaError
from parsers.readers.word import read_docx

# The stream in which Word and Excel keep a newer file that they encrypted.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_doc(content: bytes) -> Document:
    """Return the lines and tables of a binary Word file.

    Raises:
        UnreadableMediaError: if it is damaged, encrypted, or no Word file at all.
        MissingReaderError: if the extra `word` is not installed.
    """
    return read_docx(as_docx(content))


def as_docx(content: bytes) -> bytes:
    """Return a binary Word file as a .docx, pictures included.

    Raises:
        UnreadableMediaError: as `read_doc`.
        MissingReaderError: as `read_doc`.
    """
    try:
        import doc2docx
        from doc2docx.errors import Doc2DocxError, EncryptedDocumentError
    except ImportError as error:
        raise MissingReaderError(
            "old Word files need the extra `word`: pip install 'nianbao[word]'"
        ) from error
    if _ENCRYPTED in content:
        raise UnreadableMediaError("the file is encrypted and needs a password")
    with TemporaryDirectory(prefix="nianbao-") as folder:
        source, target = Path(folder, "in.doc"), Path(folder, "out.docx")
        source.write_bytes(content)
        try:
            doc2docx.convert(source, target)
        except EncryptedDocumentError as error:
            raise UnreadableMediaError("the Word file is encrypted") from error
        except (Doc2DocxError, ValueError, LookupError, ArithmeticError, struct.error) as error:
            raise UnreadableMediaError(f"the Word file is damaged: {error}") from error
        return target.read_bytes()
