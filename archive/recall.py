"""Turn a WARC record back into the entry that it was written from."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from archive.capture import Capture, Kind, Link, Verdict
from archive.content import EncodingError, decoded
from archive.errors import WarcError
from archive.ledger import WHOLE
from archive.members import NOT_MODIFIED
from archive.warc import Record, read_record


class Recalled(NamedTuple):
    """An exchange as its record tells it; `asked` is None where no frontier led to it.

    `refers_to` is the address and the time of the capture that a revisit repeats.
    """

    source: str
    run: str
    capture: Capture
    verdict: Verdict
    kind: Kind
    reason: str
    asked: Link | None
    found_on: str
    sha256: bytes
    content: bytes
    revisit: bool
    refers_to: tuple[str, str]


def recall(record: Record) -> Recalled | None:
    """Return the exchange that *record* holds; None if it holds none that nianbao made.

    Of a revisit the digest is known and the body is not: the original has it.

    Raises:
        WarcError: if a newer version of nianbao wrote a verdict or kind that is not known yet.
    """
    context = record.context
    if record.type not in ("response", "revisit", "resource") or "verdict" not in context:
        return None
    try:
        verdict, kind = Verdict(context["verdict"]), Kind(context["kind"])
    except ValueError as error:
        raise WarcError(record.url, record.offset, f"cannot be told: {error}") from error
    headers = record.http_headers
    if record.type == "resource":
        headers = (("Content-Type", record.media_type),)
    capture = Capture(
        url=record.url,
        fetched_at=datetime.fromisoformat(record.date),
        status=record.status,
        headers=headers,
        body=record.payload,
    )
    sha256 = hashlib.sha256(record.payload).digest()
    if record.type == "revisit" and record.profile != NOT_MODIFIED:
        sha256 = record.payload_digest
    return Recalled(
        source=context["source"],
        run=context["run"],
        capture=capture,
        verdict=verdict,
        kind=kind,
        reason=context.get("reason", ""),
        asked=_asked(record, kind),
        found_on=context.get("found-on", ""),
        sha256=sha256,
        content=_content(capture, verdict, sha256),
        revisit=record.type == "revisit",
        refers_to=(record.refers_to, record.refers_to_date),
    )


def read_content(path: Path, offset: int, length: int) -> bytes:
    """Return what the record at *offset* was meant to send, its content encoding undone.

    Raises:
        WarcError: if the record is not what it was, or repeats one that is not there.
        EncodingError: if its content encoding is not what it says.
    """
    record = read_record(path, offset, length)
    if record.type == "revisit":
        raise WarcError(path.name, offset, "repeats one that is not there")
    return decoded(record.payload, record.http_headers)


def _asked(record: Record, kind: Kind) -> Link | None:
    context = record.context
    if "asked" not in context:
        return None
    return Link(
        context["asked"],
        kind,
        title=context.get("title", ""),
        date=context.get("date", ""),
        method=context.get("method", "GET"),
        body=context.get("body", ""),
    )


def _content(capture: Capture, verdict: Verdict, sha256: bytes) -> bytes:
    if verdict not in WHOLE or not capture.body:
        return sha256
    try:
        return hashlib.sha256(decoded(capture.body, capture.headers)).digest()
    except EncodingError:
        return sha256
