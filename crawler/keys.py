"""Check what a source file says under each of its keys; each complaint says what to write."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from archive.search.narrowing import LEVELS
from crawler.dialects import DIALECTS

# A host as a source lists it: no scheme, no path, no pattern.
_HOST = re.compile(r"[^\s/*?#@\\]+")
# Reports are due since 2008; a few bodies began earlier.
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Expectations:
    """What a healthy source gives: at least `reports_a_year`, each year from `since` on."""

    reports_a_year: int = 0
    since: int = 0


def seeds_in(value: Any) -> tuple[str, ...]:
    """Return the addresses in *value*, a list of one or more.

    Raises:
        ValueError: if it is none, or one of them is no http(s) address or names a user.
    """
    seeds = _texts(value)
    if not seeds:
        raise ValueError("write at least one address")
    for seed in seeds:
        if not (_is_place(seed) and urlsplit(seed).scheme in {"http", "https"}):
            raise ValueError(f"{seed!r} is no http:// or https:// address; write it in full")
        if "@" in urlsplit(seed).netloc:
            raise ValueError("an address names a user; leave out what stands before its @")
    return seeds


def toml(value: Any) -> str:
    """Return *value* as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return str(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write a text in quotes")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("write true or false")
    return value


def _level(value: Any) -> str:
    if value not in LEVELS:
        raise ValueError(f"write one of {', '.join(LEVELS)}")
    return str(value)


def _dialect(value: Any) -> str:
    if value != "auto" and value not in DIALECTS:
        raise ValueError(f"write auto or one of {', '.join(sorted(DIALECTS))}")
    return str(value)


def _hosts(value: Any) -> tuple[str, ...]:
    hosts = _texts(value)
    for host in hosts:
        if not (_HOST.fullmatch(host) and _is_place(f"//{host}")):
            raise ValueError(f"{host!r} is no host; write www.example.gov.cn or host:port")
    return hosts


def _is_place(url: str) -> bool:
    """Whether *url* names a host, and a port that there can be if any."""
    try:
        return bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:
        return False


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValueError('write a list of texts: ["…", "…"]')
    return tuple(value)


def _delay(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
        raise ValueError("write seconds between 0 and 3600")
    return float(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError("write a whole number of 1 or more")
    return value


def _night(value: Any) -> tuple[int, int]:
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not all(isinstance(hour, int) and 0 <= hour <= 24 for hour in value)
    ):
        raise ValueError("write the hours of China's time, from and until: [22, 6]")
    if value[0] == value[1]:
        raise ValueError("from and until are the same hour; leave night out for any time")
    return value[0], value[1]


def _expect(value: Any) -> Expectations:
    if not isinstance(value, dict) or not value.keys() <= {"reports_a_year", "since"}:
        raise ValueError("write a table [expect] with reports_a_year and since")
    counts = {key: _count(number) for key, number in value.items()}
    if "since" in counts and not _FIRST_YEAR <= counts["since"] <= _LAST_YEAR:
        raise ValueError(f"write since as a year between {_FIRST_YEAR} and {_LAST_YEAR}")
    return Expectations(**counts)


# What a key may hold: each check returns its value, or raises a ValueError.
CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "title": _text,
    "region": _text,
    "level": _level,
    "seeds": seeds_in,
    "dialect": _dialect,
    "hosts": _hosts,
    "attachment_hosts": _hosts,
    "delay": _delay,
    "night": _night,
    "max_pages": _count,
    "every_days": _count,
    "season_every_days": _count,
    "browser": _flag,
    "discover": _flag,
    "verified": _flag,
    "seen_at": _text,
    "note": _text,
    "expect": _expect,
}
EXAMPLES = {
    "title": '"望淮县人民政府"',
    "seeds": '["https://www.example.gov.cn/zwgk/zfxxgknb/"]',
}
