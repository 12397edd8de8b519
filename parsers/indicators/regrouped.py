"""Find again the lines of a table whose cells bars part, wherever a flattening broke them."""

from collections.abc import Sequence
from itertools import accumulate

from parsers.document import Cell
from parsers.forms import Table
from parsers.indicators.entries import UNIT, YEAR
from parsers.normal import squeeze
from parsers.streams import Stream
from parsers.tokens import is_value

_WIDEST = 12


def regrouped(stream: Stream, tables: Sequence[Table]) -> list[list[Cell]]:
    """Return a table whose cells bars part, wherever its lines are broken, head first.

    It is as wide as lets each line have a label, and units where the head has 单位. Nothing comes
    back where no width does: then the bars part other things, or too many of them.
    """
    heads = tuple(head for table in tables for head in table.heads)
    if not (stream.bars and any(head in stream.compact for head in heads)):
        return []
    printed = stream.raw.split("|")
    pieces = [squeeze(piece) for piece in printed]
    label = start = next((at for at, piece in enumerate(pieces) if piece.endswith(heads)), -1)
    if start < 0:
        return []
    if start and pieces[start - 1].endswith(tuple({x for table in tables for x in table.skips})):
        start -= 1
    pieces = _bare_head(pieces, start, label, tables)
    ends = tuple(end for table in tables for end in table.ends)
    end = next((at for at in range(start, len(pieces)) if _ends(pieces[at], ends)), len(pieces))
    width = _regular_width(pieces[start:end], label - start, tables)
    if not width:
        return []
    below = range(start + width, end - width + 1, width)
    if not all(printed[at].lstrip(" ").startswith("\n") for at in below):
        return []  # no bar ends a line: its last cell and the next label are one piece
    breaks = [*accumulate((piece.count("\n") for piece in printed), initial=0)]
    before = (len(piece) - len(piece.lstrip("\n")) for piece in printed)
    places = [stream.place_of(sum(both)) for both in zip(breaks, before, strict=False)]
    return [
        [
            Cell(text, number, column, place=places[at + label - start])
            for column, text in enumerate(pieces[at : at + width])
        ]
        for number, at in enumerate(range(start, end - width + 1, width))
    ]


def _bare_head(pieces: Sequence[str], start: int, label: int, tables: Sequence[Table]) -> list[str]:
    """Return the pieces; those that begin the head lose what stands before it."""
    bare = list(pieces)
    for at, words in (
        (start, {word for table in tables for word in table.skips}),
        (label, {word for table in tables for word in table.heads}),
    ):
        named = [word for word in words if bare[at].endswith(word)]
        bare[at] = max(named, key=len, default=bare[at])
    return bare


def _ends(piece: str, ends: Sequence[str]) -> bool:
    return any(end in piece for end in ends)


def _regular_width(pieces: Sequence[str], label: int, tables: Sequence[Table]) -> int:
    """Return the width of the table that *pieces* are, its labels in column *label*; 0 if none."""
    units = {name for table in tables for name in table.units}
    unit = next((at for at, piece in enumerate(pieces[:_WIDEST]) if piece in units), 0)
    named = {name for table in tables for name in (*table.units, *table.skips)}
    named |= {name for table in tables for column in table.columns for name in column.labels}
    least = label + 1
    while least < len(pieces) and (pieces[least] in named or YEAR.fullmatch(pieces[least])):
        least += 1
    for width in range(max(least, label + 2, unit + 1), _WIDEST if unit else least + 1):
        lines = [pieces[at : at + width] for at in range(0, len(pieces) - width + 1, width)]
        if len(lines) > 1 and _is_regular(lines, label, unit):
            return width
    return 0


def _is_regular(lines: Sequence[Sequence[str]], label: int, unit: int) -> bool:
    """Whether all lines below the first, the head, have a label and, by column, units alone."""
    head, *body = lines
    if any((is_value(x) and not YEAR.fullmatch(x)) or UNIT.fullmatch(x) for x in head):
        return False  # the first line of the table seems to belong to its head
    if any(not line[label] or is_value(line[label]) for line in body):
        return False
    if not unit:
        return True
    units = [line[unit] for line in body if line[unit] and line[label] not in "甲乙丙丁"]
    return bool(units) and all(map(UNIT.fullmatch, units))
