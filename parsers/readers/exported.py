"""Undo what a program put into a text that it wrote down: escapes, margins, signs between cells."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import unescape
from itertools import groupby

_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,5});")
# A text whose line breaks were written as \n has hardly any of its own.
_ESCAPES = {"\\r\\n": "\n", "\\n": "\n", "\\r": "\n", "\\t": "\t", '\\"': '"', "\\/": "/"}
_ESCAPE = re.compile(r'\\r\\n|\\[nrt"/]|\\u([0-9a-fA-F]{4})')
_MANY_ESCAPES = 20
# Markdown's marks of headings and of bold words.
_HEADING = re.compile(r"^#{1,6}[ \t]+(?=\S)", re.MULTILINE)
_BOLD = re.compile(r"(?<!\*)\*\*(?!\s)([^*\n|]{1,80})(?<!\s)\*\*(?!\*)")
# Tables as wikis and TeX write them; a list in JSON, one cell a line.
_MARKUP = re.compile(
    r"^(?:\{\|.*|\|[-}][ \t]*)$|(\|\||!!)|[ \t]*\\\\(?:[ \t]*\\hline)?[ \t]*$|\\hline"
    r"|\\(?:begin|end)\{[^}]*\}(?:\{[^}]*\})?",
    re.MULTILINE,
)
_QUOTED_LINE = re.compile(r'^[ \t]*(?:"(.*)",?|[\[\]{}]+,?)[ \t]*$', re.MULTILINE)
_MANY_LINES = 20
_WIDEST = 24

# > quoted, - listed, • listed: a sign in front of many lines is none of their words.
_BULLET = re.compile(
    r"^[ \t]*(?!-[ \t]*\d{1,3}[ \t]*-)([>*•●■◆▪·-])(?:[ \t]+|(?<=>)|$)", re.MULTILINE
)
_MANY_BULLETS = 12
_NUMBERED = re.compile(
    r"[ \t]*[\[(（]?(\d{1,4})(?:[\])）]?[.:：、|]?[ \t]|[:：]$|$)[ \t]*(?=(?:\d{1,2}[.、．)])?(.?))"
)
_FIRST = re.compile(r"[\ufeff\s\[(（]*0{0,3}1\D")
_LONG_RUN, _SHORT_RUN = 8, 3
_OWN_NUMBERS = re.compile("序号|编号|行次|代码|代号")

# Numbers or blanks between one sign and the next; or a unit and its number between two.
_SIGNS = ("\t", ",", ";", "，", "；", "~", "^", "&", "·", "•", "*", "→", "¦", "//")
_NUMBER = r"[-+−—/]?\d{0,9}(?:\.\d+)?"
_FEW_SIGNS = 12
_CELL = re.compile(rf"(?:{_NUMBER}|[条件次篇个人元]|人次|万元|[-—/]{{1,4}}|[无\s])?")
_SHORT = 16
_LISTS = re.compile(r"""\]\s*,\s*\[""")
_LIST = re.compile(r"""^\s*[\[{]+(?=["'])|(?<=["'])[\]}]+\s*,?\s*$""")


def as_printed(text: str) -> str:
    """Return *text* as it stood before a program wrote it down, its lines where they were.

    Most texts are returned as they are after a look at a few signs: a single one is found ten
    times as fast as two.
    """
    if text[:1] in ("{", "["):
        text = _json_text(text)
    if "&" in text and _ENTITY.search(text):
        text = unescape(text)
    if "\\" in text and len(_ESCAPE.findall(text)) > max(_MANY_ESCAPES, 4 * text.count("\n")):
        text = _ESCAPE.sub(_unescaped, text)
    if "#" in text and "# " in text:
        text = _HEADING.sub("", text)
    if "*" in text and "**" in text:
        text = _BOLD.sub(r"\1", text)
    if ("|" in text and "\n|-\n" in text) or ("\\" in text and "\\hline" in text):
        text = _MARKUP.sub(lambda match: "|" if match[1] else "", text)
    if '"' in text and text.count('",\n') > _MANY_LINES:
        text = _QUOTED_LINE.sub(r"\1", text)
    signs = [sign for sign in "*•●■◆▪·>" if sign in text]
    spaced = " " in text
    if spaced and (any(f"{sign} " in text for sign in signs) or "\n- " in text):
        text = _without_bullets(text)
    if (spaced and "\n1 " in text) or ("\t" in text and "\n1\t" in text) or _FIRST.match(text):
        text = _without_numbers(text)
    for sign in _SIGNS:
        if sign[0] not in text or text.count(sign[0]) <= _FEW_SIGNS:
            continue
        if text.count(sign) > _FEW_SIGNS and _between_cells(sign).search(text):
            return _with_bars(text, sign)
    return text


def _json_text(text: str) -> str:
    """Return the texts that a JSON value holds, a list of them with bars between."""
    try:
        return "\n".join(_texts(json.loads(text)))
    except (ValueError, RecursionError):
        return text


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and _is_table_row(value):
        yield "|".join(map(str, value))
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _is_table_row(value: Sequence[object]) -> bool:
    return len(value) <= _WIDEST and all(isinstance(item, str | int) for item in value)


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _ESCAPES[match[0]]


def _without_bullets(text: str) -> str:
    found = _BULLET.findall(text)
    sign = max(set(found), key=found.count, default="")
    if found.count(sign) < _MANY_BULLETS:
        return text
    return _BULLET.sub(lambda match: "" if match[1] == sign else match[0], text)


def _without_numbers(text: str) -> str:
    """Return the text without the numbers that count its lines, or the lines of its tables."""
    if _OWN_NUMBERS.search(text):
        return text
    lines = text.split("\n")
    runs = list(_runs(lines))
    if not any(end - start >= _LONG_RUN for start, end in runs):
        return text
    for start, end in runs:
        for at in range(start, end):
            lines[at] = _NUMBERED.sub("", lines[at], count=1)
    return "\n".join(lines)


def _runs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where lines begin with numbers that count up, and with words behind them."""
    counted = [(at, match) for at, line in enumerate(lines) if (match := _NUMBERED.match(line))]
    for _, group in groupby(enumerate(counted), key=lambda item: int(item[1][1][1]) - item[1][0]):
        run = [item for _, item in group]
        start, end = run[0][0], run[-1][0] + 1
        words = sum(match[2].isalpha() or match[2] in "(（“" for _, match in run)
        table = len(run) >= _SHORT_RUN and len(run) == end - start and 2 * words >= len(run)
        if table or (words and len(run) > _LONG_RUN and 10 * len(run) > 9 * len(lines)):
            yield start, end


def _with_bars(text: str, sign: str) -> str:
    """Return the text with bars between the cells that *sign* parts, in lines that have cells."""
    lines = _LISTS.sub("\n", text).split("\n") if sign == "," else text.split("\n")
    parted = [_pieces(_LIST.sub("", line), sign) for line in lines]
    rows = [_is_row(pieces) for pieces in parted]
    heads = [
        len(pieces) > 1 and all(len(piece) < _SHORT for piece in pieces) and (above or below)
        for pieces, above, below in zip(parted, [False, *rows], [*rows[1:], False], strict=False)
    ]
    return "\n".join(
        "|".join(pieces) if row or head or _LIST.match(line) else line
        for line, pieces, row, head in zip(lines, parted, rows, heads, strict=True)
    )


@cache
def _between_cells(sign: str) -> re.Pattern[str]:
    part = re.escape(sign)
    end = rf"""["']?[ ]?{part}[ ]?["']?"""
    unit = r"(?:[条件次篇个人元]|人次|万元|—+|-+)"
    first = rf"""(?=[ "'\d.+−—/条件次篇个人元万-]|{part})"""  # nearly all signs are told by it
    return re.compile(rf"""{part}{first}[ ]?["']?(?:(?:{_NUMBER}{end}){{3}}|{unit}{end}\d)""")


def _pieces(line: str, sign: str) -> list[str]:
    """Return what *sign* parts in a line, but in brackets and between quotation marks."""
    return [piece.strip() for piece in _parting(sign).sub(_kept, line).split("\x00")]


@cache
def _parting(sign: str) -> re.Pattern[str]:
    return re.compile(
        rf"""\s*(?:"((?:[^"]|"")*)"|'([^']*)')\s*|([(（][^()（）]*[)）])|{re.escape(sign)}"""
    )


def _kept(match: re.Match[str]) -> str:
    """Return what a quotation or brackets hold, or the mark between two pieces."""
    quoted = match[1] if match[1] is not None else match[2]
    if quoted is not None:
        return quoted.replace('""', '"')
    return match[3] or "\x00"


def _is_row(pieces: Sequence[str]) -> bool:
    """Whether what stands behind the first of several pieces are cells, the last but a comma."""
    behind = pieces[1:-1] if len(pieces) > 1 and not pieces[-1] else pieces[1:]
    return any(_CELL.fullmatch(piece) for piece in behind)
