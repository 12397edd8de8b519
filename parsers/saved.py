"""Take the page out of a web archive (.mht), as browsers and Word save one, often called .doc."""

import re
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


def is_saved_page(head: bytes) -> bool:
    """Whether a file that begins so is a web archive."""
    return _HEAD.match(head[:_SNIFFED]) is not None


def saved_page(content: bytes) -> tuple[bytes, str]:
    """Return the first page of a web archive, and its type with the charset that is declared.

    Raises:
        UnreadableMediaError: if there is no page in it.
    """
    for part in message_from_bytes(content).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload, _type_of(part)
    raise UnreadableMediaError("the web archive holds no page")


def _type_of(part: Message) -> str:
    charset = part.get_content_charset()
    return f"text/html; charset={charset}" if charset else "text/html"
