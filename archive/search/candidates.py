"""Look up in the index which texts may hold what was asked for."""

from functools import reduce

from archive.database import Connection
from archive.search import bitmaps
from archive.search.bitmaps import Bits
from archive.search.query import All, AnyOf, Expression, Phrase, Without, phrases
from archive.search.terms import Field, is_exact

# A longer text's first characters find it as well; the check against the text does the rest.
_INDEXED = 32


def candidates(db: Connection, expression: Expression) -> Bits:
    """Return the texts in segments for which *expression* may hold, and all for which it does."""
    return bitmaps.without(_possible(db, expression), bitmaps.bits_gone(db))


def candidates_in(db: Connection, expression: Expression, field: Field, among: Bits) -> Bits:
    """Return the texts, in the segments of *among*, that may have a wanted phrase in *field*."""
    found = (
        bitmaps.bits_of_phrase(db, phrase.text[:_INDEXED], field, among=among)
        for phrase in phrases(expression)
        if phrase.field in (Field.TEXT, field)
    )
    return reduce(bitmaps.either, found, {})


def _possible(db: Connection, expression: Expression) -> Bits:
    match expression:
        case Phrase(text, field):
            return bitmaps.bits_of_phrase(db, text[:_INDEXED], field)
        case All(parts):
            return reduce(bitmaps.both, (_possible(db, part) for part in parts))
        case AnyOf(parts):
            return reduce(bitmaps.either, (_possible(db, part) for part in parts))
        case Without(wanted, unwanted):
            found = _possible(db, wanted)
            if isinstance(unwanted, Phrase) and is_exact(unwanted.text):
                return bitmaps.without(found, _possible(db, unwanted))
            return found
