"""Read the tables of the forms from flattened text, row by row between their labels."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from msgspec.structs import replace

from parsers.columns import column_order, unit_in_head
from parsers.copies import without_repeated
from parsers.editions import choose_edition
from parsers.flattened.above import MARKER, before_marker, come_first, come_first_in
from parsers.flattened.across import across_in_stream
from parsers.flattened.barred import by_chance, fit_barred, may_begin_later, parted_in
from parsers.flattened.chains import Label, ends_of, find_chains
from parsers.flattened.headed import find_labels, own_tables
from parsers.flattened.own_columns import beside_own_columns, count_own_columns
from parsers.forms import Column, Form, Row, Table
from parsers.found import Found, lost
from parsers.streams import Stream
from parsers.tokens import fit_tokens, is_cell, is_value, join_tokens

_NUMERALS = "一二三四五六七八九123456789"
_MARKERS = {form.format(sign) for form in ("({})", "{}、", "{}.") for sign in _NUMERALS}

# No table is so wide; what is kept of a page must not grow with it.
_MANY_HEADS = 24
# Of heads that no heading parts, so many are known: all editions of a table have fewer.
_MOST_HEADS = 300

_NUMBER = r"(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[万亿]?元)?|[-—/])"
_NUMBERS = re.compile(f"{_NUMBER}(?: {_NUMBER})*")

# No label and no cell that prints words beside numbers has a full stop.
_PROSE = re.compile("[。;]")


def table_rows(stream: Stream, table: Table) -> Iterator[Found]:
    """Yield the rows that *stream* holds of a table that forms share."""
    return across_in_stream(stream, table) if table.layout == "across" else _down(stream, table)


@cache
def shared_tables(forms: tuple[Form, ...]) -> tuple[Table, ...]:
    """Return the tables of *forms* that are the same in each of them."""
    shared = {table.id: table for form in forms for table in form.tables if table.ends}
    return tuple(table for table in shared.values() if table.layout in ("down", "across"))


def small_rows(stream: Stream, forms: tuple[Form, ...], prefer: Form | None) -> Iterator[Found]:
    """Yield rows of the tables whose labels are distinct enough to be looked for one by one.

    Where nothing in the text tells two editions of a table apart, it is read as *prefer* has it.
    """
    labels = find_labels(stream, forms)
    heads: list[tuple[Table, Column]] = []
    units: dict[Table, str] = {}
    open_until = -1
    ends = ends_of(labels, len(stream.compact))
    above = come_first_in(stream, labels)
    around = _heads_around(labels)
    own = 0
    below: list[Found] = []
    for at, (label, end) in enumerate(zip(labels, ends, strict=True)):
        if label.row is None:
            yield from without_repeated(below)
            below = []
            if label.columns:
                heads.extend(label.columns)
                del heads[:-_MOST_HEADS]
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
        if at and labels[at - 1].row is None:
            own = count_own_columns(stream.compact, label.start, label.table)
        words = stream.words_between(label.end, before_marker(stream, label.end, end))
        named = heads or around[at]  # a row that was torn above its heads
        editions = _editions(own_tables(forms), label.table.id, label.row.id)
        choose = _chosen if len(named) < _MANY_HEADS else choose_edition
        table, row = choose(editions, tuple(named), sum(map(is_value, words)), prefer)
        empty = Found(table, row, (), (), stream.place_at(label.start))
        found = _row(stream, label, end, empty, _order(heads, table), own)
        if found is not None:
            unit = units.get(table)
            open_until = end + 80
            found = replace(found, money_unit=unit) if unit else found
            below.append(lost(found) if at in above else found)
    yield from without_repeated(below)


def _heads_around(labels: Sequence[Label]) -> list[list[tuple[Table, Column]]]:
    """Return for each label the heads between the heading above it and the next heading."""
    around: list[list[tuple[Table, Column]]] = []
    heads: list[tuple[Table, Column]] = []
    for label in labels:
        if label.row is None and not label.columns:
            heads = []
        heads.extend(label.columns)
        around.append(heads)
    return around


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


@lru_cache(maxsize=512)
def _chosen(
    editions: tuple[tuple[Table, Row], ...],
    heads: tuple[tuple[Table, Column], ...],
    values: int,
    prefer: Form | None,
) -> tuple[Table, Row]:
    return choose_edition(editions, heads, values, prefer)


def _order(heads: Sequence[tuple[Table, Column]], table: Table) -> tuple[int, ...]:
    named = [column for owner, column in heads if owner is table]
    return column_order(tuple(named), table) or _in_order(len(table.columns))


def _row(
    stream: Stream, label: Label, end: int, empty: Found, order: tuple[int, ...], own: int
) -> Found | None:
    """Return the *empty* row of *label*, whose cells stand before *end* in the printed *order*.

    Its table has so many columns of its *own* beside the form's.
    """
    if own:
        words = stream.words_between(label.end, before_marker(stream, label.end, end))
        return beside_own_columns(empty, join_tokens(words), own)
    alone = _alone(stream, label.end, end, len(empty.table.columns))
    if alone is not None:
        return replace(empty, cells=_ordered(alone, order), loose=True)
    return _searched(stream, label, end, empty, order)


def _searched(
    stream: Stream, label: Label, end: int, empty: Found, order: tuple[int, ...]
) -> Found | None:
    """Return the *empty* row with its cells where bars part them, else with what its words say."""
    start, end = label.end, before_marker(stream, label.end, end)
    last = end == len(stream.compact)
    raw = stream.raw_between(start, end) if stream.bars else ""
    if "|" in raw:
        width = len(empty.table.columns)
        cells = fit_barred(raw, width, pads=stream.pads, text=stream.raw)
        if cells is not None and not _may_begin_later(cells, raw, stream):
            cut = last and raw.count("|") <= width
            cells = _ordered(cells, order)
            return replace(empty, cells=cells, cut=cut, parted=parted_in(cells))
    else:
        glued = start < len(stream.compact) and not stream.begins_word(start)
        empty = replace(empty, loose=True, glued=glued)
    words = stream.words_between(start, end)
    tokens = [token for token in join_tokens(words) if not _is_of(empty.row, token)]
    return _of_tokens(tokens, raw, empty, order, last=last)


def _may_begin_later(cells: Sequence[str], raw: str, stream: Stream) -> bool:
    """Whether a blank first cell may be a second one of the label."""
    return not cells[0] and may_begin_later(raw, len(cells), stream.raw)


def _of_tokens(
    tokens: list[str], raw: str, empty: Found, order: tuple[int, ...], *, last: bool
) -> Found | None:
    """Return the row that *tokens* are printed for; the *last* one of a text may be cut."""
    width = len(empty.table.columns)
    if last and len(tokens) == width + 1 and tokens[-1] in "12345678":
        tokens.pop()  # the text is cut behind the first character of the next label's number
    if _is_sentence(tokens, width):
        return None
    if len(tokens) == width and set(tokens) == {"无"}:
        return replace(empty, cells=tuple(tokens))
    if not any(map(is_value, tokens)):
        return None if last else replace(empty, tokens=tuple(tokens), loose=False, glued=False)
    cells = fit_tokens(tokens, width) if empty.loose else None
    if cells is not None:
        cut = last and len(tokens) == width
        return replace(empty, cells=_ordered(cells, order), cut=cut)
    return _of_values(tokens, raw, empty, order, last=last)


def _of_values(
    tokens: Sequence[str], raw: str, empty: Found, order: tuple[int, ...], *, last: bool
) -> Found:
    """Return the row with the values among *tokens* for a repair, lost where it can have none."""
    width = len(empty.table.columns)
    values = tuple(token for token in tokens if is_value(token))
    begun = last and len(values) == len(tokens)
    begun = begun and (empty.loose or not _has_blank(raw, len(values)))
    if last and values and values[-1] != "0" and not raw.rstrip().endswith("|"):
        values = values[:-1]  # the text may be cut in the middle of this number
    # A repair lays tokens in the form's order; a table printed in another one has no repair. Nor
    # has a row whose bars hold words besides: of its numbers some fell apart, or it has too many.
    too_many = not empty.loose and len(tokens) > len(values) >= width
    whole = [replace(empty, cells=values)] if len(values) == width else []
    can_be_repaired = order == _in_order(width) and not too_many and not by_chance(raw, whole)
    unknown = () if can_be_repaired else (None,) * width
    return replace(empty, cells=unknown, tokens=values, cut=begun and can_be_repaired)


def _has_blank(raw: str, count: int) -> bool:
    """Whether one of the first *count* cells behind a label is blank, or stands in two bars."""
    return not all(piece.strip() for piece in raw.split("|")[1 : count + 1])


def _alone(stream: Stream, start: int, end: int, width: int) -> tuple[str, ...] | None:
    """Return the words behind a label where they are one plain number a column, and no more.

    Most rows are such, and need no second look: only the marker of the next label may follow.
    """
    starts = stream.starts
    first = stream.word_at(start)
    behind = first + width
    if starts[first] != start or stream.bars or end == len(stream.compact) or behind >= len(starts):
        return None
    marker = stream.compact[starts[behind] : end]
    if starts[behind] != end and marker not in _MARKERS:
        return None
    words = stream.words[first:behind]
    return tuple(words) if _NUMBERS.fullmatch(" ".join(words)) else None


def _is_of(row: Row, token: str) -> bool:
    """Whether words are a part of the row's own label, printed behind its values."""
    return len(token) > 1 and token[0] > "~" and any(token in label for label in row.labels)


def _is_sentence(tokens: Sequence[str], width: int) -> bool:
    """Whether prose goes on behind a label, with numbers in it (8 件。部分公开)."""
    first = next((at for at, token in enumerate(tokens) if not is_cell(token)), len(tokens))
    if first >= width or not any(map(is_value, tokens)):
        return False
    return any(_PROSE.search(token) for token in tokens if not is_value(token))


def _ordered(cells: tuple[str, ...], order: tuple[int, ...]) -> tuple[str, ...]:
    if order == _in_order(len(cells)):
        return cells
    placed = dict(zip(order, cells, strict=True))
    return tuple(placed[index] for index in range(len(cells)))


@cache
def _in_order(width: int) -> tuple[int, ...]:
    return tuple(range(width))


def _with_copies(text: str, label: Label) -> Label:
    """Return a label with its copies behind it: some programs print it in each cell it spans."""
    own, end = text[label.start : label.end], label.end
    while (
        text[end : end + 1].isalpha()
        or text[end : end + 1] in "("
        or text[end + 1 : end + 2] == "."
    ):
        at = text.find(own, end, end + len(own) + 3)
        if at < 0 or (at > end and not MARKER.fullmatch(text, end, at)):
            break
        end = at + len(own)
    return label._replace(end=end)


def _down(stream: Stream, table: Table) -> Iterator[Found]:
    for labels in find_chains(stream, table):
        yield from _of_chain(stream, table, labels)


def _of_chain(stream: Stream, table: Table, labels: Sequence[Label]) -> Iterator[Found]:
    order = _in_order(len(table.columns))
    first = come_first(stream, labels)
    own = count_own_columns(stream.compact, labels[0].start, table)
    for label, following in pairwise(labels):
        if label.row is not None:
            whole = _with_copies(stream.folded, label)
            empty = Found(table, label.row, (), (), stream.place_at(label.start))
            found = _row(stream, whole, following.start, empty, order, own)
            if found is not None:
                yield lost(found) if first else found
