"""Sorted numbers: a term, and the position of a text that has it."""

import numpy as np
from numpy.typing import NDArray

from archive.search.terms import UNIT_BITS

# A number holds a term above the position of a text in its segment.
POSITION = np.uint64(16)
UNIT = np.uint64(UNIT_BITS)

Numbers = NDArray[np.uint64]
Positions = NDArray[np.uint16]


def distinct(numbers: Numbers) -> Numbers:
    """Sort *numbers* in place and return each of them once."""
    # Twice as fast as numpy.unique, which hashes.
    numbers.sort()
    return numbers[starts_of(numbers)]


def starts_of(numbers: Numbers) -> NDArray[np.int64]:
    """Return where each distinct number begins in sorted *numbers*."""
    fresh = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=fresh[1:])
    return np.flatnonzero(fresh)
