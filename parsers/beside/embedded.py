"""Find what a file shows that is no text of its own: pictures, and workbooks that stand in it."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote_to_bytes
from zipfile import ZipFile

from parsers import media
from parsers.beside.pictured import INSIDE, pictures_in
from parsers.document import Document
from parsers.joined import placed
from parsers.readers import read_document
from parsers.readers.html import page_text
from parsers.readers.parts import opened_zip
from parsers.readers.pictures import LARGE, MOST_SHOWN, scan_reader
from parsers.readers.related import main_part, related
from parsers.readers.tree import parse_html
from parsers.readers.word97 import as_docx

# A table takes so much of a page of a PDF, and a seal less.
_PICTURED = 0.06
_PICTURE = re.compile(rb'xlink:href="(?:\./)?(Pictures/[^"]+)"')


class Inner(NamedTuple):
    """Something that a file shows; `read` raises what `read_document` raises."""

    name: str
    read: Callable[[], Document]


def inner_of(content: bytes, kind: str | None, declared: str) -> list[Inner]:
    """Return what a file of this kind shows: its workbooks, then its pictures, some ten at most.

    Of a page these are the pictures within it; those that it links are for a crawl to fetch.

    Places in their documents begin with their names.

    Raises:
        UnreadableMediaError: if the file itself can't be read.
        MissingReaderError: as `UnreadableMediaError`.
    """
    match kind:
        case media.DOCX:
            found = _of_word(content) if content.startswith(b"PK") else iter(())
        case media.DOC:
            found = _of_word(as_docx(content))
        case media.ODT:
            found = _of_opendocument(content)
        case media.PDF:
            found = _of_pdf(content)
        case media.HTML:
            found = _of_page(content, declared)
        case _:
            return []
    return list(islice(found, MOST_SHOWN))


def _read(name: str, content: bytes) -> Document:
    return placed(read_document(content, url=name), name)


def _of_word(content: bytes) -> Iterator[Inner]:
    with opened_zip(content) as parts:
        main = main_part(parts)
        xml = parts.read(main)
        for kinds in (("package", "oleObject"), ("image",)):
            known = related(parts, main, kinds)
            shown = [
                (at, name) for id, name in known if (at := xml.find(b'"%s"' % id.encode())) > 0
            ]
            for _, name in sorted(shown):
                yield from _readable(parts, name)


def _of_opendocument(content: bytes) -> Iterator[Inner]:
    with opened_zip(content) as parts:
        names = {*parts.namelist()}
        for name in dict.fromkeys(_PICTURE.findall(parts.read("content.xml"))):
            if name.decode() in names:
                yield from _readable(parts, name.decode())


def _readable(parts: ZipFile, name: str) -> Iterator[Inner]:
    content = parts.read(name)
    kind = media.media_type_of(name, content)
    if kind in (media.XLSX, media.XLS) or (kind in media.IMAGES and len(content) > LARGE):
        yield Inner(name, partial(_read, name, content))


def _of_page(content: bytes, declared: str) -> Iterator[Inner]:
    if INSIDE.encode() not in content:
        return
    sources = pictures_in(parse_html(page_text(content, declared))[0])
    for number, source in enumerate((s for s in sources if s.startswith(INSIDE)), 1):
        head, _, data = source.partition(",")
        if head.endswith(";base64"):
            try:
                picture = b64decode(unquote_to_bytes(data))
            except ValueError:
                continue  # a browser shows nothing either
            name = f"picture {number}"
            yield Inner(name, partial(_read, name, picture))


def _of_pdf(content: bytes) -> Iterator[Inner]:
    from parsers.readers import pdfium

    with pdfium.opened(content) as document:
        pages = list(enumerate(pdfium.sheets(document), 1))
    for number, sheet in pages:
        if sheet.pictured > _PICTURED and not sheet.is_picture:
            yield Inner(f"page {number}", partial(_read_page, content, number))


def _read_page(content: bytes, number: int) -> Document:
    read_page = scan_reader().read_page
    from parsers.readers import pdfium
    from parsers.readers.pagebreaks import blocks_of

    with pdfium.opened(content) as document:
        page = read_page(number, pdfium.rendered(document, number, 200))
    return Document(blocks_of([page]), "scan")
