import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from archive import Archive, Kind, Link, Verdict
from archive.intake.documents import with_listing
from bench import carriers, paper
from parsers import Metadata, Report
from parsers.document import Grid
from tests.archive.crawls import (
    GONE,
    HOST,
    Answer,
    bare_page,
    crawl,
    invented,
    not_modified,
    report_page,
    rows,
    word_file,
)
from tests.parsers.zips import zipped


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.open(tmp_path) as archive:
        yield archive


def test_a_captured_page_becomes_a_report_with_all_its_cells(archive: Archive) -> None:
    crawl(archive, {"1.html": report_page()})
    done = archive.ingest(workers=1)
    assert (done.reports, done.errors, done.deferred) == (1, [], [])
    (report,) = rows(archive, "select title, year, issuer, published, url from reports")
    truth = invented(1)[0]
    assert report == (
        truth.title,
        truth.year,
        truth.issuer,
        truth.published_iso,
        "http://portal.test/1.html",
    )
    facts = {fact.key: fact.value for fact in archive.report(1).facts}
    assert facts == truth.values


def test_nothing_is_read_twice(archive: Archive) -> None:
    crawl(archive, {"1.html": report_page()})
    assert archive.ingest(workers=1).done == 1
    assert archive.ingest(workers=1).done == 0


def test_reports_kept_from_the_index_wait_for_it_and_are_found(archive: Archive) -> None:
    crawl(archive, {"1.html": report_page()})
    archive.ingest(workers=1, index=False)
    assert [hit.id for hit in archive.search("信息公开")] == [1]
    assert archive.seal(waiting=1) == 1


def test_what_was_not_modified_is_seen_again(archive: Archive) -> None:
    site = {"1.html": report_page()}
    crawl(archive, site)
    crawl(archive, not_modified(site, ["1.html"]), day=7)
    assert archive.ingest(workers=1).unchanged == 1
    assert rows(archive, "select date(first_seen), date(last_seen) from versions") == [
        ("2021-01-29", "2021-02-05")
    ]


def test_a_page_that_is_changed_back_has_two_versions_and_shows_the_first(
    archive: Archive,
) -> None:
    first, other = report_page(), report_page(old="政府", new="政 府")
    for day, page in enumerate((first, other, first)):
        crawl(archive, {"1.html": page}, day=day)
        archive.ingest(workers=1)
    assert rows(archive, "select version_id, versions from reports") == [(1, 2)]


def test_reading_late_gives_the_same_as_reading_at_once(archive: Archive) -> None:
    first, other = report_page(), report_page(old="政府", new="政 府")
    for day, page in enumerate((first, other, first, other)):
        crawl(archive, {"1.html": page}, day=day)
    archive.ingest(workers=1)
    assert rows(archive, "select version_id, versions from reports") == [(2, 2)]
    assert rows(archive, "select version_id from captures where kind = 'page'") == [
        (1,),
        (2,),
        (1,),
        (2,),
    ]


def test_a_report_that_hangs_on_a_page_takes_what_it_lacks_from_the_page(
    archive: Archive,
) -> None:
    title = invented(1)[0].title
    crawl(archive, {"1.html": bare_page(title, "a.docx"), "a.docx": word_file()})
    archive.ingest(workers=1)
    (report,) = rows(archive, "select title, source, url, versions, form from reports")
    assert report == (title, "区政府办", "http://portal.test/1.html", 1, invented(1)[0].form)
    facts = {fact.key: fact.value for fact in archive.report(1).facts}
    assert facts == invented(1)[0].values


@pytest.mark.parametrize("name", ["fj.xlsx", "fj.docx", "fj.pdf"])
def test_prose_on_a_page_and_tables_in_its_attachment_are_one_report(
    archive: Archive, name: str
) -> None:
    report = invented(1)[0]
    tables = [block for block in carriers.blocks_of(report) if isinstance(block, Grid)]
    make = {".xlsx": carriers.xlsx, ".docx": carriers.docx, ".pdf": paper.pdf}[Path(name).suffix]
    prose = re.sub("(?s)<table.*?</table>", "", report_page().body.decode())
    page = Answer(prose.encode(), Verdict.REPORT, (Link(f"{HOST}/{name}", Kind.ATTACHMENT),))
    hung = Answer(make(tables), Verdict.ATTACHMENT, media_type="application/octet-stream")
    for day in range(2):
        crawl(archive, {"1.html": page, name: hung}, day=day)
        archive.ingest(workers=1)
    assert rows(archive, "select id, title, versions from reports") == [(1, report.title, 1)]
    stored = archive.report(1)
    assert {fact.key: fact.value for fact in stored.facts} == report.values
    assert [s.heading for s in stored.sections] == [s.heading for s in report.sections]
    assert archive.evidence(1, "requests.new.total").url == f"{HOST}/{name}"
    assert len(list(archive.search(report.sections[0].paragraphs[0][:12]))) == 1
    assert list(archive.reparse(workers=1)) == []


TABLES = re.compile("<table.*?</table>", re.DOTALL)
PROSE = TABLES.sub("", report_page().body.decode())
NOT_READ = "tables may stand in a file that is not read with the page"


@pytest.mark.parametrize(
    ("page", "lacks"),
    [
        (PROSE, ""),
        (f"<html><body><h1>{invented(1)[0].title}</h1>%s</body></html>", ""),
        (PROSE + TABLES.findall(report_page().body.decode())[1], " (which lacks regulations, "),
    ],
    ids=["prose", "no prose", "one table on the page"],
)
def test_tables_in_several_files_are_read_from_one_and_the_others_are_named(
    archive: Archive, tmp_path: Path, page: str, lacks: str
) -> None:
    tables = [block for block in carriers.blocks_of(invented(1)[0]) if isinstance(block, Grid)]
    names = [f"表{number}.xlsx" for number in range(len(tables))]
    hung = "".join(f'<p><a href="{name}">{name}</a></p>' for name in names)
    page = page.replace("%s", hung) if "%s" in page else page.replace("</body>", f"{hung}</body>")
    links = tuple(Link(f"{HOST}/{quote(name)}", Kind.ATTACHMENT) for name in names)
    site = {"1.html": Answer(page.encode(), Verdict.REPORT, links)}
    site |= {
        quote(name): Answer(carriers.xlsx([table]), Verdict.ATTACHMENT)
        for name, table in zip(names, tables, strict=True)
    }
    crawl(archive, site)
    archive.ingest(workers=1)
    # Each file is announced as a page, as many a portal's script for downloads does.
    assert list(archive.reparse(workers=1)) == []
    assert list(archive.verify(workers=1)) == []
    told = archive.report(1).warnings
    assert [warning.rpartition("/")[2] for warning in told] == names[len(names) - len(told) :]
    assert len(told) == (3 if lacks else 2)
    assert all(warning.startswith(f"{NOT_READ}{lacks}") for warning in told)


def test_what_the_listing_calls_a_page_is_the_title_of_the_tables_that_hang_on_it(archive) -> None:
    tables = [block for block in carriers.blocks_of(invented(1)[0]) if isinstance(block, Grid)]
    links = (Link(f"{HOST}/a.xlsx", Kind.ATTACHMENT, title="附表"),)
    page = Answer("<html><body><p>见附表。</p></body></html>".encode(), Verdict.OTHER, links)
    crawl(archive, {"1.html": page, "a.xlsx": Answer(carriers.xlsx(tables), Verdict.ATTACHMENT)})
    archive.ingest(workers=1)
    assert rows(archive, "select title from reports") == [("列表上的标题",)]


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("望淮县水务局2020年政府信息公开工作年度报告", "望淮县水务局"),
        ("望淮县水务局2019年政府信息公开工作年度报告", None),
        ("附表", None),
    ],
)
def test_the_listing_names_the_issuer_of_what_has_no_title(title, issuer) -> None:
    untitled = Report(Metadata(year=2020))
    assert with_listing(untitled, title, "").metadata.issuer == issuer
    titled = Report(Metadata(title="2020年年报", year=2020))
    assert with_listing(titled, title, "").metadata.issuer is None


@pytest.mark.parametrize("prose", [True, False])
def test_another_years_report_that_hangs_on_a_report_is_one_of_its_own(archive, prose) -> None:
    page, other = report_page().body.decode(), invented(8)[7]
    assert other.year != invented(1)[0].year
    body = re.sub("(?s)<table.*?</table>", "", page) if prose else page
    links = (Link(f"{HOST}/a.docx", Kind.ATTACHMENT),)
    crawl(archive, {"1.html": Answer(body.encode(), Verdict.REPORT, links), "a.docx": word_file(7)})
    archive.ingest(workers=1)
    ids = dict(rows(archive, "select year, id from reports"))
    assert set(ids) == {invented(1)[0].year, other.year}
    found = {fact.key: fact.value for fact in archive.report(ids[other.year]).facts}
    assert found == other.values


def test_a_changed_attachment_is_a_new_version_of_its_pages_report(archive: Archive) -> None:
    site = {"1.html": bare_page(invented(1)[0].title, "a.docx"), "a.docx": word_file()}
    changed = not_modified(site | {"a.docx": replace(word_file(), body=b"")}, ["1.html"])
    changed["a.docx"] = replace(word_file(), body=word_file().body.replace(b"PK", b"PK", 1) + b"\0")
    again = not_modified(changed, ["1.html", "a.docx"])
    for day, answers in enumerate((site, changed, again)):
        crawl(archive, answers, day=day)
        archive.ingest(workers=1)
    assert rows(archive, "select id, version_id, versions from reports") == [(1, 2, 2)]


def test_the_same_figures_on_page_and_attachment_are_one_version(archive: Archive) -> None:
    page = replace(report_page(), links=bare_page("x", "a.docx").links)
    crawl(archive, {"1.html": page, "a.docx": word_file()})
    archive.ingest(workers=1)
    assert rows(archive, "select id, versions, url from reports") == [
        (1, 1, "http://portal.test/1.html")
    ]
    assert rows(archive, "select version_id from captures where kind = 'attachment'") == [(1,)]


def test_several_bodies_reports_on_one_page_are_several_reports(archive: Archive) -> None:
    page = bare_page("各单位年度报告", "a.docx", "b.docx")
    crawl(archive, {"1.html": page, "a.docx": word_file(0), "b.docx": word_file(7)})
    archive.ingest(workers=1)
    issuers = {issuer for (issuer,) in rows(archive, "select issuer from reports")}
    assert issuers == {invented(8)[0].issuer, invented(8)[7].issuer}


def test_a_document_straight_on_the_listing_takes_the_listings_date(archive: Archive) -> None:
    site = {"a.docx": word_file()}
    crawl(archive, site, kinds={"a.docx": Kind.ATTACHMENT})
    archive.ingest(workers=1)
    assert rows(archive, "select url, issuer from reports") == [
        ("http://portal.test/a.docx", invented(1)[0].issuer)
    ]


def test_one_report_at_two_addresses_has_two_captures(archive: Archive) -> None:
    crawl(archive, {"1.html": report_page(), "1.html?from=phone": report_page()})
    archive.ingest(workers=1)
    assert rows(archive, "select id, versions from reports") == [(1, 1)]
    assert rows(archive, "select count(*) from captures where report_id = 1") == [(2,)]


def test_what_is_no_report_or_no_document_is_kept_with_its_reason(archive: Archive) -> None:
    wrong = replace(word_file(), body=b"PK\3\4 broken")
    crawl(archive, {"1.html": replace(report_page(), body=b"<p>nothing</p>"), "a.docx": wrong})
    done = archive.ingest(workers=1)
    assert (done.reports, done.not_reports, [url for url, _ in done.errors]) == (
        0,
        1,
        ["http://portal.test/a.docx"],
    )


def test_files_and_folders_are_brought_in_once(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.html").write_bytes(report_page().body)
    (folder / "b.html").write_bytes(report_page(1).body)
    (folder / "truth.json").write_text("{}")
    done = archive.ingest_files([folder], workers=1)
    assert (done.reports, done.skipped) == (2, [str(folder / "truth.json")])
    again = archive.ingest_files([folder], workers=1)
    assert (again.reports, again.unchanged) == (0, 2)
    assert rows(archive, "select url from captures limit 1") == [((folder / "a.html").as_uri(),)]


def test_a_local_zip_of_several_reports_is_unpacked_like_a_folder(
    archive: Archive, tmp_path: Path
) -> None:
    file = tmp_path / "各部门.zip"
    parts = {
        "教育局2022年报.html": report_page().body,
        "乡镇/民政局 2022年报.docx": word_file(1).body,
        "乡镇/附表.xlsx": b"PK",
        "水利局.rar": b"Rar!",
    }
    file.write_bytes(zipped(parts))
    done = archive.ingest_files([file], workers=1)
    assert (done.reports, done.skipped) == (2, [f"{file}/乡镇/附表.xlsx"])
    assert done.errors == [(f"{file}/水利局.rar", "not opened: unpack it")]
    assert archive.ingest_files([file], workers=1).unchanged == 2
    assert list(archive.verify(workers=1)) == []
    before = rows(archive, "select uid, url, issuer from reports")
    archive.close()
    (tmp_path / "archive.db").unlink()
    Archive.rebuild(tmp_path, workers=1)
    with Archive.open(tmp_path) as rebuilt:
        assert rows(rebuilt, "select uid, url, issuer from reports") == before
        assert list(rebuilt.reparse(workers=1)) == []


def test_a_local_zip_of_one_report_is_kept_whole(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "年报.zip"
    file.write_bytes(zipped({"报告.html": report_page().body, "附表.docx": word_file(1).body}))
    assert archive.ingest_files([file], workers=1).reports == 1
    assert rows(archive, "select url from captures") == [(file.as_uri(),)]


def test_a_missing_file_is_named_and_the_others_come_in(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(report_page().body)
    done = archive.ingest_files([tmp_path / "no.html", tmp_path / "a.html"], workers=1)
    assert done.reports == 1
    assert done.errors[0][0].endswith("no.html")


def test_a_body_that_does_not_unfold_is_an_error_of_its_own(archive: Archive) -> None:
    page = replace(report_page(), headers=(("Content-Encoding", "gzip"),))
    crawl(archive, {"1.html": page, "2.html": report_page(1), "3.html": GONE})
    done = archive.ingest(workers=1)
    assert (done.reports, len(done.errors)) == (1, 1)
