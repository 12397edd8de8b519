"""Read a Word file (.docx) from its XML: paragraphs and tables, as the last revision has them."""

from collections.abc import Iterator
from typing import Any

from parsers.document import Block, Cell, Document, Grid, Line
from parsers.errors import UnreadableMediaError
from parsers.readers.parts import opened_zip, read_xml
from parsers.readers.tidy import tidied

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_SPACE = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MAIN = "word/document.xml"
# A table of the forms has 10 columns, or 15: what spans say beyond this is damage.
_WIDEST = 200


def _tag(name: str) -> str:
    return f"{{{_SPACE}}}{name}"


_BODY, _PARAGRAPH, _TABLE, _ROW, _CELL = map(_tag, ("body", "p", "tbl", "tr", "tc"))
_TEXT, _TAB, _HYPHEN, _BREAK, _RETURN = map(_tag, ("t", "tab", "noBreakHyphen", "br", "cr"))
_SAID = (_TEXT, _TAB, _HYPHEN, _BREAK, _RETURN)
_ROW_PROPERTIES, _CELL_PROPERTIES, _TAB_STOPS = map(_tag, ("trPr", "tcPr", "tabs"))
_SPAN, _VERTICAL, _BEFORE, _VALUE = map(_tag, ("gridSpan", "vMerge", "gridBefore", "val"))
_DELETED, _MOVED, _READING, _BOX = map(_tag, ("del", "moveFrom", "rt", "txbxContent"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


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
    return Document(tidied(_blocks(body)), "word")


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
    """Make the last revision the only one, and let what prints no letters print them."""
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
                paragraph.addnext(part)  # beside what it is drawn upon
    for said in body.iter(_TAB, _HYPHEN, _BREAK, _RETURN):
        if said.getparent().tag != _TAB_STOPS:
            said.text = {_TAB: "\t", _HYPHEN: "-"}.get(said.tag, "\n")


def _blocks(holder: Any) -> Iterator[Block]:
    """Yield the lines and tables of a body or a cell, their text as the file has it."""
    for part in holder:
        if part.tag == _PARAGRAPH:
            yield from (Line(line) for line in _said(part).split("\n"))
        elif part.tag == _TABLE:
            yield from _table(part)
        elif len(part) and part.tag != _CELL_PROPERTIES:
            yield from _blocks(part)  # content controls, custom XML, insertions


def _table(table: Any) -> Iterator[Block]:
    if next(table.iterdescendants(_TABLE), None) is not None:
        for cell in table.iter(_CELL):
            if next(cell.iterancestors(_TABLE)) is table:
                yield from _blocks(cell)
        return
    yield _grid(table)


def _grid(table: Any) -> Grid:
    cells: list[Cell] = []
    hanging: dict[int, int] = {}  # by column: which cell hangs down into it
    width = number = 0
    for number, row in enumerate(table.iter(_ROW), 1):
        column = _number(row.find(f"{_ROW_PROPERTIES}/{_BEFORE}"), 0)
        for cell in row.iter(_CELL):
            span, merge = _spans(cell)
            span = min(span, _WIDEST - column)
            if span < 1:
                break
            above = hanging.pop(column, None)
            if merge == "continue" and above is not None:
                cells[above] = cells[above]._replace(rowspan=number - cells[above].row)
                hanging[column] = above
            else:
                if merge is not None:
                    hanging[column] = len(cells)
                place = f"row {number} column {column + 1}"
                cells.append(Cell(_cell_text(cell), number - 1, column, 1, span, place))
            column += span
        width = max(width, column)
    return Grid(tuple(cells), number, width)


def _spans(cell: Any) -> tuple[int, str | None]:
    """Return how many columns a cell covers, and whether it begins or continues a column's."""
    span, merge = 1, None
    properties = cell.find(_CELL_PROPERTIES)
    for part in properties.iterchildren(_SPAN, _VERTICAL) if properties is not None else ():
        if part.tag == _SPAN:
            span = _number(part, 1)
        else:
            merge = part.get(_VALUE, "continue")
    return span, merge


def _number(element: Any, default: int) -> int:
    raw = element.get(_VALUE, "") if element is not None else ""
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 6 else default


def _cell_text(cell: Any) -> str:
    return "\n".join(_said(paragraph) for paragraph in cell.iter(_PARAGRAPH))


def _said(paragraph: Any) -> str:
    return "".join(paragraph.itertext(*_SAID))
