"""Read what the metadata lines and boxes round a body say."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from parsers.dates import find_date
from parsers.document import Document, Grid, Line
from parsers.metadata.front import Front
from parsers.metadata.labels import (
    Labelled,
    Split,
    box_labels,
    clean_value,
    label_alone,
    may_hold_labels,
    split_labels,
)
from parsers.metadata.signatures import find_day_in_brackets
from parsers.titles import parse_title

_NEXT = re.compile(r"\s*(?:上一[篇条页]|下一[篇条页]|相关|版权)")
_CLOCK = re.compile("今天|星期|农历|现在|当前")
_WEEKDAY = re.compile("(?:星期|周)[一二三四五六日天]")
_COUNTER = re.compile("浏览|阅读|访问[量次]|点击|人气")
_SENTENCE = re.compile("[。;,!?:]")
_NAMED_DAY = re.compile(r"[0-9]{4}([-/.])[0-9]{2}\1[0-9]{2}\s{1,8}[\u4e00-\u9fff()\s]{2,30}")
_LONGEST, _LONGEST_BELOW, _LONGEST_BARE = 80, 120, 60
_TAIL = 40
_DAYS = ("published", "dated")
_JUST_ABOVE = 6


class Imprint(NamedTuple):
    """What the lines and boxes round a body say, each with where it stands.

    `pairs` are labelled values, those after the title first; `bare` are dates without a label.
    """

    pairs: tuple[tuple[Labelled, str], ...]
    bare: tuple[tuple[str, str], ...]

    def value(self, field: str) -> str | None:
        """Return the first value of a field that is not empty."""
        values = (pair.value for pair, _ in self.pairs if pair.field == field)
        return next((value for value in values if value and len(value) <= _LONGEST), None)


def read_imprint(document: Document, front: Front) -> Imprint:
    """Return the labelled values and bare dates of the head; of the tail where it gives no date."""
    pairs: list[tuple[Labelled, str]] = []
    bare: list[tuple[str, str]] = []
    after = front.title_at if front.title_at >= 0 else 0
    order = [*range(after, len(front.head)), *range(after)]
    for at in order:
        block = front.head[at]
        if isinstance(block, Grid):
            pairs += [(pair, f"box {pair.label}") for pair in box_labels(block)]
            continue
        _read_line(front, at, block, pairs, bare)
    if not bare and not any(pair.field in _DAYS and pair.value for pair, _ in pairs):
        pairs += _at_the_end(document, front)
    return Imprint(tuple(pairs), tuple(bare))


def _read_line(
    front: Front,
    at: int,
    block: Line,
    pairs: list[tuple[Labelled, str]],
    bare: list[tuple[str, str]],
) -> None:
    alone = label_alone(block.text)
    split = None if alone else split_labels(block.text)
    if alone:
        pairs.append((alone._replace(value=_next_line(front, at, alone)), f"line {alone.label}"))
    elif split:
        for pair in split.pairs:
            value, iso = _without_date(pair)
            pairs.append((pair._replace(value=value), f"line {pair.label}"))
            if iso:
                bare.append((iso, "metadata line"))
        if split.rest and (moment := find_date(split.rest)) and not _is_clock(split):
            bare.append((moment.iso, "metadata line"))
    elif _near_title(front, at) and len(block.text) <= _LONGEST:
        days = filter(None, map(_bare_date, block.text.split("|")))
        bare += [(iso, "line of its own") for iso in days]


def _is_clock(split: Split) -> bool:
    """Whether the day before a line's labels is today's; beside a source a weekday makes none."""
    sourced = any(pair.field == "source" for pair in split.pairs)
    return _CLOCK.search(_WEEKDAY.sub("", split.rest) if sourced else split.rest) is not None


def _without_date(pair: Labelled) -> tuple[str, str | None]:
    """Return a name or a count, and the date that stands behind it without a label."""
    dated = pair.field in ("source", "author") or _COUNTER.match(pair.label)
    moment = find_date(pair.value) if dated else None
    if moment and moment.end == len(pair.value) and pair.value[: moment.start].endswith(" "):
        return pair.value[: moment.start].rstrip(), moment.iso
    return pair.value, None


def _near_title(front: Front, at: int) -> bool:
    """Whether a line stands between the title and the body, or just above a body without title."""
    return at > front.title_at if front.title_at >= 0 else at >= len(front.head) - _JUST_ABOVE


def _next_line(front: Front, at: int, label: Labelled) -> str:
    """Return the value on the line below a label, unless that line is something of its own."""
    below = front.head[at + 1] if at + 1 < len(front.head) else None
    if not isinstance(below, Line) or len(below.text) > _LONGEST or at + 1 == front.title_at:
        return ""
    if label_alone(below.text) or split_labels(below.text) or parse_title(below.text):
        return ""
    if label.field in ("published", "dated"):
        moment = find_date(below.text, glued=True)
        in_brackets = find_day_in_brackets(below.text) is not None
        return below.text if moment and moment.start <= 2 and not in_brackets else ""
    return "" if re.search("[。;,]", below.text) else clean_value(below.text)


def _bare_date(text: str) -> str | None:
    """Return the date of a line that is nothing else, as a system prints it: padded, or timed.

    Behind a time of day a name and a count may stand, a name behind a padded day too.
    """
    text = text.strip(" \t•·●|-")
    moment = find_date(text) if 8 <= len(text) <= _LONGEST_BARE else None
    if moment is None or moment.start:
        return None
    rest = text[moment.end :]
    named = "T" in moment.iso or _NAMED_DAY.fullmatch(text) is not None
    if rest and not (named and rest[0] == " " and not _SENTENCE.search(rest)):
        return None
    spelled_out = "年" in text and "T" not in moment.iso and not re.search("年0[0-9]月", text)
    return None if spelled_out else moment.iso


def _at_the_end(document: Document, front: Front) -> Iterator[tuple[Labelled, str]]:
    """Yield the labelled values below the body; lists of other articles end the search."""
    tail = document.blocks[max(front.body_at + 1, len(document.blocks) - _TAIL) :]
    lines = [block.text for block in tail if isinstance(block, Line)]
    short = [text for text in lines if len(text) <= _LONGEST_BELOW and "。" not in text]
    if not may_hold_labels(short):
        return
    for text in lines:
        if _NEXT.match(text):
            return
        split = split_labels(text) if len(text) <= _LONGEST_BELOW and "。" not in text else None
        if split and not split.rest:
            yield from ((pair, f"below {pair.label}") for pair in split.pairs)
