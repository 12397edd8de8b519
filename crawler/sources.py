"""The portals as data: one TOML file a source, checked when it is read."""

import re
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.keys import CHECKS, EXAMPLES, Expectations, seeds_in, toml

_SLUG = re.compile(r"[^a-z0-9]+")
# Where the TOML reader says that it stumbled.
_LINE = re.compile(r"at line (\d+)")


class SourceError(Exception):
    """A source file is wrong; the message names the file, the key and the cure."""


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
            raise SourceError(f"{origin}: {key} is missing; add {key} = {EXAMPLES[key]}")
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
        seeds = seeds_in([url])
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
        f"{key} = {toml(value)}"
        for key in CHECKS
        if key not in {"expect", "night"} and (value := getattr(source, key)) != _default(key)
    ]
    if source.night:
        lines.append(f"night = {toml(source.night)}")
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
    written = f"{key} = {EXAMPLES[key]}" if key in EXAMPLES else 'key = "text" or key = number'
    return f": `{line.strip()}`; write {written}"


def _value(origin: str, key: str, value: Any) -> Any:
    check = CHECKS.get(key)
    if check is None:
        near = get_close_matches(key, CHECKS, 1)
        cure = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(CHECKS)}"
        raise SourceError(f"{origin}: unknown key {key}; {cure}")
    try:
        return check(value)
    except ValueError as error:
        raise SourceError(f"{origin}: {key} = {toml(value)}: {error}") from error


def _default(key: str) -> Any:
    return getattr(Source(name="", title="", seeds=()), key)
