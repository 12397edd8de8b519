"""Read a PDF: its characters laid into the tables that its rules draw; pictures by OCR."""

from collections.abc import Sequence

from parsers.document import Document
from parsers.errors import MissingReaderError
from parsers.readers import pdfium
from parsers.readers.fields import parted, sides, without_cut
from parsers.readers.lattice import lattices
from parsers.readers.outlines import outlined
from parsers.readers.pagebreaks import blocks_of
from parsers.readers.paper import MAX_SCANNED, Page, lay_out
from parsers.readers.pictures import scan_reader

# Programs draw the edges of neighbouring cells apart, Word by up to two points.
_TOLERANCE = 4.0
# With so many characters elsewhere a PDF is worth reading without its pictures.
_WORTH_READING = 200


def read_pdf(content: bytes) -> Document:
    """Return the lines and tables of a PDF; its `carrier` is "scan" where a page is a picture.

    Raises:
        UnreadableMediaError: if it is encrypted, damaged or larger than any report.
        MissingReaderError: if it is a scan and the extra `ocr` is not installed.
    """
    with pdfium.opened(content) as document:
        sheets = list(pdfium.sheets(document))
        pictures = [number for number, sheet in enumerate(sheets, 1) if sheet.is_picture]
        if not pictures:
            return Document(blocks_of(_pages(sheets)), "pdf")
        try:
            read_page = scan_reader().read_page
        except MissingReaderError as error:
            if sum(sheet.letters for sheet in sheets) < _WORTH_READING:
                raise
            warning = f"pages {_listed(pictures)} were not read: {error}"
            return Document(blocks_of(_pages(sheets)), "pdf", warnings=(warning,))
        pages = _pages(sheets)
        for number in pictures[:MAX_SCANNED]:
            pages[number - 1] = read_page(number, pdfium.rendered(document, number, 200))
        unread = pictures[MAX_SCANNED:]
        warnings = (f"pages {_listed(unread)} were not read: too many scans",) if unread else ()
        return Document(blocks_of(pages), "scan", warnings=warnings)


def _pages(sheets: Sequence[pdfium.Sheet]) -> list[Page]:
    return [_page(number, sheet) for number, sheet in enumerate(sheets, 1)]


def _page(number: int, sheet: pdfium.Sheet) -> Page:
    levels, plumbs, glyphs = sheet.horizontals, sheet.verticals, sheet.glyphs
    tables = tuple(lattices(levels, plumbs, tolerance=_TOLERANCE))
    if sheet.frames:
        fields, cells = parted(sheet.frames, tables)
        glyphs = list(without_cut(glyphs, fields))
        if cells:
            more_levels, more_plumbs = sides(cells)
            levels, plumbs = levels + more_levels, plumbs + more_plumbs
            tables = tuple(lattices(levels, plumbs, tolerance=_TOLERANCE))
    if sheet.outlines:
        glyphs = [*glyphs, *outlined(sheet.outlines, glyphs, tables)]
    return lay_out(number, (sheet.width, sheet.height), glyphs, tables)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
