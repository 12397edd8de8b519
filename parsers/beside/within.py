"""Read the tables that a document shows in pictures, or in workbooks, that stand in it."""

from collections.abc import Sequence
from dataclasses import replace

from parsers.beside.completed import completed, is_complete
from parsers.beside.embedded import Inner
from parsers.document import Document
from parsers.errors import MissingReaderError, UnreadableMediaError
from parsers.facts import read_facts
from parsers.figures import Figures
from parsers.forms import load_forms
from parsers.naming import some_of
from parsers.sections import find_sections

# With fewer characters a file is nothing but what it shows.
_FEW = 200


def with_inner(
    document: Document, figures: Figures, shown: Sequence[Inner]
) -> tuple[Document, Figures]:
    """Return a document that lacks tables, and its figures, with the tables of what it shows.

    Nothing of one table comes from both. What can't be read, or has no table that was missing,
    is named in `warnings`. Of a document without headings nothing is taken: it is no report.
    """
    has_prose = any(section.heading for section in find_sections(document))
    if not shown or not (has_prose or len(document.text) < _FEW):
        return document, figures
    parts, unread = _read(figures, shown)
    if parts and has_prose:
        figures = completed(figures, read_facts(_together(parts), load_forms()))
    elif parts:
        document = _together([document, *parts])
        figures = read_facts(document, load_forms())
    if not is_complete(figures):
        document = replace(document, warnings=(*document.warnings, _warning(shown, unread)))
    return document, figures


def _read(figures: Figures, shown: Sequence[Inner]) -> tuple[list[Document], dict[str, str]]:
    """Return the documents of what is shown, and by its name why something can't be read.

    Where workbooks give all that *figures* lack, the pictures behind them show the same.
    """
    parts: list[Document] = []
    unread: dict[str, str] = {}
    for inner in shown:
        try:
            part = inner.read()
        except (MissingReaderError, UnreadableMediaError) as error:
            unread[inner.name] = str(error)
            continue
        parts.append(part)
        if part.carrier == "sheet" and _give_all(parts, figures):
            break
    return parts, unread


def _give_all(parts: Sequence[Document], figures: Figures) -> bool:
    return is_complete(completed(figures, read_facts(_together(parts), load_forms())))


def _together(parts: Sequence[Document]) -> Document:
    """Return *parts* as one document; in a scan, every number must be vouched for."""
    blocks = tuple(block for part in parts for block in part.blocks)
    carrier = "scan" if any(part.carrier == "scan" for part in parts) else parts[0].carrier
    return replace(parts[0], blocks=blocks, carrier=carrier)


def _warning(shown: Sequence[Inner], unread: dict[str, str]) -> str:
    if not unread:
        names = some_of([inner.name for inner in shown])
        return f"tables may stand in what the file shows ({names}), but none was found: look at it"
    reasons = "; ".join(dict.fromkeys(unread.values()))
    held = f"what the file shows ({some_of(list(unread))})"
    return f"tables may stand in {held}, which was not read: {reasons}"
