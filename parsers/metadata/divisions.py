"""The tables of administrative divisions through time: names, codes, levels, years."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

# How many digits of a code stand for a division of each level.
CODE_PARTS = {"province": 2, "prefecture": 4, "county": 6}
# No name of a division is longer.
LONGEST = 16
# The last year of a division that is there today.
CURRENT = 9999
# What the full name of a division ends in; 地区 and 自治区 end in 区.
ENDINGS = frozenset("省市县区旗州盟")


class Division(NamedTuple):
    """A division as one table of codes has it, from the year `first` to `last`."""

    code: str
    name: str
    level: str
    first: int
    last: int

    def holds(self, other: "Division") -> bool:
        """Whether *other* lies within this division, by its code."""
        part = self.code[: CODE_PARTS[self.level]]
        return CODE_PARTS[self.level] < CODE_PARTS[other.level] and other.code.startswith(part)


class Tables(NamedTuple):
    """The divisions by code and name, and by the short names of provinces and prefectures."""

    names: Mapping[str, tuple[Division, ...]]
    aliases: Mapping[str, tuple[Division, ...]]
    codes: Mapping[str, tuple[Division, ...]]


@cache
def load_divisions() -> Tables:
    """Return the divisions of `regions.csv`, read once."""
    names: dict[str, list[Division]] = {}
    aliases: dict[str, list[Division]] = {}
    codes: dict[str, list[Division]] = {}
    text = files("parsers.metadata").joinpath("regions.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        years = int(row["valid_from"] or 0), int(row["valid_to"] or CURRENT)
        division = Division(row["code"], row["name"], row["level"], *years)
        names.setdefault(division.name, []).append(division)
        codes.setdefault(division.code, []).append(division)
        for alias in _spelled(row["aliases"].split(), division.name):
            firm = alias[-1] in ENDINGS
            (names if firm else aliases).setdefault(alias, []).append(division)
    return Tables(
        {name: tuple(found) for name, found in names.items()},
        {name: tuple(found) for name, found in aliases.items()},
        {code: tuple(found) for code, found in codes.items()},
    )


def _spelled(aliases: Sequence[str], name: str) -> list[str]:
    """Return *aliases*; of an autonomous division with that word too: 湘西自治州, 广西自治区."""
    sign = name[-1:]
    if not name.endswith(f"自治{sign}"):
        return list(aliases)
    spelled = (f"{alias.removesuffix(sign)}自治{sign}" for alias in aliases)
    return [other for other in dict.fromkeys((*aliases, *spelled)) if other != name]


@cache
def load_townships(county: str) -> Mapping[str, str]:
    """Return the townships of a county, their nine-digit codes by name; empty if there is none."""
    text = _township_text()
    start = text.find(f"\n{county},") + 1
    if not start:
        return {}
    line = text[start + len(county) + 1 : text.index("\n", start)]
    return {item[3:]: county + item[:3] for item in line.split(" ")}


@cache
def county_codes(prefix: str) -> tuple[str, ...]:
    """Return the codes of the counties whose codes begin with *prefix*."""
    codes = load_divisions().codes
    return tuple(code for code in codes if code.startswith(prefix) and not code.endswith("00"))


@cache
def _township_text() -> str:
    return "\n" + files("parsers.metadata").joinpath("townships.csv").read_text("utf-8")
