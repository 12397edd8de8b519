"""Lay the pieces of a row that bars part onto the columns of its table."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from parsers.amounts import read_amount
from parsers.found import Found, adds_up
from parsers.tokens import is_value, join_tokens

_OPEN_ROW = re.compile(r"\|[ \t]*\d+[ \t]*$", re.MULTILINE)

# Two blanks or more between bars, behind the last text: one may be the space before padding.
_KEPT = re.compile(r"[^|\s]\s*\|(?:\s+\|){2,}\s*$")

# A blank between two numbers of a line, or between two that have lines of their own.
_BLANK_INSIDE = re.compile(
    r"\|[ \t]*\d[^|\n]*\|[ \t]*\|[ \t]*\d[^|\n]*\||^\d[^|\n]*(?:\n\|\n\|\n|\|\n\|\n)\d",
    re.MULTILINE,
)

# A unit between the label and the first value is none of the cells.
_UNIT_IN_FRONT = re.compile(r"\s*\|\s*(?:批次|人次|[件条项个次])\s*(?=\|)")

# Of a number that fell apart: two parts, seldom three.
_PARTS = re.compile(r"[1-9][0-9]{0,8}(?: [0-9]{1,8}){1,2}")


def fit_barred(
    raw: str, width: int, *, pads: bool = False, text: str = ""
) -> tuple[str, ...] | None:
    """Return one text a column if the bars in *raw* part *width* of them, else None.

    Bars that pad a row to the widest one leave empty pieces behind it, which are no cells. A row
    that stands on one line ends with it; where cells have lines of their own, what follows the
    last column must be words: a number more than the columns take has no place.
    Where the last column seems blank, padding may stand for it: a cell further left may be the one
    that was dropped, and what follows it have moved up. Only a blank row, a row whose printed cells
    don't end with their own sum, and one with a line for each cell are then as they look; and all
    rows of a text that keeps its blanks.

    The parts of a number that fell apart in its cell stay parted: 1 62.

    Args:
        raw: what is printed behind the label, up to the next one.
        width: the columns of the table.
        pads: whether the text pads its rows with bars that nothing parts (||): then bars with a
            blank between them are cells.
        text: the whole text, whose other rows tell whether it keeps its blanks.
    """
    if unit := _UNIT_IN_FRONT.match(raw):
        raw = raw[unit.end() :]
    first, _, below = raw.partition("\n")
    line = first.split("|")
    kept = pads and _KEPT.search(first if any(map(str.strip, line)) else raw) is not None
    keeps = _keeps_blanks(text)
    if len(line) > width + 1:
        return _cells(line, width, kept or keeps)
    if len(line) > width and line[width].strip():
        # No bar closes the row: its last number may have been broken over two lines.
        broken = any(map(is_value, below.split("|")[0].split()[:1]))
        return None if broken else _cells(line, width, kept)
    before, *pieces = raw.split("|")
    pieces = [before, *_between_pairs(pieces, width)]
    if keeps and len(line) > width:
        kept = kept or not _rows_are_closed(text)
    elif keeps:
        kept = kept or (len(pieces) > width + 1 and "\n" in pieces[width])
    return _cells(pieces, width, kept)


def may_begin_later(raw: str, width: int, text: str) -> bool:
    """Whether a row has a blank in front that may be a second cell of its label.

    Then its line has one more cell than the table has columns, the last of them blank too. Nobody
    can tell where no other row of the *text* shows that blanks fill up its lines.
    """
    first, _, line = raw.partition("\n")[0].partition("|")
    blank = not first.strip() and line.lstrip(" \t").startswith("|")
    further = line.count("|") - width + (not _rows_are_closed(text))
    return blank and further > 0 and not _is_padded(text, width)


@lru_cache(maxsize=4)
def _keeps_blanks(text: str) -> bool:
    """Whether a blank cell stands between two numbers of a row in *text*."""
    return _BLANK_INSIDE.search(text) is not None


@lru_cache(maxsize=4)
def _rows_are_closed(text: str) -> bool:
    return _OPEN_ROW.search(text) is None


@lru_cache(maxsize=16)
def _is_padded(text: str, width: int) -> bool:
    """Whether rows begin right behind their labels, and blanks fill up their lines."""
    cells = rf"[ \t]*\d[^|\n\u4e00-\u9fff]*\|(?:[^|\n]*\|){{{width - 1}}}"
    padding = rf"[\u4e00-\u9fff)]\s*\|{cells}(?:[ \t]*\|)+[ \t]*$"
    return re.search(padding, text, re.MULTILINE) is not None


def _between_pairs(pieces: list[str], width: int) -> list[str]:
    """Return the pieces without those between the bar that ends a line and the one on the next.

    They are no cells where each cell has a bar on both sides and a line of its own.
    """
    breaks = pieces[: 2 * width : 2]
    paired = len(pieces) >= 2 * width and all("\n" in p and not p.strip() for p in breaks)
    return pieces[1::2] if paired else pieces


def _cells(pieces: Sequence[str], width: int, kept: bool) -> tuple[str, ...] | None:
    if len(pieces) <= width or any(map(is_value, join_tokens(pieces[0].split()))):
        return None
    last, _, rest = pieces[width].strip("\n").partition("\n")
    behind = rest.split()
    if behind and is_value(behind[0]):
        return None
    cells = [_joined(join_tokens(piece.split())) for piece in (*pieces[1:width], last)]
    if any(len(words) > 1 and any(map(is_value, words)) for words in cells):
        return None
    if not behind and not _end_the_row(pieces[width + 1 :]):
        return None
    texts = tuple(map(" ".join, cells))
    if texts[-1] or not any(texts) or kept or _have_lines_of_their_own(pieces, width):
        return texts
    return texts if len(pieces) > width + 1 and _lacks_its_total(texts[:-1]) else None


def is_parted(text: str | None) -> bool:
    """Whether a cell between two bars holds the parts of a number that fell apart.

    >>> is_parted("1 62"), is_parted("0 5"), is_parted("162"), is_parted("14 件")
    (True, False, False, False)
    """
    return text is not None and " " in text and _PARTS.fullmatch(text) is not None


def by_chance(raw: str, rows: Iterable[Found]) -> bool:
    """Whether *rows*, a number a cell, may be so by chance: one fell apart, and a blank is gone.

    Then a number in *raw*, what is printed, fell apart, and a sum fails.
    """
    return fell_apart(raw) and not all(map(adds_up, rows))


def fell_apart(raw: str) -> bool:
    """Whether two numbers stand between two bars somewhere in *raw*."""
    pieces = raw.split("|") if "|" in raw else ()
    return any(sum(map(is_value, join_tokens(piece.split()))) > 1 for piece in pieces)


def parted_in(cells: Sequence[str | None]) -> frozenset[int]:
    """Return which of *cells* hold a number that fell apart."""
    return frozenset(at for at, text in enumerate(cells) if is_parted(text))


def _joined(words: list[str]) -> list[str]:
    """Return the words of a cell, those of a number that fell apart as one."""
    whole = " ".join(words)
    return [whole] if is_parted(whole) else words


def _have_lines_of_their_own(pieces: Sequence[str], width: int) -> bool:
    """Whether each cell ends its own line with a bar, and one more bar opens the row below.

    Padding would stand on the last cell's line, and a dropped cell would leave a bar too few.
    """
    below_label = pieces[1 : width + 2]
    return len(pieces) > width + 2 and all(piece.startswith("\n") for piece in below_label)


def _end_the_row(pieces: Sequence[str]) -> bool:
    """Whether what stands behind the last column is padding, or begins a row on its own line."""
    following = next((piece for piece in pieces if piece.strip()), "\n")
    on_a_line = "\n" in following[: len(following) - len(following.lstrip())]
    return on_a_line and not any(map(is_value, following.split()[:1]))


def _lacks_its_total(texts: Sequence[str]) -> bool:
    """Whether nothing printed before a blank last column may have moved up into its place."""
    values = [read_amount(text).value for text in texts]
    known = [value for value in values if value is not None]
    return len(known) == len(values) > 2 and sum(known[:-1]) != known[-1]
