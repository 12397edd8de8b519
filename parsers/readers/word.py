"""Read a Word file (.docx) from its XML: paragraphs and tables, as the last revision has them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import etree
from msgspec.structs import replace

from parsers.document import Cell, Document, Grid
from parsers.errors import UnreadableMediaError
from parsers.normal import normalise
from parsers.readers import marks
from parsers.readers.parts import opened_zip, read_xml

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_SPACE = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MAIN = "word/document.xml"
# A table of the forms has 10 columns, or 15: what spans say beyond this is damage.
_WIDEST = 200


def _tag(name: str) -> str:
    return f"{{{_SPACE}}}{name}"


_BODY, _PARAGRAPH, _ROW_PROPERTIES = map(_tag, ("body", "p", "trPr"))
_DELETED, _MOVED, _READING, _BOX = map(_tag, ("del", "moveFrom", "rt", "txbxContent"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

# Columns that a row leaves out stand in its text as a cell, its merge this sign.
_GAP = "-"
_MARKS = f"{marks.TABLE}{marks.END}{marks.ROW}{marks.CELL}{marks.BREAK}"
# The body as one text with marks in it, made in C: walking its cells costs three times as much.
_STYLESHEET = f"""
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:w="{_SPACE}">
<xsl:output method="text"/>
<xsl:template match="text()|w:tabs|w:tblPr|w:sectPr"/>
<xsl:template match="w:p">
  <xsl:text>&#10;</xsl:text><xsl:apply-templates/><xsl:text>&#10;</xsl:text>
</xsl:template>
<xsl:template match="w:t"><xsl:value-of select="translate(., '{_MARKS}', '')"/></xsl:template>
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
    """Return the lines and tables of a .docx; what a tracked change deleted is left out.

    A table inside a table's cell stands on its own, as on a page: the outer one is layout.

    Raises:
        UnreadableMediaError: if it is damaged, encrypted or larger than any report.
    """
    with opened_zip(content) as parts:
        if _MAIN not in parts.namelist():
            raise UnreadableMediaError(f"the Word file has no {_MAIN}")
        xml = parts.read(_MAIN)
    for looks in (b"w:pPr", b"w:rPr", b"w:tcBorders"):
        xml = _without(xml, looks)
    root = read_xml(xml.replace(_STRICT_SPACE.encode(), _SPACE.encode(), 1))
    body = root.find(_BODY)
    if body is None:
        raise UnreadableMediaError(f"the Word file's {_MAIN} has no body")
    _settle(body)
    return Document(tuple(marks.blocks(normalise(_marked(body)), _grid)), "word")


def _without(xml: bytes, tag: bytes) -> bytes:
    """Return the XML without these elements: looks are most of a Word file, and say nothing.

    What is nested or unbalanced is left as it is.
    """
    first, *others = xml.split(b"<%s>" % tag)
    kept = [first]
    for part in others:
        _, end, rest = part.partition(b"</%s>" % tag)
        if not end:
            return xml
        kept.append(rest)
    return b"".join(kept)


def _settle(body: Any) -> None:
    """Make the last revision the only one, and let boxes stand beside what they are drawn upon."""
    for gone in list(body.iter(_DELETED, _MOVED, _READING, _FALLBACK)):
        holder = gone.getparent()
        if holder is not None and holder.tag == _ROW_PROPERTIES:
            gone = holder.getparent()  # the mark stands in the deleted row's properties
            holder = gone.getparent()
        if holder is not None:
            holder.remove(gone)
    for box in list(body.iter(_BOX)):
        paragraph = next(box.iterancestors(_PARAGRAPH), None)
        if paragraph is not None:
            for part in reversed(box):
                paragraph.addnext(part)


@cache
def _stylesheet() -> etree.XSLT:
    return etree.XSLT(etree.XML(re.sub(r">\s+<", "><", _STYLESHEET)))


def _marked(body: Any) -> str:
    """Return the text of a body with the marks of `parsers.readers.marks` in it.

    A cell's mark is followed by its column span, 0 where it goes on from above or 1 where one
    begins that may go on below, each with a comma.
    """
    return str(_stylesheet()(body))


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
            span = min(_number(across, 1), _WIDEST - column)
            if span < 1:
                break
            above = hanging.pop(column, None)
            if merge == "0" and above is not None:
                cells[above] = replace(cells[above], rowspan=number - cells[above].row)
                hanging[column] = above
            else:
                if merge:
                    hanging[column] = len(cells)
                place = f"row {number} column {column + 1}"
                cells.append(Cell(marks.cell_text(text), number - 1, column, 1, span, place))
            column += span
        width = max(width, column)
    yield Grid(tuple(cells), number, width)


def _number(raw: str, default: int) -> int:
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 6 else default
