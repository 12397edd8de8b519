"""Put labels together again whose figures a program printed between their lines."""

import re
from collections.abc import Callable, Sequence

from parsers.document import Block, Line

# A unit and figures, or figures alone, at the end of a line.
_FIGURE = r"(?:[-+]?\d[\d,]*(?:\.\d+)?|[-—/]{1,4}|无)"
_UNIT = r"(?:[条件次篇个人元]|人次|万元|[-—]{1,4})"
_FIGURES = re.compile(rf"(?:^|(?<=[^\d\s])\s+)(?:{_UNIT}\s+)?{_FIGURE}(?:\s+{_FIGURE})*$")
# A unit whose figures stand on the next line.
_UNIT_ALONE = re.compile(rf"(?<=\S)\s+{_UNIT}$")
_NUMBER = re.compile(r"\d{1,2}[.、]|\([一二三四五六七八九十]\)")
_BEGINNING = re.compile(
    r"(?:\d{1,2}[.、]|\([一二三四五六七八九十]\)|[一二三四五六七八九十]{1,3}、|其中)"
)
_LONGEST_LINE = 48
# A label goes over so many lines above its figures, and as many below them.
_MOST_LINES = 4


def rejoined(blocks: Sequence[Block], is_label: Callable[[str], bool]) -> list[Block]:
    """Return the blocks, each label that figures tear apart on one line in front of them.

    Lines are put together only where *is_label* knows what comes out.
    """
    whole: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        at += 1
        barred = isinstance(block, Line) and "|" in block.text
        figures = _FIGURES.search(block.text) if isinstance(block, Line) and not barred else None
        if not (isinstance(block, Line) and figures):
            whole.append(block)
            continue
        words, cells = block.text[: figures.start()].strip(), " ".join(figures[0].split())
        above = _pieces(whole[: -_MOST_LINES - 1 : -1])
        unit = _UNIT_ALONE.search("".join(above[:1]))
        one_figure = not words and " " not in cells
        if one_figure or (not unit and is_label(words or "".join(above[:1]))):
            whole.append(block)
            continue
        below = _pieces(blocks[at : at + _MOST_LINES], until_next=True)
        label, taken, used = _joined(above, words, below, is_label)
        del whole[len(whole) - taken :]
        at += used
        if taken and unit:
            cells = f"{unit[0].strip()} {cells}"
        whole.append(Line(f"{label} {cells}", block.place) if label else block)
    return whole


def _pieces(blocks: Sequence[Block], *, until_next: bool = False) -> list[str]:
    """Return the texts of the next lines that are words alone and may belong to a label."""
    found: list[str] = []
    for block in blocks:
        if not isinstance(block, Line) or "|" in block.text or len(block.text) > _LONGEST_LINE:
            break
        begins = bool(_BEGINNING.match(block.text))
        if _FIGURES.search(block.text) or (begins and until_next):
            break
        found.append(block.text)
        if begins:
            break
    return found


def _joined(
    above: Sequence[str], words: str, below: Sequence[str], is_label: Callable[[str], bool]
) -> tuple[str, int, int]:
    """Return the label that *words* are a part of, and how many lines above and below it takes."""
    for used in range(len(below) + 1):
        for taken in range(len(above) + 1):
            higher = [_UNIT_ALONE.sub("", part) for part in reversed(above[:taken])]
            first, rest = ([words], []) if _NUMBER.fullmatch(words) else ([], [words])
            label = "".join([*first, *higher, *rest, *below[:used]])
            # Figures on a line of their own belong to the middle of a label, not to the next one.
            if taken + used and (taken or words) and is_label(label):
                return label, taken, used
    return "", 0, 0
