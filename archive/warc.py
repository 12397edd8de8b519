"""Append members to a WARC file and read records back: the only module that knows warcio."""

import base64
import hashlib
import io
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from archive.capture import Headers
from archive.errors import WarcError
from archive.members import printed_digest

# So many bytes of a file are read at a time.
_BLOCKS = 1 << 20


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


def _sync_folder(folder: Path) -> None:
    # A new file's name is durable only when its folder is synced too.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
    if headers.get("warc-block-digest") != printed_digest(hashlib.sha256(block).digest()):
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
    if record.type != "revisit" and digest != printed_digest(found):
        raise WarcError(path.name, record.offset, "does not fit its payload digest")
    return replace(record, payload_digest=base64.b32decode(digest.removeprefix("sha256:")))
