"""Read the tables of the forms from flattened text, row by row between their labels."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from parsers.across import across_in_stream
from parsers.barred import fit_barred
from parsers.fitting import (
    Found,
    are_plain,
    choose_edition,
    column_order,
    fit_tokens,
    is_value,
    join_tokens,
    unit_in_head,
)
from parsers.forms import Column, Form, Row, Table
from parsers.matching import between, nearest
from parsers.normal import squeeze
from parsers.streams import Stream, find_first, fold


class _Label(NamedTuple):
    """A label in the compact text: what it names, and the span that it takes."""

    start: int
    end: int
    table: Table | None = None
    row: Row | None = None
    columns: tuple[tuple[Table, Column], ...] = ()


# A list marker before the next label is no number of this row.
_MARKER = re.compile(
    r"(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}[、.,]|\d[、.,])+$"
)


# 同意部分公开答复数 and "…3件,部分公开2件" hold no label of a row: a word or a sentence goes on.
_IN_SENTENCE = re.compile(r"[^\W\d_一二三四五六七八九十]$|(?:^|[^一二三四五六七八九十\d])[,;.]$")

# No label and no cell that prints words beside numbers has a full stop.
_PROSE = re.compile("[。;]")

# What may be a label: no digits, for they are values and list numbers.
_WORDS = re.compile(r"[^\d|]{4,}")
_NUMBER_ENDS = re.compile(r"[.,)]")
# Labels so short mean several things: they need their number, or their place between others.
_SHORT = 3
# The first label may be misprinted like any other: then the table is found by the next ones.
_OPENING_ROWS = 4
_LONGEST_ROW = 400


def stream_rows(
    stream: Stream, forms: Sequence[Form], prefer: Form | None = None
) -> Iterator[Found]:
    """Yield the rows that *stream* holds, of every table of the *forms*.

    Where nothing in the text tells two editions of a table apart, it is read as *prefer* has it.
    """
    forms = tuple(forms)
    yield from _small_tables(stream, forms, prefer)
    for table in _shared_tables(forms):
        if table.layout == "across":
            yield from across_in_stream(stream, table)
        elif table.layout == "down":
            yield from _down(stream, table)


@cache
def _shared_tables(forms: tuple[Form, ...]) -> tuple[Table, ...]:
    shared = {table.id: table for form in forms for table in form.tables if table.ends}
    return tuple(shared.values())


def _small_tables(stream: Stream, forms: tuple[Form, ...], prefer: Form | None) -> Iterator[Found]:
    """Yield rows of the tables whose labels are distinct enough to be looked for one by one."""
    tables = _own_tables(forms)
    labels = list(_labels(stream, *_vocabulary(forms)))
    later = _heads_of_blocks(labels)
    heads: list[tuple[Table, Column]] = []
    units: dict[Table, str] = {}
    open_until = -1
    ends_of_rows = _ends(labels, len(stream.compact))
    for label, end, block_heads in zip(labels, ends_of_rows, later, strict=True):
        if label.row is None:
            if label.columns:
                heads.extend(label.columns)
                money = [table for table, column in label.columns if column.money]
                if money:
                    text = stream.compact[label.start : label.end + 8].partition(")")[0]
                    units |= dict.fromkeys(money, unit_in_head(text))
            else:
                heads.clear()
            open_until = label.end + 80
            continue
        if label.start > open_until or label.table is None:
            continue
        words = stream.words_between(label.end, _before_marker(stream, label.end, end))
        editions = _editions(tables, label.table.id, label.row.id)
        named = heads or block_heads  # a row that was torn above its heads
        table, row = choose_edition(editions, named, sum(map(is_value, words)), prefer)
        found = _row(stream, label, end, table, row, _order(heads, table))
        if found is not None:
            unit = units.get(table)
            open_until = end + 80
            yield found._replace(money_unit=unit) if unit else found


@cache
def _own_tables(forms: tuple[Form, ...]) -> tuple[Table, ...]:
    tables = (table for form in forms for table in form.tables)
    return tuple(table for table in tables if not table.ends and table.layout == "down")


def _heads_of_blocks(labels: Sequence[_Label]) -> list[list[tuple[Table, Column]]]:
    """Return for each label the heads between the heading above it and the next one."""
    blocks: list[list[tuple[Table, Column]]] = []
    block: list[tuple[Table, Column]] = []
    for label in labels:
        if label.row is None and not label.columns:
            block = []
        block.extend(label.columns)
        blocks.append(block)
    return blocks


@cache
def _editions(
    tables: tuple[Table, ...], table_id: str, row_id: str
) -> tuple[tuple[Table, Row], ...]:
    return tuple(
        (table, row)
        for table in tables
        if table.id == table_id
        for row in table.rows
        if row.id == row_id
    )


def _ends(labels: Sequence[_Label], end: int) -> list[int]:
    """Return where the values behind each label end at the latest: at the next label."""
    return [*(label.start for label in labels[1:]), end][: len(labels)]


def _labels(
    stream: Stream,
    opening: re.Pattern[str],
    pattern: re.Pattern[str],
    meanings: dict[str, _Label],
) -> Iterator[_Label]:
    # Nothing before the first heading or head is a row of a table, and prose is long.
    first = opening.search(stream.folded)
    for match in pattern.finditer(stream.folded, first.start() if first else 0):
        start, end = match.span()
        label = meanings.get(match.group())
        if label is None:
            yield _Label(start, end)
        elif label.row is None or _stands_alone(stream, start):
            yield _Label(start, end, label.table, label.row, label.columns)


def _stands_alone(stream: Stream, start: int) -> bool:
    """Whether a label at *start* begins a cell, or follows a number it was glued to."""
    return stream.begins_word(start) or stream.compact[start - 1] in "0123456789|-—/项"


@cache
def _vocabulary(
    forms: tuple[Form, ...],
) -> tuple[re.Pattern[str], re.Pattern[str], dict[str, _Label]]:
    """Return patterns of labels that may open a table and of all labels, and what these mean."""
    tables = _own_tables(forms)
    printed = (table for form in forms for table in form.tables if table.layout != "open")
    ends = (end for table in printed for end in (*table.headings, *table.openings))
    meanings: dict[str, _Label] = {}
    columns: dict[str, list[tuple[Table, Column]]] = {}
    for table in tables:
        for row in table.rows:
            for label in row.labels:
                meanings.setdefault(fold(squeeze(label)), _Label(0, 0, table, row))
        for column in table.columns:
            for label in column.labels:
                columns.setdefault(fold(squeeze(label)), []).append((table, column))
    for label, named in columns.items():
        meanings[label] = _Label(0, 0, columns=tuple(named))
    words = sorted({*meanings, *(fold(squeeze(end)) for end in ends)}, key=len, reverse=True)
    starts = [word for word in words if word not in meanings or not meanings[word].row]
    opening, pattern = (re.compile("|".join(map(re.escape, each))) for each in (starts, words))
    return opening, pattern, meanings


def _order(heads: Sequence[tuple[Table, Column]], table: Table) -> tuple[int, ...]:
    named = [column for owner, column in heads if owner is table]
    return column_order(tuple(named), table) or tuple(range(len(table.columns)))


def _row(
    stream: Stream, label: _Label, end: int, table: Table, row: Row, order: tuple[int, ...]
) -> Found | None:
    start, end = label.end, _before_marker(stream, label.end, end)
    width = len(table.columns)
    place = stream.place_at(label.start)
    words = stream.words_between(start, end)
    last = end == len(stream.compact)
    raw = stream.raw_between(start, end) if stream.bars else ""
    loose = "|" not in raw
    if not loose:
        cells = fit_barred(raw, width)
        if cells is not None:
            closed = not last or raw.count("|") > width
            return Found(table, row, _ordered(cells, order), (), place, cut=not closed)
    glued = loose and start < len(stream.compact) and not stream.begins_word(start)
    if loose and len(words) == width and not last and are_plain(words):
        return Found(table, row, _ordered(tuple(words), order), (), place, loose, glued)
    tokens = [token for token in join_tokens(words) if not _is_of(row, token)]
    if last and len(tokens) == width + 1 and tokens[-1] in "12345678":
        tokens.pop()  # the text is cut behind the first character of the next label's number
    if _is_sentence(tokens, width):
        return None
    if not any(map(is_value, tokens)):
        return None if last else Found(table, row, (), tuple(tokens), place)
    cells = fit_tokens(tokens, width) if loose else None
    if cells is not None:
        cut = last and len(tokens) == width
        return Found(table, row, _ordered(cells, order), (), place, loose, glued, cut=cut)
    values = tuple(token for token in tokens if is_value(token))
    begun = last and len(values) == len(tokens) and (loose or not _has_blank(raw, len(values)))
    if last and values and values[-1] != "0" and not raw.rstrip().endswith("|"):
        values = values[:-1]  # the text may be cut in the middle of this number
    # A repair lays tokens in the form's order; a table printed in another one has no repair.
    in_order = order == tuple(range(width))
    unknown = () if in_order else (None,) * width
    return Found(table, row, unknown, values, place, loose, glued, cut=begun and in_order)


def _has_blank(raw: str, count: int) -> bool:
    """Whether one of the first *count* cells behind a label is blank, or stands in two bars."""
    return not all(piece.strip() for piece in raw.split("|")[1 : count + 1])


def _is_of(row: Row, token: str) -> bool:
    """Whether words are a part of the row's own label, printed behind its values."""
    return len(token) > 1 and token[0] > "~" and any(token in label for label in row.labels)


def _is_sentence(tokens: Sequence[str], width: int) -> bool:
    """Whether prose goes on behind a label, with numbers in it (8 件。部分公开)."""
    first = next((at for at, token in enumerate(tokens) if not is_value(token)), len(tokens))
    if first >= width or not any(map(is_value, tokens)):
        return False
    return any(_PROSE.search(token) for token in tokens if not is_value(token))


def _ordered(cells: tuple[str, ...], order: tuple[int, ...]) -> tuple[str, ...]:
    if order == tuple(range(len(cells))):
        return cells
    placed = dict(zip(order, cells, strict=True))
    return tuple(placed[index] for index in range(len(cells)))


def _before_marker(stream: Stream, start: int, end: int) -> int:
    """Return where the list marker of the label at *end* begins."""
    marker = _MARKER.search(stream.compact, start, end)
    if marker is None:
        return end
    at = marker.start()
    if end == len(stream.compact) and at > start and stream.compact[at].isdigit():
        return end  # the text may be cut behind the point of this number
    # The end of a longer number, and the sign that is left of a marker on the next line.
    cut = stream.compact[at].isdigit() and stream.begins_word(at + 1)
    return end if cut and not stream.begins_word(at) else at


def _down(stream: Stream, table: Table) -> Iterator[Found]:
    labels = _chain(stream, table)
    order = tuple(range(len(table.columns)))
    for label, following in pairwise(labels):
        if label.row is not None:
            found = _row(stream, label, following.start, table, label.row, order)
            if found is not None:
                yield found


def _chain(stream: Stream, table: Table) -> list[_Label]:
    """Return the labels of *table* one after the other, closed by the place where it ends."""
    text = stream.folded
    for first in table.rows[:_OPENING_ROWS]:
        best: list[_Label] = []
        start = 0
        while (opening := _find_label(stream, first, start, len(text))) is not None:
            chain = _follow(stream, table, first, opening)
            if len(chain) > len(best):
                best = chain
            start = max(opening[1], chain[-1].start)
        if best:
            return best
    return []


def _follow(stream: Stream, table: Table, first: Row, opening: tuple[int, int]) -> list[_Label]:
    text, stop = stream.folded, len(stream.folded)
    chain = [_Label(*opening, table, first)]
    position = opening[1]
    again = _find_label(stream, first, position, stop)
    limit = again[0] if again else stop
    for row in table.rows[table.rows.index(first) + 1 :]:
        near = position + _LONGEST_ROW + len(_spellings(row)[0])
        span = _find_label(stream, row, position, min(near, limit))
        if span is not None and span[0] - position < _LONGEST_ROW:
            chain.append(_Label(*span, table, row))
            position = span[1]
    limit = min([limit] + [at for end in table.ends if (at := text.find(end, position)) >= 0])
    whole = [*_near_labels(stream, table, chain, limit)]
    return [*_with_heads(text, whole, table, limit), _Label(limit, limit)]


def _find_label(stream: Stream, row: Row, start: int, end: int) -> tuple[int, int] | None:
    """Return where a label of *row* stands that is no part of a word or of a sentence."""
    while (span := find_first(stream.folded, _spellings(row), start, end)) is not None:
        at = span[0]
        if stream.begins_word(at) or not _IN_SENTENCE.search(stream.folded[max(0, at - 2) : at]):
            return span
        start = at + 1
    return None


def _near_labels(
    stream: Stream, table: Table, chain: Sequence[_Label], limit: int
) -> Iterator[_Label]:
    """Yield the chain with the misprinted labels between those that were found."""
    known = [label.row for label in chain if label.row is not None]
    start = max(0, chain[0].start - _LONGEST_ROW)
    for label, following in pairwise((_Label(start, start), *chain, _Label(limit, limit))):
        if label.row is not None:
            yield label
        below, end = following.row, following.start
        if label.row and below and _follows(table, label.row, below):
            continue
        options = between(table, label.row, below, known)
        position = label.end
        while options and (near := _near_label(stream, table, options, position, end)):
            yield near
            known += [near.row] if near.row else []
            options = between(table, near.row, below, known)
            position = near.end


@cache
def _follows(table: Table, above: Row, below: Row) -> bool:
    """Whether the form prints no row between these two."""
    return table.rows.index(below) - table.rows.index(above) == 1


def _near_label(
    stream: Stream, table: Table, options: list[Row], start: int, end: int
) -> _Label | None:
    """Return the first label between two places that is near to one of the rows in question."""
    text = stream.folded
    for chunk in _WORDS.finditer(text, start, end):
        words = chunk.group()
        offsets = [match.end() for match in _NUMBER_ENDS.finditer(words)]
        for offset in (*([] if words[0] in ".,)" else [0]), *offsets):
            at = chunk.start() + offset
            row = nearest(text[at : chunk.end()], options) if chunk.end() - at <= 60 else None
            if row is not None:
                return _Label(at, chunk.end(), table, row)
    for row in options:
        for label in row.labels:
            at = text.find(label, start, end) if len(label) <= _SHORT else -1
            if at >= 0 and stream.begins_word(at):
                return _Label(at, at + len(label), table, row)
    return None


def _with_heads(text: str, chain: list[_Label], table: Table, limit: int) -> list[_Label]:
    """Return the chain with the group heads between its rows, where a row's values end."""
    whole: list[_Label] = []
    for label, end in zip(chain, _ends(chain, limit), strict=True):
        whole.append(label)
        if text[label.end : end].isascii():
            continue  # numbers: most of the time nothing else stands there
        heads = [(at, head) for head in table.heads if (at := text.find(head, label.end, end)) >= 0]
        whole += [_Label(at, at + len(head)) for at, head in sorted(heads)]
    return whole


@cache
def _spellings(row: Row) -> tuple[str, ...]:
    """Return the labels of *row* as they stand in compact text, the longest first.

    Short ones need their number.
    """
    plain = [fold(squeeze(label)) for label in row.labels]
    if max(map(len, plain)) <= _SHORT:
        number = row.number.strip("().、")
        numbers = dict.fromkeys((fold(row.number), f"{number}.", f"{number},", f"({number})"))
        plain = [spelled + label for label in plain for spelled in numbers]
    return tuple(sorted(plain, key=len, reverse=True))
