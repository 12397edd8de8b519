"""Take the page out of a web archive (.mht), as browsers and Word save one, often called .doc."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from parsers.errors import UnreadableMediaError

# Headers as mail has them, up to one that no other file begins with.
_HEAD = re.compile(
    rb"\s*(?:(?:From|Subject|Date|X-[\w-]+|Snapshot-Content-Location): .*\n(?:[ \t].*\n)*)*"
    rb"(?:MIME-Version: ?1\.0|Content-Type: ?multipart/related)",
    re.IGNORECASE,
)
_SNIFFED = 2048
_FRAMES, _TABLE = (re.compile(rb"<" + tag, re.IGNORECASE) for tag in (b"frameset", b"table"))


def is_saved_page(head: bytes) -> bool:
    """Whether a file that begins so is a web archive."""
    return _HEAD.match(head[:_SNIFFED]) is not None


def saved_page(content: bytes) -> tuple[bytes, str]:
    """Return the page of a web archive, and its type with the charset that is declared.

    That is the first; of a workbook, whose first only has frames, all of its sheets in one.

    Raises:
        UnreadableMediaError: if there is no page in it.
    """
    pages = list(_pages(message_from_bytes(content)))
    if not pages:
        raise UnreadableMediaError("the web archive holds no page")
    first, kind = pages[0]
    if _FRAMES.search(first):
        sheets = [page for page, _ in pages if _TABLE.search(page)]
        return b"\n".join(sheets) or first, kind
    return first, kind


def _pages(archive: Message) -> Iterator[tuple[bytes, str]]:
    for part in archive.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload, _type_of(part)


def _type_of(part: Message) -> str:
    charset = part.get_content_charset()
    return f"text/html; charset={charset}" if charset else "text/html"
