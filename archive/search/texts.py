"""Keep of some thousand texts the units from which a segment of the search index is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from archive.search.joined import Joined
from archive.search.numbers import Positions
from archive.search.terms import fold

# Texts that are taken together: what they need fits beside the processor, and into memory that is
# at hand; of more it is asked for and given back at every step.
_CHUNK = 16


@dataclass(frozen=True, slots=True)
class Text:
    """What one version of a report puts into the index."""

    version: int
    year: int | None
    title: str
    issuer: str
    text: str


class Kept(NamedTuple):
    """What is kept of texts: each as title, issuer and text, and titles and issuers alone."""

    versions: list[int]
    years: list[int]
    chunks: list[Joined]
    titles: Joined
    issuers: Joined


def keep_texts(texts: Iterable[Text]) -> Kept:
    """Return what a segment of *texts* is made from, without holding them."""
    versions, years, chunks = [], [], []
    titles: list[Positions] = []
    issuers: list[Positions] = []
    bodies: list[Positions] = []
    newline = _units("\n")
    for text in texts:
        versions.append(text.version)
        years.append(text.year or 0)
        titles.append(_units(fold(text.title)))
        issuers.append(_units(fold(text.issuer)))
        parts = (titles[-1], newline, issuers[-1], newline, _units(fold(text.text)))
        bodies.append(np.concatenate(parts))
        if len(bodies) == _CHUNK:
            chunks.append(Joined(bodies, len(versions) - len(bodies)))
            bodies.clear()
    if bodies:
        chunks.append(Joined(bodies, len(versions) - len(bodies)))
    return Kept(versions, years, chunks, Joined(titles, 0), Joined(issuers, 0))


def _units(folded: str) -> Positions:
    return np.frombuffer(folded.encode("utf-16-le"), "<u2")
