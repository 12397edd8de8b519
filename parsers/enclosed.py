"""Take the page out of the JSON in which some portals send a document to a script of theirs."""

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from itertools import islice
from typing import Any, Final

from parsers.charset import decode
from parsers.media import READABLE

# What portals call the parts of a document, in lower case; the first that it has is taken.
_TITLES: Final = ("title", "infotitle", "doctitle", "articletitle", "newstitle", "subject")
# fmt: off
_DATES: Final = (
    "infodate", "publishdate", "publishtime", "pubdate", "releasetime", "releasedate", "docreltime",
    "publishedtime", "publish_time", "publish_date", "first_publish_time", "firstpublishtime",
)
# fmt: on
_SOURCES: Final = ("infosource", "sourcename", "docsourcename", "contentsource", "source")
# Moments as programs count them: in milliseconds, from 2001 to 2033.
_MILLISECONDS: Final = range(10**12, 2 * 10**12)
_TAG: Final = re.compile(
    r"<(?:p|div|span|table|br|h[1-6]|strong|section|article|ul|a)\b[^>]*>", re.IGNORECASE
)
_FILE: Final = re.compile(
    rf"\.(?:{'|'.join(ending[1:] for ending in READABLE if 'htm' not in ending)})$", re.IGNORECASE
)
# A shorter text with tags in it is a highlighted title or the beginning of a text.
_SHORTEST: Final = 150
_OBJECT: Final = re.compile(r"""\{(?=\s*"\w+"\s*:)""")
_MOST_OBJECTS: Final = 30
_CHINA: Final = datetime.timezone(datetime.timedelta(hours=8))
_DECODER: Final = json.JSONDecoder()


def page_in(content: bytes, media_type: str = "") -> str | None:
    """Return the document of a JSON answer as an HTML page; None where *content* is no JSON.

    The document is the longest text with markup; title, date and source are those that stand
    beside it, and the files that the answer names are linked below. An answer without a text may
    consist of a title and its files; one that has neither gives the empty text.
    """
    if content.lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        found = list(mappings(json.loads(decode(content, media_type))))
    except (ValueError, RecursionError):
        return None
    record, text = _longest(found)
    files = _links(found)
    if not (text or files):
        return ""
    beside = _lowered(record) if text else _titled(found)
    title = _first(beside, _TITLES)
    named = {
        "ArticleTitle": title,
        "PubDate": _first(beside, _DATES),
        "ContentSource": _first(beside, _SOURCES),
    }
    tags = "".join(
        f'<meta name="{name}" content="{escape(value)}">' for name, value in named.items() if value
    )
    head = f"<head><title>{escape(title)}</title>{tags}</head>"
    return f"<html>{head}<body><h1>{escape(title)}</h1>\n{text}\n{files}</body></html>"


def page_in_script(content: bytes, media_type: str = "") -> str | None:
    """Return the document that a page without one holds as JSON in a script, as an HTML page.

    None where no object of a script has a text with markup.
    """
    if b"<script" not in content and b"<SCRIPT" not in content:
        return None
    text = decode(content, media_type)
    for start in islice(_OBJECT.finditer(text), _MOST_OBJECTS):
        try:
            data = _DECODER.raw_decode(text, start.start())[0]
        except (ValueError, RecursionError):
            continue
        if _longest(list(mappings(data)))[1]:
            return page_in(json.dumps(data).encode(), "application/json")
    return None


def mappings(data: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object of a JSON value, outermost first."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += reversed(value.values())
        elif isinstance(value, list):
            waiting += reversed(value)


def _longest(found: list[Mapping[str, Any]]) -> tuple[Mapping[str, Any], str]:
    texts = [
        (record, unescape(value) if "&lt;" in value and not _TAG.search(value) else value)
        for record in found
        for value in record.values()
        if isinstance(value, str) and len(value) >= _SHORTEST
    ]
    marked = [(record, value) for record, value in texts if _TAG.search(value)]
    return max(marked, key=lambda pair: len(pair[1]), default=({}, ""))


def _titled(found: list[Mapping[str, Any]]) -> Mapping[str, str]:
    return next((low for low in map(_lowered, found) if _first(low, _TITLES)), {})


def _links(found: list[Mapping[str, Any]]) -> str:
    """Return a link to each file that an object names by its address."""
    lines = []
    for record in found:
        texts = [value for value in record.values() if isinstance(value, str)]
        files = [text for text in texts if _FILE.search(text) and len(text) < 1000]
        address = next((text for text in files if "/" in text), "")
        name = next((text for text in files if text != address), address.rpartition("/")[2])
        if address:
            lines.append(f'<p><a href="{escape(address)}">{escape(name)}</a></p>')
    return "\n".join(dict.fromkeys(lines))


def _lowered(record: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the texts of a record by their names in lower case, and its moments as dates."""
    moments = {
        name.lower(): f"{datetime.datetime.fromtimestamp(value // 1000, _CHINA):%Y-%m-%d %H:%M:%S}"
        for name, value in record.items()
        if isinstance(value, int) and value in _MILLISECONDS
    }
    texts = {name.lower(): value for name, value in record.items() if isinstance(value, str)}
    return moments | texts


def _first(record: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((record[name].strip() for name in names if record.get(name, "").strip()), "")
