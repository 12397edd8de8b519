"""Read an RTF file (.rtf, and many a .doc): its lines and tables as one sees them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from parsers.document import Document
from parsers.errors import UnreadableMediaError
from parsers.normal import normalise
from parsers.readers import marks
from parsers.readers.blocks import marked_blocks
from parsers.readers.edges import Edge, Tables

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,40})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})"
    rb"|\\(?P<sign>[^a-zA-Z'])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)
# The code page of a document is the one it declares, or the one that a font of its needs.
_CODECS = {
    b"\\ansicpg936": "gb18030",
    b"\\ansicpg54936": "gb18030",
    b"\\ansicpg950": "big5hkscs",
    b"\\fcharset134": "gb18030",
    b"\\fcharset136": "big5hkscs",
}
# Groups whose text does not stand among the lines of the page.
_SILENT = frozenset(
    (
        *("fonttbl", "colortbl", "stylesheet", "info", "pict", "nonshppict", "nonesttables"),
        *("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"),
        *("footnote", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn"),
        *("sp", "shprslt", "revtbl", "filetbl", "xe", "tc", "txe", "rxe", "mmathPr"),
    )
)
# Groups that older programs skip, though what they hold is seen.
_SEEN = frozenset(("shpinst", "do", "nesttableprops"))
_SAID = {
    "line": marks.BREAK, "tab": " ", "emspace": " ", "enspace": " ", "qmspace": " ",
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•",
}  # fmt: skip
_ENDS = frozenset(("par", "sect", "page", "column"))
_STRUCK = frozenset(("v", "deleted", "strike", "striked"))
_LITERAL = {b"\\": b"\\", b"{": b"{", b"}": b"}", b"~": b" ", b"_": b"-"}
_DEEPEST = 2000
_MOST_CELLS = 200_000
_MOST_PARAGRAPHS = 600_000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds until the end of a group; `level` counts the tables that its text stands in."""

    level: int = 0
    silent: bool = False
    nested: bool = False
    struck: frozenset[str] = frozenset()
    raised: bool = False
    fallback: int = 1


def read_rtf(content: bytes) -> Document:
    """Return the lines and tables of an RTF file.

    Raises:
        UnreadableMediaError: if it is nested deeper, or has more cells or paragraphs, than any
            report.
    """
    if content.count(b"\\par") > _MOST_PARAGRAPHS:
        raise UnreadableMediaError(f"the RTF file has over {_MOST_PARAGRAPHS} paragraphs")
    reader = _Reader(_codec(content))
    for match in _tokens(content):
        reader.take(match)
    warnings = ("the RTF file ends early: what should follow is lost",) if reader.outer else ()
    return Document(tuple(marked_blocks(normalise(reader.marked()))), "word", warnings=warnings)


def _tokens(content: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the control words, the braces and the text of a file, without its raw data."""
    at = 0
    while match := _TOKEN.match(content, at):
        at = match.end()
        if match["word"] == b"bin":
            at += max(0, int(match["number"] or 0))
        else:
            yield match


def _codec(content: bytes) -> str:
    return next((codec for sign, codec in _CODECS.items() if sign in content), "cp1252")


class _Reader:
    """One pass over a file; `outer` holds the states of the groups that are open."""

    def __init__(self, codec: str) -> None:
        self.outer: list[_State] = []
        self._codec = codec
        self._state = _State()
        self._tables = Tables()
        self._edges: dict[int, list[Edge]] = defaultdict(list)
        self._edge = Edge()
        self._line: list[str] = []  # a paragraph says at its end only in which cell it stands
        self._bytes = bytearray()
        self._units = bytearray()  # UTF-16
        self._skipped = 0
        self._starred = False
        self._cells = 0

    def take(self, match: re.Match[bytes]) -> None:
        """Take the next control word, brace or piece of text."""
        word, number, byte, sign, brace, text = match.groups()
        if word is not None:
            self._take_word(word.decode(), None if number is None else int(number))
        elif brace is not None:
            self._take_brace(brace)
        elif sign in (b"\r", b"\n"):
            self._take_word("par", None)
        elif sign == b"*":
            self._starred = True
        elif literal := text or _LITERAL.get(sign) or (byte and bytes.fromhex(byte.decode())):
            self._take_bytes(literal)

    def marked(self) -> str:
        """Return the text with the marks of `parsers.readers.marks` in it."""
        self._end_line(0)
        return self._tables.marked()

    def _take_bytes(self, literal: bytes) -> None:
        left = literal[self._skipped :]
        self._skipped = max(0, self._skipped - len(literal))
        if left and self._units:
            self._flush()
        self._bytes += left

    def _take_brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            self.outer.append(self._state)
            if len(self.outer) > _DEEPEST:
                raise UnreadableMediaError(f"the RTF file has over {_DEEPEST} groups in groups")
        elif self.outer:
            self._state = self.outer.pop()

    def _take_word(self, word: str, number: int | None) -> None:
        if word == "u":
            self._take_unit(number or 0)
            return
        self._flush()
        starred, self._starred = self._starred, False
        state = self._state
        if word in _SILENT or (starred and word not in _SEEN):
            self._state = replace(state, silent=True)
        elif state.silent:
            return
        elif word in _ENDS:
            self._line.append(marks.BREAK)
            self._end_line(state.level)
        elif word in _SAID:
            self._add(_SAID[word])
        else:
            self._state = _changed(state, word, number)
            self._take_table(word, number or 0)

    def _take_unit(self, number: int) -> None:
        if self._bytes:
            self._flush()
        self._units += (number % 0x10000).to_bytes(2, "little")
        self._skipped = self._state.fallback

    def _take_table(self, word: str, number: int) -> None:
        inner = max(2, self._state.level)
        edges = self._edges[inner if self._state.nested else 1]
        match word:
            case "trowd":
                edges.clear()
            case "clvmrg":
                self._edge.down = True
            case "clmrg":
                self._edge.across = True
            case "cellx":
                self._edge.right = number
                edges.append(self._edge)
                self._edge = Edge()
            case "cell" | "nestcell":
                self._end_cell(1 if word == "cell" else inner)
            case "row" | "nestrow":
                level = 1 if word == "row" else inner
                self._tables.end_row(level, self._edges[level])

    def _end_cell(self, level: int) -> None:
        self._end_line(level)
        self._tables.end_cell(level)
        self._cells += 1
        if self._cells > _MOST_CELLS:
            raise UnreadableMediaError(f"the RTF file has over {_MOST_CELLS} cells")

    def _end_line(self, level: int) -> None:
        self._flush()
        if self._line:
            self._tables.add("".join(self._line), level)
            self._line.clear()

    def _flush(self) -> None:
        text = self._bytes.decode(self._codec, "replace") + self._units.decode(
            "utf-16-le", "replace"
        )
        self._bytes.clear()
        self._units.clear()
        self._skipped = 0
        if text:
            self._add(marks.without_marks(text))

    def _add(self, text: str) -> None:
        if not (self._state.silent or self._state.struck):
            self._line.append(marks.RAISED + text if self._state.raised else text)


def _changed(state: _State, word: str, number: int | None) -> _State:
    """Return *state* as a control word leaves it."""
    if word in _STRUCK:
        return replace(
            state, struck=state.struck - {word} if number == 0 else state.struck | {word}
        )
    match word:
        case "pard":
            return replace(state, level=0)
        case "intbl":
            return replace(state, level=max(1, state.level))
        case "itap":
            return replace(state, level=max(0, number or 0))
        case "nesttableprops":
            return replace(state, nested=True)
        case "plain":
            return replace(state, struck=frozenset(), raised=False)
        case "super" | "nosupersub":
            return replace(state, raised=word == "super" and number != 0)
        case "uc":
            return replace(state, fallback=max(0, 1 if number is None else number))
    return state
