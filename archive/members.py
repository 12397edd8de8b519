"""Make the members of a WARC file: an exchange, a local file, and what opens the file."""

import base64
import hashlib
import re
import uuid
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from isal import isal_zlib

from archive.address import escaped
from archive.capture import Capture, timestamp

# ISA-L's: a third of the time that zlib's level 4 takes, for six bytes in a hundred more.
LEVEL = 2
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_SAFE = "".join(map(chr, range(0x20, 0x7F))).replace("%", "")
_NO_NAME = re.compile(r"[^!-9;-~]")
_SECRET_REQUESTS = frozenset({"cookie", "authorization", "proxy-authorization"})
_REDACTED = "[redacted]"
_HTTP = "HTTP/1.1"
_HTTP_RESPONSE = "application/http; msgtype=response"
_HTTP_REQUEST = "application/http; msgtype=request"


class Original(NamedTuple):
    """The capture that a revisit record refers to instead of repeating its body."""

    url: str
    fetched_at: str
    sha256: bytes


def info_member(name: str, source: str) -> bytes:
    """Return the member that opens a file: what wrote it, by which rules."""
    lines = {
        "software": "nianbao",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "isPartOf": quote(source),
        "robots": "obey",
    }
    block = "".join(f"{key}: {value}\r\n" for key, value in lines.items()).encode()
    headers = [("WARC-Filename", name), ("WARC-Date", timestamp(datetime.now(UTC)))]
    return _member("warcinfo", headers, block, "application/warc-fields")


def exchange_members(
    capture: Capture,
    context: Mapping[str, str],
    original: Original | None = None,
    *,
    digest: bytes = b"",
) -> tuple[bytes, bytes]:
    """Return the response (or revisit) member and the request member of *capture*.

    *digest* is its body's SHA-256, for who has it already.
    Nothing that a portal or an operator sends can start a header or a record of its own:
    line breaks are escaped. Cookies and credentials are redacted, user names in addresses left out.
    """
    response_id = _record_id()
    shared = [
        ("WARC-Target-URI", escaped(capture.url)),
        ("WARC-Date", timestamp(capture.fetched_at)),
    ]
    if re.fullmatch(r"[0-9A-Fa-f.:]+", capture.ip):
        shared.append(("WARC-IP-Address", capture.ip))
    head = _head(f"{capture.http_version} {capture.status} {capture.reason}", _received(capture))
    headers = [*shared, *_context_headers(context)]
    if original is None:
        digest = digest or hashlib.sha256(capture.body).digest()
        headers.append(("WARC-Payload-Digest", printed_digest(digest)))
        response = _member("response", headers, head + capture.body, _HTTP_RESPONSE, response_id)
    else:
        headers += _refers_to(original, NOT_MODIFIED if capture.status == 304 else IDENTICAL)
        response = _member("revisit", headers, head, _HTTP_RESPONSE, response_id)
    asked = _head(f"{capture.method} {_path(capture.url)} {_HTTP}", _sent(capture))
    body = capture.request_body
    pair = [
        *shared,
        ("WARC-Concurrent-To", response_id),
        ("WARC-Payload-Digest", printed_digest(hashlib.sha256(body).digest())),
    ]
    return response, _member("request", pair, asked + body, _HTTP_REQUEST)


def resource_member(
    url: str, body: bytes, media_type: str, *, date: str, context: Mapping[str, str]
) -> bytes:
    """Return the member of a local file's bytes."""
    headers = [
        ("WARC-Target-URI", escaped(url)),
        ("WARC-Date", date),
        *_context_headers(context),
        ("WARC-Payload-Digest", printed_digest(hashlib.sha256(body).digest())),
    ]
    return _member("resource", headers, body, _line(media_type) or "application/octet-stream")


def printed_digest(sha256: bytes) -> str:
    """Return *sha256* as the headers of a record print it."""
    return f"sha256:{base64.b32encode(sha256).decode()}"


def _member(
    kind: str, headers: list[tuple[str, str]], block: bytes, media_type: str, record_id: str = ""
) -> bytes:
    fields = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id or _record_id()),
        *headers,
        ("WARC-Block-Digest", printed_digest(hashlib.sha256(block).digest())),
        ("Content-Type", media_type),
        ("Content-Length", str(len(block))),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    machine = isal_zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    parts = (f"WARC/1.1\r\n{head}\r\n".encode(), block, b"\r\n\r\n")
    return b"".join((*map(machine.compress, parts), machine.flush()))


def _record_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _path(url: str) -> str:
    parts = urlsplit(escaped(url))
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _line(text: str) -> str:
    return (text if text.isprintable() else re.sub(r"[\r\n\0]+", " ", text)).strip()


def _context_headers(context: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(f"Nianbao-{name.title()}", _quoted(text)) for name, text in context.items() if text]


def _quoted(text: str) -> str:
    if text.isascii() and text.isprintable() and "%" not in text:
        return text  # seeing that takes a tenth of quoting
    return quote(text, safe=_SAFE, errors="surrogatepass")


def _refers_to(original: Original, profile: str) -> list[tuple[str, str]]:
    return [
        ("WARC-Profile", profile),
        ("WARC-Refers-To-Target-URI", escaped(original.url)),
        ("WARC-Refers-To-Date", original.fetched_at),
        ("WARC-Payload-Digest", printed_digest(original.sha256)),
    ]


def _received(capture: Capture) -> Iterator[tuple[str, str]]:
    for name, value in capture.headers:
        if name.lower() == "set-cookie":
            yield name, re.sub(r"=[^;]*", f"={_REDACTED}", value, count=1)
        elif name.lower() == "transfer-encoding":
            # The body was joined from its chunks before it reached us; a replay must not try again.
            yield f"X-Archive-Orig-{name}", value
        else:
            yield name, value


def _sent(capture: Capture) -> Iterator[tuple[str, str]]:
    for name, value in capture.request_headers:
        yield name, _REDACTED if name.lower() in _SECRET_REQUESTS else value


def _head(first: str, headers: Iterator[tuple[str, str]]) -> bytes:
    lines = [_line(first)]
    lines += [f"{_NO_NAME.sub('_', name)}: {_line(value)}" for name, value in headers]
    return b"\r\n".join([*map(_header_bytes, lines), b"", b""])


def _header_bytes(line: str) -> bytes:
    # Scrapy gives header bytes as Latin-1 text, which keeps every byte a portal sent.
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogateescape")
