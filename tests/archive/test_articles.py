"""An article that is cut into several pages is one report, each figure with its own page."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from archive import Archive, Kind, Link, Verdict
from archive.database import transaction
from archive.intake.pieces import Piece, find_pieces, further_number
from tests.archive.crawls import (
    GONE,
    HOST,
    Answer,
    crawl,
    invented,
    not_modified,
    report_page,
    rows,
)
from tests.archive.dumps import dump

Site = dict[str, Answer]
CHAPTERS = ("<p><strong>三、", "<p><strong>四、")
ROW = '<tr><th rowspan="3">（四）无法提供'


def cut(marks: Sequence[str] = CHAPTERS, *, old: str = "", new: str = "") -> Site:
    """Return the page of the first invented report in several, each from one of *marks* on."""
    whole = report_page(old=old, new=new).body.decode()
    head, body = whole.split("<body>")
    body = body.partition("</body>")[0]
    starts = [0, *(body.index(mark) for mark in marks), len(body)]
    parts = [body[start:end] for start, end in pairwise(starts)]
    names = ["1.html", *(f"1_{part}.html" for part in range(1, len(parts)))]
    turn = "".join(f'<a href="{name}">{at}</a> ' for at, name in enumerate(names, 1))
    foot = f"<p><a>上一页</a> {turn}<a>下一页</a></p><p>版权所有：门户网站</p></body></html>"
    links = tuple(Link(f"{HOST}/{name}", Kind.ATTACHMENT) for name in names[1:])
    site = {}
    for name, part in zip(names, parts, strict=True):
        page = f"{head}<body><p>首页 &gt; 政府信息公开</p>{_mended(part)}{foot}".encode()
        first = name == names[0]
        site[name] = Answer(
            page, Verdict.REPORT if first else Verdict.ATTACHMENT, links if first else ()
        )
    return site


def _mended(part: str) -> str:
    """Close and open again the table that the cut runs through."""
    opened = "<table border='1'><tbody>" if part.startswith("<tr") else ""
    return opened + part + "</tbody></table>" * (part.count("<table") > part.count("</table"))


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.open(tmp_path / "archive") as archive:
        yield archive


def values(archive: Archive) -> dict:
    return {fact.key: fact.value for fact in archive.report(1).facts}


@pytest.mark.parametrize("marks", [CHAPTERS[:1], CHAPTERS, [ROW]])
def test_a_report_in_several_pages_has_the_figures_of_all_of_them(archive, marks) -> None:
    crawl(archive, cut(marks))
    archive.ingest(workers=1)
    assert rows(archive, "select id, versions, url from reports") == [(1, 1, f"{HOST}/1.html")]
    assert values(archive) == invented(1)[0].values
    assert all(check.holds for check in archive.report(1).checks)


def chained() -> Site:
    """Return a report in three pages, each of which leads to the next one only."""
    site = cut()
    first, second, third = (site[name] for name in ("1.html", "1_1.html", "1_2.html"))
    return {
        "1.html": replace(first, links=first.links[:1]),
        "1_1.html": replace(second, links=first.links[1:]),
        "1_2.html": third,
    }


def test_pages_that_lead_only_to_the_next_are_one_report(archive, tmp_path) -> None:
    crawl(archive, chained())
    crawl(archive, not_modified(chained(), ["1_1.html"]), day=1)
    archive.ingest(workers=1)
    assert rows(archive, "select id, versions, url from reports") == [(1, 1, f"{HOST}/1.html")]
    assert values(archive) == invented(1)[0].values
    assert rows(archive, "select distinct parent from capture where url like '%1_2.html'") == rows(
        archive, "select distinct parent from capture where url like '%1_1.html'"
    )


def test_a_report_in_several_pages_has_the_prose_of_all_of_them_once(archive, tmp_path) -> None:
    crawl(archive, cut())
    archive.ingest(workers=1)
    with Archive.open(tmp_path / "whole") as other:
        crawl(other, {"1.html": report_page()})
        other.ingest(workers=1)
        assert archive.report(1).sections == other.report(1).sections
        assert archive.report(1).metadata == other.report(1).metadata


def test_a_figure_leads_back_to_the_page_that_prints_it(archive) -> None:
    crawl(archive, cut())
    archive.ingest(workers=1)
    keys = ("regulations.rules.made", "requests.new.total", "review_litigation.review.total")
    found = [archive.evidence(1, key) for key in keys]
    assert [proof.url for proof in found] == [f"{HOST}/{n}.html" for n in ("1", "1_1", "1_2")]
    assert [proof.page for proof in found] == [None, f"{HOST}/1.html", f"{HOST}/1.html"]
    assert len({proof.warc_offset for proof in found}) == 3
    assert invented(1)[0].texts["requests.new.total"] in found[1].snippet
    assert found[1].place.startswith("table 1 row ")


CHANGED = cut()["1_1.html"].body.replace("本年新收".encode(), "本年新收 ".encode())
DAYS: dict[str, tuple[list[Site], int]] = {
    "unchanged": ([cut(), cut()], 1),
    "not modified": ([cut(), not_modified(cut(), ["1.html", "1_1.html", "1_2.html"])], 1),
    "a further page changes": (
        [cut(), cut() | {"1_1.html": Answer(CHANGED, Verdict.ATTACHMENT)}, cut()],
        2,
    ),
    "the first page changes": ([cut(), cut(old="政府信息公开条例", new="政府信息公开 条例")], 2),
    "only a further page is new": (
        [
            cut(),
            not_modified(cut(), ["1.html"]) | {"1_1.html": Answer(CHANGED, Verdict.ATTACHMENT)},
        ],
        2,
    ),
    "a page fails at first": ([cut() | {"1_2.html": GONE}, cut()], 1),
}


@pytest.mark.parametrize("days", DAYS)
def test_the_pages_of_a_report_are_joined_anew_when_one_changes(archive, tmp_path, days) -> None:
    sites, versions = DAYS[days]
    for day, site in enumerate(sites):
        crawl(archive, site, day=day)
        archive.ingest(workers=1)
    assert values(archive) == invented(1)[0].values
    assert rows(archive, "select id, versions from reports") == [(1, versions)]
    assert list(archive.verify(workers=1)) == []
    with Archive.open(tmp_path / "late") as late:
        for day, site in enumerate(sites):
            crawl(late, site, day=day)
        late.ingest(workers=1)
        assert [row[2:] for row in dump(late)["versions"]] == [
            row[2:] for row in dump(archive)["versions"]
        ]


def test_reading_beside_the_crawl_joins_the_pages_too(archive) -> None:
    with archive.reading(workers=1) as reading:
        crawl(archive, cut(), reading=reading)
    assert values(archive) == invented(1)[0].values
    assert archive.ingest(workers=1).done == 0


PAGE_BY_PAGE = """
update version set document = capture, content = (
    select content from capture where capture.id = version.capture
)
"""
WITHOUT_REQUESTS = """
delete from fact where item in (select id from item where table_id = 'requests')
"""


def test_what_an_earlier_parser_read_page_by_page_is_joined_by_reparse(archive) -> None:
    crawl(archive, cut())
    archive.ingest(workers=1)
    before = dump(archive)
    with transaction(archive.connection) as connection:
        connection.execute(PAGE_BY_PAGE)
        connection.execute(WITHOUT_REQUESTS)
    list(archive.reparse(apply=True, workers=1))
    assert values(archive) == invented(1)[0].values
    assert dump(archive)["versions"] == before["versions"]
    assert list(archive.reparse(workers=1)) == []


@pytest.mark.parametrize("verdict", [Verdict.REPORT, Verdict.OTHER])
def test_pictures_belong_to_their_page_in_a_rebuilt_database_too(tmp_path, verdict) -> None:
    names = ("b.png", "a.png")
    links = tuple(Link(f"{HOST}/{name}", Kind.ATTACHMENT) for name in names)
    site = {"1.html": Answer(report_page().body, verdict, links)}
    site |= {
        name: Answer(name.encode(), Verdict.ATTACHMENT, media_type="image/png") for name in names
    }
    with Archive.open(tmp_path) as archive:
        crawl(archive, site)
        before = pieces_of_last(archive)
    for file in tmp_path.glob("archive.db*"):
        file.unlink()
    Archive.rebuild(tmp_path, workers=1)
    with Archive.open(tmp_path) as archive:
        assert [piece.url for piece in before] == [f"{HOST}/{name}" for name in ("1.html", *names)]
        assert pieces_of_last(archive) == before


def pieces_of_last(archive: Archive) -> list[Piece]:
    ((last,),) = rows(archive, "select max(id) from capture")
    return find_pieces(archive.connection, last)


def test_a_page_that_is_the_whole_report_again_adds_nothing(archive) -> None:
    site = cut(CHAPTERS[:1])
    site["1_1.html"] = replace(site["1_1.html"], body=report_page().body)
    crawl(archive, site)
    archive.ingest(workers=1)
    texts = [line for part in archive.report(1).sections for line in part.text.split("\n") if line]
    assert len(texts) == len(set(texts))
    assert values(archive) == invented(1)[0].values


@pytest.mark.parametrize(
    ("first", "url", "number"),
    [
        ("http://a.test/t1.html", "http://a.test/t1_1.html", 1),
        ("http://a.test/t1.shtml", "http://a.test/t1_02.shtml", 2),
        ("http://a.test/t1.html", "http://a.test/t12_1.html", None),
        ("http://a.test/t1.html", "http://a.test/t1_1.pdf", None),
        ("http://a.test/s.php?id=7", "http://a.test/s.php?id=7&page=3", 3),
        ("http://a.test/s.php?id=7&page=1", "http://a.test/s.php?id=7&page=2", 2),
        ("http://a.test/s.php?id=7", "http://a.test/s.php?id=8&page=3", None),
        ("http://a.test/s.php?id=7", "http://a.test/s.php?id=7", None),
    ],
)
def test_a_further_page_is_known_by_its_address(first, url, number) -> None:
    assert further_number(first, url) == number
