"""Read an HTML page a second time, with BeautifulSoup, where the first tree lost some of it."""

from dataclasses import replace

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from parsers.document import Document
from parsers.normal import normalise
from parsers.readers import marks
from parsers.readers.blocks import marked_blocks
from parsers.readers.html import page_text
from parsers.readers.unseen import longest_unseen


def read_soup(content: bytes, first: Document, *, media_type: str = "") -> Document:
    """Return the page with the lines and grids that BeautifulSoup sees, the rest as in *first*."""
    soup = BeautifulSoup(page_text(content, media_type), "html.parser")
    marked = marks.as_lines("".join(_marked(soup)))
    blocks = tuple(marked_blocks(normalise(marked)))
    return replace(first, blocks=blocks, lossy=False)


def _marked(soup: BeautifulSoup) -> list[str]:
    """Return the page's text with the marks of `parsers.readers.marks` in it, piece by piece."""
    parts: list[str] = []
    waiting: list[PageElement | str] = list(reversed(soup.contents))
    preformatted = 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, Tag):
            if node.name == "select" and node.find_parent("td"):
                parts.append(_chosen(node))
            if node.name in marks.SILENT or _is_struck(node) or _is_unseen(node):
                continue
            opening, closing = _around(node)
            if (
                node.name == "input"
                and marks.is_filled_in(_fields(node))
                and node.find_parent("td")
            ):
                opening = f" {node['value']} "
            preformatted += node.name == "pre"
            parts.append(opening)
            waiting.append("</pre>" if node.name == "pre" else closing)
            waiting.extend(reversed(node.contents))
        elif isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):
                parts.append(node.replace("\n", marks.BREAK) if preformatted else str(node))
        elif node == "</pre>":
            preformatted -= 1
            parts.append(marks.BREAK)
        else:
            parts.append(str(node))
    return parts


def _is_struck(tag: Tag) -> bool:
    return tag.name in marks.STRUCK and len(tag.get_text()) <= marks.LONGEST_STRUCK


def _is_unseen(tag: Tag) -> bool:
    longest = longest_unseen(tag.name, str(tag.get("style") or ""))
    if not longest or len(tag.get_text()) > longest:
        return False
    return tag.find_parent("table") is not None and tag.find("table") is None


def _chosen(box: Tag) -> str:
    options = box.find_all("option")
    return marks.chosen([(option.get_text(), option.has_attr("selected")) for option in options])


def _fields(tag: Tag) -> dict[str, str | None]:
    return {name: str(tag[name]) if name in tag.attrs else None for name in ("type", "value")}


def _around(tag: Tag) -> tuple[str, str]:
    """Return the marks that stand before and behind the content of *tag*."""
    if tag.name in ("td", "th"):
        across, down = (str(tag.get(name) or "") for name in ("colspan", "rowspan"))
        return f"{marks.CELL}{across.replace(',', '')},{down.replace(',', '')},", marks.BREAK
    if tag.name == "tr":
        return marks.ROW, ""
    if tag.name == "sup":
        return marks.RAISED, ""
    if tag.name == "table":
        return marks.TABLE, marks.END
    if tag.name in marks.BREAKING:
        return marks.BREAK, marks.BREAK
    return "", ""
