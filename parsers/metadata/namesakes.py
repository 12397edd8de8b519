"""Tell divisions that bear one name apart, by what a page shows besides."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from parsers.metadata.divisions import CURRENT, Division, load_divisions


class Clues(NamedTuple):
    """What a page shows besides a body's name.

    `site` are the names of the site and `text` the words in which a parent may stand; the first
    six digits of `site_code` are a division's code; names and codes are taken as of `year`.
    """

    site: Sequence[str] = ()
    text: str = ""
    site_code: str = ""
    year: int | None = None

    @property
    def names(self) -> str:
        """What names the site, as one text."""
        return "\n".join(self.site)


def find_meant(divisions: tuple[Division, ...], clues: Clues) -> Division | None:
    """Return the one division meant by a name that several bear or bore, if that can be told."""
    divisions = valid_in(divisions, clues.year)
    if len(divisions) == 1:
        return divisions[0]
    by_code = [d for d in divisions if clues.site_code[:6] == d.code]
    by_code = by_code or [d for d in divisions if _is_near(clues.site_code, d)]
    if len(by_code) == 1:
        return by_code[0]
    words = clues.names + clues.text
    by_name = [d for d in divisions if any(name in words for name in _parents(d))]
    return by_name[0] if len(by_name) == 1 else None


def valid_in(divisions: tuple[Division, ...], year: int | None) -> tuple[Division, ...]:
    """Return the divisions that bore their code in *year*: of a renumbered one, one code."""
    if len(divisions) < 2:
        return divisions
    at = CURRENT if year is None else year
    valid = tuple(d for d in divisions if d.first <= at <= d.last) or divisions
    return tuple(d for d in valid if not any(_gives_way(d, other, at) for other in valid))


def _is_near(site_code: str, division: Division) -> bool:
    """Whether the site's code is that of the division's prefecture."""
    return division.level != "province" and site_code[:6] == division.code[:4] + "00"


def _gives_way(division: Division, other: Division, year: int) -> bool:
    """Whether *other* is the same place under the code that it had in *year*.

    The tables say only between which years a code changed: there, both are listed.
    """
    earlier, later = sorted((division, other), key=lambda d: d.first)
    changed = earlier.code[:2] == later.code[:2] and earlier.first < later.first <= earlier.last
    if not changed or earlier.last == CURRENT:
        return False
    return division is (earlier if year > later.first else later)


def _parents(division: Division) -> Iterator[str]:
    tables = load_divisions()
    prefecture = tables.codes.get(division.code[:4] + "00", ())
    province = tables.codes.get(division.code[:2] + "0000", ())
    same_level = () if division.level == "prefecture" else prefecture
    for parent in (*same_level, *province):
        yield parent.name
        yield from _short_names(parent)


def _short_names(division: Division) -> Iterator[str]:
    short = re.sub("(?:省|市|地区|盟|州|自治区)$", "", division.name)
    if len(short) >= 2 and "自治" not in division.name:
        yield short
