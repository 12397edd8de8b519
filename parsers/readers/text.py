"""Read flattened text, as extractors and text exports give it: every line that prints something."""

from itertools import chain, count

from parsers.charset import decode
from parsers.document import Document, Line
from parsers.normal import normalise

_PLACES = tuple(f"line {number}" for number in range(1, 1001))  # few texts are longer


def read_text(content: bytes, *, media_type: str = "") -> Document:
    """Return the lines of a text; a line's place is its number in the file."""
    lines = normalise(decode(content, media_type)).split("\n")
    places = chain(_PLACES, map("line {}".format, count(len(_PLACES) + 1)))
    kept = [
        Line(line, place)
        for raw, place in zip(lines, places, strict=False)
        if (line := raw.strip())
    ]
    return Document(tuple(kept), "text")
