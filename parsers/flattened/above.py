"""Tell where figures stand above their labels: then nobody knows which label a row of them has."""

import re
from collections.abc import Sequence
from itertools import groupby

from parsers.flattened.chains import Label
from parsers.streams import Stream
from parsers.tokens import is_value

# A list marker before the next label is no number of this row.
MARKER = re.compile(
    r"(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}[、.,]|\d[、.,])+$"
)
_MARKER_ENDS = ")、.,"

# Words may stand among the figures, or glued to them.
_FIGURES = re.compile(r"[-+—/]?\d|[-—/]$")
_LONGEST_VALUES = 60
_ABOVE, _BELOW = (True, False), (False, True)


def before_marker(stream: Stream, start: int, end: int) -> int:
    """Return where the list marker of the label at *end* begins."""
    closed = stream.compact[end - 1] in _MARKER_ENDS
    marker = MARKER.search(stream.compact, start, end) if closed else None
    if marker is None:
        return end
    at = marker.start()
    if end == len(stream.compact) and at > start and stream.compact[at].isdigit():
        return end  # the text may be cut behind the point of this number
    # The end of a longer number, with a point of its own or the sign of a marker on the next line.
    alone = stream.begins_word(at + 1) or stream.begins_word(end)
    cut = stream.compact[at].isdigit() and alone
    return end if cut and not stream.begins_word(at) else at


def come_first(stream: Stream, labels: Sequence[Label]) -> bool:
    """Whether figures stand above the first row of a table, and none below the last.

    Then each label may have those that are printed above it. The last of *labels* is where the
    table ends.
    """
    rows = [label for label in labels if label.row is not None]
    return bool(rows) and _sides(stream, rows, 0, labels[-1].start) == _ABOVE


def come_first_in(stream: Stream, labels: Sequence[Label]) -> set[int]:
    """Return the places of the *labels* of small tables that may have the figures above them.

    Where one of the tables shows it, so may those that don't show the contrary.
    """
    sides: dict[tuple[int, ...], tuple[bool, bool]] = {}
    for is_row, group in groupby(range(len(labels)), key=lambda at: labels[at].row is not None):
        places = tuple(group)
        if is_row:
            behind = places[-1] + 1
            start = labels[places[0] - 1].end if places[0] else 0
            end = labels[behind].start if behind < len(labels) else len(stream.compact)
            sides[places] = _sides(stream, [labels[at] for at in places], start, end)
    if _ABOVE not in sides.values():
        return set()
    return {at for places, found in sides.items() if found != _BELOW for at in places}


def _sides(stream: Stream, rows: Sequence[Label], start: int, end: int) -> tuple[bool, bool]:
    """Whether figures stand above the first of *rows*, and whether below the last."""
    first, last = rows[0], rows[-1]
    start = max(start, first.start - _LONGEST_VALUES)
    above = stream.words_between(start, before_marker(stream, start, first.start))
    below = stream.words_between(last.end, end)
    return any(map(_FIGURES.match, above[-3:])), any(map(is_value, below))
