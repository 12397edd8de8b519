"""Ask a timestamp authority over HTTP (RFC 3161, 3.4)."""

import asyncio

import aiohttp

from archive import TimestampError

_SECONDS = 30
# Answers have a few kilobytes, certificates included.
_LARGEST = 1 << 20


def ask_authority(server: str, query: bytes) -> bytes:
    """Return what *server* answers to *query*.

    Raises:
        TimestampError: if it does not answer with a timestamp.
    """
    return asyncio.run(_ask(server, query))


async def _ask(server: str, query: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query"}
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, auto_decompress=False) as session,
            session.post(server, data=query, headers=headers) as response,
        ):
            answer = await response.content.read(_LARGEST)
            while chunk := await response.content.read(_LARGEST):
                answer += chunk
                if len(answer) > _LARGEST:
                    raise TimestampError(server, "answers with more than a timestamp")
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise TimestampError(server, f"does not answer: {reason}") from error
    if response.status != 200 or response.content_type != "application/timestamp-reply":
        raise TimestampError(
            server, f"gives no timestamp: {response.status} {response.content_type}"
        )
    return answer
