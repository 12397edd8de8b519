"""Ask pdfium for what a PDF's pages hold: characters, ruling lines, pictures."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw as pdfium

from parsers.errors import UnreadableMediaError
from parsers.readers.affine import Box
from parsers.readers.dots import dotted
from parsers.readers.glyphs import FEW, glyphs_of, is_garbled
from parsers.readers.lattice import Rule
from parsers.readers.lines import Glyph
from parsers.readers.objects import Drawn, objects_of
from parsers.readers.paths import THICK
from parsers.readers.seen import Seen, seen_text
from parsers.readers.struck import without_struck

MAX_PAGES = 400
# A report's page has a few hundred.
_MAX_GLYPHS = 20_000
# A page with few characters and a picture over so much of it was scanned.
_MOST = 0.3
_WHOLE = 0.8
_LARGEST = 2400  # points: A1

_ALL = Seen(0)


class Sheet(NamedTuple):
    """What pdfium sees on one page; lengths in points from the top left corner as displayed.

    `frames` are drawn at a stroke: what rules they are made of is not among the others. `outlines`
    are filled and as large as letters.
    """

    width: float
    height: float
    glyphs: list[Glyph]
    horizontals: list[Rule]
    verticals: list[Rule]
    pictured: float  # the share of the page that pictures cover
    hidden: int = 0  # how many characters nobody sees: what some OCR put behind a picture
    garbled: bool = False  # its fonts do not say what its characters mean
    frames: Sequence[Box] = ()
    outlines: Sequence[Box] = ()

    @property
    def letters(self) -> int:
        """How many characters the page has."""
        return sum(len(glyph.text) for glyph in self.glyphs)

    @property
    def is_picture(self) -> bool:
        """Whether the page can be read as a picture only: it has no text that can be believed."""
        if self.garbled or (self.pictured > _WHOLE and self.hidden > self.letters):
            return True
        hides = self.pictured > _MOST or max(self.hidden, len(self.outlines)) >= FEW
        return hides and self.letters < FEW


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF.

    Raises:
        UnreadableMediaError: if it is encrypted, damaged or too long.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableMediaError("the PDF is encrypted and needs a password") from error
        raise UnreadableMediaError("the PDF is damaged: pdfium can't open it") from error
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableMediaError(f"the PDF has {len(document)} pages, more than {MAX_PAGES}")
        yield document
    finally:
        document.close()


def sheets(
    document: pypdfium2.PdfDocument, numbers: Iterable[int] | None = None
) -> Iterator[Sheet]:
    """Yield what each page holds, or those with these *numbers* (from 0); damaged ones are empty.

    Raises:
        UnreadableMediaError: if a page holds more than any report does.
    """
    for number in range(len(document)) if numbers is None else numbers:
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            yield Sheet(0, 0, [], [], [], 0)
            continue
        text = page.get_textpage()
        try:
            yield _sheet(page, text)
        finally:
            text.close()
            page.close()


def _sheet(page: Any, text: Any) -> Sheet:
    drawn = objects_of(page.raw)
    count = max(0, pdfium.FPDFText_CountChars(text.raw))
    if count > _MAX_GLYPHS:
        raise UnreadableMediaError(f"a page of the PDF holds {count} characters")
    seen = seen_text(text.raw, count, drawn) if drawn.looks else _ALL
    turn = seen.turn if count else pdfium.FPDFPage_GetRotation(page.raw) % 4
    upright, width, height = _upright(page.raw, turn)
    glyphs = glyphs_of(text.raw, count, upright, seen)
    levels, plumbs, pictured = _ruled(drawn, upright)
    glyphs, levels = without_struck(glyphs, levels)
    garbled = is_garbled(text.raw, count)
    return Sheet(
        width,
        height,
        glyphs,
        levels,
        plumbs,
        pictured / max(1.0, width * height),
        seen.hidden,
        garbled,
        [upright(*box) for box in drawn.frames],
        [upright(*box) for box in drawn.outlines],
    )


def _ruled(
    drawn: Drawn, upright: Callable[[float, float, float, float], Box]
) -> tuple[list[Rule], list[Rule], float]:
    """Return the level and the upright rules of a page, and how much of it pictures cover.

    Some programs draw a rule as a picture.
    """
    levels, plumbs = dotted(upright(*box) for box in drawn.dots)
    for box in drawn.strokes:
        left, top, right, bottom = upright(*box)
        if bottom - top <= min(THICK, right - left):
            levels.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= THICK:
            plumbs.append(Rule((left + right) / 2, top, bottom))
    pictured = 0.0
    for box in drawn.pictures:
        left, top, right, bottom = upright(*box)
        if min(right - left, bottom - top) > THICK:
            pictured += (right - left) * (bottom - top)
        elif bottom - top <= right - left:
            levels.append(Rule((top + bottom) / 2, left, right))
        else:
            plumbs.append(Rule((left + right) / 2, top, bottom))
    return levels, plumbs, pictured


def rendered(document: pypdfium2.PdfDocument, number: int, dots: float) -> Any:
    """Return page *number* (from 1) as a Pillow image in colours with *dots* an inch.

    Raises:
        UnreadableMediaError: if the page is larger than any sheet of paper.
    """
    page = document[number - 1]
    try:
        width, height = page.get_size()
        if max(width, height) > _LARGEST:
            raise UnreadableMediaError(f"page {number} of the PDF is {width:.0f} points wide")
        return page.render(scale=dots / 72).to_pil().convert("RGB")
    finally:
        page.close()


def is_scanned(document: pypdfium2.PdfDocument) -> bool:
    """Whether the first or the middle page is a picture: what costs time to read."""
    numbers = {0, len(document) // 2}
    return any(sheet.is_picture for sheet in sheets(document, sorted(numbers)))


def _upright(
    page: Any, turn: int
) -> tuple[Callable[[float, float, float, float], Box], float, float]:
    """Return what turns a box of the page's own space into one as it is read, and the size.

    Text that is drawn turned by quarters is read turned back, however the page is displayed.
    """
    frame = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, frame)
    x0, y0, x1, y1 = frame.left, frame.bottom, frame.right, frame.top
    turns: tuple[Callable[[float, float, float, float], Box], ...] = (
        lambda left, bottom, right, top: (left - x0, y1 - top, right - x0, y1 - bottom),
        lambda left, bottom, right, top: (bottom - y0, left - x0, top - y0, right - x0),
        lambda left, bottom, right, top: (x1 - right, bottom - y0, x1 - left, top - y0),
        lambda left, bottom, right, top: (y1 - top, x1 - right, y1 - bottom, x1 - left),
    )
    size = (x1 - x0, y1 - y0) if turn % 2 == 0 else (y1 - y0, x1 - x0)
    return turns[turn], *size
