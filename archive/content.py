"""Undo an HTTP content encoding, within bounds: what the portal meant to send."""

import zlib
from collections.abc import Callable

import brotli

from archive.capture import Headers

# A report page is a few hundred kilobytes; a scanned PDF some tens of megabytes.
LIMIT = 256 * 1024 * 1024


class EncodingError(Exception):
    """The bytes are not what their content encoding says, or unfold beyond all measure."""


def decoded(body: bytes, headers: Headers) -> bytes:
    """Return *body* with the encodings undone that *headers* declare.

    Raises:
        EncodingError: if an encoding is unknown, or the bytes are damaged or too many.
    """
    for encoding in reversed(_encodings(headers)):
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
    return [name for name in names if name not in ("", "identity")]


def _inflated(window: int) -> Callable[[bytes], bytes]:
    def inflate(body: bytes) -> bytes:
        machine = zlib.decompressobj(window)
        try:
            content = machine.decompress(body, LIMIT)
        except zlib.error as error:
            raise EncodingError(str(error)) from error
        if not machine.eof:
            raise EncodingError("the compressed body ends early or unfolds beyond the limit")
        return content

    return inflate


def _deflate(body: bytes) -> bytes:
    # Some servers send the bare stream where RFC 9110 wants the zlib wrapping.
    try:
        return _inflated(zlib.MAX_WBITS)(body)
    except EncodingError:
        return _inflated(-zlib.MAX_WBITS)(body)


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
    "gzip": _inflated(zlib.MAX_WBITS | 16),
    "x-gzip": _inflated(zlib.MAX_WBITS | 16),
    "deflate": _deflate,
    "br": _brotli,
}
