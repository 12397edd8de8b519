"""Write an invented report as a PDF with a text layer and ruled tables."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from demo.invented import InventedReport
from demo.tables import Box, Rows, report_rows

_WIDTH, _HEIGHT, _MARGIN = 842, 595, 40  # A4 on its side: the requests table has ten columns
_SIZE, _LEADING = 7, 9
_LINE = (_WIDTH - 2 * _MARGIN) // 9  # characters of a line of prose


class Ruled(NamedTuple):
    """A cell in place: its text, and the corners of its frame."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Sheet:
    """The pages of a document while they are being drawn, from the top of each downwards."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.y = float(_HEIGHT - _MARGIN)

    def need(self, height: float) -> None:
        """Begin another page unless *height* is left on this one."""
        if self.y - height < _MARGIN:
            self.pages.append([])
            self.y = float(_HEIGHT - _MARGIN)

    def write(self, text: str, x: float, y: float, size: int = _SIZE) -> None:
        """Put *text* at a place of this page."""
        code = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F1 {size} Tf {x:.1f} {y:.1f} Td <{code}> Tj ET")

    def rule(self, left: float, top: float, right: float, bottom: float) -> None:
        """Draw a frame."""
        self.pages[-1].append(f"{left:.1f} {bottom:.1f} {right - left:.1f} {top - bottom:.1f} re S")


def pdf_document(report: InventedReport) -> bytes:
    """Return *report* as a PDF file; its font is one that readers have, named and not embedded."""
    sheet = Sheet()
    _prose(sheet, report.title, size=12)
    for number, section in enumerate(report.sections):
        for text in (section.heading, *section.paragraphs):
            _prose(sheet, text)
        if 1 <= number <= 3:
            _table(sheet, report_rows(report)[number - 1])
    signed = report.signed
    _prose(sheet, report.issuer)
    _prose(sheet, f"{signed.year}年{signed.month}月{signed.day}日")
    return _file(sheet.pages)


def _prose(sheet: Sheet, text: str, size: int = 9) -> None:
    for start in range(0, len(text), _LINE):
        sheet.need(size * 1.6)
        sheet.y -= size * 1.6
        sheet.write(text[start : start + _LINE], _MARGIN, sheet.y, size)


def _table(sheet: Sheet, rows: Rows) -> None:
    columns = max(sum(box.colspan for box in row) for row in rows[:1])
    width = (_WIDTH - 2 * _MARGIN) / columns
    heights = [_row_height(row, width) for row in rows]
    sheet.need(sum(heights) + _LEADING)
    top = sheet.y - _LEADING
    for cell in _cells(rows, heights, width, top):
        sheet.rule(cell.left, cell.top, cell.right, cell.bottom)
        lines = list(_wrapped(cell.text, cell.right - cell.left))
        y = (cell.top + cell.bottom) / 2 + len(lines) * _LEADING / 2 - _SIZE
        for line in lines:
            sheet.write(line, cell.left + 3, y)
            y -= _LEADING
    sheet.y = top - sum(heights)


def _row_height(row: Iterable[Box], width: float) -> float:
    lines = (len(list(_wrapped(box.text, width * box.colspan))) for box in row if box.rowspan == 1)
    return max(lines, default=1) * _LEADING + 4


def _cells(rows: Rows, heights: list[float], width: float, top: float) -> Iterator[Ruled]:
    """Yield each cell where it stands, below those that reach down from above."""
    taken: set[tuple[int, int]] = set()
    tops = [top - sum(heights[:number]) for number in range(len(rows) + 1)]
    for number, row in enumerate(rows):
        column = 0
        for box in row:
            while (number, column) in taken:
                column += 1
            taken |= {
                (number + down, column + across)
                for down in range(box.rowspan)
                for across in range(box.colspan)
            }
            left = _MARGIN + column * width
            bottom = tops[number + box.rowspan]
            yield Ruled(box.text, left, tops[number], left + box.colspan * width, bottom)
            column += box.colspan


def _wrapped(text: str, width: float) -> Iterator[str]:
    if not text.strip():
        return
    count = max(1, int((width - 6) // _SIZE))
    if text.isascii():  # a number is never broken
        count = max(count * 2, len(text))
    for start in range(0, len(text), count):
        yield text[start : start + count]


def _file(pages: list[list[str]]) -> bytes:
    first = 5  # the objects before the pages: catalogue, tree, font and its descendant
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /W [1 [500] 814 [500] 17 26 500]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
        b" /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6"
        b" /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120"
        b" /CapHeight 880 /StemV 93 >> >>",
    ]
    for number, operators in enumerate(pages):
        content = "\n".join(operators).encode()
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {first + 2 * number + 1} 0 R >>"
        )
        objects.append(page.encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    file = bytearray(b"%PDF-1.4\n")
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(file) + b"startxref\n%d\n%%%%EOF\n" % start
