"""Hold a query against what a version says: by its text, not by the index."""

from dataclasses import dataclass

from archive.database import Connection
from archive.search.query import All, AnyOf, Expression, Phrase, Without, phrases
from archive.search.terms import Field, contains


@dataclass(frozen=True, slots=True)
class Page:
    """What a version says, as far as a search compares it."""

    version: int
    title: str
    issuer: str
    text: str


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


def field_of(expression: Expression, page: Page) -> Field:
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
