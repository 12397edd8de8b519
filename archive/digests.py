"""Tell whether two readings say the same, whatever the page's counters and clocks show."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, NamedTuple

import msgspec

from parsers import Metadata, Report

# What a page counts, or tells by the clock: it changes at every visit and means nothing. Prose has
# such figures too (网站访问量1234次); a counter has a colon. The pattern begins with plain words
# only, for then the search skips through the text many times faster.
_RESTLESS = re.compile(
    r"(?:浏览|访问|阅读|点击|点赞|下载|查看|今天是|现在时间|当前时间|北京时间)"
    r"(?:(?<=天是|时间)[^\n]{0,40}|(?:量|次数|人数|数|人次)?\s*[:：]\s*[0-9,]+\s*次?)"
)
_CLOCK = re.compile(r"(?<![0-9])[0-9]{1,2}[:：][0-9]{2}[:：][0-9]{2}(?![0-9])")
# Where there is none of this, there is no clock, and it is found a hundred times faster.
_SECONDS = re.compile("[:：][0-9]{2}[:：]")
Row = tuple[Any, ...]
# What two readings are compared by: candidates are how a field was found, not what it says.
METADATA = [field.name for field in fields(Metadata) if field.name != "candidates"]


class Digests(NamedTuple):
    """Two digests of a report.

    `reading` is equal where a reader would see no difference. `twin` is what the same report has
    under every address and in every page's frame: it rests on issuer, year and figures, and where
    no figure tells bodies apart, on the prose too.
    """

    reading: bytes
    twin: bytes


def digests(report: Report, rows: Sequence[Row]) -> Digests:
    """Return the digests of *report*, whose facts are *rows* of the database."""
    metadata = report.metadata
    facts = msgspec.msgpack.encode(rows)
    prose = masked("\n".join(f"{s.heading}\n{s.text}" for s in report.sections))
    text = prose.encode("utf-8", "surrogatepass")
    who = repr((metadata.issuer, metadata.year)).encode("utf-8", "surrogatepass")
    telling = any(fact.value for fact in report.facts)
    return Digests(
        reading=_digest(_metadata(metadata), facts, text),
        twin=_digest(who, facts, b"" if telling else text),
    )


def masked(text: str) -> str:
    """Return *text* without visitor counters and clocks.

    >>> masked("浏览量：1024 网站访问量达1024次")
    '网站访问量达1024次'
    """
    text = _RESTLESS.sub("", text)
    return _CLOCK.sub("", text) if _SECONDS.search(text) else text


def _metadata(metadata: Metadata) -> bytes:
    values = [getattr(metadata, name) for name in METADATA]
    return repr(values).encode("utf-8", "surrogatepass")


def _digest(*parts: bytes) -> bytes:
    machine = hashlib.blake2b(digest_size=16)
    for part in parts:
        machine.update(len(part).to_bytes(8, "big"))
        machine.update(part)
    return machine.digest()
