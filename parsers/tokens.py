"""Put the words behind a label together to tokens, one a cell, and tell values from words."""

import re
from collections.abc import Sequence

from parsers.amounts import read_amount
from parsers.document import Cell
from parsers.report import State

NONE = frozenset(["无"])
_UNIT = re.compile(r"批次|人次|件次|[件条项个次人篇批起宗家处元万亿]|万元|亿元|千元|%")
# How words in a cell begin; other words stand beside the table (打印, 续表).
_CELL_WORDS = re.compile(
    r"[无未没暂不本零约近超共全见详]|\d(?!\d?[.、][^\d])|\([^()]*\)$|[^\w*#,、。;:•·→>\[\]()]"
)
_LIST_NUMBER = re.compile(r"\([一二三四五六七八九十\d]{1,2}(?:\)|$)")
_OPEN_BRACKET = re.compile(r"[(\[〔【][^)\]〕】]*$")
# What says that there is nothing stands in a cell, as signs do, and explains no label.
_NOTHING = re.compile(r"[无未没]|[增减]加?少?$")
_LABEL = re.compile(r"(?:\d[.,])?[(一-龥]")
_UNIT_OF_LABEL = re.compile(r"\((?:单位:?)?(?:万元|[件条项个宗次元])\)")


def join_tokens(words: Sequence[str]) -> list[str]:
    """Return the words behind a label as tokens: a sign, a unit or a remark joins its number.

    Numbers in a row are no part of a remark: a column ran into one that goes on below.

    >>> join_tokens(["+", "14", "16", "万", "14", "(其中修订", "9", "件)"])
    ['+ 14', '16 万', '14 (其中修订 9 件)']
    """
    tokens: list[str] = []
    for at, word in enumerate(words):
        if tokens and (
            (_OPEN_BRACKET.search(tokens[-1]) and not _are_two_numbers(words, at))
            or (
                word[0] in "([〔【"
                and is_value(tokens[-1])
                and not _LIST_NUMBER.match("".join(words[at : at + 2]))
                and not tokens[-1].endswith(tuple("([〔【"))
            )
            or (_UNIT.fullmatch(word) and tokens[-1][-1:].isdigit())
            or (tokens[-1] in ("+", "增", "减", "增加", "减少") and word[0].isdigit())
        ):
            tokens[-1] += " " + word
        else:
            tokens.append(word)
    return tokens


def _are_two_numbers(words: Sequence[str], at: int) -> bool:
    """Whether a number stands at *at*, and another before or behind it."""
    around = words[max(0, at - 1) : at + 2]
    return words[at].isdecimal() and sum(map(str.isdecimal, around)) > 1


def is_value(token: str) -> bool:
    """Whether *token* prints a number or a dash."""
    return read_amount(token).state in (State.READ, State.DASH)


def is_unit(token: str) -> bool:
    """Whether *token* is a unit, which has no place among values: a column of its own."""
    return _UNIT.fullmatch(token) is not None


def is_cell(token: str) -> bool:
    """Whether *token* prints a number, a dash or the word that stands for none."""
    return token in NONE or is_value(token)


def holds_numbers(cell: Cell) -> bool:
    """Whether a cell holds several numbers or dashes: those of other cells, or parts of one."""
    parts = cell.text.split()
    return len(parts) > 1 and all(map(is_value, parts))


def is_broken(token: str) -> bool:
    """Whether *token* is the rest of a number: no cell prints 034."""
    return len(token) > 1 and token[0] == "0" and token.isdecimal()


def fit_tokens(tokens: Sequence[str], width: int) -> tuple[str, ...] | None:
    """Return one token a column where there is exactly one for each, else None.

    What stands between a label and its first number explains the label; what follows the last
    number and is none itself belongs to a label that nobody knows.
    """
    values = list(tokens)
    if values and (_UNIT_OF_LABEL.fullmatch(values[0]) or is_unit(values[0])):
        del values[0]
    if len(values) > width:
        first = next((i for i, token in enumerate(values) if is_value(token)), len(values))
        if len(values) - first >= width and not any(map(_NOTHING.search, values[:first])):
            values = values[first:]
    if len(values) > width and _is_label(values[width]) and all(map(is_cell, values[:width])):
        values = values[:width]
    if len(values) != width or any(map(is_broken, values)):
        return None
    if not all(is_value(token) or _CELL_WORDS.match(token) for token in values):
        return None
    return tuple(values)


def _is_label(token: str) -> bool:
    return bool(_LABEL.match(token)) and not _NOTHING.match(token)
