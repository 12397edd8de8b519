"""Take values out of tables of their own: some programs put one into each cell of a table."""

import re

from parsers.readers.marks import BREAK, CELL, END, ROW, TABLE
from parsers.tokens import is_value

# So many cells that hold nothing but a table with one value are no layout.
_ENOUGH = 12
_LONGEST = 60
_SPANS = f"{CELL}[^,]{{0,20}},[^,]{{0,20}},"
_BOX = re.compile(
    f"({_SPANS})[ {BREAK}]*{TABLE}([^{TABLE}{END}]*){END}[ {BREAK}]*(?=[{CELL}{ROW}{END}])"
)
_MARKS = re.compile(f"{_SPANS}|[{ROW}{BREAK}]")


def unboxed(marked: str) -> str:
    """Return a marked text whose cells hold what the tables in them print, if each prints one."""
    if marked.count(TABLE) < _ENOUGH:
        return marked
    values = sum(is_value(_only_text(box[2]) or "") for box in _BOX.finditer(marked))
    return _BOX.sub(_bare, marked) if values >= _ENOUGH else marked


def _bare(box: re.Match[str]) -> str:
    text = _only_text(box[2])
    return box[0] if text is None else f"{box[1]}{text}{BREAK}"


def _only_text(table: str) -> str | None:
    """Return what a table prints, nothing where it is blank; None where it prints more texts."""
    texts = [text for text in map(str.strip, _MARKS.split(table)) if text]
    if len(texts) > 1 or any(len(text) > _LONGEST for text in texts):
        return None
    return "".join(texts)
