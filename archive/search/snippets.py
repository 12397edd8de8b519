"""Show where a hit stands: a line of plain text with [ ] round what was searched for."""

import re
from collections.abc import Iterable, Iterator, Sequence

from archive.search.terms import fold

AROUND = 30
# What was searched for may be a whole paragraph.
LONGEST = 200


def make_snippet(text: str, phrases: Iterable[str], *, around: int = AROUND) -> str:
    """Return one line of *text* round the first of the folded *phrases*, which gets [ ].

    The other phrases inside the line get them too. Without any phrase it is the beginning.

    >>> make_snippet("收到信息公开申请 12 件，其中商业企业ＡＢＣ公司 3 件。", ["abc"], around=6)
    '…其中商业企业[ＡＢＣ]公司 3 件…'
    """
    longest_first = sorted(phrases, key=len, reverse=True)
    before, text, after = _cut(text, longest_first, around)
    folded, places = _folded(text)
    pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
    found = pattern.search(folded)
    start, end = found.span() if found else (0, 0)
    end = min(end, start + LONGEST)
    left, right = max(0, start - around), min(len(folded), end + (around if found else 2 * around))
    spans = [(start, end), *(more.span() for more in pattern.finditer(folded, end, right))]
    line = "".join(_pieces(text, places, left, right, spans if found else []))
    before, after = before or left > 0, after or right < len(folded)
    return "…" * before + _one_line(line) + "…" * after


def _cut(text: str, phrases: Iterable[str], around: int) -> tuple[bool, str, bool]:
    """Return the part of *text* to look at, and if there is more before and after it.

    Folding a whole text costs more than finding its phrase, which mostly stands there as it is.
    """
    places = [place for phrase in phrases if (place := text.find(phrase)) >= 0]
    if not places:
        return False, text, False
    start, end = max(0, min(places) - 2 * around), min(places) + LONGEST + 2 * around
    return start > 0, text[start:end], end < len(text)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Return *text* folded, and where in *text* each of its characters (and its end) stands."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, range(len(text) + 1)
    each = {character: fold(character) for character in set(text)}
    places = [place for place, character in enumerate(text) for _ in each[character]]
    return "".join(each[character] for character in text), [*places, len(text)]


def _pieces(
    text: str, places: Sequence[int], left: int, right: int, spans: Iterable[tuple[int, int]]
) -> Iterator[str]:
    at = left
    for start, end in spans:
        yield text[places[at] : places[start]]
        yield f"[{text[places[start] : max(places[end], places[start] + 1)]}]"
        at = end
    yield text[places[at] : places[right]]


def _one_line(text: str) -> str:
    """Return *text* without line ends and without what a terminal might obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split(" "))
