"""Read tables of flattened text of which nothing but the numbers is new.

Programs that flatten pages write a cell a line, and most offices print the form as it is: the
labels, in one order, are the same in nearly all of their texts. What stands between them is asked
of the search once, with numbers that are all different.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from parsers.copies import by_row
from parsers.document import Block, Line
from parsers.editions import form_of, has_other_edition, rival_editions
from parsers.figures import Figures, Shape, checks_of, facts_of, in_order, shape_of
from parsers.flattened.glance import glanced, labels_told
from parsers.flattened.headed import own_tables
from parsers.forms import Form
from parsers.found import Found
from parsers.normal import squeeze
from parsers.repair.rows import is_doubted
from parsers.streams import Stream, fold

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9}|)(?:[万亿]?元|)|[-—/]")
# How a number ends; most labels end otherwise.
_LAST = frozenset("-—/元0123456789")
# Stands for the number on the first line while the search is asked: all have three digits.
_ASKED, _MOST_LINES = 101, 800


class _Layout(NamedTuple):
    """What the lines of the tables mean, from the heading of the first one on.

    `texts` takes the number of each cell from the lines, `places` the place of each cell's row
    from those of the lines `heads`. None of `labels` may stand elsewhere in the text.
    """

    form: Form
    rows: tuple[Found, ...]
    shape: Shape
    texts: Callable[[Sequence[str]], tuple[str, ...]]
    heads: tuple[int, ...]
    places: Callable[[Sequence[str]], tuple[str, ...]]
    labels: tuple[str, ...]


def familiar_figures(blocks: Sequence[Block], forms: tuple[Form, ...]) -> Figures | None:
    """Return the figures of a text that prints each table of a form whole, a cell a line.

    They are those that the search finds; None says that it must be asked.
    """
    texts = [block.text for block in blocks]
    start = next((texts.index(head) for head in _first_heads(forms) if head in texts), -1)
    if start < 0 or "" in texts:  # there is a grid
        return None
    numbers = (at for at in range(len(texts) - 1, start, -1) if texts[at].isdecimal())
    end = next(numbers, start) + 2
    lines = texts[start:end]
    labels = tuple(["" if line.isdecimal() or _is_number(line) else line for line in lines])
    layout = _layout(labels, forms) if len(lines) <= _MOST_LINES else None
    if layout is None:
        return None
    cells = layout.texts(lines)
    outside = fold(squeeze("\n".join([*texts[:start], *texts[end:]])))
    if not _are_plain(cells) or "|" in outside or any(map(outside.__contains__, layout.labels)):
        return None
    places = layout.places([blocks[start + at].place for at in layout.heads])
    facts = facts_of(layout.shape, cells, places)
    checks = checks_of(layout.shape, facts)
    if is_doubted(layout.rows, checks):
        return None
    return Figures(layout.form.id, tuple(facts), checks)


def _is_number(line: str) -> bool:
    return line[-1] in _LAST and _NUMBER.fullmatch(line) is not None


def _are_plain(cells: Sequence[str]) -> bool:
    """Whether no number is written in other digits than ours, or with a zero in front."""
    printed = " ".join(["", *cells])
    ours = printed.isascii() or all(cell.isascii() or _is_number(cell) for cell in cells)
    return ours and printed.count(" 0") == cells.count("0")


@cache
def _first_heads(forms: tuple[Form, ...]) -> tuple[str, ...]:
    """Return what stands above the first table of the forms that have tables of their own."""
    tables = filter(None, (own_tables((form,)) for form in forms))
    return tuple(dict.fromkeys(own[0].headings[0] for own in tables))


@lru_cache(maxsize=128)
def _layout(labels: tuple[str, ...], forms: tuple[Form, ...]) -> _Layout | None:
    """Return what the search makes of *labels*, which are empty where a number stands."""
    asked = [label or str(_ASKED + at) for at, label in enumerate(labels)]
    stream = Stream([Line(text, str(at)) for at, text in enumerate(asked)])
    found = glanced(stream, forms)
    rows = by_row(found)
    variants = {row.row.variant for row in found if row.row.variant}
    if not found or len(rows) < len(found) or len(variants) > 1:
        return None
    form = form_of(found, forms)
    if has_other_edition(found, form) or rival_editions(stream.raw, form, forms):
        return None
    ordered = in_order(rows, form)
    shape = shape_of(ordered)
    cells = [str(cell) for row in ordered for cell in row.cells]
    numbers = [text for text, label in zip(asked, labels, strict=True) if not label]
    if len(cells) < len(shape.keys) or sorted(cells) != numbers:
        return None
    of_row = [at for at, row in enumerate(ordered) for _ in row.cells]
    return _Layout(
        form,
        tuple(ordered),
        shape,
        itemgetter(*map(asked.index, cells)),
        tuple(int(row.place) for row in ordered),
        itemgetter(*of_row),
        labels_told(found, forms),
    )
