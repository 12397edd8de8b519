"""Fold text for searching, and name the pairs of characters that the index keeps."""

import unicodedata
from array import array
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

# A term is a number: field, first and second UTF-16 unit; a single character's second unit is 0.
# Three units that follow each other are one too, where two say too little; and four, as a hash.
UNIT_BITS = 16
FIELD_BITS = 32
TRIPLE = 1 << 62
QUAD = TRIPLE | 1 << 61
# Odd numbers without a pattern; what two hashes share makes a search look twice, no more.
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)


class Field(IntEnum):
    """Where a term was found; the text includes title and issuer."""

    TEXT = 0
    TITLE = 1
    ISSUER = 2


def fold(text: str) -> str:
    """Return *text* as searches compare it: NFKC, without case; half of a character becomes �.

    >>> fold("ＡＢＣ／（一）ⅳ")
    'abc/(一)iv'
    """
    normal = unicodedata.normalize("NFKC", _whole(text))
    folded = normal.casefold()
    # Letters without case can compose again.
    return normal if folded == normal else unicodedata.normalize("NFKC", folded)


def contains(text: str, folded: str) -> bool:
    """Whether *folded* stands in the folded *text*, folding it only where that can matter."""
    if folded in text:
        return True
    if folded.lower() == folded.upper() and unicodedata.is_normalized("NFKC", text):
        return False
    return folded in fold(text)


def pair_terms(folded: str, field: Field = Field.TEXT) -> list[int]:
    """Return the terms that every text with *folded* in its *field* has, in their order.

    >>> [hex(term) for term in pair_terms("一一")]
    ['0x4e004e00']
    """
    units = array("H", folded.encode("utf-16-le"))
    return [
        field << FIELD_BITS | first << UNIT_BITS | second
        for first, second in zip(units, units[1:] or (0,), strict=False)
    ]


def triple_term(pair: int, following: int) -> int:
    """Return the term of three units: those of *pair*, and the last one of the *following* pair."""
    return TRIPLE | pair << UNIT_BITS | following & 0xFFFF


def quad_term(triple: int, following: int) -> int:
    """Return the term of four units: those of *triple*, and the last one of the *following* one."""
    mixed = (triple & (1 << 48) - 1) * _MIX[0] + (following & 0xFFFF) * _MIX[1]
    return QUAD | mixed >> 16 & (1 << 48) - 1


def quad_terms(triples: NDArray[np.uint64], lasts: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return what `quad_term` returns, without its flag, for many *triples* without theirs.

    >>> triple, following = triple_term(1, 2), triple_term(2, 3)
    >>> mixed = quad_terms(np.array([triple ^ TRIPLE], np.uint64), np.array([3], np.uint64))
    >>> int(mixed[0]) | QUAD == quad_term(triple, following)
    True
    """
    mixed = triples * np.uint64(_MIX[0]) + lasts * np.uint64(_MIX[1])
    return mixed >> np.uint64(16)


def is_exact(folded: str) -> bool:
    """Whether a text that has the terms of *folded* is sure to hold it.

    Title, issuer and text are indexed as lines of one text: a line's end is no proof.
    """
    return len(folded.encode("utf-16-le")) <= 4 and "\n" not in folded and "\0" not in folded


def _whole(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
