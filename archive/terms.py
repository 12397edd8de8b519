"""Fold text for searching, and name the pairs of characters that the index keeps."""

import unicodedata
from array import array
from enum import IntEnum

# A term is a number: field, first and second UTF-16 unit; a single character's second unit is 0.
UNIT_BITS = 16
FIELD_BITS = 32


class Field(IntEnum):
    """Where a term was found; the text includes title and issuer."""

    TEXT = 0
    TITLE = 1
    ISSUER = 2
    YEAR = 3


def fold(text: str) -> str:
    """Return *text* as searches compare it: NFKC, without case; half of a character becomes �.

    >>> fold("ＡＢＣ／（一）ⅳ")
    'abc/(一)iv'
    """
    normal = unicodedata.normalize("NFKC", _whole(text))
    folded = normal.casefold()
    # Letters without case can compose again.
    return normal if folded == normal else unicodedata.normalize("NFKC", folded)


def phrase_terms(folded: str, field: Field = Field.TEXT) -> frozenset[int]:
    """Return the terms that every text with *folded* in it has.

    >>> [hex(term) for term in phrase_terms("一一")]
    ['0x4e004e00']
    """
    units = array("H", folded.encode("utf-16-le"))
    return frozenset(
        field << FIELD_BITS | first << UNIT_BITS | second
        for first, second in zip(units, units[1:] or (0,), strict=False)
    )


def is_exact(folded: str) -> bool:
    """Whether a text that has the terms of *folded* is sure to hold it.

    Title, issuer and text are indexed as lines of one text: a line's end is no proof.
    """
    return len(folded.encode("utf-16-le")) <= 4 and "\n" not in folded and "\0" not in folded


def year_term(year: int | None) -> int:
    """Return the term of the reports on *year*, or of those whose year is unknown."""
    return Field.YEAR << FIELD_BITS | (year or 0)


def _whole(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
