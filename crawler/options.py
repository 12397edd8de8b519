"""What the operator says of a crawl: who asks, how gently, and which networks may be fetched."""

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.network import Network
from crawler.robots import TOKEN
from crawler.sources import Source


class OptionsError(Exception):
    """A setting is wrong; the message names where it stands and the cure."""


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of `nianbao.toml`, which the command line overrides.

    `contact` is the address or page by which a portal's operator reaches ours. `delay` is the
    pause in seconds between two requests to one host, None for what the source says.
    `max_pages` and `max_seconds` bound one run, None for what the source says and for no limit.
    `timestamps` is the address of an RFC 3161 authority that attests each run's manifest.
    """

    contact: str = ""
    delay: float | None = None
    allow_networks: tuple[Network, ...] = ()
    concurrency: int = 16
    max_pages: int | None = None
    max_seconds: float | None = None
    timestamps: str = ""

    def delay_at(self, source: Source) -> float:
        """Return the pause at the hosts of *source*, which its file says unless this does."""
        return source.delay if self.delay is None else self.delay


def load_options(archive_dir: Path) -> Options:
    """Return the settings of `nianbao.toml` in *archive_dir*; the defaults if there is none.

    Raises:
        OptionsError: if the file can't be read or a key is unknown or wrong.
    """
    path = archive_dir / "nianbao.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except UnicodeDecodeError as error:
        raise OptionsError(f"{path} is no text in UTF-8; save it as such") from error
    except tomllib.TOMLDecodeError as error:
        raise OptionsError(f"{path} is no TOML: {error}") from error
    except OSError as error:
        raise OptionsError(f"{path} can't be read: {error.strerror}") from error
    return override(Options(), data, origin=str(path))


def override(options: Options, values: Mapping[str, Any], *, origin: str) -> Options:
    """Return *options* with *values* in their place; *origin* is what errors name.

    Raises:
        OptionsError: if a key is unknown or its value is wrong.
    """
    known = [field.name for field in fields(Options)]
    for key in values:
        if key not in known:
            near = get_close_matches(key, known, 1)
            cure = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
            raise OptionsError(f"{origin}: unknown key {key}; {cure}")
    checked = {key: _checked(origin, key, value) for key, value in values.items()}
    return replace(options, **checked)


def user_agent(options: Options) -> str:
    """Return how a crawl names itself: the program, and who answers for it.

    >>> user_agent(Options(contact="mailto:archive@example.org")).partition("/")[0]
    'nianbao'
    """
    who = options.contact or "no contact configured"
    return f"{TOKEN}/{_version()} (archive of annual reports on information disclosure; {who})"


def _checked(origin: str, key: str, value: Any) -> Any:
    try:
        if key == "allow_networks":
            return tuple(ipaddress.ip_network(item, strict=False) for item in value)
        if key == "contact":
            return _contact(value)
        if key == "timestamps":
            return _address(value)
        return _number(key, value)
    except (ValueError, TypeError) as error:
        raise OptionsError(f"{origin}: {key} = {value!r}: {error}") from error


def _contact(value: Any) -> str:
    # It is sent as a header: a line break would begin another one.
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        raise ValueError('write an address that a stranger can use: "mailto:you@example.org"')
    return value


def _address(value: Any) -> str:
    if not isinstance(value, str) or urlsplit(value).scheme not in ("http", "https"):
        raise ValueError('write the address of an authority: "https://tsa.example.org/tsr"')
    return value


def _number(key: str, value: Any) -> Any:
    whole = key in {"concurrency", "max_pages"}
    least = 0 if key == "delay" else 1
    if value is None and key not in {"concurrency"}:
        return None
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise ValueError(f"write a {'whole ' if whole else ''}number")
    if not least <= value <= 86400 * 365:
        raise ValueError(f"write a number of {least} or more")
    return value


def _version() -> str:
    try:
        return version(TOKEN)
    except PackageNotFoundError:
        return "dev"  # run from a checkout that is not installed
