"""Undo an HTTP content encoding, within bounds: what the portal meant to send."""

import zlib
from collections.abc import Callable

import brotli

from archive.capture import Headers

# A report page is a few hundred kilobytes; a scanned PDF some tens of megabytes.
LIMIT = 256 * 1024 * 1024
# What servers put where an encoding should stand, and encodes nothing: browsers overlook it too.
_NO_ENCODING = ("", "identity", "none", "binary", "utf-8", "utf8", "gbk", "gb2312", "gb18030")
# Each part of a gzip stream costs a copy of all that follow.
_MOST_MEMBERS = 100
_GZIPPED = b"\x1f\x8b\x08"


class EncodingError(Exception):
    """The bytes are not what their content encoding says, or unfold beyond all measure."""


def decoded(body: bytes, headers: Headers) -> bytes:
    """Return *body* with the encodings undone that *headers* declare.

    Raises:
        EncodingError: if an encoding is unknown, or the bytes are damaged or too many.
    """
    for encoding in reversed(_encodings(headers) or _unsaid(body, headers)):
        if encoding not in _DECODERS:
            raise EncodingError(f"unknown content encoding {encoding!r}")
        body = _DECODERS[encoding](body)
    return body


def header(headers: Headers, name: str) -> str:
    """Return the first value of *name*, in whatever case it was sent; the empty text if none."""
    return next((value for key, value in headers if key.lower() == name), "")


def _encodings(headers: Headers) -> list[str]:
    values = [value for key, value in headers if key.lower() == "content-encoding"]
    names = [name.strip().lower() for value in values for name in value.split(",")]
    return [name for name in names if name not in _NO_ENCODING]


def _unsaid(body: bytes, headers: Headers) -> list[str]:
    """Return the encoding of what can't be the text that it is said to be."""
    text = body.startswith(_GZIPPED) and header(headers, "content-type").startswith("text/")
    return ["gzip"] if text else []


def _gunzip(body: bytes) -> bytes:
    """Return what the members of a gzip stream hold; behind the last may stand anything."""
    content = b""
    for _ in range(_MOST_MEMBERS):
        machine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        content += _unfolded(machine, body, max(1, LIMIT - len(content)))
        body = machine.unused_data
        if not body.startswith(_GZIPPED):
            return content
    raise EncodingError("a gzip stream in too many parts")


def _deflate(body: bytes) -> bytes:
    # Some servers send the bare stream where RFC 9110 wants the zlib wrapping.
    try:
        return _unfolded(zlib.decompressobj(zlib.MAX_WBITS), body)
    except EncodingError:
        return _unfolded(zlib.decompressobj(-zlib.MAX_WBITS), body)


def _unfolded(machine: "zlib._Decompress", body: bytes, most: int = LIMIT) -> bytes:
    try:
        content = machine.decompress(body, most)
    except zlib.error as error:
        raise EncodingError(str(error)) from error
    if not machine.eof:
        raise EncodingError("the compressed body ends early or unfolds beyond the limit")
    return content


def _brotli(body: bytes) -> bytes:
    machine = brotli.Decompressor()
    try:
        content: bytes = machine.process(body, output_buffer_limit=LIMIT)
    except brotli.error as error:
        raise EncodingError(str(error)) from error
    if not machine.is_finished():
        raise EncodingError("the compressed body ends early or unfolds beyond the limit")
    return content


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _brotli,
}
