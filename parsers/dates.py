"""Read one date, in digits or Chinese numerals, as ISO 8601."""

import datetime
import re
from typing import NamedTuple

# Zero alone has nine spellings on these pages, the letter o among them.
_ZEROS = "〇○◯零OoＯ0"
_NUMERAL = dict.fromkeys(_ZEROS, 0)
_NUMERAL |= {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}
_NUMERAL |= {str(value): value for value in range(1, 10)}
_TENS = {"十": 10, "廿": 20, "卄": 20, "卅": 30}
_HAN = "一二三四五六七八九十廿卄卅"

_TIME = r"""
    (?:[T\s,]{0,4}
      (?:[上下]午\s?)?
      (?P<hour>[0-9]{1,2})\s{0,2}[:时点]\s{0,2}(?P<minute>[0-9]{1,2})
      (?:\s{0,2}[:分]\s{0,2}(?P<second>[0-9]{1,2}))?
      (?P<zulu>(?:\.[0-9]{1,9})?Z)?
      (?:\s?[AaPp][Mm])?
    )?
"""
_DIGITS = re.compile(
    r"""
    (?<![0-9])
    (?P<year>(?:19|20)[0-9]{2})\s{0,3}[-/.年]\s{0,3}
    (?P<month>[0-9]{1,2})\s{0,3}[-/.月]\s{0,3}
    (?P<day>[0-9]{2}(?=[0-9]{2}:[0-9]{2})|[0-9]{1,2}(?![0-9]))
    (?:\s{0,3}[日号])?
    """
    + _TIME,
    re.VERBOSE,
)
_NUMERALS = re.compile(
    rf"""
    (?P<year>[一二{_ZEROS}12][\s]?(?:[九{_ZEROS}9]\s?)(?:[一二三四五六七八九{_ZEROS}1-9]\s?){{2}})年\s{{0,3}}
    (?P<month>元|[{_HAN}]{{1,3}}|[0-9]{{1,2}})\s{{0,3}}月\s{{0,3}}
    (?P<day>[{_HAN}{_ZEROS}]{{1,3}}|[0-9]{{1,2}})\s{{0,3}}[日号]
    """,
    re.VERBOSE,
)
_GLUED = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"(?=[0-9]{6}(?![0-9])|(?![0-9]))" + _TIME,
    re.VERBOSE,
)
_YEAR = re.compile(rf"[一二{_ZEROS}12][九{_ZEROS}9][一二三四五六七八九{_ZEROS}1-9]{{2}}")


# As Java prints a date: Mon Jan 30 15:52:00 CST 2023.
_JAVA = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([0-9]{2}) ([0-9:]{8}) CST ([0-9]{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Moment(NamedTuple):
    """A date found in a text: as ISO 8601, and where it stands."""

    iso: str
    start: int
    end: int

    @property
    def day(self) -> str:
        """The date without its time of day."""
        return self.iso[:10]


def parse_date(text: str) -> str | None:
    """Return the first date of *text*, with its time of day where one other than 00:00 stands.

    The time is China Standard Time. A date that no calendar has, or one cut short, is None.

    >>> parse_date("2021-01-29 09:27")
    '2021-01-29T09:27:00+08:00'
    >>> parse_date("二〇一二年元月廿六日")
    '2012-01-26'
    >>> parse_date("2020-10-")
    """
    java = _JAVA.search(text) if "CST" in text else None
    if java and java[1] in _MONTHS:
        text = f"{java[4]}-{_MONTHS.index(java[1]) + 1}-{java[2]} {java[3]}"
    moment = find_date(text, glued=True)
    return moment.iso if moment else None


def find_date(text: str, *, glued: bool = False) -> Moment | None:
    """Return the first real date of *text*; *glued* also takes eight digits in a row."""
    if "年" not in text and "20" not in text and "19" not in text:
        return None
    for pattern in (_DIGITS, _NUMERALS, _GLUED)[: 3 if glued else 2]:
        for match in pattern.finditer(text):
            iso = _iso(match)
            if iso:
                return Moment(iso, match.start(), match.end())
    return None


def parse_year(text: str) -> int | None:
    """Return the year that four digits or Chinese numerals spell, or None.

    >>> parse_year("二○○九"), parse_year("二Ｏ一七"), parse_year("二千")
    (2009, 2017, None)
    """
    if not _YEAR.fullmatch(text):
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    year = 0
    for digit in text:
        year = year * 10 + _NUMERAL[digit]
    return year


def _iso(match: re.Match[str]) -> str | None:
    year = parse_year("".join(match["year"].split()))
    month, day = _number(match["month"]), _number(match["day"])
    if year is None:
        return None
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None
    timed = match.lastgroup != "day"
    return _with_time(date, match) if timed else date.isoformat()


def _number(text: str) -> int:
    """Return what a month or a day is, 0 where it is no number.

    >>> _number("元"), _number("十二"), _number("二十六"), _number("廿六"), _number("卅一")
    (1, 12, 26, 26, 31)
    """
    if text.isascii():
        return int(text) if text.isdigit() else 0
    if text == "元":
        return 1
    total = 0
    for sign in text:
        if sign in _TENS:
            total = max(total, 1) * 10 if sign == "十" else _TENS[sign]
        elif sign in _NUMERAL:
            # 二〇 spells digits, 二十 counts.
            total = total * 10 if sign in _ZEROS else total + _NUMERAL[sign]
        else:
            return 0
    return total


def _with_time(date: datetime.date, match: re.Match[str]) -> str:
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if hour < 12 and ("下午" in match[0] or match[0][-2:].upper() == "PM"):
        hour += 12
    if hour > 23 or minute > 59 or second > 59 or not (hour or minute or second):
        return date.isoformat()
    if match["zulu"]:
        moment = datetime.datetime(
            date.year, date.month, date.day, hour, minute, second, tzinfo=datetime.UTC
        ) + datetime.timedelta(hours=8)
        return f"{moment:%Y-%m-%dT%H:%M:%S}+08:00"
    return f"{date.isoformat()}T{hour:02}:{minute:02}:{second:02}+08:00"
