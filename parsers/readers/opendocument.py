"""Read an OpenDocument text or workbook (.odt, .ods): its lines and tables as one sees them."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from parsers.document import Document
from parsers.errors import UnreadableMediaError
from parsers.normal import normalise
from parsers.readers import marks
from parsers.readers.blocks import marked_blocks
from parsers.readers.parts import opened_zip, read_xml

_MAIN, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_SPACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"


def _tag(space: str, name: str) -> str:
    return f"{{{_SPACE.format(space)}}}{name}"


_ROW, _CELL = _tag("table", "table-row"), _tag("table", "table-cell")
_COVERED, _COLUMN = _tag("table", "covered-table-cell"), _tag("table", "table-column")
_TABLE, _SECTION = _tag("table", "table"), _tag("text", "section")
_ACROSS, _DOWN = _tag("table", "number-columns-spanned"), _tag("table", "number-rows-spanned")
_COLUMNS, _ROWS = _tag("table", "number-columns-repeated"), _tag("table", "number-rows-repeated")
_SEEN, _DISPLAY, _HIDDEN = (
    _tag("table", "visibility"),
    _tag("text", "display"),
    ("collapse", "filter"),
)
_STYLE, _LOOKS = _tag("style", "style"), _tag("style", "text-properties")
_STYLE_NAME, _STYLED = _tag("style", "name"), _tag("text", "style-name")
_SPAN, _LINE = _tag("text", "span"), _tag("style", "text-line-through-style")
_TYPE, _VALUE = _tag("office", "value-type"), _tag("office", "value")
_LINES = frozenset((_tag("text", "p"), _tag("text", "h")))
_SIGNS = {_tag("text", "s"): " ", _tag("text", "tab"): " ", _tag("text", "line-break"): marks.BREAK}
# What is deleted, beside the text, or never shown; a note's number is no digit of a value.
_SILENT = frozenset(
    [_tag("text", name) for name in ("tracked-changes", "note", "ruby-text", "hidden-text")]
    + [_tag("office", name) for name in ("annotation", "forms", "scripts")]
    + [_tag("table", name) for name in ("tracked-changes", "shapes", "desc", "title")]
)
# No table of the forms is wider or has more rows that are alike: what says more is damage.
_WIDEST, _ALIKE = 200, 100
_MOST_CELLS = 200_000
_FORM = 15
_NO_DIGIT = re.compile(r"[^\d.]")
_HEADING = re.compile(r"\s*[一二三四五六七八九]、.*(?:情况|事项)\s*")


def read_opendocument(content: bytes) -> Document:
    """Return the lines and tables of an OpenDocument file; a sheet is a table.

    Numbers of a workbook are as they are stored, without the rounding of their display.

    Raises:
        UnreadableMediaError: if it is damaged, encrypted or larger than any report.
    """
    with opened_zip(content) as parts:
        names = parts.namelist()
        if _MANIFEST in names and b"encryption-data" in parts.read(_MANIFEST):
            raise UnreadableMediaError("the OpenDocument file is encrypted and needs a password")
        if _MAIN not in names:
            raise UnreadableMediaError(f"the OpenDocument file has no {_MAIN}")
        root = read_xml(parts.read(_MAIN))
    body = root.find(f"{_tag('office', 'body')}/*")
    if body is None:
        raise UnreadableMediaError(f"the OpenDocument file's {_MAIN} has no body")
    _hide(root)
    sheets = body.tag == _tag("office", "spreadsheet")
    text = "".join(_marked(body, sheets=sheets))
    if text.count(marks.CELL) > _MOST_CELLS:
        raise UnreadableMediaError(f"the OpenDocument file has over {_MOST_CELLS} cells")
    return Document(tuple(marked_blocks(normalise(text))), "sheet" if sheets else "word")


def _hide(root: Any) -> None:
    """Mark as hidden what its style hides, and short texts that it strikes out."""
    hidden, struck = set[str](), set[str]()
    for style in root.iter(_STYLE):
        looks = style.find(_LOOKS)
        if looks is not None and looks.get(_DISPLAY) == "none":
            hidden.add(style.get(_STYLE_NAME))
        elif looks is not None and looks.get(_LINE, "none") != "none":
            struck.add(style.get(_STYLE_NAME))
    for span in root.iter(_SPAN) if hidden or struck else ():
        short = len("".join(span.itertext())) <= marks.LONGEST_STRUCK
        if span.get(_STYLED) in hidden or (span.get(_STYLED) in struck and short):
            span.set(_DISPLAY, "none")


def _marked(element: Any, *, sheets: bool) -> Iterator[str]:
    """Yield the text of an element with the marks of `parsers.readers.marks` in it."""
    if element.tag in _SILENT or element.get(_DISPLAY) == "none":
        return
    if element.tag == _TABLE:
        yield from _table(element, sheets=sheets)
        return
    if element.tag in _SIGNS:
        yield _SIGNS[element.tag]
        return
    line = element.tag in _LINES
    if line:
        yield marks.BREAK
    yield marks.without_marks(element.text or "") if line or _is_inline(element) else ""
    for child in element:
        yield from _marked(child, sheets=sheets)
        yield marks.without_marks(child.tail or "") if line or _is_inline(element) else ""
    if line:
        yield marks.BREAK


def _is_inline(element: Any) -> bool:
    """Whether an element's own text is printed: it stands within a paragraph."""
    return any(parent.tag in _LINES for parent in element.iterancestors())


def _table(table: Any, *, sheets: bool) -> Iterator[str]:
    hidden = _hidden_columns(table)
    rows: list[str] = []
    for row in _own(table, _ROW):
        if row.get(_SEEN) in _HIDDEN:
            continue
        cells = "".join(_cells(row, hidden, sheets=sheets))
        texts = [text for cell in cells.split(marks.CELL)[1:] if (text := _bare(cell))]
        if sheets and (
            not texts or (len(texts) == 1 and (not rows or _HEADING.fullmatch(texts[0])))
        ):
            # What stands alone above a table is a title; a blank row ends the table.
            yield from _rows(rows)
            rows = []
            yield from (f"{marks.BREAK}{text}{marks.BREAK}" for text in texts)
        else:
            rows += [cells] * (_count(row, _ROWS, _ALIKE) if texts else 1)
    yield from _rows(rows)


def _rows(rows: list[str]) -> Iterator[str]:
    if rows:
        yield marks.TABLE + "".join(marks.ROW + row for row in rows) + marks.END


def _bare(cell: str) -> str:
    """Return the text of a cell whose mark is followed by its spans."""
    return cell.split(",", 2)[2].strip(f" {marks.BREAK}")


def _cells(row: Any, hidden: set[int], *, sheets: bool) -> Iterator[str]:
    column = 0
    own = [cell for cell in row if cell.tag in (_CELL, _COVERED)]
    for at, cell in enumerate(own):
        count = _count(cell, _COLUMNS, _WIDEST)
        shown = [place for place in range(column, column + count) if place not in hidden]
        column += count
        if cell.tag == _COVERED or column - count > _WIDEST:
            continue
        text = _text(cell, sheets=sheets)
        if at == len(own) - 1 and not text.strip(f" {marks.BREAK}"):
            shown = shown[:_FORM]  # the blank cells of a table, and the rest of a sheet
        across, down = (_count(cell, name, _WIDEST) for name in (_ACROSS, _DOWN))
        spans = ",," if across == down == 1 else f"{across},{down},"
        yield f"{marks.CELL}{spans}{text}" * len(shown)


def _text(cell: Any, *, sheets: bool) -> str:
    shown = "".join(text for child in cell for text in _marked(child, sheets=sheets))
    if sheets and cell.get(_TYPE) in ("float", "currency") and (value := cell.get(_VALUE)):
        # A format may print a dash or nothing for the number, or round it.
        return marks.without_marks(value) if _is_shown(value, shown) else shown
    return shown


def _is_shown(value: str, shown: str) -> bool:
    """Whether a cell shows all digits of its number, or says that it has no room for them."""
    digits = _NO_DIGIT.sub("", shown)
    try:
        return "##" in shown or Decimal(digits) == abs(Decimal(value))
    except InvalidOperation:
        return False


def _hidden_columns(table: Any) -> set[int]:
    hidden: set[int] = set()
    at = 0
    for column in _own(table, _COLUMN):
        count = _count(column, _COLUMNS, _WIDEST)
        if column.get(_SEEN) in _HIDDEN:
            hidden.update(range(at, at + count))
        at += count
    return hidden


def _own(table: Any, tag: str) -> Iterator[Any]:
    """Yield the rows or columns of a table, also those in groups, not those of inner tables."""
    for child in table:
        if child.tag == tag:
            yield child
        elif child.tag not in (_ROW, _COLUMN, _TABLE):
            yield from _own(child, tag)


def _count(element: Any, name: str, most: int) -> int:
    printed = element.get(name) or ""
    return min(int(printed), most) or 1 if printed.isdecimal() and len(printed) < 10 else 1
