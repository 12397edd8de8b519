"""A crawl without a network: what each address answers is a dictionary."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from archive import Archive, Capture, Kind, Link, Reading, Verdict
from demo.invented import InventedReport, invented_reports
from demo.pages import render_page
from demo.word import word_document

START = datetime(2021, 1, 29, 9, 27, tzinfo=UTC)
HOST = "http://portal.test"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Answer:
    """What an address answers, and what the gate makes of it."""

    body: bytes
    verdict: Verdict
    links: tuple[Link, ...] = ()
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


GONE = Answer(b"gone", Verdict.GONE, status=404)
UNCHANGED = Answer(b"", Verdict.NOT_MODIFIED, status=304)


@cache
def invented(count: int) -> tuple[InventedReport, ...]:
    """Return *count* invented reports without odd cells."""
    return tuple(invented_reports(count, odd=False))


def report_page(number: int = 0, *, old: str = "", new: str = "") -> Answer:
    """Return the page of an invented report, a text on it replaced."""
    page = render_page(invented(number + 1)[number])
    assert old in page
    return Answer(page.replace(old, new).encode(), Verdict.REPORT)


def one_cell_changed() -> Answer:
    """Return the page of the first invented report with another number of new requests."""
    page = report_page().body.decode()
    old = invented(1)[0].texts["requests.new.total"]
    at = page.index("本年新收")
    start = page.rindex(old, at, page.index("</tr>", at))
    return replace(report_page(), body=(page[:start] + "97531" + page[start + len(old) :]).encode())


def word_file(number: int = 0, *, old: str = "", new: str = "") -> Answer:
    """Return the Word file of an invented report, a text in it replaced."""
    body = word_document(invented(number + 1)[number])
    if old:
        packed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(body)) as before, zipfile.ZipFile(packed, "w") as after:
            for name in before.namelist():
                after.writestr(name, before.read(name).replace(old.encode(), new.encode()))
        body = packed.getvalue()
    return Answer(body, Verdict.ATTACHMENT, media_type=WORD)


def bare_page(title: str, *attachments: str) -> Answer:
    """Return a page that carries nothing but its title, its metadata line and attachments."""
    hung = "".join(f'<a href="{name}">{name}</a>' for name in attachments)
    line = "发布时间：2024-01-30 10:00 信息来源：区政府办"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{line}</p>{hung}"
    links = tuple(Link(f"{HOST}/{name}", Kind.ATTACHMENT) for name in attachments)
    return Answer(f"{page}</body></html>".encode(), Verdict.REPORT, links)


def crawl(
    archive: Archive,
    site: Mapping[str, Answer],
    *,
    source: str = "one",
    day: int = 0,
    kinds: Mapping[str, Kind] | None = None,
    reading: Reading | None = None,
    not_modified: bool = False,
) -> dict[str, int]:
    """Crawl *site*, whose addresses are paths, on a *day*; return the run's summary.

    What no link leads to hangs on the listing. A *reading* reads beside it. With *not_modified*
    the portal says so of all that is asked conditionally.
    """
    site = {f"{HOST}/{path}": answer for path, answer in site.items()}
    linked = {link.url for answer in site.values() for link in answer.links}
    kinds = kinds or {}
    links = tuple(
        Link(url, kinds.get(url.removeprefix(f"{HOST}/"), Kind.PAGE), title="列表上的标题")
        for url in site
        if url not in linked
    )
    listing = Answer(b"listing", Verdict.LISTING, links)
    frontier = archive.frontier(source)
    frontier.add([Link(f"{HOST}/", Kind.LISTING)])
    moment = START + timedelta(days=day)
    with archive.recorder(frontier, reading=reading) as recorder:
        while leases := frontier.lease(4):
            for lease in leases:
                moment += timedelta(seconds=1)
                answer = {f"{HOST}/": listing, **site}.get(lease.link.url, GONE)
                answer = UNCHANGED if not_modified and lease.known else answer
                links = answer.links or frontier.links(lease)
                recorder.record(
                    captured(lease.link.url, answer, moment),
                    verdict=answer.verdict,
                    lease=lease,
                    links=links,
                )
            recorder.flush().result(10)
    return frontier.finish()


def captured(url: str, answer: Answer, moment: datetime = START) -> Capture:
    """Return the capture of *answer*."""
    headers = (("Content-Type", answer.media_type), *answer.headers)
    return Capture(url, moment, answer.status, headers, answer.body, reason="OK")


def rows(archive: Archive, sql: str) -> list[tuple]:
    """Return what *sql* selects."""
    return archive.connection.execute(sql).fetchall()


def without(site: Mapping[str, Answer], *paths: str) -> dict[str, Answer]:
    """Return *site* without *paths*."""
    return {path: answer for path, answer in site.items() if path not in paths}


def not_modified(site: Mapping[str, Answer], paths: Sequence[str]) -> dict[str, Answer]:
    """Return *site*, where *paths* answer that they are not modified."""
    return {
        path: replace(UNCHANGED, links=answer.links) if path in paths else answer
        for path, answer in site.items()
    }
