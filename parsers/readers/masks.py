"""Tell what the number format of a workbook's cell prints where that is not the number itself."""

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from parsers.readers.parts import read_xml

# What is printed of a number whose format scales it or drops its sign: not the number.
UNKNOWN = "\ufffd"

_CONDITION = re.compile(r"\[=0\]")
# Colours, other conditions, and the room of a sign that is left blank or filled.
_UNPRINTED = re.compile(r"\[[^\]]*\]|[_*].")
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)')
_SECTIONS = re.compile(r'(?:"[^"]*"|[\\!_*].|\[[^\]]*\]|[^;])+|(?<=;)(?=;|$)|^(?=;)')
_SCALED = re.compile(r"[0#?],+(?![0#?,])|%|[eE][+-]|/")
_DECIMALS = re.compile(r"\.([0#?]*)")
_GENERAL = re.compile("General|(?:G/)?通用格式", re.IGNORECASE)
_DIGIT = re.compile("[0#?]")
_DATE = re.compile("[ymdhs]", re.IGNORECASE)
# The formats of numbers that have a number and no code; of sums, some print a dash for nothing.
_KNOWN = {
    **dict.fromkeys((1, 3, 37, 38), "0"),
    **dict.fromkeys((2, 4, 39, 40), "0.00"),
    **dict.fromkeys((9, 10), "0%"),
    **dict.fromkeys((11, 48), "0E+0"),
    **dict.fromkeys((12, 13), "0/0"),
    **dict.fromkeys((41, 42), '0;-0;"-"'),
    **dict.fromkeys((43, 44), '0.00;-0.00;"-"'),
}


class Mask(NamedTuple):
    """What a format prints of nothing and of other numbers, None where that is the number.

    `decimals` says how many of them are printed, None if all.
    """

    zero: str | None = None
    positive: str | None = None
    negative: str | None = None
    decimals: int | None = None

    def printed(self, number: float) -> str | None:
        """Return what stands for a number, None where it stands there itself."""
        text = self.zero if number == 0 else self.positive if number > 0 else self.negative
        if text is not None or self.decimals is None or number.is_integer():
            return text
        # A workbook knows fifteen digits, and rounds these.
        stored = Decimal(format(number, ".15g"))
        shown = stored.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        return None if shown == stored else format(shown or abs(shown), "f")


def masks_of(styles: bytes) -> Mapping[int, Mask]:
    """Return the masks of a workbook's cell styles (styles.xml), by number; some have none."""
    root = read_xml(styles)
    codes = {
        _number(known.get("numFmtId")): known.get("formatCode") or ""
        for known in root.iter("{*}numFmt")
    }
    formats = [_number(style.get("numFmtId")) for style in root.iterfind("{*}cellXfs/{*}xf")]
    return masks_by_style(formats, codes)


def masks_by_style(formats: Iterable[int], codes: Mapping[int, str]) -> Mapping[int, Mask]:
    """Return the masks of styles from the numbers of their formats, and the codes of these."""
    known = {number: mask_of(code) for number, code in {**_KNOWN, **codes}.items()}
    found = {at: known[number] for at, number in enumerate(formats) if number in known}
    return {at: mask for at, mask in found.items() if mask != Mask()}


def mask_of(code: str) -> Mask:
    """Return what a number format hides.

    >>> mask_of('0.00;-0.00;"-"')
    Mask(zero='-', positive=None, negative=None, decimals=2)
    >>> mask_of("0.0,").positive == UNKNOWN
    True
    """
    sections = _SECTIONS.findall(code)
    if not sections or _DATE.search(_bare(sections[0])):
        return Mask()
    first, second, third = (*sections, "", "")[:3]
    if _CONDITION.match(first):
        rest = _of(second) if len(sections) > 1 else None
        return Mask(_of_nothing(first), rest, rest, _decimals(second))
    negative = _of(first)
    if len(sections) > 1:
        negative = _of(second)
        if negative is None and not re.search(r"[-(（－]", _said(second) + _bare(second)):
            negative = UNKNOWN
        if negative is None and _decimals(second) != _decimals(first):
            negative = UNKNOWN
    nothing = _of_nothing(third if len(sections) > 2 else first)
    return Mask(nothing, _of(first), negative, _decimals(first))


def _of(section: str) -> str | None:
    """Return what a section prints of a number other than nothing."""
    bare = _bare(section)
    if _SCALED.search(bare):
        return UNKNOWN
    return None if _DIGIT.search(bare) or _GENERAL.search(section) else _said(section)


def _of_nothing(section: str) -> str | None:
    return None if "0" in _bare(section) or _GENERAL.search(section) else _said(section)


def _decimals(section: str) -> int | None:
    """Return how many decimals a section prints, None if all that there are."""
    bare = _bare(section)
    if _GENERAL.search(section) or not _DIGIT.search(bare):
        return None
    found = _DECIMALS.search(bare)
    return len(found[1]) if found else 0


def _bare(section: str) -> str:
    """Return a section without what it prints literally or as it is stored."""
    return _GENERAL.sub("", _LITERAL.sub("", _UNPRINTED.sub("", section)))


def _said(section: str) -> str:
    """Return what a section prints beside the digits."""
    said = _LITERAL.sub(lambda match: match[1] or match[2] or "", _UNPRINTED.sub("", section))
    return re.sub("[0#?.,@]", "", said).strip()


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else -1
