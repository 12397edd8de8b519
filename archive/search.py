"""Answer a search: the reports that hold what was typed, best first, and how many there are."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import reduce
from itertools import chain, islice
from typing import NamedTuple

from archive import postings
from archive.database import Connection
from archive.postings import Bits
from archive.query import All, AnyOf, Expression, Phrase, Without, phrases, readings
from archive.snippets import make_snippet
from archive.terms import Field, fold, is_exact, phrase_terms

# A longer text's first characters find it as well; the check against the text does the rest.
_INDEXED = 32
AT_MOST = 1000


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


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search: None leaves a field open.

    `region` is a code or its first digits, or a name; `issuer` a part of the name;
    dates are ISO 8601 and both ends count.
    """

    region: str | None = None
    level: str | None = None
    year: int | None = None
    issuer: str | None = None
    form: str | None = None
    date_from: str | None = None
    date_to: str | None = None


def search_hits(
    db: Connection, typed: str, *, filters: Filters = Filters(), limit: int | None = 20
) -> Iterator[Hit]:
    """Yield the reports that hold *typed*: those with it in their title, in their issuer, others.

    Within each the newest year comes first, then what was stored last. No text raises:
    `archive.query.readings` says how it is understood.
    """
    expression, found = _first_reading(db, typed, _allowed(db, filters))
    needles = [phrase.text for phrase in phrases(expression)] if expression else []
    for page in islice(found, limit):
        yield Hit(*page.shown, make_snippet(_shown_field(page, needles), needles))


def count_hits(
    db: Connection, typed: str, *, filters: Filters = Filters(), at_most: int = AT_MOST
) -> Count:
    """Return how many reports `search_hits` would yield, counting no further than *at_most*."""
    found, more = matching_reports(db, typed, filters=filters, at_most=at_most)
    return Count(len(found), more)


def matching_reports(
    db: Connection, typed: str, *, filters: Filters = Filters(), at_most: int = AT_MOST
) -> tuple[list[int], bool]:
    """Return the ids of the first *at_most* reports that a search finds, and if there are more."""
    _, found = _first_reading(db, typed, _allowed(db, filters))
    ids = [page.report for page in islice(found, at_most + 1)]
    return ids[:at_most], len(ids) > at_most


@dataclass(frozen=True, slots=True)
class _Page:
    """A report's latest version as a search compares and shows it."""

    version: int
    report: int
    title: str | None
    issuer: str | None
    year: int | None
    published: str | None
    url: str
    text: str

    @property
    def shown(self) -> tuple[int, str | None, str | None, int | None, str | None, str]:
        return self.report, self.title, self.issuer, self.year, self.published, self.url


def _allowed(db: Connection, filters: Filters) -> AbstractSet[int] | None:
    """Return the versions that pass the filters, or None where none is set."""
    if filters == Filters():
        return None
    sql = """
        select version.id from report join version on version.id = report.version
        where (:level is null or level = :level)
        and (:year is null or year = :year)
        and (:form is null or form = :form)
        and (:region is null or region_code like :region || '%' or region_name = :region)
        and (:issuer is null or instr(issuer, :issuer))
        and (:date_from is null or substr(published, 1, length(:date_from)) >= :date_from)
        and (:date_to is null or substr(published, 1, length(:date_to)) <= :date_to)"""
    values = {name: getattr(filters, name) for name in Filters.__dataclass_fields__}
    return {version for (version,) in db.execute(sql, values)}


def _first_reading(
    db: Connection, typed: str, allowed: AbstractSet[int] | None
) -> tuple[Expression | None, Iterator[_Page]]:
    for expression in readings(typed):
        found = _ranked(db, expression, allowed)
        first = next(found, None)
        if first is not None:
            return expression, chain([first], found)
    return None, iter(())


def _ranked(
    db: Connection, expression: Expression, allowed: AbstractSet[int] | None
) -> Iterator[_Page]:
    """Yield the pages for which *expression* holds, field by field, year by year."""
    candidates = postings.without(_candidates(db, expression), postings.bits_gone(db))
    years = postings.bits_of_years(db, candidates)
    waiting = _waiting(db)
    for field in (Field.TITLE, Field.ISSUER, Field.TEXT):
        here = candidates
        if field is not Field.TEXT:
            here = postings.both(candidates, _in_field(db, expression, field))
        for year in sorted({*years, *waiting}, reverse=True):
            sealed = postings.versions_at(db, postings.both(here, years.get(year, {})))
            for version in sorted(chain(sealed, waiting.get(year, ())), reverse=True):
                if allowed is None or version in allowed:
                    page = _page(db, version)
                    if _holds(expression, page) and _field_of(expression, page) is field:
                        yield page


def _candidates(db: Connection, expression: Expression) -> Bits:
    """Return the texts for which *expression* may hold, and all for which it does."""
    match expression:
        case Phrase(text, field):
            return postings.bits_of_all(db, phrase_terms(text[:_INDEXED], field))
        case All(parts):
            return reduce(postings.both, (_candidates(db, part) for part in parts))
        case AnyOf(parts):
            return reduce(postings.either, (_candidates(db, part) for part in parts))
        case Without(wanted, unwanted):
            found = _candidates(db, wanted)
            if isinstance(unwanted, Phrase) and is_exact(unwanted.text):
                return postings.without(found, _candidates(db, unwanted))
            return found


def _in_field(db: Connection, expression: Expression, field: Field) -> Bits:
    """Return the texts that may have one of the wanted phrases in *field*."""
    terms = [
        phrase_terms(phrase.text[:_INDEXED], field)
        for phrase in phrases(expression)
        if phrase.field in (Field.TEXT, field)
    ]
    return reduce(postings.either, (postings.bits_of_all(db, each) for each in terms), {})


def _waiting(db: Connection) -> dict[int, list[int]]:
    """Return the versions that no segment has yet, by year."""
    sql = """
        select coalesce(year, 0), version.id
        from search_place join version on version.id = search_place.version
        where segment is null"""
    years: dict[int, list[int]] = {}
    for year, version in db.execute(sql):
        years.setdefault(year, []).append(version)
    return years


def _page(db: Connection, version: int) -> _Page:
    sql = """
        select version.id, report, version.title, issuer, year, published, url, coalesce(text, '')
        from version
        join capture on capture.id = version.capture
        left join body on body.version = version.id
        where version.id = ?"""
    return _Page(*db.execute(sql, (version,)).fetchone())


def _holds(expression: Expression, page: _Page) -> bool:
    match expression:
        case Phrase(text, field):
            return any(_contains(part, text) for part in _parts(page, field))
        case All(parts):
            return all(_holds(part, page) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, page) for part in parts)
        case Without(wanted, unwanted):
            return _holds(wanted, page) and not _holds(unwanted, page)


def _field_of(expression: Expression, page: _Page) -> Field:
    """Return the best field in which one of the wanted phrases stands."""
    for field in (Field.TITLE, Field.ISSUER):
        for phrase in phrases(expression):
            if phrase.field in (Field.TEXT, field) and _contains(
                _parts(page, field)[0], phrase.text
            ):
                return field
    return Field.TEXT


def _parts(page: _Page, field: Field) -> tuple[str, ...]:
    title, issuer = page.title or "", page.issuer or ""
    match field:
        case Field.TITLE:
            return (title,)
        case Field.ISSUER:
            return (issuer,)
    return (title, issuer, page.text)


def _contains(text: str, folded: str) -> bool:
    # Stored text is in NFKC: what is not found as it stands differs in case, or is not there.
    return folded in text or folded in fold(text)


def _shown_field(page: _Page, needles: list[str]) -> str:
    """Return the text to take the snippet from: the body, unless the hit is above it."""
    for text in (page.text, page.title or "", page.issuer or ""):
        if any(_contains(text, needle) for needle in needles):
            return text
    return page.text
