"""Tell the year of a report from what its body says."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from parsers.dates import parse_year

_TO = r"(?:起|始|止|\))?,?(?:至|到|—|-|–|~|―|─)+"
# Where each digit had its own element, signs are lost: 2022 11日到1231日, 20221月1日.
_PERIODS = (
    re.compile(
        rf"(?P<from>20[0-9]{{2}})年?1月?1日?{_TO}(?:(?P<to>20[0-9]{{2}})年?|当年|同年)?12月?3[01]日?"
    ),
    re.compile(
        rf"(?P<from>20[0-9]{{2}})年[0-9]{{1,2}}月[0-9]{{1,2}}日{_TO}(?P<to>20[0-9]{{2}})年12月3[01]日"
    ),
    re.compile(
        rf"(?P<from>20[0-9]{{2}})年[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?{_TO}12月(?:3[01]日|底)"
    ),
    re.compile(
        r"(?P<from>二[〇○◯零OoＯ0][〇○◯零OoＯ0一二三四五六七八九]{2})年一月一日"
        rf"{_TO}(?:(?P<to>二[〇○◯零OoＯ0][〇○◯零OoＯ0一二三四五六七八九]{{2}})年)?十二月三十一?日"
    ),
)
# Some count to another day than the last of the year; only a period of figures says so.
_OTHER_PERIOD = re.compile(
    r"(?:统计|期限|时限|数据).{0,24}?(?P<from>20[0-9]{2})年[0-9]{1,2}月[0-9]{1,2}日"
    rf"{_TO}(?:(?P<to>20[0-9]{{2}})年)?[0-9]{{1,2}}月[0-9]{{1,2}}日"
)
_END = re.compile(r"(?:截[止至]|至|到|—|-)(?P<from>20[0-9]{2})年?12月?3[01]日")
_LABEL = re.compile(r"本年\((?P<from>20[0-9]{2})年?\)")
_MENTION = re.compile(
    r"(?<![0-9〔\[(【])(20[0-3][0-9])年(?![0-9]{1,2}月)(?!,?.{0,8}?(?:将|继续|计划|拟|打算|力争|目标))"
)
_HINT = re.compile("1月1日|12月3|31日|30日|11日|一月一日|12月底|期限|时限")


class YearFound(NamedTuple):
    """A year, and what in the document it was taken from."""

    year: int
    origin: str


def find_year(lines: Iterable[str]) -> YearFound | None:
    """Return the year that *lines* state as the period of the figures, or in a table's head.

    It is the year in which the period ends: the first reports cover several years.

    >>> find_year(["报告中统计数据的时间为2020年1月1日至2020年12月31日。"])
    YearFound(year=2020, origin='period')
    """
    ends: YearFound | None = None
    for line in lines:
        if "本年(" in line and (match := _LABEL.search(line)):
            return YearFound(int(match["from"]), "table head")
        if " " not in line[:400] and not _HINT.search(line):
            continue
        text = "".join(line[:2000].split())
        if "20" not in text and "二" not in text:
            continue
        for pattern in (*_PERIODS, _OTHER_PERIOD):
            if match := pattern.search(text):
                return YearFound(_end_year(match), "period")
        if ends is None and (match := _END.search(text)):
            ends = YearFound(int(match["from"]), "period")
    return ends


def guess_year(lines: Iterable[str]) -> int | None:
    """Return the year that *lines* speak of most often; the earlier mentioned of equals."""
    years = Counter(match for line in lines for match in _MENTION.findall(line[:2000]))
    return int(years.most_common(1)[0][0]) if years else None


def _end_year(match: re.Match[str]) -> int:
    groups = match.groupdict()
    year = parse_year(groups.get("to") or groups["from"])
    if year is None:
        raise AssertionError("the pattern admits spelled years only")
    return year
