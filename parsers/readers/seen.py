"""Tell which characters of a PDF's page a person sees, and in which direction they are read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from ctypes import byref
from itertools import groupby, repeat
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from pypdfium2 import raw as pdfium

from parsers.readers.affine import Box, Point
from parsers.readers.calls import address_of, by_address
from parsers.readers.objects import PLAIN, SHADOW, Drawn, Look

# So slanted, in degrees, a text may be on a page that was scanned askew.
_ASKEW = 3.0
# White on white paper, in levels of all three colours.
_WHITE = 3 * 240
_OF_NUMBERS = frozenset("0123456789.,+- \r\n")
# The side of the squares in which letters that may lie over one another are looked for, in points.
_SQUARE = 20.0

_object_of = by_address(pdfium.FPDFText_GetTextObject)
_code_of = by_address(pdfium.FPDFText_GetUnicode)


class Seen(NamedTuple):
    """What of a page's text a person sees.

    `turn` says by how many quarters, against the clock, its text is turned; `unseen` are the
    characters that nobody sees or that lie under the others; `doubtful` those whose digits are not
    believed, as they run across or are part of a number that may be cut off; `homes` are the
    places of those that reach beyond the cell to which they belong.
    """

    turn: int
    unseen: frozenset[int] = frozenset()
    doubtful: frozenset[int] = frozenset()
    hidden: int = 0
    homes: Mapping[int, Point] = MappingProxyType({})


def seen_text(text: Any, count: int, drawn: Drawn) -> Seen:
    """Return which of the *count* characters of a page are seen; *drawn* has looks of its texts.

    Hidden text is what some OCR put behind a scan, or what was covered; text that runs aslant, and
    pale text that lies under other text, is a watermark, and its figures are none of the tables'.
    """
    things = list(map(_object_of, repeat(address_of(text)), range(count)))
    looks = [drawn.looks.get(thing, PLAIN) if thing else None for thing in things]
    hidden = {index for index, look in enumerate(looks) if look and look.hidden}
    visible = [(at, look) for at, look in enumerate(looks) if look and not look.hidden]
    directions = Counter(round(look.angle / 90) % 4 for _, look in visible if _is_straight(look))
    turn = directions.most_common(1)[0][0] if directions else 0
    slanted = {index for index, look in visible if not _is_straight(look)}
    if 2 * len(slanted) > len(visible):
        slanted = set()
    pale = set(_covered(text, visible, drawn))
    doubtful = {
        at for at, look in visible if _is_straight(look) and round(look.angle / 90) % 4 != turn
    }
    full = [(at, things[at]) for at, look in visible if look.full]
    doubtful.update(_numbers(text, full))
    homes = {index: look.home for index, look in visible if look.home}
    unseen = frozenset(hidden | slanted | pale)
    return Seen(turn, unseen, frozenset(doubtful), len(hidden), homes)


def _numbers(text: Any, characters: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Yield the characters of those texts that are numbers; each comes with its text."""
    for _, run in groupby(characters, key=itemgetter(1)):
        places = [at for at, _ in run]
        if all(chr(_code_of(text, at)) in _OF_NUMBERS for at in places):
            yield from places


def _is_straight(look: Look) -> bool:
    return abs(look.angle - 90 * round(look.angle / 90)) < _ASKEW


def _covered(text: Any, visible: Iterable[tuple[int, Look]], drawn: Drawn) -> Iterator[int]:
    """Yield the pale characters whose colour is under dark text, or white on paper."""
    colours: dict[tuple[int, int, int, int], list[int]] = {}
    dark: list[int] = []
    for index, look in visible:
        (colours.setdefault(look.pale, []) if look.pale else dark).append(index)
    if not colours:
        return
    boxes = {index: _box(text, index) for index in dark}
    squares: dict[tuple[int, int], list[Box]] = {}
    for box in boxes.values():
        squares.setdefault(_square(box), []).append(box)
    twins = {step for index, box in boxes.items() for step in _steps(text, index, box)}
    for colour, indices in colours.items():
        placed = [(index, _box(text, index)) for index in indices]
        covered = [index for index, box in placed if _overlies(squares, box)]
        shadows = [index for index, box in placed if _step(text, index, box) in twins]
        if 2 * len(shadows) > len(covered):  # pdfium knows of some letters their shadow only
            yield from shadows
        elif covered:
            yield from indices
        elif sum(colour[:3]) > _WHITE:
            places = drawn.shades + drawn.pictures
            yield from (at for at in indices if not any(_holds(p, _box(text, at)) for p in places))


def _box(text: Any, index: int) -> Box:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, index, byref(box))
    return box.left, box.bottom, box.right, box.top


def _square(box: Box) -> tuple[int, int]:
    return int((box[0] + box[2]) / 2 / _SQUARE), int((box[1] + box[3]) / 2 / _SQUARE)


def _step(text: Any, index: int, box: Box) -> tuple[int, int, int]:
    """Return a letter and where its middle lies, roughly."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return _code_of(text, index), round(x / SHADOW), round(y / SHADOW)


def _steps(text: Any, index: int, box: Box) -> Iterator[tuple[int, int, int]]:
    """Yield what `_step` gives of a letter's shadow, wherever that falls."""
    code, x, y = _step(text, index, box)
    yield from ((code, x + across, y + along) for across in (-1, 0, 1) for along in (-1, 0, 1))


def _overlies(squares: dict[tuple[int, int], list[Box]], box: Box) -> bool:
    """Whether the middle of a dark letter lies in a pale one's box."""
    left, bottom, right, top = box
    if right - left > 10 * _SQUARE or top - bottom > 10 * _SQUARE:
        return True  # so large are the letters of a watermark only
    return any(
        left < (other[0] + other[2]) / 2 < right and bottom < (other[1] + other[3]) / 2 < top
        for x in range(int(left / _SQUARE), int(right / _SQUARE) + 1)
        for y in range(int(bottom / _SQUARE), int(top / _SQUARE) + 1)
        for other in squares.get((x, y), ())
    )


def _holds(place: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return place[0] <= x <= place[2] and place[1] <= y <= place[3]
