"""Make lines one text without white space, bars and line breaks, and know where each part stood.

Labels are looked for in that text, so that it does not matter where a flattening broke them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from parsers.document import Line

# Page numbers, and the line under the head of a table in Markdown.
_FURNITURE = re.compile(
    r"[-—–_]{1,2}\s*\d{1,3}\s*[-—–_]{1,2}|第\s*\d{1,3}\s*页.{0,12}"
    r"|\|?(?:\s?:?-{3,}:?\s?\|)+(?:\s?:?-{3,}:?)?"
)
_EDGES = "-—–_第|:"
# What browsers print over and under each page: the day and the title, the address, 2/9.
_PRINTED = re.compile(
    r"\d{1,3}/\d{1,3}|https?://\S+(?:\s\d{1,3}/\d{1,3})?|\d{4}/\d{1,2}/\d{1,2}[\s,].*"
)
_PRINTED_FIRST = "0123456789h"
# A look at the whole text is quicker than one at each line.
_FURNITURE_LINE = re.compile(rf"\n(?=[{_EDGES}])(?:{_FURNITURE.pattern})(?=\n|$)")
# A page in one giant layout table pads its lines with bars; the forms have 15 columns at most.
_WIDEST = 24
# The white space of normalised text that is neither a space nor a line feed.
_RARE_SPACES = "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029"
# One character for one, so that positions stay: quotes and commas vary with the typist.
QUOTES = "“”„‟‘’'「」『』《》〈〉"


class Stream:
    """A run of lines as one text without white space, and the way back to what was printed.

    What only a search needs is made when it is first asked for.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        kept = list(lines)
        texts = [line.text for line in kept]
        self.raw = "\n".join(texts)
        if _FURNITURE_LINE.search(f"\n{self.raw}"):
            kept = [
                line
                for line in kept
                if line.text[0] not in _EDGES or not _FURNITURE.fullmatch(line.text)
            ]
            texts = [line.text for line in kept]
            self.raw = "\n".join(texts)
        if _may_be_printed(self.raw):
            kept = [line for line in kept if "/" not in line.text or not _is_printed(line.text)]
            texts = [line.text for line in kept]
            self.raw = "\n".join(texts)
        self.bars = "|" in self.raw
        if self.bars and self.raw.count("|") > _WIDEST:
            texts = [_unpadded(text) for text in texts]
            self.raw = "\n".join(texts)
        self.pads = self.bars and "||" in self.raw
        self._lines = kept
        self._texts = texts
        self._searched: dict[str, tuple[int, int]] = {}

    @cached_property
    def words(self) -> list[str]:
        """What stands between white space and bars."""
        return (self.raw.replace("|", " ") if self.bars else self.raw).split()

    @cached_property
    def compact(self) -> str:
        """The words one after the other."""
        text = self.raw.replace("\n", "").replace(" ", "")
        split = self.bars or any(space in text for space in _RARE_SPACES)
        return "".join(self.words) if split else text

    @cached_property
    def folded(self) -> str:
        """The compact text with its quotes and commas made alike."""
        return fold(self.compact)

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins in the compact text, and where that ends."""
        return list(accumulate(map(len, self.words), initial=0))

    @cached_property
    def _line_starts(self) -> list[int]:
        count = _printed if self.bars or " " in self.raw else len
        return list(accumulate(map(count, self._texts), initial=0))

    @cached_property
    def _spans(self) -> list[int]:
        return [*(match.start() for match in re.finditer(r"[^\s|]+", self.raw)), len(self.raw)]

    def word_at(self, position: int) -> int:
        """Return the index of the word that holds the character at *position*."""
        return bisect_right(self.starts, position) - 1

    def begins_word(self, position: int) -> bool:
        """Whether a word begins at *position*."""
        return self.starts[self.word_at(position)] == position

    def raw_offset(self, position: int) -> int:
        """Return where in `raw` the character at *position* of `compact` stands."""
        word = self.word_at(position)
        return self._spans[word] + position - self.starts[word]

    def raw_between(self, start: int, end: int) -> str:
        """Return what was printed from the end of one label to the start of the next."""
        begin = self.raw_offset(start - 1) + 1 if start else 0
        return self.raw[begin : self.raw_offset(end) if end < len(self.compact) else len(self.raw)]

    def find(self, label: str, start: int) -> int:
        """Return where *label* stands next in `folded`, -1 if nowhere.

        What is asked for behind one place after the other costs one look at the text in all.
        """
        since, at = self._searched.get(label, (start + 1, 0))
        if since > start or 0 <= at < start:
            at = self.folded.find(label, start)
            self._searched[label] = (start, at)
        return at

    def find_first(
        self, labels: Sequence[str], start: int, end: int | None = None
    ) -> tuple[int, int] | None:
        """Return the span in `folded` of the earliest label; of two at one place the longer."""
        best: tuple[int, int] | None = None
        for label in labels:
            at = self.find(label, start) if end is None else self.folded.find(label, start, end)
            if at >= 0 and (best is None or (at, -len(label)) < (best[0], best[0] - best[1])):
                best = (at, at + len(label))
        return best

    def words_between(self, start: int, end: int) -> list[str]:
        """Return the words from *start* to *end*, the first and the last cut where they overlap."""
        if start >= end:
            return []
        first, last = self.word_at(start), self.word_at(end - 1)
        words = self.words[first : last + 1]
        words[-1] = words[-1][: end - self.starts[last]]
        words[0] = words[0][start - self.starts[first] :]
        return words

    def place_at(self, position: int) -> str:
        """Return the place of the line that holds the character at *position*."""
        return self.place_of(bisect_right(self._line_starts, position) - 1)

    def place_of(self, line: int) -> str:
        """Return the place of a line of `raw`."""
        return self._lines[line].place


def _may_be_printed(text: str) -> bool:
    """Whether a line with a stroke in it begins as those do that browsers print."""
    lines = (before.rpartition("\n")[2] for before in text.split("/")[:-1])
    return any(line[:1] in _PRINTED_FIRST for line in lines)


def _is_printed(text: str) -> bool:
    return text[0] in _PRINTED_FIRST and _PRINTED.fullmatch(text) is not None


def _unpadded(text: str) -> str:
    """Return a line without the bars behind it where no table of the forms is so wide."""
    bare = text.rstrip("| ")
    return bare if text.count("|", len(bare)) > _WIDEST else text


def _printed(text: str) -> int:
    """Return how many characters of a line are neither white space nor bars."""
    if " " in text or "|" in text:
        return len("".join(text.replace("|", " ").split()))
    return len(text)


def fold(text: str) -> str:
    """Return *text* with its quotes and commas made alike, character for character."""
    for char in QUOTES:
        if char in text:
            text = text.replace(char, '"')
    return text.replace("、", ",").replace("。", ".")
