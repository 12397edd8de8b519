"""Read a PDF that has a text layer: its characters laid into the tables that its rules draw."""

from parsers.document import Document
from parsers.readers import pdfium
from parsers.readers.lattice import lattices
from parsers.readers.pagebreaks import blocks_of
from parsers.readers.paper import Page, lay_out

# Programs draw the edges of neighbouring cells apart, Word by up to two points.
_TOLERANCE = 2.5


def read_pdf(content: bytes) -> Document:
    """Return the lines and tables of a PDF.

    Raises:
        UnreadableMediaError: if it is encrypted, damaged, larger than any report, or has no text.
    """
    with pdfium.opened(content) as document:
        pages = [_page(number, sheet) for number, sheet in enumerate(pdfium.sheets(document), 1)]
    return Document(blocks_of(pages), "pdf")


def _page(number: int, sheet: pdfium.Sheet) -> Page:
    tables = lattices(sheet.horizontals, sheet.verticals, tolerance=_TOLERANCE)
    return lay_out(number, (sheet.width, sheet.height), sheet.glyphs, tuple(tables))
