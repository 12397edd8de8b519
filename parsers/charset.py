"""Tell the charset of a page's bytes, before any parser sees the text."""

import codecs
import re
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# A page labelled gb2312 or gbk uses characters of the larger sets all the same. Labels that
# decode anything (latin-1) or do other things than text (unicode_escape) are not listed.
_CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "gb18030": "gb18030",
    "gb2312": "gb18030",
    "gb_2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "windows-936": "gb18030",
    "euc-cn": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "cp950": "big5hkscs",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}

_LABEL = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})", re.IGNORECASE)
_META = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})",
    re.IGNORECASE,
)
# Browsers look for the tag in the first 1,024 bytes; portals put scripts and comments before it.
_META_WITHIN = 8192
_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


class _Guess(NamedTuple):
    charset: str
    text: str


def decode(content: bytes, declared: str = "") -> str:
    """Return the text of *content*; bytes that no charset explains become U+FFFD.

    A byte order mark decides, then text that is UTF-8 through and through, then what the
    header and the page's own tag declare, each believed only if it explains every byte, then
    GB18030. Nothing is refused: damaged bytes are read in the charset that leaves the fewest.

    Args:
        content: the bytes as served, possibly cut in the middle of a character.
        declared: a Content-Type header or a charset's name; may be empty, and may lie.

    >>> decode("年度报告".encode("gbk"), "text/html; charset=utf-8")
    '年度报告'
    """
    return _guess(content, declared).text


def recoded(content: bytes, declared: str = "") -> bytes:
    """Return what `decode` returns in UTF-8; most pages are in UTF-8 as they are.

    >>> recoded("年度报告".encode("gbk")).decode()
    '年度报告'
    """
    guess = _guess(content, declared)
    if guess.charset == "utf-8" and "\ufffd" not in guess.text:
        return content.removeprefix(codecs.BOM_UTF8)
    return guess.text.encode("utf-8", "replace")


def replaced(text: str) -> int:
    """Return how many characters of a decoded text stand for damaged bytes."""
    return text.count("\ufffd")


def _guess(content: bytes, declared: str) -> _Guess:
    if certain := _by_mark(content) or _by_chinese(content):
        return certain
    claims = _claims(content, declared)
    return _by_utf8(content, claims) or _by_claims(content, claims) or _by_damage(content, claims)


def _by_mark(content: bytes) -> _Guess | None:
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return _Guess(charset, content[len(mark) :].decode(charset, "replace"))
    # Markup in UTF-16 without a mark: every second byte of its ASCII is NUL.
    head = content[:64]
    for charset, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(head) >= 8 and zeros.count(0) * 2 >= len(zeros) and head.count(0) <= len(zeros) + 1:
            return _Guess(charset, content.decode(charset, "replace"))
    return None


def _by_chinese(content: bytes) -> _Guess | None:
    text = _strictly(content, "utf-8")
    return _Guess("utf-8", text) if text and _CHINESE.search(text) else None


def _claims(content: bytes, declared: str) -> tuple[str, ...]:
    label = _LABEL.search(declared)
    names = [label[1] if label else declared.strip()]
    names += [
        match[1].decode("ascii", "replace") for match in _META.finditer(content[:_META_WITHIN])
    ]
    known = (_CHARSETS.get(name.lower().replace("_", "-"), "") for name in names)
    return tuple(dict.fromkeys(charset for charset in known if charset))


def _by_utf8(content: bytes, claims: tuple[str, ...]) -> _Guess | None:
    text = _strictly(content, "utf-8")
    if text is None or (text.isascii() and "hz" in claims and b"~{" in content):
        return None
    # A few GBK characters alone are valid UTF-8 too (as Cyrillic or Arabic): then a claim wins.
    return _Guess("utf-8", text) if text.isascii() or not _by_claims(content, claims) else None


def _by_claims(content: bytes, claims: tuple[str, ...]) -> _Guess | None:
    for charset in (*claims, "gb18030"):
        text = _strictly(content, charset)
        if text is None or charset.startswith("utf-16"):
            continue
        if charset == "gb18030" and (traditional := _as_big5(content, text)):
            return traditional
        return _Guess(charset, text)
    return None


def _by_damage(content: bytes, claims: tuple[str, ...]) -> _Guess:
    charsets = dict.fromkeys((*claims, "utf-8", "gb18030"))
    guesses = [_Guess(charset, content.decode(charset, "replace")) for charset in charsets]
    return min(guesses, key=lambda guess: replaced(guess.text))


def _strictly(content: bytes, charset: str) -> str | None:
    """Return the text if every byte fits; a character cut off at the very end is no objection."""
    try:
        return content.decode(charset)
    except UnicodeDecodeError as error:
        if error.end < len(content) or len(content) - error.start > 3:
            return None
        start = error.start
    try:
        text = content[:start].decode(charset)
    except UnicodeDecodeError:
        return None
    return text + "\ufffd"


def _as_big5(content: bytes, text: str) -> _Guess | None:
    """Return the Big5 reading of bytes that make no sense as GB18030, though they decode."""
    if "的" in text or "年" in text or text.isascii():
        return None
    traditional = _strictly(content, "big5hkscs")
    if traditional and ("的" in traditional or "年" in traditional):
        return _Guess("big5hkscs", traditional)
    return None
