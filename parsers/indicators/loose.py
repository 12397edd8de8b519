"""Read a table of indicators whose cells are parted by line breaks or spaces alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.forms import Table
from parsers.indicators.entries import NONE, REMARK, UNIT, YEAR, Entry, value_ids
from parsers.normal import squeeze
from parsers.streams import Stream
from parsers.tokens import is_value, join_tokens

# The forms of the statistics office number their columns: 甲 乙 丙 1 2.
_HEAD_LETTERS = re.compile(r"[甲乙丙丁]{2,4}\d{0,4}(?!\d)")
_NUMBERED = re.compile(
    r"(?:\d{1,2}[.、]|\([一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八九十]{1,2}、)"
)
_ABOUT = re.compile(
    r"[约近超]{0,2}\d+(?:多|余|左右|以上)?[条件次篇个人元]{0,2}|/[条件次篇个人元]{0,2}"
)
# 3.政务微博公开政府信息数条31: the cells of a line may touch.
_GLUED = re.compile(
    rf"(?P<label>.{{2,}}?)(?P<unit>{UNIT.pattern.rpartition('|[-')[0]})(?P<value>\d[\d,]*(?:\.\d+)?[多余]?|[-/])"
    rf"|(?P<blank>.{{2,}}(?:数|量|额|费用|\)))(?P<alone>{UNIT.pattern.rpartition('|[-')[0]})"
    r"|(?P<heading>.{2,})(?P<none>[-—]{2,4})"
)
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}、.{0,20}(?:情况|其他|其它|方面|事项)")
# The rest of the label above, a chapter's head, a label that stops inside its remark.
_END_OF_REMARK = re.compile(r"[^()]+\)")
_BROKEN_OFF = re.compile(r"[\u4e00-\u9fff]\([^()]*$")
_POINT = re.compile(r"[.、](?:[\u4e00-\u9fff]|$)")
_REMARK_WORDS = 8
_BREAK = "\n"
# So many lines with more values than the head has names: it has columns that nobody knows.
_TOO_MANY = 2
_LONGEST_HEAD, _LONGEST_NAME = 80, 8
_ENOUGH_LABELS = 6
# A damaged line may lack its number.
_SKIPPED = 3


class _Head(NamedTuple):
    """The head of such a table in flattened text: its value columns, and where it ends.

    Each line prints `codes` numbers of its own between the unit and the first value.
    """

    columns: tuple[str, ...]
    codes: int
    end: int
    text: str


def loose_entries(stream: Stream, tables: Sequence[Table]) -> list[Entry]:
    """Return the lines of the table, without values where the head can't be trusted."""
    found = _find_head(stream.compact, tables) or _implied_head(stream, tables)
    if found is None:
        return []
    start, head = found
    if _begins_with_values(stream, head):
        entries = list(_entries(stream, tables, start, head))
        return [entry._replace(values=dict.fromkeys(entry.values)) for entry in entries]
    entries = list(_entries(stream, tables, start, head))
    if sum(entry.too_many for entry in entries) < _TOO_MANY:
        return entries
    wider = _with_names(stream, head)
    if wider is not None:
        others = list(_entries(stream, tables, start, wider))
        if not any(entry.too_many for entry in others) and _are_filled(others):
            return others
    return [entry._replace(values=dict.fromkeys(entry.values)) for entry in entries]


def _begins_with_values(stream: Stream, head: _Head) -> bool:
    """Whether the first line's values stand before its label, as in damaged PDFs."""
    first = stream.words_between(head.end, min(head.end + 9, len(stream.compact)))[:2]
    return not head.codes and bool(first) and bool(UNIT.fullmatch(first[0]))


def _are_filled(entries: Sequence[Entry]) -> bool:
    """Whether most of the lines have a text in each of their columns."""
    filled = sum(None not in entry.values.values() for entry in entries)
    return 4 * filled >= 3 * len(entries)


def _with_names(stream: Stream, head: _Head) -> _Head | None:
    """Return the head with value columns of names that no form knows: 政府, 部门, 乡镇."""
    names = []
    for word in stream.words_between(head.end, min(head.end + _LONGEST_HEAD, len(stream.compact))):
        if _NUMBERED.match(word) or _is_cell(word) or UNIT.fullmatch(word):
            break
        names.append(word)
    else:
        return None
    if not _NUMBERED.match(word):
        names = names[:-1]  # the first label
    if len(names) < 2 or max(map(len, names)) > _LONGEST_NAME or head.columns != ("value",):
        return None
    length = sum(map(len, names))
    return head._replace(columns=tuple(value_ids(len(names))), end=head.end + length)


def _implied_head(stream: Stream, tables: Sequence[Table]) -> tuple[int, _Head] | None:
    """Return where a table without a head begins, told by labels of a form with their units."""
    unit = UNIT.pattern.rpartition("|[-")[0]
    labels = {squeeze(x) for table in tables for row in table.rows for x in row.labels}
    named = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    if not named:
        return None
    line = rf"({named})(?:\([^()]{{2,60}}\))?(?:{unit})(?=\d)"
    found = list(re.finditer(line, stream.compact))
    if len({match[1] for match in found}) < _ENOUGH_LABELS:
        return None
    start = stream.starts[stream.word_at(found[0].start())]
    return start, _Head(("value",), 0, start, "\n")


def _entries(stream: Stream, tables: Sequence[Table], start: int, head: _Head) -> Iterator[Entry]:
    """Yield the lines of a table whose cells are parted by line breaks or spaces alone."""
    ends = [
        at for table in tables for end in table.ends if (at := stream.compact.find(end, start)) >= 0
    ]
    place = stream.place_at(start)
    end = min(ends, default=len(stream.compact))
    codes = tuple(code for table in tables for code in table.skips)
    numbered = stream.compact.endswith(codes, 0, start)
    words = [*_tokens(stream.words_between(head.end, end), numbered=numbered), ""]
    label: list[str] = []
    values: list[str] = []
    unit = ""
    for word in words:
        more = unit and len(values) < head.codes + len(head.columns)
        cell = _is_cell(word) or (word in NONE and more)
        if word == _BREAK or (word and (values or unit) and not cell):
            if label and (values or unit):
                yield _loose_entry(label, unit, values, head, place)
            label, values, unit = [], [], ""
        if not word:
            break
        if word == _BREAK:
            continue
        if UNIT.fullmatch(word) and label and not values and not unit:
            if set(word) <= set("-—"):
                label = []  # a heading
            unit = word
        elif cell and label:
            values.append(word)
        elif label or not is_value(word):
            label.append(word)
    if values:
        yield _loose_entry(label, unit, values, head, place)


def _find_head(text: str, tables: Sequence[Table]) -> tuple[int, _Head] | None:
    """Return where a head begins, and the head: prose names indicators too, but no columns."""
    heads = sorted({head for table in tables for head in table.heads}, key=len, reverse=True)
    for match in re.finditer("|".join(map(re.escape, heads)), text):
        head = _loose_head(text, match.start(), tables)
        if head.end > match.end():
            return match.start(), head
    return None


def _tokens(words: Sequence[str], *, numbered: bool) -> Iterator[str]:
    """Yield what *words* say; where lines are *numbered*, a break for each number."""
    start = 0
    for at, breaks in _line_numbers(words) if numbered else ():
        if breaks:
            yield from _parted(_joined(words[start:at]))
            yield _BREAK
            start = at + 1
        else:
            words = [*words[:at], "", *words[at + 1 :]]
    yield from _parted(_joined(words[start:]))


def _line_numbers(words: Sequence[str]) -> Iterator[tuple[int, bool]]:
    """Yield the places of the lines' own numbers, which count up, and whether a line begins there.

    None does where the number stands beside the middle of its label: the rest of that or the unit
    follows it.
    """
    expected = 1
    for at, (word, below) in enumerate(pairwise(words)):
        if not word.isdecimal() or _is_cell(below):
            continue
        if expected <= int(word) < expected + _SKIPPED:
            yield at, not (UNIT.fullmatch(below) or REMARK.match(below))
            expected = int(word) + 1


def _joined(words: Sequence[str]) -> Iterator[str]:
    """Yield the words as tokens; a remark that a label breaks off joins nothing to the label.

    PDFs print a unit and a value on the first line of a label, which goes on below: 专项经费(不包括
    …维护等 万元 1.5 方面的经费).
    """
    words = list(_with_numbers([word for word in words if word]))
    start = 0
    for at, word in enumerate(words):
        is_label = not word[0].isdigit() or _NUMBERED.match(word)
        if is_label and _BROKEN_OFF.search(word) and _value_comes_first(words, at + 1):
            yield from join_tokens(words[start:at])
            yield word
            start = at + 1
    yield from join_tokens(words[start:])


def _with_numbers(words: Sequence[str]) -> Iterator[str]:
    """Yield the words; a label's own number that came apart before its point is a part of it."""
    number = ""
    for word, below in pairwise([*words, ""]):
        if word.isdecimal() and len(word) < 3 and _POINT.match(below):
            number = word
        else:
            yield number + word
            number = ""


def _value_comes_first(words: Sequence[str], start: int) -> bool:
    """Whether a unit and its value stand before the bracket is closed."""
    for unit, value in pairwise(words[start : start + _REMARK_WORDS]):
        if ")" in unit:
            return False
        if UNIT.fullmatch(unit) and _is_cell(value):
            return True
    return False


def _parted(words: Iterable[str]) -> Iterator[str]:
    """Yield the words, those in which a label, its unit and its value touch in three."""
    for word in words:
        glued = _GLUED.fullmatch(word)
        if glued:
            yield from filter(None, glued.groups())
        else:
            yield word


def _is_cell(word: str) -> bool:
    """Whether a word prints a number, a dash or an approximation (1500多, /人次)."""
    return is_value(word) or _ABOUT.fullmatch(word) is not None


def _loose_head(text: str, start: int, tables: Sequence[Table]) -> _Head:
    """Return what the head at *start* of the compact *text* says of the lines below it."""
    words = {name for table in tables for name in (*table.heads, *table.units)}
    codes = {name for table in tables for name in table.skips}
    named = {x: column.id for table in tables for column in table.columns for x in column.labels}
    own = cumulative = skipped = 0
    position = start
    while word := _head_word(text, position, (*words, *codes, *named)):
        if named.get(word) == "cumulative":
            cumulative = 1
        elif word in codes:
            skipped += 1
        elif word not in words:
            own += 1
        position += len(word)
    if letters := _HEAD_LETTERS.match(text, position):
        position = letters.end()
    columns = (*value_ids(max(own, 1)), *["cumulative"] * cumulative)
    return _Head(columns, skipped, position, text[start:position])


def _head_word(text: str, start: int, known: Sequence[str]) -> str:
    """Return the longest of the words that a head may hold at *start*, or nothing."""
    year = YEAR.match(text, start)
    words = [word for word in known if text.startswith(word, start)]
    return max([*words, year[0] if year else ""], key=len)


def _loose_entry(
    words: Sequence[str], unit: str, values: Sequence[str], head: _Head, place: str
) -> Entry:
    if len(words) > 1 and UNIT.fullmatch(words[0]):
        words = words[1:]  # the unit behind the blank above
    apart = len(words) > 1 and (_CHAPTER.fullmatch(words[0]) or _END_OF_REMARK.fullmatch(words[0]))
    label = "".join(words[1:] if apart else words).rpartition(head.text)[2]  # a head printed again
    starts = [match.start() for match in _NUMBERED.finditer(label)]
    if starts and starts[-1] > 0:
        label = label[starts[-1] :]  # a heading without unit stood before it
    width = head.codes + len(head.columns)
    texts = values[head.codes :] if len(values) == width else [None] * len(head.columns)
    named = dict(zip(head.columns, texts, strict=True))
    return Entry(label, unit, named, place, len(values) > width)
