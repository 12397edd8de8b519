"""Read a Word file (.docx) from its XML: paragraphs and tables, as the last revision has them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from zipfile import ZipFile

from lxml import etree
from msgspec.structs import replace

from parsers.document import Cell, Document, Grid
from parsers.errors import UnreadableMediaError
from parsers.normal import normalise
from parsers.readers import marks
from parsers.readers.blocks import marked_blocks
from parsers.readers.looks import without_looks
from parsers.readers.parts import opened_zip, read_xml
from parsers.readers.related import MAIN, main_part, related
from parsers.readers.spans import cell_text

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# The same words by their other names: of the strict variant, and of Word 2003's single XML file.
_OTHER_SPACES = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.microsoft.com/office/word/2003/wordml",
)
_MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
# A table of the forms has 10 columns, or 15: what spans say beyond this is damage.
_WIDEST = 200


def _tag(name: str) -> str:
    return f"{{{_SPACE}}}{name}"


_BODY, _PARAGRAPH, _ROW_PROPERTIES = map(_tag, ("body", "p", "trPr"))
_DELETED, _MOVED, _READING, _BOX = map(_tag, ("del", "moveFrom", "rt", "txbxContent"))
_RUN, _LOOKS, _TEXT, _ROW, _HIDDEN_ROW = map(_tag, ("r", "rPr", "t", "tr", "hidden"))
_HIDDEN, _STRUCK, _STRUCK_TWICE, _ALIGNED = map(_tag, ("vanish", "strike", "dstrike", "vertAlign"))
_VALUE, _SYMBOL, _FONT, _CODE = map(_tag, ("val", "sym", "font", "char"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

# Columns that a row leaves out stand in its text as a cell, its merge this sign.
_GAP = "-"
_MARKS = f"{marks.TABLE}{marks.END}{marks.ROW}{marks.CELL}{marks.BREAK}"
_UNMARKED = f"translate(., '{_MARKS}', '')"  # takes half as long as all the rest
# The body as one text with marks in it, made in C: walking its cells costs three times as much.
_STYLESHEET = f"""
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:w="{_SPACE}" xmlns:m="{_MATHS}">
<xsl:output method="text"/>
<xsl:template match="text()|w:tabs|w:tblPr|w:sectPr"/>
<xsl:template match="w:p">
  <xsl:text>&#10;</xsl:text><xsl:apply-templates/><xsl:text>&#10;</xsl:text>
</xsl:template>
<xsl:template match="w:t|m:t"><xsl:value-of select="."/></xsl:template>
<xsl:template match="w:tab"><xsl:text>&#32;</xsl:text></xsl:template>
<xsl:template match="w:noBreakHyphen"><xsl:text>-</xsl:text></xsl:template>
<xsl:template match="w:br|w:cr"><xsl:text>&#10;</xsl:text></xsl:template>
<xsl:template match="w:tbl">
  <xsl:text>{marks.TABLE}</xsl:text><xsl:apply-templates/><xsl:text>{marks.END}</xsl:text>
</xsl:template>
<xsl:template match="w:tr"><xsl:text>{marks.ROW}</xsl:text><xsl:apply-templates/></xsl:template>
<xsl:template match="w:trPr"><xsl:apply-templates select="w:gridBefore"/></xsl:template>
<xsl:template match="w:gridBefore">
  <xsl:text>{marks.CELL}</xsl:text><xsl:apply-templates select="@w:val"/>
  <xsl:text>,{_GAP},</xsl:text>
</xsl:template>
<xsl:template match="w:tc">
  <xsl:text>{marks.CELL}</xsl:text><xsl:apply-templates select="w:tcPr/w:gridSpan/@w:val"/>
  <xsl:text>,</xsl:text><xsl:apply-templates select="w:tcPr/w:vMerge"/>
  <xsl:text>,</xsl:text><xsl:apply-templates/>
</xsl:template>
<xsl:template match="w:tcPr"/>
<xsl:template match="w:vMerge">
  <xsl:value-of select="number(@w:val and @w:val != 'continue')"/>
</xsl:template>
<xsl:template match="@w:val"><xsl:value-of select="translate(., ',{_MARKS}', '')"/></xsl:template>
</xsl:stylesheet>
"""


def read_docx(content: bytes) -> Document:
    """Return the lines and tables of a .docx, or of a Word file that is a single XML file.

    What a tracked change deleted is left out, and so is what is hidden or struck out. A table
    inside a table's cell stands on its own, as on a page: the outer one is layout.

    Raises:
        UnreadableMediaError: if it is damaged, encrypted or larger than any report.
    """
    chunks: list[Document] = []
    if content.startswith(b"PK"):
        with opened_zip(content) as parts:
            main = main_part(parts)
            xml = without_looks(parts.read(main))
            if b"altChunk" in xml:
                chunks += _chunks(parts, main)
    else:
        xml = without_looks(content.replace(b"<w:vmerge", b"<w:vMerge"))
    for other in _OTHER_SPACES:
        xml = xml.replace(other, _SPACE.encode())
    root = read_xml(xml)
    body = next(root.iter(_BODY), None)
    if body is None:
        raise UnreadableMediaError(f"the Word file's {MAIN} has no body")
    _settle(body)
    blocks = [*marked_blocks(normalise(_marked(body)), _grid)]
    blocks += (block for chunk in chunks for block in chunk.blocks)
    return Document(tuple(blocks), "word")


def _chunks(parts: ZipFile, main: str) -> Iterator[Document]:
    """Yield the pages that a program put into a Word file whole, for Word to turn into text."""
    from parsers.readers import read_document

    for _, target in related(parts, main, ("aFChunk",)):
        yield read_document(parts.read(target), url=target)


def _settle(body: Any) -> None:
    """Make the last revision the only one, and let boxes stand beside what they are drawn upon."""
    _remove_deleted(body)
    for run in [looks.getparent() for looks in body.iter(_LOOKS)]:
        if run is not None and run.tag == _RUN:
            _show(run)
    for mark in list(body.iter(_HIDDEN_ROW, _SYMBOL)):
        if mark.tag == _SYMBOL:
            mark.tag, mark.text = _TEXT, _letter(mark)
        elif _is_on(mark):
            _remove_row(mark)
    for box in list(body.iter(_BOX)):
        paragraph = next(box.iterancestors(_PARAGRAPH), None)
        if paragraph is not None:
            for part in reversed(box):
                paragraph.addnext(part)


def _remove_deleted(body: Any) -> None:
    for gone in list(body.iter(_DELETED, _MOVED, _READING, _FALLBACK)):
        holder = gone.getparent()
        if holder is not None and holder.tag == _ROW_PROPERTIES:
            gone = holder.getparent()  # the mark stands in the deleted row's properties
            holder = gone.getparent()
        if holder is not None:
            holder.remove(gone)


def _remove_row(mark: Any) -> None:
    row = next(mark.iterancestors(_ROW), None)
    if row is not None and row.getparent() is not None:
        row.getparent().remove(row)


def _show(run: Any) -> None:
    """Make a run's text what its looks let a person see, as a page's tags do."""
    looks = run.find(_LOOKS)
    struck = _is_on(looks.find(_STRUCK)) or _is_on(looks.find(_STRUCK_TWICE))
    texts = run.findall(_TEXT)
    length = sum(len(text.text or "") for text in texts)
    if _is_on(looks.find(_HIDDEN)) or (struck and length <= marks.LONGEST_STRUCK):
        for text in texts:
            text.text = ""
    aligned = looks.find(_ALIGNED)
    if aligned is not None and aligned.get(_VALUE) == "superscript" and length:
        texts[0].text = marks.RAISED + (texts[0].text or "")


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(_VALUE, "1") not in ("0", "false", "off")


def _letter(symbol: Any) -> str:
    """Return the letter that a symbol is drawn as: most fonts keep theirs at U+F020 and above."""
    try:
        code = int(symbol.get(_CODE, ""), 16)
    except ValueError:
        return ""
    plain = "ding" not in (symbol.get(_FONT) or "").lower() and 0xF020 <= code < 0xF07F
    code -= 0xF000 * plain
    return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else ""


@cache
def _stylesheet(text: str) -> etree.XSLT:
    """Return the stylesheet that takes *text*, an XPath, of what a run says."""
    sheet = _STYLESHEET.replace('select="."', f'select="{text}"')
    return etree.XSLT(etree.XML(re.sub(r">\s+<", "><", sheet)))


def _marked(body: Any) -> str:
    """Return the text of a body with the marks of `parsers.readers.marks` in it.

    A cell's mark is followed by its column span, 0 where it goes on from above or 1 where one
    begins that may go on below, each with a comma.
    """
    said = etree.tostring(body, method="text", encoding="unicode")
    forged = any(mark in said for mark in _MARKS)
    return str(_stylesheet(_UNMARKED if forged else ".")(body))


def _grid(rows: str, _: str) -> Iterator[Grid]:
    cells: list[Cell] = []
    hanging: dict[int, int] = {}  # by column: which cell hangs down into it
    width = number = 0
    for number, line in enumerate(rows.split(marks.ROW), 1):
        column = 0
        for raw in line.split(marks.CELL)[1:]:
            across, merge, text = raw.split(",", 2)
            if merge == _GAP:
                column += _number(across, 0)
                continue
            span = min(_number(across, 1), _WIDEST - column) if across else 1
            if span < 1 or column >= _WIDEST:
                break
            above = hanging.pop(column, None) if hanging else None
            if merge == "0" and above is not None:
                cells[above] = replace(cells[above], rowspan=number - cells[above].row)
                hanging[column] = above
            else:
                if merge:
                    hanging[column] = len(cells)
                place = f"row {number} column {column + 1}"
                cells.append(Cell(cell_text(text), number - 1, column, 1, span, place))
            column += span
        width = max(width, column)
    yield Grid(tuple(cells), number, width)


def _number(raw: str, default: int) -> int:
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 6 else default
