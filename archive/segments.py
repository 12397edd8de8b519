"""Turn some thousand texts into one segment of the search index: each term and who has it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.terms import FIELD_BITS, UNIT_BITS, Field, fold, year_term

# Positions are 16-bit; more than this makes a rebuild's memory grow, less makes a search's steps.
SEGMENT_SIZE = 2048
# A term that fewer texts have shares a row with the others of its first character.
RARE = 8
_CHUNK = 128

Numbers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Text:
    """What one version of a report puts into the index."""

    version: int
    year: int | None
    title: str
    issuer: str
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """The terms of up to 65,536 texts; a text is named by its position in `versions`.

    `common` gives a term's positions, `rare` an initial unit's second units and their positions.
    """

    versions: bytes
    common: Sequence[tuple[int, bytes]]
    rare: Sequence[tuple[int, bytes, bytes]]


def build_segment(texts: Sequence[Text]) -> Segment:
    """Return the segment of *texts*, the same whatever machine builds it."""
    postings = np.concatenate([_postings(texts, start) for start in range(0, len(texts), _CHUNK)])
    postings.sort()
    terms, positions = postings >> np.uint64(16), postings.astype(np.uint16)
    starts = _starts(terms)
    counts = np.diff(np.append(starts, len(terms)))
    common = counts >= RARE
    rare = np.repeat(~common, counts)
    return Segment(
        np.array([text.version for text in texts], "<i8").tobytes(),
        list(_common(terms, positions, starts[common], counts[common], len(texts))),
        list(_rare(terms[rare], positions[rare])),
    )


def same_postings(one: Segment, other: Segment, *, but: Collection[int] = ()) -> bool:
    """Whether two segments say the same of every text, apart from those at the positions *but*."""
    left, right = (_decoded(segment, but) for segment in (one, other))
    return one.versions == other.versions and bool(np.array_equal(left, right))


def bitmap_size(texts: int) -> int:
    """Return how many bytes a bitmap over so many texts takes; a shorter row lists positions."""
    return (texts + 7) // 8


def _decoded(segment: Segment, but: Collection[int]) -> Numbers:
    """Return the postings that *segment* was made from, without those of the positions *but*."""
    size = bitmap_size(len(segment.versions) // 8)
    parts = [np.empty(0, np.uint64)]
    for term, row in segment.common:
        parts.append(_positions(row, size) | np.uint64(term << 16))
    for unit, seconds, row in segment.rare:
        terms = np.frombuffer(seconds, "<u2").astype(np.uint64) | np.uint64(unit << UNIT_BITS)
        parts.append(terms << np.uint64(16) | np.frombuffer(row, "<u2"))
    postings = np.concatenate(parts)
    left_out = np.isin(postings.astype(np.uint16), np.array(sorted(but), np.uint16))
    return np.sort(postings[~left_out])


def _positions(row: bytes, bitmap: int) -> Numbers:
    if len(row) == bitmap:
        return np.flatnonzero(
            np.unpackbits(np.frombuffer(row, np.uint8), bitorder="little")
        ).astype(np.uint64)
    return np.frombuffer(row, "<u2").astype(np.uint64)


def _postings(texts: Sequence[Text], start: int) -> Numbers:
    """Return term and position in one number, sorted, each once, for one chunk of *texts*."""
    parts: list[Numbers] = []
    for position, text in enumerate(texts[start : start + _CHUNK], start):
        title, issuer = fold(text.title), fold(text.issuer)
        parts += (
            _placed(f"{title}\n{issuer}\n{fold(text.text)}", Field.TEXT, position),
            _placed(title, Field.TITLE, position),
            _placed(issuer, Field.ISSUER, position),
            np.array([year_term(text.year) << 16 | position], np.uint64),
        )
    postings = np.concatenate(parts)
    postings.sort()
    return postings[_starts(postings)]


def _placed(folded: str, field: Field, position: int) -> Numbers:
    units = np.frombuffer(folded.encode("utf-16-le"), "<u2").astype(np.uint64)
    units <<= np.uint64(UNIT_BITS + 16)
    units |= np.uint64(field << FIELD_BITS + 16 | position)
    pairs = units[:-1] | (units[1:] & np.uint64(0xFFFF << UNIT_BITS + 16)) >> np.uint64(UNIT_BITS)
    return np.concatenate((units, pairs))


def _starts(numbers: Numbers) -> NDArray[np.int64]:
    """Return where each distinct number begins in sorted *numbers*."""
    fresh = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=fresh[1:])
    return np.flatnonzero(fresh)


def _common(
    terms: Numbers,
    positions: NDArray[np.uint16],
    starts: NDArray[np.int64],
    counts: NDArray[np.int64],
    texts: int,
) -> Iterator[tuple[int, bytes]]:
    sparse_below = bitmap_size(texts) // 2
    listed = positions.astype("<u2").tobytes()
    names = terms[starts].tolist()
    for term, start, count in zip(names, starts.tolist(), counts.tolist(), strict=True):
        if count < sparse_below:
            yield term, listed[2 * start : 2 * (start + count)]
        else:
            bits = np.zeros(texts, bool)
            bits[positions[start : start + count]] = True
            yield term, np.packbits(bits, bitorder="little").tobytes()


def _rare(terms: Numbers, positions: NDArray[np.uint16]) -> Iterator[tuple[int, bytes, bytes]]:
    units = terms >> np.uint64(UNIT_BITS)
    seconds = terms.astype("<u2").tobytes()
    listed = positions.astype("<u2").tobytes()
    starts = _starts(units).tolist()
    for start, end in zip(starts, [*starts[1:], len(units)], strict=True):
        yield int(units[start]), seconds[2 * start : 2 * end], listed[2 * start : 2 * end]
