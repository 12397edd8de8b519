"""Find where in a document the cell of a figure stands: facts keep the place of their row."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from parsers import Fact
from parsers.document import Cell, Document, Grid, Line
from parsers.normal import squeeze

# So many rows or lines below its label a row's values still stand.
_ROWS, _LINES = 5, 60
_WORD = re.compile(r"[^\s|]+")


def find_place(document: Document, facts: Sequence[Fact], key: str) -> str:
    """Return the place of the cell in which the fact *key* is printed, as exactly as it is known.

    That is `table 2 row 4 column 5`, `line 209 column 1`, or the page and the box of the cell; of
    a figure that is lost, or that a repair put together, it is the place of its row.
    """
    fact = next(fact for fact in facts if fact.key == key)
    table = key.partition(".")[0]
    row = [f for f in facts if f.place == fact.place and f.key.partition(".")[0] == table]
    texts = [squeeze(f.text) for f in row]
    at = row.index(fact)
    if fact.place and fact.state not in ("lost", "repaired"):
        for cells in _rows_from(document, fact.place):
            if cell := _cell(cells, texts, at):
                return _place_of(cell, cells)
        if texts[at]:
            return next(_words(document, fact.place, texts, at), fact.place)
    return fact.place


def _rows_from(document: Document, place: str) -> Iterator[list[Cell]]:
    """Yield the row of a table that has *place*, and those below it."""
    for block in document.blocks:
        if isinstance(block, Grid):
            rows = list(block.rows())
            for number, cells in enumerate(rows):
                if any(cell.place == place for cell in cells):
                    yield from rows[number : number + _ROWS]
                    return


def _cell(cells: Sequence[Cell], texts: Sequence[str], at: int) -> Cell | None:
    """Return which of *cells* prints the text *at* if all *texts* stand in them side by side."""
    printed = [squeeze(cell.text) for cell in cells]
    for start in range(len(cells) - len(texts), -1, -1):
        if printed[start : start + len(texts)] == [*texts]:
            return cells[start + at]
    return None


def _place_of(cell: Cell, cells: Sequence[Cell]) -> str:
    own = [other for other in cells if other.place == cell.place]
    return cell.place if len(own) == 1 else f"{cell.place} column {cell.column + 1}"


def _words(document: Document, place: str, texts: Sequence[str], at: int) -> Iterator[str]:
    """Yield the line and the column of the text *at*, if all *texts* follow their label."""
    lines = [block for block in document.blocks if isinstance(block, Line)]
    above = sum(1 for _ in takewhile(lambda line: line.place != place, lines))
    words = (
        (word[0], f"{line.place} column {word.start() + 1}")
        for line in lines[above : above + _LINES]
        for word in _WORD.finditer(line.text)
    )
    found = ""
    for number, text in enumerate(texts):
        if not text:
            continue
        where = next((where for word, where in words if word == text), None)
        if where is None:
            return
        if number == at:
            found = where
    yield found
