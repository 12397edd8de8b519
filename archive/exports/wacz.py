"""Bundle the captures of reports as a WACZ file: evidence that others can verify and replay."""

import base64
import gzip
import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from archive.database import Connection, bindable
from archive.errors import UnknownError
from archive.lost import note_lost
from archive.members import info_member
from archive.warc import Record, records

_WARC = "nianbao.warc.gz"
# So many lines of the index share a gzip member.
_LINES = 1000


class Bundled(NamedTuple):
    """A record as it lies in the bundle's own WARC file."""

    record: Record
    offset: int


def write_wacz(db: Connection, captures: Path, reports: Iterable[int], output: Path) -> int:
    """Write every capture of *reports*, all their versions, into *output*; return how many.

    Records are copied byte for byte, so that their digests stay what they were; each was
    verified on the way. What stood in a file that is lost is left out.

    Raises:
        UnknownError: if there is no such report.
        WarcError: if a record is not what it was.
    """
    chosen = list(dict.fromkeys(reports))
    note_lost(db, captures)
    places: dict[tuple[str, int], str] = {}
    for report in chosen:
        rows = db.execute(CAPTURES, {"report": bindable(report)}).fetchall()
        if not rows:
            raise UnknownError(
                f"there is no report {report}, or `nianbao verify` names its captures as lost: "
                "nianbao search prints ids"
            )
        places |= {(name, offset): title or "" for name, offset, title in rows}
    warc, bundled = _copied(captures, sorted(places))
    titles = {b.record.url: title for b, title in zip(bundled, _titles(places), strict=True)}
    files = {
        f"archive/{_WARC}": warc,
        **_index(bundled),
        "pages/pages.jsonl": _pages(bundled, titles),
    }
    _write(output, files)
    return len(bundled)


def surt(url: str) -> str:
    """Return the key under which replay looks for *url*.

    >>> surt("http://www.zzq.gov.cn:80/a/Index.html?b=1&a=2")
    'cn,gov,zzq)/a/index.html?a=2&b=1'
    """
    parts = urlsplit(url.lower())
    host = (parts.hostname or "").removeprefix("www.")
    ports = {"http": 80, "https": 443}
    port = f":{parts.port}" if parts.port and parts.port != ports.get(parts.scheme) else ""
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    reversed_host = ",".join(reversed(host.split(".")))
    return f"{reversed_host}{port}){parts.path or '/'}{'?' + query if query else ''}"


def _titles(places: dict[tuple[str, int], str]) -> Iterator[str]:
    return (places[place] for place in sorted(places))


def _copied(captures: Path, places: list[tuple[str, int]]) -> tuple[bytes, list[Bundled]]:
    """Return one WARC file of the records at *places* with their requests, and where each lies."""
    parts = [info_member(_WARC, "bundle")]
    size = len(parts[0])
    bundled = []
    for name, offset in places:
        path = captures / name
        response, *others = islice(records(path, offset), 2)
        pair = [response, *(other for other in others if other.type == "request")]
        bundled.append(Bundled(response, size))
        with path.open("rb") as file:
            for record in pair:
                file.seek(record.offset)
                parts.append(file.read(record.length))
                size += record.length
    return b"".join(parts), bundled


def _index(bundled: list[Bundled]) -> dict[str, bytes]:
    """Return the sorted index in gzip members, and the table that says where each begins."""
    # A replay would show the empty answer where it has "not modified" to choose.
    lines = sorted(_line(each) for each in bundled if each.record.status != HTTPStatus.NOT_MODIFIED)
    table = ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n']
    members = b""
    for start in range(0, len(lines), _LINES):
        part = lines[start : start + _LINES]
        member = gzip.compress("".join(part).encode(), mtime=0)
        place = {"offset": len(members), "length": len(member), "digest": _digest(member)}
        table.append(f"{' '.join(part[0].split(' ', 2)[:2])} {json.dumps(place)}\n")
        members += member
    return {"indexes/index.cdx.gz": members, "indexes/index.idx": "".join(table).encode()}


def _line(bundled: Bundled) -> str:
    record = bundled.record
    digest = base64.b32encode(record.payload_digest).decode()
    said = {
        "url": record.url,
        "mime": _mime(record),
        "status": str(record.status or 200),
        "digest": f"sha256:{digest}",
        "length": str(record.length),
        "offset": str(bundled.offset),
        "filename": _WARC,
    }
    moment = "".join(c for c in record.date if c.isdigit())[:14]
    return f"{surt(record.url)} {moment} {json.dumps(said)}\n"


def _mime(record: Record) -> str:
    if record.type == "revisit":
        return "warc/revisit"
    named = [value for name, value in record.http_headers if name.lower() == "content-type"]
    declared = named[0] if named else record.media_type
    return declared.partition(";")[0].strip() or "application/octet-stream"


def _pages(bundled: list[Bundled], titles: dict[str, str]) -> bytes:
    lines: list[dict[str, str]] = [
        {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    ]
    for number, each in enumerate(bundled, 1):
        record = each.record
        if record.type != "revisit":
            title = titles.get(record.url) or record.url
            page = {"id": str(number), "url": record.url, "ts": record.date, "title": title}
            lines.append(page)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def _write(output: Path, files: dict[str, bytes]) -> None:
    resources = [
        {"name": Path(path).name, "path": path, "hash": _digest(content), "bytes": len(content)}
        for path, content in files.items()
    ]
    described = _json(
        {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": "政府信息公开工作年度报告",
            "software": "nianbao",
            "resources": resources,
        }
    )
    signed = _json({"path": "datapackage.json", "hash": _digest(described)})
    with ZipFile(output, "w", ZIP_STORED) as bundle:
        for path, content in files.items():
            bundle.writestr(ZipInfo(path), content)
        bundle.writestr(ZipInfo("datapackage.json"), described)
        bundle.writestr(ZipInfo("datapackage-digest.json"), signed)


def _digest(content: bytes) -> str:
    return f"sha256:{sha256(content).hexdigest()}"


def _json(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


# The pages and documents of all versions, and what their revisit records refer to.
CAPTURES = """
with seen (id) as (
    select capture from version where report = :report
    union select document from version where report = :report
    union select capture.id from capture join version on version.id = capture.version
        where version.report = :report
)
select warc.name, capture."offset", coalesce(
    (select title from version where report = :report order by id desc limit 1), capture.title)
from capture join warc on warc.id = capture.warc
where capture.id in (
    select id from seen
    union select original from capture where id in (select id from seen) and original is not null
) and not exists (select 1 from temp.gone where gone.id = capture.id)
"""
