"""Answer a search: the reports that hold what was typed, best first, and how many there are."""

import json
import sys
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from heapq import merge
from itertools import chain, islice
from typing import NamedTuple, TypeAlias

from archive.database import Connection
from archive.search import bitmaps
from archive.search.bitmaps import Bits
from archive.search.candidates import candidates, candidates_in
from archive.search.narrowing import EVERYTHING, Filters, allowed_versions
from archive.search.pages import Page, field_of, holds, read_page
from archive.search.query import Expression, Phrase, phrases, readings
from archive.search.snippets import make_snippet
from archive.search.terms import Field, contains, is_exact

# Hits are counted so far and no further.
AT_MOST = 1000
# So many candidates are quicker put in order by their own years than by the bitmaps of all years.
_FEW = 300

# Versions by the year that they report on.
Years: TypeAlias = dict[int, list[int]]


class Hit(NamedTuple):
    """One report that a search found; `snippet` has [ ] round what was searched for."""

    id: int
    title: str | None
    issuer: str | None
    year: int | None
    published: str | None
    url: str
    snippet: str


class Count(NamedTuple):
    """How many reports a search finds; where `more` is set, at least that many.

    >>> str(Count(1000, more=True))
    '1000+'
    """

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number}+" if self.more else str(self.number)


def search_hits(
    db: Connection, typed: str, *, filters: Filters = EVERYTHING, limit: int | None = 20
) -> Iterator[Hit]:
    """Yield the reports that hold *typed*: those with it in their title, in their issuer, others.

    Within each the newest year comes first, then what was stored last. No text raises:
    `query.readings` says how it is understood. An empty one lists all that pass *filters*.
    """
    db.execute(MAPPED)
    allowed = allowed_versions(db, filters)
    bound = None if limit is None else max(0, min(limit, sys.maxsize))
    if not typed.strip():
        for version in islice(_listed(db, allowed), bound):
            yield Hit._make((*db.execute(SHOWN, {"version": version}).fetchone(), ""))
        return
    for expression in readings(typed):
        needles = [phrase.text for phrase in phrases(expression)]
        page = None
        for page in islice(_ranked(db, expression, allowed), bound):
            yield _hit(db, page, needles)
        if page:
            return


def matching_versions(
    db: Connection, typed: str, *, filters: Filters = EVERYTHING, at_most: int = AT_MOST
) -> tuple[list[int], bool]:
    """Return the versions that a search finds, *at_most* of them, and if there are more."""
    db.execute(MAPPED)
    allowed = allowed_versions(db, filters)
    if not typed.strip():
        found = list(islice(_listed(db, allowed), at_most + 1))
        return found[:at_most], len(found) > at_most
    for expression in readings(typed):
        found = list(islice(_matching(db, expression, allowed), at_most + 1))
        if found:
            return found[:at_most], len(found) > at_most
    return [], False


def count_hits(
    db: Connection, typed: str, *, filters: Filters = EVERYTHING, at_most: int = AT_MOST
) -> Count:
    """Return how many reports `search_hits` would yield, counting no further than *at_most*."""
    found, more = matching_versions(db, typed, filters=filters, at_most=at_most)
    return Count(len(found), more)


# A search looks at a thousand pages of the index: it takes half the time without copying them.
MAPPED = "pragma mmap_size = 2147418112"
SHOWN = """
select report, version.title, issuer, year, published, url
from version join capture on capture.id = version.capture
where version.id = :version"""


def _listed(db: Connection, allowed: AbstractSet[int] | None) -> Iterator[int]:
    """Yield every report's version that is allowed, newest years first, then the last ones."""
    sql = """
        select version.id from report join version on version.id = report.version
        order by year desc, version.id desc"""
    listed = (version for (version,) in db.execute(sql))
    return (version for version in listed if allowed is None or version in allowed)


def _ranked(
    db: Connection, expression: Expression, allowed: AbstractSet[int] | None
) -> Iterator[Page]:
    """Yield the pages for which *expression* holds, field by field, year by year."""
    everywhere = candidates(db, expression)
    waiting = _waiting(db)
    for field in (Field.TITLE, Field.ISSUER, Field.TEXT):
        here = everywhere
        if field is not Field.TEXT:
            here = bitmaps.both(everywhere, candidates_in(db, expression, field, everywhere))
        for version in _newest_first(db, here, waiting):
            if allowed is None or version in allowed:
                page = read_page(db, version)
                if holds(expression, page) and field_of(expression, page) is field:
                    yield page


def _newest_first(db: Connection, found: Bits, waiting: Years) -> Iterator[int]:
    """Yield the versions of *found* and those *waiting*, newest years first, then the last ones."""
    if bitmaps.count_bits(found) <= _FEW:
        placed = [(year, version) for year, versions in waiting.items() for version in versions]
        placed += _years_of(db, bitmaps.versions_at(db, found))
        yield from (version for _, version in sorted(placed, reverse=True))
        return
    for year in sorted({*bitmaps.years(db), *waiting}, reverse=True):
        sealed = bitmaps.versions_at(db, bitmaps.both(found, bitmaps.bits_of_year(db, year)))
        yield from merge(sealed, sorted(waiting.get(year, ()), reverse=True), reverse=True)


def _years_of(db: Connection, versions: Iterable[int]) -> list[tuple[int, int]]:
    sql = """
        select coalesce(year, 0), id from version
        where id in (select value from json_each(:versions))"""
    return db.execute(sql, {"versions": json.dumps([*versions])}).fetchall()


def _matching(
    db: Connection, expression: Expression, allowed: AbstractSet[int] | None
) -> Iterator[int]:
    """Yield the versions for which *expression* holds, in no order to rely on."""
    certain = isinstance(expression, Phrase) and is_exact(expression.text)
    sealed = bitmaps.versions_at(db, candidates(db, expression))
    found = chain(
        ((version, certain) for version in sealed),
        ((version, False) for version in chain(*_waiting(db).values())),
    )
    for version, is_sure in found:
        if (allowed is None or version in allowed) and (
            is_sure or holds(expression, read_page(db, version))
        ):
            yield version


def _waiting(db: Connection) -> Years:
    """Return the versions that no segment has yet, by year."""
    sql = """
        select coalesce(year, 0), version.id
        from search_place join version on version.id = search_place.version
        where segment is null"""
    years: Years = {}
    for year, version in db.execute(sql):
        years.setdefault(year, []).append(version)
    return years


def _hit(db: Connection, page: Page, needles: list[str]) -> Hit:
    snippet = make_snippet(_shown_field(page, needles), needles)
    return Hit._make((*db.execute(SHOWN, {"version": page.version}).fetchone(), snippet))


def _shown_field(page: Page, needles: list[str]) -> str:
    """Return the text to take the snippet from: the body, unless the hit is above it."""
    for text in (page.text, page.title, page.issuer):
        if any(contains(text, needle) for needle in needles):
            return text
    return page.text
