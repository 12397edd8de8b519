"""Read an HTML page: its lines, its tables with their geometry, its meta tags."""

from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from parsers.charset import decode
from parsers.document import Block, Cell, Document, Grid, Line
from parsers.normal import normalise

# What spans may say is bounded: a page that says more is damaged or hostile.
_WIDEST = 200
_HIGHEST = 2000
# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div",
    "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "li", "main", "nav", "ol", "option", "p", "pre", "publishtime",
    "section", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
))
# fmt: on
_SILENT = frozenset(("script", "style", "noscript", "template", "head", "select", "iframe"))


def read_html(content: bytes, *, media_type: str = "") -> Document:
    """Return the lines and grids of a page; a table inside a table's cell stands on its own."""
    text = decode(content, media_type)
    root = parse_html(text)
    if root is None:
        return Document((), "html")
    return Document(
        tuple(_blocks(root)),
        "html",
        meta=_meta(root),
        page_title=normalise(root.findtext(".//title") or "").strip(),
    )


def parse_html(text: str) -> Any:
    """Return the root element of the page *text*, or None where there is no element at all."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return html.document_fromstring(text.replace("\0", ""), parser=parser)
    except (etree.ParserError, ValueError):
        return None


def _meta(root: Any) -> dict[str, str]:
    meta: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = tag.get("name") or tag.get("property")
        if name:
            meta.setdefault(name.strip().lower(), normalise(tag.get("content") or "").strip())
    return meta


def _blocks(root: Any) -> Iterator[Block]:
    pending: list[str] = []
    count = 0
    for part in _parts(root):
        if isinstance(part, str):
            pending.append(part)
            continue
        yield from _lines(pending)
        pending.clear()
        count += 1
        yield _grid(part, f"table {count}")
    yield from _lines(pending)


def _lines(pending: list[str]) -> Iterator[Line]:
    for line in normalise("".join(pending)).split("\n"):
        if text := " ".join(line.split()):
            yield Line(text)


def _parts(root: Any) -> Iterator[Any]:
    """Yield the texts of the page in order, with line feeds between blocks, and its tables."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, leaving = stack.pop()
        tag = element.tag
        block = tag in _BLOCKS
        if leaving:
            if block:
                yield "\n"
            if element.tail:
                yield _text(element.tail, element)
            continue
        if tag in _SILENT or not isinstance(tag, str):
            if element.tail:
                yield _text(element.tail, element)
            continue
        if block:
            yield "\n"
        if tag == "table" and _is_grid(element):
            yield element
            if element.tail:
                yield _text(element.tail, element)
            continue
        if element.text:
            yield _text(element.text, element, inside=True)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))


def _text(text: str, element: Any, *, inside: bool = False) -> str:
    """Return *text*, its line feeds as spaces except in preformatted text."""
    holder = element if inside else element.getparent()
    if holder is not None and holder.tag in ("pre", "textarea", "xmp"):
        return text
    return text.replace("\n", " ").replace("\r", " ")


def _is_grid(table: Any) -> bool:
    """Whether a table is one of data: none inside it, and more than one cell."""
    return next(table.iterdescendants("table"), None) is None and table.find(".//tr") is not None


def _grid(table: Any, place: str) -> Grid:
    cells: list[Cell] = []
    width = height = 0
    hanging: list[int] = []  # for each column, the first row below the cell that hangs into it
    for row, line in enumerate(table.iter("tr")):
        if row >= _HIGHEST:
            break
        column = 0
        for child in line:
            if child.tag not in ("td", "th"):
                continue
            while column < len(hanging) and hanging[column] > row:
                column += 1
            if column >= _WIDEST:
                break
            across = min(_span(child, "colspan"), _WIDEST - column)
            down = min(_span(child, "rowspan"), _HIGHEST - row)
            hanging.extend([0] * (column + across - len(hanging)))
            hanging[column : column + across] = [row + down] * across
            cells.append(
                Cell(_cell_text(child), row, column, down, across, f"{place} row {row + 1}")
            )
            column += across
        width = max(width, column)
        height = row + 1
    return Grid(tuple(cells), height, max(width, len(hanging)), place)


def _span(cell: Any, name: str) -> int:
    raw = cell.get(name)
    if raw is None:
        return 1
    digits = raw.strip()[:9]
    return max(1, int(digits)) if digits.isdecimal() and digits.isascii() else 1


def _cell_text(cell: Any) -> str:
    parts = [part for part in _parts(cell) if isinstance(part, str)]
    text = normalise("".join(parts))
    return "\n".join(line for raw in text.split("\n") if (line := " ".join(raw.split())))
