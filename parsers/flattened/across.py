"""Read a table whose rows lie side by side, once it was flattened to text."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from msgspec.structs import replace

from parsers.abreast import column_keys, parted_rows, repaired_rows
from parsers.flattened.barred import by_chance, fell_apart, is_parted, parted_in
from parsers.forms import Table
from parsers.found import Found
from parsers.matching import label_key
from parsers.streams import Stream, fold
from parsers.tokens import is_cell, is_value, join_tokens

# Other tables and lists of chapters name 行政复议 too; only this one has such heads.
_SIGNS = ("维持", "纠正", "尚未", "审结", "复议后起诉", "未经复议")
_HEADS = 300
# Nothing of the table stands so far behind its last head, however long lines are padded.
_LONGEST = 20_000
# So many of its heads are looked behind: what contradicts the first copies shows in fewer.
_MOST_HEADS = 50
# Most of the time only heads stand before the numbers, and the next heading's own number behind.
_HEADS_AND_NUMBERS = re.compile(
    r"(?:[^\W\d_一无增减]{2,} )*((?:0|[1-9][0-9]*)(?: (?:0|[1-9][0-9]*))*)"
    r"(?: [一二三四五六七八九]、)?"
)


def across_in_stream(stream: Stream, table: Table) -> Iterator[Found]:
    """Yield the rows of *table* that stand in flattened text."""
    # The last group's head stands right before the values, but where the table is split.
    for rows in (table.rows[-1:], table.rows):
        best: list[Found] = []
        copies: list[Found] = []
        keys = [fold(label) for row in rows for label in row.labels]
        for at in islice(_spans(stream, keys), _MOST_HEADS):
            if _is_reordered(stream.folded, at, table):
                place = stream.place_at(at[0])
                nothing = (None,) * len(table.columns)
                yield from (Found(table, row, nothing, (), place) for row in table.rows)
                return
            found = list(_from(stream, table, at))
            if len(found) > len(best):
                best = found
            elif len(found) == len(table.rows) == len(best) and _are_told(found):
                copies += found  # of a table split in three, the last part alone is none
        if best and _are_told(best):
            break
    yield from (*best, *copies)


def _spans(stream: Stream, labels: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where one of *labels* stands, again and again."""
    start = 0
    while (span := stream.find_first(labels, start)) is not None:
        yield span
        start = span[1]


def _are_told(rows: Sequence[Found]) -> bool:
    """Whether it is known which cell each figure of *rows* stands in."""
    return all(cell is not None for found in rows for cell in found.cells)


def _from(stream: Stream, table: Table, at: tuple[int, int]) -> Iterator[Found]:
    """Yield the rows printed behind the head at *at*."""
    text = stream.folded
    ends = [p for end in table.ends if (p := stream.find(end, at[1])) >= 0]
    end = min([*ends, at[1] + _LONGEST, len(text)])
    words = stream.words_between(at[1], end)
    place = stream.place_at(at[0])
    alone = None if stream.bars else _HEADS_AND_NUMBERS.fullmatch(" ".join(words))
    numbers = alone[1].split(" ") if alone else []
    if len(numbers) == len(table.columns) * len(table.rows):
        yield from parted_rows(numbers, table, place, loose=True)
        return
    tokens = join_tokens(words)
    runs = _runs(tokens)
    size = len(table.columns) * len(table.rows)
    if not runs:
        return
    longest = max(runs, key=len)
    raw = stream.raw_between(at[1], end) if stream.bars else ""
    cells = _line_of_cells(raw, size) if raw else None
    if cells is not None:
        for found in parted_rows(cells, table, place):
            yield replace(found, parted=parted_in(found.cells))
    elif len(longest) == size and not by_chance(raw, parted_rows(longest, table, place)):
        yield from parted_rows(longest, table, place, loose=not stream.bars)
    elif [len(run) for run in runs] == [len(table.columns)] * len(table.rows):
        yield from parted_rows([text for run in runs for text in run], table, place, loose=True)
    elif _is_upright(tokens, table):
        yield from parted_rows([run[0] for run in runs], table, place)
    elif len(runs) == 1 and 0 < len(longest) < 3 * size and _is_headed(text, at[0], end):
        yield from repaired_rows(longest, table, place, loose=not stream.bars or fell_apart(raw))


def _is_reordered(text: str, at: tuple[int, int], table: Table) -> bool:
    """Whether the label of the form's last row stands before that of another one."""
    if text[slice(*at)] not in map(fold, table.rows[-1].labels):
        return False
    others = [fold(label) for row in table.rows[1:-1] for label in row.labels]
    return text.startswith(tuple(others), at[1])


def _is_headed(text: str, start: int, end: int) -> bool:
    """Whether heads of the table stand round its label, not the label alone."""
    near = text[max(0, start - _HEADS) : end]
    return any(sign in near for sign in _SIGNS)


def _is_upright(tokens: Sequence[str], table: Table) -> bool:
    """Whether each value stands behind the label of its column, in the form's order."""
    columns = column_keys(table)
    named = [columns.get(label_key(a)) for a, b in pairwise(tokens) if is_value(b)]
    return named == [column.id for column in table.columns] * len(table.rows)


def _runs(tokens: Sequence[str]) -> list[list[str]]:
    """Return the runs of values, 无 among them, between words."""
    runs: list[list[str]] = [[]]
    for token in tokens:
        if is_cell(token):
            runs[-1].append(token)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if any(map(is_value, run))]


def _is_torn(cells: Sequence[str]) -> bool:
    """Whether a cell is blank, or its number fell apart: tokens alone would not tell where."""
    return "" in cells or any(map(is_parted, cells))


# Blank cells have blanks between their bars.
_PADDING = "|||"


def _line_of_cells(text: str, size: int) -> list[str] | None:
    """Return the cells of the one line that has *size* of them between its bars, blanks too."""
    lines = [
        line
        for line in text.split("\n")
        if line.count("|") >= size - 1 and not line.rstrip().endswith(_PADDING)
    ]
    opened = all(line.lstrip().startswith("|") for line in lines)
    for line in lines:
        cells = [cell.strip() for cell in line.strip().split("|")]
        if not cells[-1]:
            cells.pop()
        if len(cells) == size + 1 and not cells[0]:
            cells = cells[1:]
        elif not cells[0] and opened:
            continue  # a first cell that is blank, or a row that lost one
        cells = [" ".join(cell.split()) for cell in cells]
        if len(cells) == size and any(map(is_value, cells)) and _is_torn(cells):
            return cells
    return None
