"""Put the pages of an article that is cut into several together as one document."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from msgspec.structs import replace as with_changes

from parsers.document import Block, Document, Grid, Line
from parsers.metadata.front import find_front

# In the head of a further page, so many lines of its own stand between those of the template.
_GAP = 3
# Of a page that prints again what stood before, so many of the whole lines are known.
_REPEATED = 0.5
_WHOLE_LINE = 20
_TURNING = re.compile(
    r"[\s|]*(?:共\s?\d{1,2}\s?页|第\s?\d{1,2}\s?页|首页|末页|尾页|[上下前后]一页|\[?\d{1,2}\]?|[<>«»|.…\s])++[\s|]*"
)
_PART = re.compile("part ([0-9]{1,3}) ?")
_TURNS = re.compile("[上下前后]一页|共.{1,4}页")


def joined(pages: Sequence[Document]) -> Document:
    """Return the pages of one article, first page first, as one document.

    Head and foot that the pages share stand once, and a page that prints again what stood on
    those before it adds only what is new. The place of all that stands on a further page begins
    with its number: `part 2 table 1 row 3`.
    """
    first, *others = pages
    blocks = first.blocks[: first.body[1]] if first.body[1] > first.body[0] else first.blocks
    foot = _foot_length(blocks, others)
    kept = [block for block in blocks[: len(blocks) - foot] if not _turns(block)]
    front = find_front(first)
    head = set(map(_text, first.blocks[: front.body_at]))
    warnings = list(first.warnings)
    for number, page in enumerate(others, 2):
        own = [block for block in _own(page, head, blocks) if not _turns(block)]
        kept += (_placed(block, f"part {number}") for block in _new(own, kept))
        warnings += (f"part {number}: {warning}" for warning in page.warnings)
    end = len(kept)
    kept += first.blocks[len(blocks) - foot :]
    start = min(first.body[0], end) if first.body[1] > first.body[0] else 0
    return replace(
        first,
        blocks=tuple(kept),
        body=(start, end) if first.body[1] > first.body[0] else first.body,
        attachments=tuple(dict.fromkeys(file for page in pages for file in page.attachments)),
        warnings=tuple(warnings),
        lossy=any(page.lossy for page in pages),
        # A number of a scan must be vouched for, wherever it stands.
        carrier="scan" if any(page.carrier == "scan" for page in pages) else first.carrier,
    )


def which_part(place: str) -> tuple[int, str]:
    """Return on which page of an article a place is, counted from 1, and where on it.

    >>> which_part("part 2 table 1 row 3"), which_part("table 1 row 3")
    ((2, 'table 1 row 3'), (1, 'table 1 row 3'))
    """
    match = _PART.match(place)
    return (int(match[1]), place[match.end() :]) if match else (1, place)


def placed(document: Document, name: str) -> Document:
    """Return a document with *name* before every place in it."""
    return replace(document, blocks=tuple(_placed(block, name) for block in document.blocks))


def _own(page: Document, head: set[str], first: Sequence[Block]) -> Sequence[Block]:
    """Return what a further page does not share with the head and the foot of the first."""
    blocks = page.article
    start = 0
    for at, block in enumerate(blocks):
        if at - start > _GAP:
            break
        if _text(block) in head:
            start = at + 1
    own = blocks[start:]
    return own[: len(own) - _shared_end(own, first)]


def _foot_length(blocks: Sequence[Block], others: Sequence[Document]) -> int:
    return min((_shared_end(blocks, page.article) for page in others), default=0)


def _shared_end(one: Sequence[Block], other: Sequence[Block]) -> int:
    """Return how many blocks at the end of *one* stand at the end of *other* too."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: _text(pair[0]) == _text(pair[1]), pairs))


def _new(own: Sequence[Block], before: Sequence[Block]) -> Iterator[Block]:
    """Yield of *own* what does not stand *before*, where a page repeats what stood before."""
    known = set(map(_text, before))
    whole = [text for block in own if len(text := _text(block)) >= _WHOLE_LINE]
    repeated = sum(text in known for text in whole)
    if not whole or repeated < len(whole) * _REPEATED:
        yield from own
        return
    yield from (block for block in own if _text(block) not in known)


def _turns(block: Block) -> bool:
    """Whether a line leads from page to page and says nothing else."""
    if isinstance(block, Grid):
        return False
    return _TURNS.search(block.text) is not None and _TURNING.fullmatch(block.text) is not None


def _text(block: Block) -> str:
    texts = [block.text] if isinstance(block, Line) else [cell.text for cell in block.cells]
    return "".join("\n".join(texts).split())


def _placed(block: Block, part: str) -> Block:
    if isinstance(block, Line):
        return with_changes(block, place=f"{part} {block.place}".strip())
    cells = tuple(with_changes(cell, place=f"{part} {cell.place}") for cell in block.cells)
    return Grid(cells, block.height, block.width, f"{part} {block.place}")
