"""What passes between crawl and archive: addresses to fetch, and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

Headers = tuple[tuple[str, str], ...]
# One 404 says little, portals break for a night: gone is what several visits missed, over days.
GONE_DAYS = 3


class Kind(StrEnum):
    """What an address is expected to be."""

    LISTING = "listing"
    PAGE = "page"
    ATTACHMENT = "attachment"
    ROBOTS = "robots"
    PROBE = "probe"  # a random address that teaches a host's soft 404


class Verdict(StrEnum):
    """What came back, as the gate sees it; only `REPORT` and `ATTACHMENT` are parsed."""

    REPORT = "report"
    LISTING = "listing"
    ATTACHMENT = "attachment"
    OTHER = "other"  # a whole page that is neither
    NOT_MODIFIED = "not_modified"
    REDIRECT = "redirect"
    CHALLENGE = "challenge"
    LOGIN = "login"
    SOFT_404 = "soft_404"
    GONE = "gone"  # 404, 410
    EMPTY = "empty"
    DAMAGED = "damaged"
    REFUSED = "refused"  # 401, 403, 429, robots.txt
    ERROR = "error"  # any other status of 400 and above


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a page leads to, with what the page says of it.

    `method`, `body` and `headers` matter where a listing's next page is asked for by POST;
    together with the address they make its identity in the frontier.
    `date` is the listing's own, kept beside the capture.
    """

    url: str
    kind: Kind
    title: str = ""
    date: str = ""
    method: str = "GET"
    body: str = ""
    headers: Headers = ()
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive has of an address already, for a conditional request."""

    sha256: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """An address handed out to be fetched; it is this run's until it is done or failed."""

    id: int
    link: Link
    attempts: int = 0
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One exchange with a portal: the request as sent, the response as received.

    `body` is raw: content encoding not undone. `headers` keep the order and the case received.
    """

    url: str
    fetched_at: datetime
    status: int
    headers: Headers
    body: bytes
    reason: str = ""
    http_version: str = "HTTP/1.1"
    method: str = "GET"
    request_headers: Headers = ()
    request_body: bytes = b""
    ip: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)  # TLS policy, truncation, …


def timestamp(moment: datetime) -> str:
    """Return *moment* as WARC 1.1 writes it: UTC, always with microseconds, so that it sorts.

    >>> timestamp(datetime(2021, 1, 29, 9, 27, tzinfo=UTC))
    '2021-01-29T09:27:00.000000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
