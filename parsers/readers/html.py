"""Read an HTML page: its lines, its tables with their geometry, its meta tags, its attachments."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import repeat
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from parsers.charset import decode
from parsers.document import Attachment, Block, Cell, Document, Grid, Line
from parsers.media import HTML, READABLE, TEXT
from parsers.normal import normalise

# What spans may say is bounded: a page that says more is damaged or hostile.
_WIDEST = 200
_HIGHEST = 3000
# A cell with so many lines holds a whole text, not a value or a label.
_LONGEST_CELL = 40

# Marks that no page prints: characters of private use, one for each thing the reader must see.
_TABLE, _END, _ROW, _CELL, _BREAK = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_PLAIN = "\ue003,,"  # a cell without spans
_SPANS = re.compile("\ue003[^,]{0,20},[^,]{0,20},")

# The page as one text with those marks in it, made in C: walking the tree costs twice as much.
_STYLESHEET = f"""
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="text"/>
<xsl:template match="script|style|head|noscript|template|select|iframe|object|svg"/>
<xsl:template match="br|hr">{_BREAK}</xsl:template>
<xsl:template match="p|div|li|h1|h2|h3|h4|h5|h6|ul|ol|dl|dt|dd|center|section|article|header
  |footer|main|nav|aside|form|fieldset|blockquote|address|pre|publishtime|caption|figure|option
  |body">
  <xsl:text>{_BREAK}</xsl:text><xsl:apply-templates/><xsl:text>{_BREAK}</xsl:text>
</xsl:template>
<xsl:template match="td|th">
  <xsl:text>{_CELL}</xsl:text><xsl:value-of select="translate(@colspan, ',', '')"/>
  <xsl:text>,</xsl:text><xsl:value-of select="translate(@rowspan, ',', '')"/>
  <xsl:text>,</xsl:text><xsl:apply-templates/>
</xsl:template>
<xsl:template match="tr"><xsl:text>{_ROW}</xsl:text><xsl:apply-templates/></xsl:template>
<xsl:template match="table">
  <xsl:text>{_TABLE}</xsl:text><xsl:apply-templates/><xsl:text>{_END}</xsl:text>
</xsl:template>
<xsl:template match="pre//text()">
  <xsl:value-of select="translate(., '&#10;', '{_BREAK}')"/>
</xsl:template>
</xsl:stylesheet>
"""


_new = tuple.__new__  # a page has hundreds of lines and cells: their own constructors cost twice

# What an attachment's address ends with: a page without any of these has none.
_FILES = re.compile(rb"\.(?:pdf|docx?|docm|xlsx?|xlsm|zip|wps|et|png|jpe?g|tiff?|bmp)[\"'?#\s>&]")


def read_html(content: bytes, *, url: str = "", media_type: str = "") -> Document:
    """Return the lines and grids of a page; a table inside a table's cell stands on its own."""
    root = parse_html(decode(content, media_type))
    if root is None:
        return Document((), "html")
    return Document(
        tuple(_blocks(_marked_text(root))),
        "html",
        meta=_meta(root),
        page_title=normalise(root.findtext(".//title") or "").strip(),
        attachments=tuple(_attachments(root, url)) if _FILES.search(content.lower()) else (),
    )


def parse_html(text: str) -> Any:
    """Return the root element of the page *text*, or None where there is no element at all."""
    for mark in (_TABLE, _END, _ROW, _CELL, _BREAK, "\0"):
        if mark in text:
            text = text.replace(mark, "")
    if text[:200].lstrip().startswith("<?xml"):
        text = text[text.find("?>") + 2 :]  # lxml refuses a text that declares a charset
    try:
        return etree.fromstring(text, _parser())
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", 0) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        return None


@cache
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)


@cache
def _stylesheet() -> etree.XSLT:
    return etree.XSLT(etree.XML(re.sub(r">\s+<", "><", _STYLESHEET)))


def _marked_text(root: Any) -> str:
    marked = str(_stylesheet()(root)).replace("\r", " ").replace("\n", " ")
    return normalise(marked.replace(_BREAK, "\n"))


def _meta(root: Any) -> dict[str, str]:
    meta: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = tag.get("name") or tag.get("property")
        if name:
            meta.setdefault(name.strip().lower(), normalise(tag.get("content") or "").strip())
    return meta


def _attachments(root: Any, url: str) -> Iterator[Attachment]:
    for link in root.iter("a"):
        target = link.get("href") or ""
        ending = target.partition("#")[0].partition("?")[0].rpartition(".")[2].lower()
        if READABLE.get(f".{ending}", HTML) not in (HTML, TEXT):
            name = normalise("".join(link.itertext()))
            yield Attachment(urljoin(url, target.strip()), " ".join(name.split()))


def _blocks(marked: str) -> Iterator[Block]:
    """Yield the blocks of a marked text; a table that holds others is layout, no grid."""
    parts = re.split(f"([{_TABLE}{_END}])", marked)
    layout = _layout(parts)
    depth = count = 0
    for index, part in enumerate(parts):
        if part == _TABLE:
            depth += 1
        elif part == _END:
            depth = max(0, depth - 1)
        elif _ROW in part and not layout[index]:
            count += 1
            before, _, rows = part.partition(_ROW)
            yield from _lines(before)
            yield from _table(rows, f"table {count}")
        else:
            yield from _lines(_SPANS.sub("\n", part).replace(_ROW, "\n"))


def _layout(parts: list[str]) -> list[bool]:
    """Return for each part whether it stands in a table that holds another table."""
    layout = [False] * len(parts)
    open_tables: list[list[int]] = []
    for index, part in enumerate(parts):
        if part == _TABLE:
            if open_tables:
                open_tables[-1][0] = 1
            open_tables.append([0])
        elif part == _END and open_tables:
            nested, *inside = open_tables.pop()
            for position in inside if nested else ():
                layout[position] = True
        elif open_tables:
            open_tables[-1].append(index)
    return layout


def _lines(text: str) -> list[Line]:
    return [_new(Line, (" ".join(words), "")) for raw in text.split("\n") if (words := raw.split())]


def _table(rows: str, place: str) -> Iterator[Block]:
    grid = _grid(rows, place)
    if len(grid.cells) > 1 and all(cell.text.count("\n") < _LONGEST_CELL for cell in grid.cells):
        yield grid
    else:
        for cell in grid.cells:
            yield from _lines(cell.text)


def _grid(rows: str, place: str) -> Grid:
    cells: list[Cell] = []
    height = width = 0
    hanging: list[int] = []  # for each column, the first row below the cell that hangs into it
    for height, line in enumerate(rows.split(_ROW)[:_HIGHEST], 1):
        row, column = height - 1, 0
        where = f"{place} row {height}"
        raws = line.split(_CELL)[1:]
        while column < len(hanging) and hanging[column] > row:
            column += 1
        end = column + len(raws)
        if line.count(_PLAIN) == len(raws) and max(hanging[column:], default=0) <= row:
            texts = [_cell_text(raw[2:]) for raw in raws[:_WIDEST]]
            places = zip(
                texts, repeat(row), range(column, end), repeat(1), repeat(1), repeat(where)
            )
            cells += map(_new, repeat(Cell), places)
            width = max(width, min(end, _WIDEST))
            continue
        for raw in raws:
            spans_across, spans_down, text = raw.split(",", 2)
            while column < len(hanging) and hanging[column] > row:
                column += 1
            if column >= _WIDEST:
                break
            across = min(_span(spans_across), _WIDEST - column) if spans_across else 1
            down = min(_span(spans_down), _HIGHEST - row) if spans_down else 1
            if down > 1:
                hanging.extend([0] * (column + across - len(hanging)))
                hanging[column : column + across] = [height + down - 1] * across
            cells.append(Cell(_cell_text(text), row, column, down, across, where))
            column += across
        width = max(width, column)
    return Grid(tuple(cells), height, width, place)


def _span(raw: str) -> int:
    digits = raw.strip()[:9]
    return max(1, int(digits)) if digits.isdecimal() and digits.isascii() else 1


def _cell_text(text: str) -> str:
    if "\n" not in text:
        return " ".join(text.split())
    return "\n".join([" ".join(words) for raw in text.split("\n") if (words := raw.split())])
