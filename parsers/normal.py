"""One normalisation of text, done once, at the door: NFKC, with what it would garble kept apart."""

import re
from unicodedata import is_normalized, normalize

# The common ones, replaced in C: NFKC over a whole page costs as much as parsing it.
_COMMON = (
    ("\xa0", " "), ("\u3000", " "), ("\t", " "),
    ("，", ","), ("（", "("), ("）", ")"), ("：", ":"), ("；", ";"), ("？", "?"), ("！", "!"),
    ("％", "%"), ("／", "/"), ("．", "."), ("｜", "|"), ("－", "-"), ("＋", "+"),
)  # fmt: skip

# NFKC makes plain digits of ① and ², which would then pass for printed numbers; box-drawing
# bars part cells as the ASCII one does; U+2212 is the minus of formulas. Controls (an escape
# would reach a terminal) and lone surrogates (which no database takes) print nothing.
_ODD = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufff9-\ufffc\u061c"
    "\u00ad\u00b2\u00b3\u00b9\u00bc-\u00be\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\u2070-\u2089\u2150-\u2189\u2212\u2223\u2460-\u2473\u2502\u2503\u24ea-\u24ff\u2776-\u2793]"
)


def normalise(text: str) -> str:
    r"""Return *text* in the one form that every later step expects; its line feeds stay.

    >>> normalise("（一）予以公开\u00a0０件")
    '(一)予以公开 0件'
    >>> normalise("①公开 10㎡²")
    '(1)公开 10m2^2'
    """
    if text.isascii() and text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for old, new in _COMMON:
        text = text.replace(old, new)
    if _ODD.search(text):
        text = _ODD.sub(_spell, text)
    if is_normalized("NFKC", text):
        return text
    return "\n".join(
        line if is_normalized("NFKC", line) else normalize("NFKC", line)
        for line in text.split("\n")
    )


def squeeze(text: str) -> str:
    """Return *text* without any white space."""
    return "".join(text.split())


def _spell(match: re.Match[str]) -> str:
    char = match.group()
    if char in "\u2502\u2503\u2223":
        return "|"
    if char == "\u2212":
        return "-"
    plain = normalize("NFKC", char)
    if not any(letter.isdigit() for letter in plain):
        return ""  # prints nothing: zero-width spaces, direction marks, soft hyphens, controls
    if "\u2460" <= char <= "\u2793":
        return f"({plain})"
    return f"^{plain}" if plain.isdigit() else plain
