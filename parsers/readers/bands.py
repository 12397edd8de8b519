"""Cut a tall picture of several pages where neither a line of text nor a row of a table is cut."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from PIL import Image

from parsers.readers.ink import steepness, turned

# What is taller than so many times its width was put together of several pages.
TALL = 1.9
# How high a page is beside its width; no cut comes before this share of it.
_PAGE, _EARLIEST = 1.42, 0.6
# How much darker than the rows round it the row of a rule is on the whole, in levels of grey; a
# rule goes to both sides of its cut, with so many rows round it.
_RULE, _ROUND = 20, 8


def bands(picture: Image.Image) -> Iterator[Image.Image]:
    """Yield the parts of a tall picture from top to bottom, none much higher than a page."""
    grey = picture if picture.mode == "L" else picture.convert("L")
    angle = steepness(grey)
    picture, grey = turned(picture, angle), turned(grey, angle)
    rows = np.asarray(grey.reduce((4, 1)), np.float32)
    start, high = 0, int(picture.width * _PAGE)
    while picture.height - start > high * 1.2:
        first = start + int(high * _EARLIEST)
        cut, is_rule = _cut(rows[first : start + high])
        cut += first
        shared = _ROUND * is_rule
        yield picture.crop((0, start, picture.width, cut + shared))
        start = cut - shared
    yield picture.crop((0, start, picture.width, picture.height))


def _cut(rows: Any) -> tuple[int, bool]:
    """Return the last row that is a rule's, or the lightest, and whether it is a rule's."""
    means = rows.mean(axis=1)
    round_it = np.pad(means, _ROUND, mode="edge")
    above, below = round_it[: -2 * _ROUND], round_it[2 * _ROUND :]
    rules = np.flatnonzero(np.minimum(above, below) - means > _RULE)
    if len(rules):
        return int(rules[-1]), True
    # In the middle of the widest gap, nearly: where it is light for a while.
    light = np.convolve(rows.min(axis=1), np.ones(2 * _ROUND + 1), "same")
    return int(np.flatnonzero(light == light.max())[-1]), False
