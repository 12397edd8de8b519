"""The portals as data: one TOML file a source, checked when it is read."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.search.narrowing import LEVELS
from crawler.dialects import DIALECTS

_SLUG = re.compile(r"[^a-z0-9]+")
# A host as a source lists it: no scheme, no path, no pattern.
_HOST = re.compile(r"[^\s/*?#@\\]+")
# Where the TOML reader says that it stumbled.
_LINE = re.compile(r"at line (\d+)")
# Reports are due since 2008; a few bodies began earlier.
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class SourceError(Exception):
    """A source file is wrong; the message names the file, the key and the cure."""


@dataclass(frozen=True, slots=True)
class Expectations:
    """What a healthy source gives: at least `reports_a_year`, each year from `since` on."""

    reports_a_year: int = 0
    since: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A portal's column as its file configures it.

    `hosts` are allowed besides those of the seeds, `attachment_hosts` for attachments only;
    both are `host` or `host:port`. `night` holds the hours of China's time in which it may be
    crawled (from, until), or None for any time. `every_days` is its schedule, `season_every_days`
    that of the weeks round the two deadlines.
    """

    name: str
    title: str
    seeds: tuple[str, ...]
    region: str = ""
    level: str = ""
    dialect: str = "auto"
    hosts: tuple[str, ...] = ()
    attachment_hosts: tuple[str, ...] = ()
    delay: float = 1.0
    night: tuple[int, int] | None = None
    max_pages: int = 2000
    every_days: int = 30
    season_every_days: int = 7
    browser: bool = False
    discover: bool = False
    verified: bool = False
    seen_at: str = ""
    note: str = ""
    expect: Expectations = field(default=Expectations())


def load_source(path: Path) -> Source:
    """Return the source that the file at *path* configures; its name is the file's.

    Raises:
        SourceError: if the file can't be read, is no TOML, or a key is unknown, missing or wrong.
    """
    return parse_source(_read(path), name=path.stem, origin=str(path))


def parse_source(text: str, *, name: str, origin: str = "") -> Source:
    """Return the source that the TOML *text* configures; *origin* is what errors name.

    Raises:
        SourceError: as `load_source`.
    """
    origin = origin or name
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{origin} is no TOML: {error}{_cure(text, str(error))}") from error
    values = {key: _value(origin, key, data[key]) for key in data}
    for key in ("title", "seeds"):
        if key not in values:
            raise SourceError(f"{origin}: {key} is missing; add {key} = {_EXAMPLES[key]}")
    return Source(name=name, **values)


def find_sources(archive: Path | None = None) -> dict[str, Path]:
    """Return the file of every source by name; one's own hide those that come with nianbao."""
    folders = [shipped_sources()] + ([archive / "sources"] if archive else [])
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}


def source_named(name: str, archive: Path | None = None) -> Source:
    """Return the source called *name*.

    Raises:
        SourceError: if there is none, naming those that are spelled alike, or its file is wrong.
    """
    known = find_sources(archive)
    if not name:
        raise SourceError("no source is named; `nianbao sources list` shows those there are")
    if name not in known:
        near = ", ".join(get_close_matches(name, known, cutoff=0.5))
        cure = f"did you mean {near}?" if near else "`nianbao sources list` shows those there are"
        raise SourceError(f"there is no source called {name!r}; {cure}")
    return load_source(known[name])


def source_at(url: str) -> Source:
    """Return a source for a portal that is configured nowhere, named after its host.

    Raises:
        SourceError: if *url* is no http(s) address, or names a user.
    """
    try:
        seeds = _seeds([url])
    except ValueError as error:
        raise SourceError(str(error)) from error
    home = urlsplit(url)._replace(path="/", query="", fragment="").geturl()
    seeds = tuple(dict.fromkeys((*seeds, home)))
    return Source(name=source_name(url), title=url, seeds=seeds, discover=True)


def source_name(url: str) -> str:
    """Return a name for the source of the portal that *url* belongs to.

    >>> source_name("https://www.wanghuai.gov.cn/zwgk/"), source_name("http://10.0.0.8:8080/")
    ('wanghuai', '10-0-0-8-8080')
    """
    host = urlsplit(url).netloc.lower().removeprefix("www.").removesuffix(".gov.cn")
    return _SLUG.sub("-", host).strip("-")


def shipped_sources() -> Path:
    """Return the folder of the sources that come with nianbao."""
    return Path(str(files("crawler"))) / "sources"


def source_hosts(source: Source) -> tuple[str, ...]:
    """Return the hosts a source may be crawled on: its seeds' and those it lists besides."""
    seeds = (urlsplit(seed).netloc for seed in source.seeds)
    return tuple(dict.fromkeys((*seeds, *source.hosts)))


def dump_source(source: Source) -> str:
    """Return the TOML file that `load_source` reads back as *source*."""
    lines = [
        f"{key} = {_toml(value)}"
        for key in _CHECKS
        if key not in {"expect", "night"} and (value := getattr(source, key)) != _default(key)
    ]
    if source.night:
        lines.append(f"night = {_toml(source.night)}")
    if source.expect != Expectations():
        lines += [
            "",
            "[expect]",
            f"reports_a_year = {source.expect.reports_a_year}",
            f"since = {source.expect.since}",
        ]
    return "\n".join(lines) + "\n"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is no text in UTF-8; save it as such") from error
    except OSError as error:
        raise SourceError(f"{path} can't be read: {error.strerror}") from error


def _cure(text: str, error: str) -> str:
    """Return the line of *text* that an *error* of the TOML reader names, and how one is written.

    >>> _cure("seeds = http://a.test/", "Invalid value (at line 1, column 9)")
    ': `seeds = http://a.test/`; write seeds = ["https://www.example.gov.cn/zwgk/zfxxgknb/"]'
    """
    number = _LINE.search(error)
    line = (
        text.strip().splitlines()[-1] if number is None else text.splitlines()[int(number[1]) - 1]
    )
    key = line.partition("=")[0].strip()
    written = f"{key} = {_EXAMPLES[key]}" if key in _EXAMPLES else 'key = "text" or key = number'
    return f": `{line.strip()}`; write {written}"


def _value(origin: str, key: str, value: Any) -> Any:
    check = _CHECKS.get(key)
    if check is None:
        near = get_close_matches(key, _CHECKS, 1)
        cure = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(_CHECKS)}"
        raise SourceError(f"{origin}: unknown key {key}; {cure}")
    try:
        return check(value)
    except ValueError as error:
        raise SourceError(f"{origin}: {key} = {_toml(value)}: {error}") from error


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


def _seeds(value: Any) -> tuple[str, ...]:
    seeds = _texts(value)
    if not seeds:
        raise ValueError("write at least one address")
    for seed in seeds:
        if not (_is_place(seed) and urlsplit(seed).scheme in {"http", "https"}):
            raise ValueError(f"{seed!r} is no http:// or https:// address; write it in full")
        if "@" in urlsplit(seed).netloc:
            raise ValueError("an address names a user; leave out what stands before its @")
    return seeds


def _hosts(value: Any) -> tuple[str, ...]:
    hosts = _texts(value)
    for host in hosts:
        if not (_HOST.fullmatch(host) and _is_place(f"//{host}")):
            raise ValueError(f"{host!r} is no host; write www.example.gov.cn or host:port")
    return hosts


def _is_place(url: str) -> bool:
    """Tell whether *url* names a host, and a port that there can be if any."""
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


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "title": _text,
    "region": _text,
    "level": _level,
    "seeds": _seeds,
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
_EXAMPLES = {
    "title": '"望淮县人民政府"',
    "seeds": '["https://www.example.gov.cn/zwgk/zfxxgknb/"]',
}


def _default(key: str) -> Any:
    return getattr(Source(name="", title="", seeds=()), key)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return str(value)
