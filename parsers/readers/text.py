"""Read flattened text, as extractors and text exports give it: every line that prints something."""

from parsers.charset import decode
from parsers.document import Document, Line
from parsers.normal import normalise

_new = tuple.__new__  # a text has hundreds of lines: their own constructor costs twice


def read_text(content: bytes, *, media_type: str = "") -> Document:
    """Return the lines of a text; a line's place is its number in the file."""
    text = normalise(decode(content, media_type))
    return Document(tuple(text_lines(text)), "text")


def text_lines(text: str, place: str = "line {}") -> list[Line]:
    """Return the lines of normalised *text* that are not empty, each with its numbered place."""
    return [
        _new(Line, (line, place.format(number)))
        for number, raw in enumerate(text.split("\n"), 1)
        if (line := raw.strip())
    ]
