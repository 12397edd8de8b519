"""Tell whether two readings say the same, whatever the page's counters and clocks show."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import fields

from parsers import Metadata, Report

# What a page counts or tells by the clock: it changes at every visit and means nothing.
_RESTLESS = re.compile(
    r"(浏览|访问|阅读|点击|点赞|下载|查看|浏览次)(量|次数|数|率)?\s*[:：]?\s*[0-9,]+\s*次?"
    r"|(?<![0-9])[0-9]{1,2}[:：][0-9]{2}[:：][0-9]{2}(?![0-9])"
    r"|今天是[^\n]{0,40}|当前时间[^\n]{0,40}|星期[一二三四五六日天]"
)
_METADATA = [f.name for f in fields(Metadata) if f.name != "candidates"]


def masked(text: str) -> str:
    """Return *text* without visitor counters and clocks.

    >>> masked("浏览量：1024 正文")
    '正文'
    """
    return _RESTLESS.sub("", text)


def reading_digest(report: Report) -> bytes:
    """Return a digest of all that *report* says: equal where a reader would see no difference."""
    metadata = (f"{name}={getattr(report.metadata, name)}" for name in _METADATA)
    return _digest((*metadata, *_facts(report), *_text(report)))


def twin_digest(report: Report) -> bytes:
    """Return a digest that the same report has under every address and in every page frame.

    It rests on issuer, year and figures; where no figure tells bodies apart, on the prose too.
    """
    metadata = report.metadata
    telling = any(fact.value for fact in report.facts)
    prose = () if telling else _text(report)
    return _digest((f"{metadata.issuer}", f"{metadata.year}", *_facts(report), *prose))


def _facts(report: Report) -> Iterable[str]:
    return (f"{fact.key}={fact.value}|{fact.text}|{fact.state}" for fact in report.facts)


def _text(report: Report) -> Iterable[str]:
    return (f"{section.heading}\n{masked(section.text)}" for section in report.sections)


def _digest(parts: Iterable[str]) -> bytes:
    whole = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=16).digest()
