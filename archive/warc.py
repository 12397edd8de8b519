"""Append an exchange to a WARC file and read it back: the only module that knows warcio."""

import base64
import hashlib
import io
import os
import re
import uuid
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from isal import isal_zlib
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from archive.address import escaped
from archive.capture import Capture, Headers
from archive.errors import WarcError

# ISA-L's: a third of the time that zlib's level 4 takes, for six bytes in a hundred more.
LEVEL = 2
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_BLOCKS = 1 << 20
_SAFE = "".join(map(chr, range(0x20, 0x7F))).replace("%", "")
_NO_NAME = re.compile(r"[^!-9;-~]")
_SECRET_REQUESTS = frozenset({"cookie", "authorization", "proxy-authorization"})
_REDACTED = "[redacted]"


class Original(NamedTuple):
    """The capture that a revisit record refers to instead of repeating its body."""

    url: str
    fetched_at: str
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in a file: its own headers, and the HTTP message if it holds one.

    `context` is what nianbao noted beside the exchange: source, run, kind, verdict and so on.
    """

    type: str
    url: str
    date: str
    offset: int
    length: int
    status: int = 0
    http_headers: Headers = ()
    payload: bytes = b""
    payload_digest: bytes = b""
    media_type: str = ""
    refers_to: str = ""
    refers_to_date: str = ""
    profile: str = ""
    context: Mapping[str, str] = field(default_factory=dict)


def timestamp(moment: datetime) -> str:
    """Return *moment* as WARC 1.1 writes it: UTC, always with microseconds, so that it sorts.

    >>> timestamp(datetime(2021, 1, 29, 9, 27, tzinfo=UTC))
    '2021-01-29T09:27:00.000000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


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
        headers.append(("WARC-Payload-Digest", _digest(digest)))
        response = _member("response", headers, head + capture.body, _HTTP_RESPONSE, response_id)
    else:
        headers += _refers_to(original, NOT_MODIFIED if capture.status == 304 else IDENTICAL)
        response = _member("revisit", headers, head, _HTTP_RESPONSE, response_id)
    asked = _head(f"{capture.method} {_path(capture.url)} {_HTTP}", _sent(capture))
    body = capture.request_body
    pair = [
        *shared,
        ("WARC-Concurrent-To", response_id),
        ("WARC-Payload-Digest", _digest(hashlib.sha256(body).digest())),
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
        ("WARC-Payload-Digest", _digest(hashlib.sha256(body).digest())),
    ]
    return _member("resource", headers, body, _line(media_type) or "application/octet-stream")


class WarcFile:
    """A WARC file that grows by whole gzip members; `size` is its length in bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("ab", buffering=0)
        self._pending: list[bytes] = []
        self.size = self._file.seek(0, os.SEEK_END)
        if self.size == 0:
            _sync_folder(path.parent)

    def append(self, member: bytes) -> tuple[int, int]:
        """Take *member* and return its offset and length; written and durable after `sync`."""
        offset = self.size
        self._pending.append(member)
        self.size += len(member)
        return offset, len(member)

    def sync(self) -> None:
        """Return when everything appended so far would survive a power cut."""
        rest = memoryview(b"".join(self._pending))
        while rest:
            rest = rest[self._file.write(rest) :]
        self._pending.clear()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; what was not synced is not written."""
        self._file.close()


def read_record(path: Path, offset: int, length: int = 0) -> Record:
    """Return the record of the member at *offset*, its digests verified.

    Raises:
        WarcError: if there is no whole member of *length* bytes, or a digest does not fit.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            if not length:
                return _record(path, offset, *next(_members_from(file, path)))
            member = file.read(length)
    except OSError as error:
        raise WarcError(path.name, offset, f"cannot be read: {error.strerror}") from error
    content, rest = _unfolded(path, offset, member)
    if len(member) != length or rest:
        raise WarcError(path.name, offset, "has not the length it should have")
    return _record(path, offset, content, length)


def records(path: Path, start: int = 0, *, end: int | None = None) -> Iterator[Record]:
    """Yield every record of *path* from byte *start* on to *end*, its digests verified.

    Raises:
        WarcError: at the first member that is torn or damaged.
    """
    offset = start
    with path.open("rb") as file:
        file.seek(start)
        for content, length in _members_from(file, path):
            yield _record(path, offset, content, length)
            offset += length
            if end is not None and offset >= end:
                return


def whole_members(path: Path, start: int = 0) -> tuple[int, int]:
    """Return how many whole members follow byte *start*, and the byte where they end."""
    count, end = 0, start
    try:
        with path.open("rb") as file:
            file.seek(start)
            for _, length in _members_from(file, path):
                count, end = count + 1, end + length
    except WarcError:
        pass
    return count, end


def cut(path: Path, size: int) -> None:
    """Cut *path* to its first *size* bytes."""
    with path.open("r+b") as file:
        file.truncate(size)
        os.fsync(file.fileno())


_HTTP = "HTTP/1.1"
_HTTP_RESPONSE = "application/http; msgtype=response"
_HTTP_REQUEST = "application/http; msgtype=request"


def _member(
    kind: str, headers: list[tuple[str, str]], block: bytes, media_type: str, record_id: str = ""
) -> bytes:
    fields = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id or _record_id()),
        *headers,
        ("WARC-Block-Digest", _digest(hashlib.sha256(block).digest())),
        ("Content-Type", media_type),
        ("Content-Length", str(len(block))),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    machine = isal_zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    parts = (f"WARC/1.1\r\n{head}\r\n".encode(), block, b"\r\n\r\n")
    return b"".join((*map(machine.compress, parts), machine.flush()))


def _sync_folder(folder: Path) -> None:
    # A new file's name is durable only when its folder is synced too.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _record_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _digest(digest: bytes) -> str:
    return f"sha256:{base64.b32encode(digest).decode()}"


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
        ("WARC-Payload-Digest", _digest(original.sha256)),
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


def _members_from(file: io.BufferedIOBase, path: Path) -> Iterator[tuple[bytes, int]]:
    offset, rest = file.tell(), b""
    while rest or (rest := file.read(_BLOCKS)):
        machine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        parts, length = [], 0
        while True:
            try:
                parts.append(machine.decompress(rest))
            except zlib.error as error:
                raise WarcError(path.name, offset, f"is damaged: {error}") from error
            length += len(rest) - len(machine.unused_data)
            if machine.eof:
                break
            if not (rest := file.read(_BLOCKS)):
                raise WarcError(path.name, offset, "is torn")
        rest = machine.unused_data
        yield b"".join(parts), length
        offset += length


def _unfolded(path: Path, offset: int, member: bytes) -> tuple[bytes, bytes]:
    machine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        content = machine.decompress(member)
    except zlib.error as error:
        raise WarcError(path.name, offset, f"is damaged: {error}") from error
    if not machine.eof:
        raise WarcError(path.name, offset, "is torn")
    return content, machine.unused_data


def _record(path: Path, offset: int, content: bytes, length: int) -> Record:
    stream = io.BytesIO(content)
    try:
        parsed = ArcWarcRecordLoader().parse_record_stream(stream, no_record_parse=True)
    except (ArchiveLoadFailed, EOFError) as error:
        raise WarcError(path.name, offset, f"is no WARC record: {error}") from error
    lines = parsed.rec_headers.headers
    headers = {name.lower(): value for name, value in reversed(lines)}
    block = parsed.raw_stream.read()
    record = Record(
        type=parsed.rec_type,
        url=headers.get("warc-target-uri", ""),
        date=headers.get("warc-date", ""),
        offset=offset,
        length=length,
        media_type=headers.get("content-type", ""),
        refers_to=headers.get("warc-refers-to-target-uri", ""),
        refers_to_date=headers.get("warc-refers-to-date", ""),
        profile=headers.get("warc-profile", ""),
        context=_context(lines),
        payload=block,
    )
    if len(block) != int(headers.get("content-length", "-1")):
        raise WarcError(path.name, offset, "is shorter than it says")
    if headers.get("warc-block-digest") != _digest(hashlib.sha256(block).digest()):
        raise WarcError(path.name, offset, "does not fit its block digest")
    if record.media_type.startswith("application/http"):
        record = _message(record, block)
    return _verified(path, record, headers.get("warc-payload-digest", ""))


def _context(headers: list[tuple[str, str]]) -> dict[str, str]:
    return {
        name.removeprefix("Nianbao-").lower(): unquote(value, errors="surrogatepass")
        for name, value in headers
        if name.startswith("Nianbao-")
    }


def _message(record: Record, block: bytes) -> Record:
    head, _, payload = block.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = [line.partition(":") for line in lines]
    words = first.split(" ", 2)
    status = int(words[1]) if record.type in ("response", "revisit") else 0
    return replace(
        record,
        status=status,
        http_headers=tuple((name, value.strip()) for name, _, value in pairs),
        payload=payload,
    )


def _verified(path: Path, record: Record, digest: str) -> Record:
    if not digest:
        return record
    found = hashlib.sha256(record.payload).digest()
    if record.type != "revisit" and digest != _digest(found):
        raise WarcError(path.name, record.offset, "does not fit its payload digest")
    return replace(record, payload_digest=base64.b32decode(digest.removeprefix("sha256:")))
