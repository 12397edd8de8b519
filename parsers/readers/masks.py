"""Tell what the number format of a workbook's cell prints where that is not the number itself."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from parsers.readers.parts import read_xml

# What is printed of a number whose format scales it or drops its sign: not the number.
UNKNOWN = "\ufffd"

_CONDITION = re.compile(r"\[=0\]")
# Colours, other conditions, and the room of a sign that is left blank or filled.
_UNPRINTED = re.compile(r"\[[^\]]*\]|[_*].")
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)')
_SECTIONS = re.compile(r'(?:"[^"]*"|[\\!_*].|\[[^\]]*\]|[^;])+|(?<=;)(?=;|$)|^(?=;)')
_SCALED = re.compile(r"[0#?],+(?![0#?,])|%")
_DIGIT = re.compile("[0#?]")
_DATE = re.compile("[ymdhs]", re.IGNORECASE)
# Of the formats that have a number and no code: percents, and sums that print a dash for nothing.
_KNOWN = {9: "0%", 10: "0.00%", **dict.fromkeys((41, 42, 43, 44), '0;-0;"-"')}


class Mask(NamedTuple):
    """What a format prints of nothing and of other numbers, None where that is the number."""

    zero: str | None = None
    positive: str | None = None
    negative: str | None = None

    def printed(self, number: float) -> str | None:
        """Return what stands for a number, None where it stands there itself."""
        return self.zero if number == 0 else self.positive if number > 0 else self.negative


def masks_of(styles: bytes) -> Mapping[int, Mask]:
    """Return the masks of a workbook's cell styles (styles.xml), by number; most have none."""
    root = read_xml(styles)
    codes = dict(_KNOWN)
    for known in root.iter("{*}numFmt"):
        codes[_number(known.get("numFmtId"))] = known.get("formatCode") or ""
    found = {}
    for at, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        mask = mask_of(codes.get(_number(style.get("numFmtId")), ""))
        if mask != Mask():
            found[at] = mask
    return found


def mask_of(code: str) -> Mask:
    """Return what a number format hides.

    >>> mask_of('0;-0;"-"'), mask_of("#,##0")
    (Mask(zero='-', positive=None, negative=None), Mask(zero=None, positive=None, negative=None))
    >>> mask_of("0.0,").positive == UNKNOWN
    True
    """
    sections = _SECTIONS.findall(code)
    if not sections or _DATE.search(_bare(sections[0])):
        return Mask()
    first, second, third = (*sections, "", "")[:3]
    if _CONDITION.match(first):
        rest = _of(second) if len(sections) > 1 else None
        return Mask(_of_nothing(first), rest, rest)
    negative = _of(first)
    if len(sections) > 1:
        negative = _of(second)
        if negative is None and not re.search(r"[-(（－]", _said(second) + _bare(second)):
            negative = UNKNOWN
    return Mask(_of_nothing(third if len(sections) > 2 else first), _of(first), negative)


def _of(section: str) -> str | None:
    """Return what a section prints of a number other than nothing."""
    bare = _bare(section)
    if _SCALED.search(bare):
        return UNKNOWN
    return None if _DIGIT.search(bare) or "General" in section else _said(section)


def _of_nothing(section: str) -> str | None:
    return None if "0" in _bare(section) or "General" in section else _said(section)


def _bare(section: str) -> str:
    """Return a section without what it prints literally."""
    return _LITERAL.sub("", _UNPRINTED.sub("", section))


def _said(section: str) -> str:
    """Return what a section prints beside the digits."""
    said = _LITERAL.sub(lambda match: match[1] or match[2] or "", _UNPRINTED.sub("", section))
    return re.sub("[0#?.,@]", "", said).strip()


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else -1
