"""Answer a search: the reports that hold what was typed, best first, and how many there are."""

import json
import sys
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from functools import reduce
from heapq import merge
from itertools import chain, islice
from typing import NamedTuple, TypeAlias, TypedDict

from archive import postings
from archive.conditions import Condition, versions_meeting
from archive.database import Connection, bindable
from archive.postings import Bits
from archive.query import All, AnyOf, Expression, Phrase, Without, phrases, readings
from archive.snippets import make_snippet
from archive.terms import Field, contains, is_exact

# A longer text's first characters find it as well; the check against the text does the rest.
_INDEXED = 32
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


class Narrow(TypedDict, total=False):
    """What `Archive.search` takes to narrow a search."""

    region: str | None
    level: str | None
    year: int | None
    issuer: str | None
    form: str | None
    date_from: str | None
    date_to: str | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search: None leaves a field open.

    `region` is a code or its first digits, or a name; `issuer` a part of the name;
    dates are ISO 8601 and both ends count; every one of `where` must hold.
    """

    region: str | None = None
    level: str | None = None
    year: int | None = None
    issuer: str | None = None
    form: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    where: tuple[Condition, ...] = ()


def search_hits(
    db: Connection, typed: str, *, filters: Filters = Filters(), limit: int | None = 20
) -> Iterator[Hit]:
    """Yield the reports that hold *typed*: those with it in their title, in their issuer, others.

    Within each the newest year comes first, then what was stored last. No text raises:
    `archive.query.readings` says how it is understood. An empty one lists all that pass *filters*.
    """
    db.execute(MAPPED)
    allowed = _allowed(db, filters)
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
    db: Connection, typed: str, *, filters: Filters = Filters(), at_most: int = AT_MOST
) -> tuple[list[int], bool]:
    """Return the versions that a search finds, *at_most* of them, and if there are more."""
    db.execute(MAPPED)
    allowed = _allowed(db, filters)
    if not typed.strip():
        found = list(islice(_listed(db, allowed), at_most + 1))
        return found[:at_most], len(found) > at_most
    for expression in readings(typed):
        found = list(islice(_matching(db, expression, allowed), at_most + 1))
        if found:
            return found[:at_most], len(found) > at_most
    return [], False


def count_hits(
    db: Connection, typed: str, *, filters: Filters = Filters(), at_most: int = AT_MOST
) -> Count:
    """Return how many reports `search_hits` would yield, counting no further than *at_most*."""
    found, more = matching_versions(db, typed, filters=filters, at_most=at_most)
    return Count(len(found), more)


class Facets(NamedTuple):
    """How many of the reports found are of each year, region, level and form, most first.

    Where `complete` is false they count the first so many only. A region is its province's code.
    """

    number: int
    complete: bool
    by: dict[str, list[tuple[str, int]]]


def count_facets(
    db: Connection, typed: str, *, filters: Filters = Filters(), at_most: int = AT_MOST
) -> Facets:
    """Return what the reports that a search finds are made up of."""
    found, more = matching_versions(db, typed, filters=filters, at_most=at_most)
    values = {"versions": json.dumps(found)}
    return Facets(
        len(found),
        not more,
        {name: db.execute(sql, values).fetchall() for name, sql in FACETS.items()},
    )


@dataclass(frozen=True, slots=True)
class Page:
    """What a version says, as far as a search compares it."""

    version: int
    title: str
    issuer: str
    text: str


def candidates(db: Connection, expression: Expression) -> Bits:
    """Return the texts in segments for which *expression* may hold, and all for which it does."""
    return postings.without(_possible(db, expression), postings.bits_gone(db))


def read_page(db: Connection, version: int) -> Page:
    """Return what *version* says."""
    sql = """
        select version.id, coalesce(title, ''), coalesce(issuer, ''), coalesce(text, '')
        from version left join body on body.version = version.id where version.id = ?"""
    return Page(*db.execute(sql, (version,)).fetchone())


def holds(expression: Expression, page: Page) -> bool:
    """Whether *expression* is true of *page*, by its text and not by the index."""
    match expression:
        case Phrase(text, field):
            return any(contains(part, text) for part in _parts(page, field))
        case All(parts):
            return all(holds(part, page) for part in parts)
        case AnyOf(parts):
            return any(holds(part, page) for part in parts)
        case Without(wanted, unwanted):
            return holds(wanted, page) and not holds(unwanted, page)


# A search looks at a thousand pages of the index: it takes half the time without copying them.
MAPPED = "pragma mmap_size = 2147418112"
FACETS = {
    "year": """
        select cast(year as text), count(*) from json_each(:versions)
        join version on version.id = value group by year order by year desc""",
    "region": """
        select substr(region_code, 1, 2), count(*) from json_each(:versions)
        join version on version.id = value group by 1 order by 2 desc, 1""",
    "level": """
        select level, count(*) from json_each(:versions)
        join version on version.id = value group by 1 order by 2 desc, 1""",
    "form": """
        select form, count(*) from json_each(:versions)
        join version on version.id = value group by 1 order by 2 desc, 1""",
}
SHOWN = """
select report, version.title, issuer, year, published, url
from version join capture on capture.id = version.capture
where version.id = :version"""


def _allowed(db: Connection, filters: Filters) -> AbstractSet[int] | None:
    """Return the versions that pass the filters, or None where none is set."""
    if filters == Filters():
        return None
    sql = """
        select version.id from report join version on version.id = report.version
        where (:level is null or level = :level)
        and (:year is null or year = :year)
        and (:form is null or form = :form)
        and (:region is null or region_name = :region
            or substr(region_code, 1, length(:region)) = :region)
        and (:issuer is null or instr(issuer, :issuer))
        and (:date_from is null or substr(published, 1, length(:date_from)) >= :date_from)
        and (:date_to is null or substr(published, 1, length(:date_to)) <= :date_to)"""
    values = {
        field.name: bindable(getattr(filters, field.name))
        for field in fields(filters)
        if field.name != "where"
    }
    allowed = {version for (version,) in db.execute(sql, values)}
    return allowed.intersection(*(versions_meeting(db, each) for each in filters.where))


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
            here = postings.both(everywhere, _in_field(db, expression, field, everywhere))
        for version in _newest_first(db, here, waiting):
            if allowed is None or version in allowed:
                page = read_page(db, version)
                if holds(expression, page) and _field_of(expression, page) is field:
                    yield page


def _newest_first(db: Connection, found: Bits, waiting: Years) -> Iterator[int]:
    """Yield the versions of *found* and those *waiting*, newest years first, then the last ones."""
    if postings.count_bits(found) <= _FEW:
        placed = [(year, version) for year, versions in waiting.items() for version in versions]
        placed += _years_of(db, postings.versions_at(db, found))
        yield from (version for _, version in sorted(placed, reverse=True))
        return
    for year in sorted({*postings.years(db), *waiting}, reverse=True):
        sealed = postings.versions_at(db, postings.both(found, postings.bits_of_year(db, year)))
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
    sealed = postings.versions_at(db, candidates(db, expression))
    found = chain(
        ((version, certain) for version in sealed),
        ((version, False) for version in chain(*_waiting(db).values())),
    )
    for version, is_sure in found:
        if (allowed is None or version in allowed) and (
            is_sure or holds(expression, read_page(db, version))
        ):
            yield version


def _possible(db: Connection, expression: Expression) -> Bits:
    match expression:
        case Phrase(text, field):
            return postings.bits_of_phrase(db, text[:_INDEXED], field)
        case All(parts):
            return reduce(postings.both, (_possible(db, part) for part in parts))
        case AnyOf(parts):
            return reduce(postings.either, (_possible(db, part) for part in parts))
        case Without(wanted, unwanted):
            found = _possible(db, wanted)
            if isinstance(unwanted, Phrase) and is_exact(unwanted.text):
                return postings.without(found, _possible(db, unwanted))
            return found


def _in_field(db: Connection, expression: Expression, field: Field, among: Bits) -> Bits:
    """Return the texts, in the segments of *among*, that may have a wanted phrase in *field*."""
    found = (
        postings.bits_of_phrase(db, phrase.text[:_INDEXED], field, among=among)
        for phrase in phrases(expression)
        if phrase.field in (Field.TEXT, field)
    )
    return reduce(postings.either, found, {})


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


def _field_of(expression: Expression, page: Page) -> Field:
    """Return the best field in which one of the wanted phrases stands."""
    for field in (Field.TITLE, Field.ISSUER):
        for phrase in phrases(expression):
            if phrase.field in (Field.TEXT, field) and contains(
                _parts(page, field)[0], phrase.text
            ):
                return field
    return Field.TEXT


def _parts(page: Page, field: Field) -> tuple[str, ...]:
    match field:
        case Field.TITLE:
            return (page.title,)
        case Field.ISSUER:
            return (page.issuer,)
    return (page.title, page.issuer, page.text)


def _hit(db: Connection, page: Page, needles: list[str]) -> Hit:
    snippet = make_snippet(_shown_field(page, needles), needles)
    return Hit._make((*db.execute(SHOWN, {"version": page.version}).fetchone(), snippet))


def _shown_field(page: Page, needles: list[str]) -> str:
    """Return the text to take the snippet from: the body, unless the hit is above it."""
    for text in (page.text, page.title, page.issuer):
        if any(contains(text, needle) for needle in needles):
            return text
    return page.text
