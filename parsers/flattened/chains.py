"""Follow the labels of a table in flattened text, from its first row to the place where it ends."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

from parsers.forms import Column, Row, Table
from parsers.matching import between, nearest
from parsers.normal import squeeze
from parsers.streams import Stream, fold


class Label(NamedTuple):
    """A label in the compact text: what it names, and the span that it takes."""

    start: int
    end: int
    table: Table | None = None
    row: Row | None = None
    columns: tuple[tuple[Table, Column], ...] = ()


# 同意部分公开答复数 and "…3件,部分公开2件" hold no label of a row: a word or a sentence goes on.
_IN_SENTENCE = re.compile(r"[^\W\d_一二三四五六七八九十]$|(?:^|[^一二三四五六七八九十\d])[,;.]$")
_IN_SENTENCES = re.compile(_IN_SENTENCE.pattern, re.MULTILINE)

# What may be a label: no digits, for they are values and list numbers.
_WORDS = re.compile(r"[^\d|]{4,}")
_NUMBER_ENDS = re.compile(r"[.,)]")
# Labels so short mean several things: they need their number, or their place between others.
_SHORT = 3
# The first label may be misprinted like any other: then the table is found by the next ones.
_OPENING_ROWS = 4
_LONGEST_ROW = 400
# Editions of the form differ by two rows.
_COPY = 0.8
# So many openings of one table are followed: what contradicts the first copies shows in fewer.
_MOST_COPIES = 50
_FIGURES = "0123456789.+-—/"
_SIGNS = frozenset(("-", "—", "/", "无"))
# What stands before a group of rows: (六)其他处理 is not 3.其他.
_HEAD_NUMBER = re.compile(r"\([一二三四五六七八九十]\)")
# The values of a row and the signs of a marker, glued as they are in compact text.
_GAP = r"[\W\d]{0,200}"


def find_chains(stream: Stream, table: Table) -> list[list[Label]]:
    """Return the labels of *table* one after the other, closed by the place where it ends.

    Where it is printed again, its other copies follow, as long as they have most of its rows.
    """
    for first in table.rows[:_OPENING_ROWS]:
        chains: list[list[Label]] = []
        start = 0
        while (
            len(chains) < _MOST_COPIES
            and (opening := _find_label(stream, first, start)) is not None
        ):
            chain = _follow(stream, table, first, opening)
            chains.append(chain)
            start = max(opening[1], chain[-1].start)
        if chains:
            chains.sort(key=len, reverse=True)
            return [chain for chain in chains if len(chain) >= _COPY * len(chains[0])]
    torn = _torn_chain(stream, table)
    return [torn] if torn else []


def _torn_chain(stream: Stream, table: Table) -> list[Label]:
    """Return the labels on a page that begins in the middle of *table*, as those of a book do."""
    for first in table.rows[_OPENING_ROWS:]:
        opening = _find_label(stream, first, 0)
        if opening is None:
            continue
        chain = _follow(stream, table, first, opening)
        rows = sum(label.row is not None for label in chain)
        row_of_digits = stream.folded[opening[1] : opening[1] + len(table.columns)].isdecimal()
        if row_of_digits and (rows > 1 or first is table.rows[-1]):
            return chain
    return []


@cache
def spellings(row: Row) -> tuple[str, ...]:
    """Return the labels of *row* as they stand in compact text, the longest first.

    Short ones need their number.
    """
    plain = [fold(squeeze(label)) for label in row.labels]
    if max(map(len, plain)) <= _SHORT:
        number = row.number.strip("().、")
        numbers = dict.fromkeys((fold(row.number), f"{number}.", f"{number},", f"({number})"))
        plain = [spelled + label for label in plain for spelled in numbers]
    return tuple(sorted(plain, key=len, reverse=True))


def ends_of(labels: Sequence[Label], end: int) -> list[int]:
    """Return where the values behind each label end at the latest: at the next label."""
    return [*(label.start for label in labels[1:]), end][: len(labels)]


def _follow(stream: Stream, table: Table, first: Row, opening: tuple[int, int]) -> list[Label]:
    again = _find_label(stream, first, opening[1])
    limit = again[0] if again else len(stream.folded)
    label = Label(*opening, table, first)
    return whole_chain(stream, table, label, limit) or searched_chain(stream, table, label, limit)


def searched_chain(stream: Stream, table: Table, first: Label, limit: int) -> list[Label]:
    """Return the labels of *table* from its *first* one on, each looked for behind the last one."""
    text = stream.folded
    chain = [first]
    position = first.end
    number = table.rows.index(first.row) if first.row else 0
    for row in table.rows[number + 1 :]:
        far = position + _LONGEST_ROW + len(spellings(row)[0])
        span = _find_label(stream, row, position, min(far, limit))
        if span is None or span[0] - position >= _LONGEST_ROW:
            continue
        if not _heads_rows_before(stream, table, row, (position, span[0])):
            chain.append(Label(*span, table, row))
            position = span[1]
    limit = _end_of(stream, table, position, limit)
    whole = [*_near_labels(stream, table, chain, limit)]
    return [*_with_heads(text, whole, table, limit), Label(limit, limit)]


def _heads_rows_before(stream: Stream, table: Table, row: Row, between: tuple[int, int]) -> bool:
    """Whether a label that also heads a group stands beside its middle, the first row above it."""
    if row.labels[0] not in table.heads:
        return False
    below = table.rows[table.rows.index(row) + 1]
    return _find_label(stream, below, *between) is not None


def _end_of(stream: Stream, table: Table, start: int, limit: int) -> int:
    """Return where the first thing begins that ends *table*."""
    return min([limit] + [at for end in table.ends if (at := stream.find(end, start)) >= 0])


def whole_chain(stream: Stream, table: Table, first: Label, limit: int) -> list[Label]:
    """Return the labels from the *first* of all on if they are the form's, and all of them.

    Only values stand between them then. They are the labels that a search finds, in a fifth of
    its time; nothing comes back where anything else is printed.
    """
    text = stream.folded
    pattern, rows = _whole(table)
    match = pattern.match(text, first.start, limit) if first.row is table.rows[0] else None
    if match is None:
        return []
    spans = zip(match.regs[1:], rows, strict=True)
    chain = [Label(*span, table if row else None, row) for span, row in spans if span[0] >= 0]
    before = "\n".join([text[label.start - 2 : label.start] for label in chain[1:] if label.row])
    if _IN_SENTENCES.search(before):
        return []
    limit = _end_of(stream, table, chain[-1].end, limit)
    return [*chain[:-1], *_with_heads(text, chain[-1:], table, limit), Label(limit, limit)]


@cache
def _whole(table: Table) -> tuple[re.Pattern[str], tuple[Row | None, ...]]:
    """Return the pattern of a whole table in folded text, and the row of each of its groups.

    A group without a row is a head. Rows of a variant may all be missing.
    """
    names = {spelling for row in table.rows for spelling in spellings(row)}
    heads = "|".join(re.escape(head) for head in table.heads if head not in names)
    # Written (?:a|), what may be missing costs a tenth of what a repeated group costs.
    head = rf"(?:(?:\w\W|)({heads}){_GAP}|)" if heads else ""
    parts: list[str] = []
    rows: list[Row | None] = []
    for variant, group in groupby(table.rows, key=lambda row: row.variant):
        part = ""
        for row in group:
            numeral = "".join(filter(str.isalpha, row.number))
            number = rf"(?:{numeral}\W|)" if numeral else ""  # digits are in the gap
            spelled = "|".join(map(re.escape, spellings(row)))
            part += f"{_GAP}{head}{number}({spelled})"
            rows += [*([None] if heads else []), row]
        parts.append(f"(?:{part}|)" if variant else part)
    return re.compile("".join(parts)), tuple(rows)


def _find_label(
    stream: Stream, row: Row, start: int, end: int | None = None
) -> tuple[int, int] | None:
    """Return where a label of *row* stands that is no part of a word or of a sentence."""
    while (span := stream.find_first(spellings(row), start, end)) is not None:
        at = span[0]
        if stream.begins_word(at) or not _IN_SENTENCE.search(stream.folded[max(0, at - 2) : at]):
            return span
        start = at + 1
    return None


def _near_labels(
    stream: Stream, table: Table, chain: Sequence[Label], limit: int
) -> Iterator[Label]:
    """Yield the chain with the misprinted labels between those that were found."""
    known = [label.row for label in chain if label.row is not None]
    start = max(0, chain[0].start - _LONGEST_ROW)
    for label, following in pairwise((Label(start, start), *chain, Label(limit, limit))):
        if label.row is not None:
            yield label
        below, end = following.row, following.start
        if label.row and below and _follows(table, label.row, below):
            continue
        options = between(table, label.row, below, known)
        position = label.end
        while options and (
            near := _near_label(stream, table, options, position, end, label.row is not None)
        ):
            yield near
            known += [near.row] if near.row else []
            options = between(table, near.row, below, known)
            position = near.end


@cache
def _follows(table: Table, above: Row, below: Row) -> bool:
    """Whether the form prints no row between these two."""
    return table.rows.index(below) - table.rows.index(above) == 1


def _near_label(
    stream: Stream, table: Table, options: list[Row], start: int, end: int, between_rows: bool
) -> Label | None:
    """Return the first label between two places that is near to one of the rows in question.

    Above the first row other tables stand, whose heads are half of what its label is.
    """
    text = stream.folded
    for chunk in _WORDS.finditer(text, start, end):
        stop = _before_signs(stream, *chunk.span())
        words = text[chunk.start() : stop]
        offsets = [match.end() for match in _NUMBER_ENDS.finditer(words)]
        for offset in (*([] if words[0] in ".,)" else [0]), *offsets):
            at = chunk.start() + offset
            if at == start and not stream.begins_word(at):
                continue  # what is left of the label before, whose end a line further down has
            piece = text[at:stop]
            row = nearest(piece, options, known_place=between_rows) if len(piece) <= 60 else None
            other = _HEAD_NUMBER.match(text, at) or _HEAD_NUMBER.fullmatch(text, max(0, at - 3), at)
            group = row and row.number[:1].isdigit() and other
            if row is not None and not group and not _is_end(text, at, stop, row):
                return Label(at, stop, table, row)
    for row in options:
        for label in row.labels:
            at = text.find(label, start, end) if len(label) <= _SHORT else -1
            numbered = _HEAD_NUMBER.fullmatch(text, max(0, at - 3), at)
            behind = text[at + len(label) : at + len(label) + 1]
            if at >= 0 and stream.begins_word(at) and not (numbered or behind.isalpha()):
                return Label(at, at + len(label), table, row)
    return None


def _before_signs(stream: Stream, start: int, end: int) -> int:
    """Return where a label ends that may have a cell's sign for nothing behind it: — or 无."""
    word = stream.word_at(end - 1)
    while stream.starts[word] > start and stream.words[word] in _SIGNS:
        end = stream.starts[word]
        word -= 1
    return end


def _is_end(text: str, start: int, end: int, row: Row) -> bool:
    """Whether a piece is the end of a label whose beginning stands before the figures above it.

    Its values are those figures, not what follows.
    """
    above = text[max(0, start - 80) : start].rstrip(_FIGURES)
    return any(
        above.endswith(name[:length]) and name[:length] not in text[start:end]
        for name in spellings(row)
        for length in range(2, len(name))
    )


def _with_heads(text: str, chain: list[Label], table: Table, limit: int) -> list[Label]:
    """Return the chain with the group heads between its rows, where a row's values end."""
    whole: list[Label] = []
    for label, end in zip(chain, ends_of(chain, limit), strict=True):
        whole.append(label)
        if text[label.end : end].isascii():
            continue  # numbers: most of the time nothing else stands there
        heads = [(at, head) for head in table.heads if (at := text.find(head, label.end, end)) >= 0]
        whole += [Label(at, at + len(head)) for at, head in sorted(heads)]
    return whole
