"""Read what one cell prints: a number with its sign and unit, a blank, a dash, or words."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from parsers.normal import squeeze
from parsers.report import State


class Amount(NamedTuple):
    """A cell as understood; `value` is None unless its state is `READ`."""

    value: Decimal | None
    unit: str
    state: State


_UNITS = (
    "批次|人次|件次|项次|家次|宗次|户次|万元|亿元|千元|元|万|亿|件|条|项|个|次|人|篇|%|批|起|宗|家|处"
    "|场|期|份|例|户|笔|本|张|名|部"
)
_NUMBER = re.compile(
    r"(?P<word>增加|减少|增|减|负)?(?P<sign>[+-])?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<unit>{_UNITS})?"
)
# A number that opens with a bracket is a remark on nothing: only brackets behind it go.
_REMARK = re.compile(r"(?<=.)\^?[(\[〔【][^()\[\]〔〕【】]*[)\]〕】]$|(?<=\d)[*※]{1,2}$")
# What workbooks and pages print of a number that has no room, and of a sum gone wrong; numbers
# side by side of which none is this cell's for certain.
_TORN = re.compile(
    r"#{2,}|#[A-Z][A-Z/0]+[!?]?|[+-]?\d(?:\.\d+)?E[+-]\d{2,}|(?=.*\d)[-+\d.,]+(?:\|[-+\d.,]+)+"
    r"|(?=[+\-\d])[+-]?[\d,]*\.{2,}"
)
_DASHES = frozenset("-—–/\\―一─﹣_~∕╱⁄")
_LONGEST = 60


@lru_cache(maxsize=4096)
def read_amount(text: str | None) -> Amount:
    """Return what *text*, a cell as printed and normalised, means; None is a cell that was lost.

    Signs and words for signs count, units and thousands marks go, a remark in brackets goes.
    Approximations, formulas and everything else are words: only a plain number has a value.

    >>> read_amount("25795 万元")
    Amount(value=Decimal('25795'), unit='万元', state=<State.READ: 'read'>)
    >>> read_amount("减57").value, read_amount("约30").state, read_amount("/").state
    (Decimal('-57'), <State.WORDS: 'words'>, <State.DASH: 'dash'>)
    """
    if text is None:
        return Amount(None, "", State.LOST)
    if text.isdecimal() and len(text) <= _LONGEST:  # nearly every cell
        return Amount(Decimal(text), "", State.READ)
    compact = squeeze(text)
    if not compact:
        return Amount(None, "", State.BLANK)
    if "\ufffd" in compact:
        return Amount(None, "", State.LOST)  # a letter that could not be read
    if len(compact) > _LONGEST:
        return Amount(None, "", State.WORDS)
    if all(char in _DASHES for char in compact):
        return Amount(None, "", State.DASH)
    match = _NUMBER.fullmatch(compact) or _NUMBER.fullmatch(_REMARK.sub("", compact))
    if match is None or (match["word"] and match["sign"]):
        state = State.LOST if _TORN.fullmatch(compact) else State.WORDS
        return Amount(None, "", state)
    value = Decimal(match["digits"].replace(",", ""))
    negative = match["sign"] == "-" or (match["word"] or "").startswith(("减", "负"))
    return Amount(-value if negative and value else value, match["unit"] or "", State.READ)
