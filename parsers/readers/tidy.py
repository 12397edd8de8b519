"""Normalise the texts of blocks as a reader found them, all in one go."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from parsers.document import Block, Grid, Line
from parsers.normal import normalise

# No text holds it: XML forbids it, and the readers of PDFs leave controls out.
_SEPARATOR = "\x1e"


def tidied(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with every text normalised, without the lines that are empty.

    Normalising costs by the call: a document's texts go through it as one.
    """
    found = list(blocks)
    texts: list[str] = []
    for block in found:
        if isinstance(block, Grid):
            texts += [cell.text for cell in block.cells]
        else:
            texts.append(block.text)
    clean = map(_squared, normalise(_SEPARATOR.join(texts)).split(_SEPARATOR))
    return tuple(block for block in _filled(found, clean) if isinstance(block, Grid) or block.text)


def _filled(blocks: Iterable[Block], texts: Iterator[str]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Line):
            yield Line(next(texts).replace("\n", " "), block.place)
        else:
            cells = tuple(replace(cell, text=next(texts)) for cell in block.cells)
            yield Grid(cells, block.height, block.width, block.place)


def _squared(text: str) -> str:
    """Return *text* with single spaces, and no empty line."""
    if text.isalnum() or not text:
        return text
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))
