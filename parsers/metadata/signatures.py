"""Find who signed a report, and on which day."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from parsers.dates import find_date
from parsers.document import Block, Document, Grid, Line
from parsers.metadata.front import Front, looks_like_issuer
from parsers.titles import parse_title

# Longer lines are prose; the longest real signature names three bodies and the day.
_SHORTEST, _LONGEST = 8, 80
_MANY_LINES = 6
_STAMP = re.compile(r"\((?:盖章|公章|章)\)")
_OPEN, _CLOSE = "([【〔", ")]】〕"
_HEADING = re.compile(r"\s*[一二三四五六七八九]\s?、")
_CHAPTER = re.compile(r"\s*[一二三四五六七八九]\s?、.*(?:情况|事项)$")
_NUMERALS = frozenset("一二三四五六七八九 ")
# What a site prints under an article: lists of others, with their dates.
_BELOW_ARTICLE = re.compile(
    r"[【\[]?\s?(?:[上下]一[篇条页]|相关(?:链接|文章|信息|文档|阅读|新闻|附件|报道)?\s?[】\]:]?$"
    r"|热点|推荐阅读)"
)
_MARKS = frozenset("【[上下相热推")
_FIRST = _NUMERALS | _MARKS


class Signature(NamedTuple):
    """The day under a report, and the body above it where one is named.

    `at` is how many of the texts stand above it.
    """

    signed: str
    issuer: str | None
    at: int


class Body(NamedTuple):
    """What follows the head: a text a block, empty where a table stands, and who signed it."""

    texts: Sequence[str]
    signature: Signature | None


def find_body(document: Document, front: Front) -> Body:
    """Return what stands in *document* from the body's first block to the article's end."""
    end = document.body[1] if document.body[1] > front.body_at else len(document.blocks)
    texts = document.texts[front.body_at : end]
    blocks = document.blocks[front.body_at : end] if "" in texts else ()
    if any(_holds_prose(block) for block in blocks if isinstance(block, Grid)):
        texts = list(_texts_with_rows(blocks))
    return Body(texts, find_signature(texts))


def _holds_prose(grid: Grid) -> bool:
    """Whether a table lays out a whole report: sentences or headings have lines of their own."""
    alike = grid.shape.grid if grid.shape else grid  # its rows are known; figures are no prose
    alone = [row[0].text for row in alike.rows() if len(row) == 1]
    if len(alone) < _MANY_LINES:
        return False
    return sum("。" in text or _CHAPTER.match(text) is not None for text in alone) > 1


def _texts_with_rows(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield a text a block, of a table that lays out a report one a line."""
    for block in blocks:
        if isinstance(block, Grid) and _holds_prose(block):
            for row in block.rows():
                yield from row[0].text.split("\n") if len(row) == 1 else ("",)
        else:
            yield block.text if isinstance(block, Line) else ""


def find_signature(texts: Sequence[str]) -> Signature | None:
    """Return the last signature of *texts*, which begin with the body's first.

    A signature is a line that consists of a date, or of a body's name and a date, after the
    last heading. Dates in digits and dashes, as lists of links print them, count only under a
    body's name.
    """
    found: Signature | None = None
    for at in range(len(texts) - 1, -1, -1):
        text = texts[at]
        # Most lines of a page, navigation above all, neither begin nor end so.
        if not text or (text[-1] not in _LAST and text[0] not in _FIRST):
            continue
        if text[0] in _NUMERALS and _HEADING.match(text):
            break
        if text[0] in _MARKS and _BELOW_ARTICLE.match(text):
            found = None
        elif found is None and text[-1] in _LAST:
            text = text.rstrip("| ")
            if _SHORTEST <= len(text) <= _LONGEST and text[-2:].strip(_CLOSE)[-1:] in _ENDS:
                found = _signature(text, texts[at - 1].strip("| ") if at else "", at)
    return found


def find_day_in_brackets(text: str) -> str | None:
    """Return the day of a line that is a date in brackets, one of which may be lost.

    >>> find_day_in_brackets("2018年3月1日)"), find_day_in_brackets("2018年3月1日")
    ('2018-03-01', None)
    """
    text = "".join(text.split()) if len(text) <= _LONGEST else ""
    inner = text.strip(_OPEN + _CLOSE)
    if inner == text:
        return None
    moment = find_date(inner)
    whole = moment is not None and moment.start == 0 and moment.end == len(inner)
    return moment.day if moment and whole else None


_ENDS = frozenset("日号0123456789")
_LAST = _ENDS.union(_CLOSE, "| ")


def _signature(text: str, above: str, at: int) -> Signature | None:
    text = _STAMP.sub("", "".join(text.split())).strip(_OPEN + _CLOSE)
    moment = find_date(text)
    if moment is None or moment.end != len(text):
        return None
    printed = text[moment.start :]
    name = text[: moment.start].rstrip(":,、")
    if name and not looks_like_issuer(name):
        return None
    named_above = _name(above)
    issuer = name or named_above
    if issuer is None and ("年" not in printed or parse_title(above)):
        return None
    return Signature(moment.day, issuer, at - 1 if issuer and issuer == named_above else at)


def _name(text: str) -> str | None:
    name = _STAMP.sub("", "".join(text.split())) if len(text) <= _LONGEST else ""
    return name if name and looks_like_issuer(name) else None
