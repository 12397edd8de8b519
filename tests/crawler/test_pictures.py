"""A report that is shown as pictures is kept as pictures: its own, and so many at most."""

import io
import ipaddress
import re
from importlib.util import find_spec

import pytest

from archive import Archive, Kind, Link
from bench import carriers
from crawler import Options, crawl
from crawler.dialects import Page
from crawler.pages.files import MOST_PICTURES, picture_links
from crawler.sources import Source
from demo.invented import invented_reports
from demo.pages import render_page
from parsers.document import Grid
from tests.crawler.serving import Reply, listing, page, serving

LOOPBACK = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),), delay=0)
TITLE = "望淮县第0局2023年政府信息公开工作年度报告"
SHOWN = """<html><body><img src="/images/logo.png"><h1>{}</h1><p><img src="W020240101.png">
    <img data-src="/upload/2024/2.jpg"><img src="icon.gif" width="16"></p></body></html>"""
SCAN = b"\x89PNG\r\n\x1a\n" + bytes(5000) + b"IEND\xaeB`\x82"


def found(text):
    given = Page("http://a.test/nb/t1.html", text, Link("http://a.test/nb/t1.html", Kind.PAGE))
    return [link.url for link in picture_links(given)]


def test_the_pictures_of_the_article_are_its_own_and_not_the_sites():
    assert found(SHOWN.format(TITLE)) == [
        "http://a.test/nb/W020240101.png",
        "http://a.test/upload/2024/2.jpg",
    ]


def test_no_page_has_more_pictures_than_a_report_has_pages():
    text = "".join(f"<img src='{number}.png'>" for number in range(3 * MOST_PICTURES))
    assert len(found(text)) == MOST_PICTURES


def test_the_pictures_of_a_report_are_kept_as_its_attachments(tmp_path):
    scan = Reply(f"HTTP/1.1 200 OK\r\nContent-Length: {len(SCAN)}\r\n\r\n".encode() + SCAN)
    pages = {"/list": page(listing(["/nb/t0.html"])), "/nb/t0.html": page(SHOWN.format(TITLE))}
    pictures = {"/nb/W020240101.png": scan, "/upload/2024/2.jpg": scan}
    with serving(lambda target: (pages | pictures).get(target, page("", status="404 No"))) as at:
        seed = f"http://127.0.0.2:{at.port}/list"
        crawl([Source(name="one", title="one", seeds=(seed,))], tmp_path, options=LOOPBACK)
    assert set(at.targets()) == {"/robots.txt", *pages, *pictures}
    with Archive.open(tmp_path, read_only=True) as archive:
        sql = "select verdict from captures where url like '%.png' or url like '%.jpg'"
        assert archive.connection.execute(sql).fetchall() == [("attachment",), ("attachment",)]


reads_pictures = pytest.mark.skipif(
    not all(map(find_spec, ("onnxruntime", "rapidocr", "PIL", "reportlab"))),
    reason="needs the extra `ocr` and reportlab",
)


@reads_pictures
def test_the_figures_of_a_report_in_pictures_come_from_all_of_them_into_the_archive(tmp_path):
    report = invented_reports(1, seed=11)[0]
    first, _, last = [b for b in carriers.blocks_of(report) if isinstance(b, Grid)]
    pictures = [scanned(first), scanned(last)]
    names = ["W020240101.png", "W020240102.png"]
    shown = "".join(f'<p><img src="{name}"></p>' for name in names)
    article = f"<html><body><h1>{report.title}</h1>{shown}</body></html>"
    pages = {"/list": page(listing(["/nb/t0.html"])), "/nb/t0.html": page(article)}
    pages |= {f"/nb/{name}": answer(content) for name, content in zip(names, pictures, strict=True)}
    with serving(lambda target: pages.get(target, page("", status="404 No"))) as at:
        seed = f"http://127.0.0.2:{at.port}/list"
        for _ in range(2):  # and nothing changes when nothing has
            crawl([Source(name="one", title="one", seeds=(seed,))], tmp_path, options=LOOPBACK)
            with Archive.open(tmp_path) as archive:
                archive.ingest(workers=1)
    with Archive.open(tmp_path, read_only=True) as archive:
        rows = archive.connection.execute("select id, title, versions, url from reports").fetchall()
        assert [(row[1], row[2]) for row in rows] == [(report.title, 1)]
        assert rows[0][3].endswith("/nb/t0.html")
        facts = {fact.key: fact.value for fact in archive.report(1).facts}
        expected = {key: value for key, value in report.values.items() if "requests." not in key}
        read = {key: value for key, value in facts.items() if value is not None}
        assert read == {key: expected[key] for key in read}
        assert len(read) > 0.8 * len(expected)
        proof = archive.evidence(1, next(key for key in read if key.startswith("review_")))
        assert proof.url.endswith(names[1])


REPORT = invented_reports(1, odd=False)[0]
PAGE = render_page(REPORT)
TABLE = re.compile("<table.*?</table>", re.DOTALL)
LAST = [block for block in carriers.blocks_of(REPORT) if isinstance(block, Grid)][-1]
ONE_SHOWN = PAGE.replace(TABLE.findall(PAGE)[-1], "<p><img src='W020240101.png'></p>")
REVIEWS = "review_litigation.review.total"
DECORATION = "<p>一、总体情况</p><img src='20240101.jpg'><img src='/images/logo.png'>"


def crawled(folder, *articles, pictures=None):
    """Crawl and read a report's page and its pictures once for each text that the page has."""
    pages = {"/list": page(listing(["/nb/t0.html"]))}
    pages |= {f"/nb/{name}": answer(content) for name, content in (pictures or {}).items()}
    with serving(lambda target: pages.get(target, page("", status="404 No"))) as at:
        seed = f"http://127.0.0.2:{at.port}/list"
        for article in articles:
            pages["/nb/t0.html"] = page(article)
            crawl([Source(name="one", title="one", seeds=(seed,))], folder, options=LOOPBACK)
            with Archive.open(folder) as archive:
                archive.ingest(workers=1)
    return at.targets()


def test_a_report_with_all_its_tables_has_no_picture_fetched(tmp_path):
    asked = crawled(tmp_path, PAGE.replace("<table", f"{DECORATION}<table"))
    assert asked == ["/robots.txt", "/list", "/nb/t0.html"]


def test_pictures_in_place_of_tables_are_fetched_within_the_source_and_named_beyond(tmp_path):
    shown = "<p><img src='20240101.png'><img src='http://other.test/20240101/2.png'></p>"
    asked = crawled(tmp_path, TABLE.sub(shown, PAGE))
    assert asked[:3] == ["/robots.txt", "/list", "/nb/t0.html"]
    assert set(asked[3:]) == {"/nb/20240101.png"}
    with Archive.open(tmp_path, read_only=True) as archive:
        (warning,) = archive.report(1).warnings
        assert "/nb/20240101.png, http://other.test/20240101/2.png)" in warning


@reads_pictures
def test_a_page_with_two_tables_as_text_and_one_as_picture_is_one_report(tmp_path):
    crawled(tmp_path, ONE_SHOWN, ONE_SHOWN, pictures={"W020240101.png": scanned(LAST)})
    with Archive.open(tmp_path, read_only=True) as archive:
        rows = archive.connection.execute("select id, title, versions from reports").fetchall()
        assert rows == [(1, REPORT.title, 1)]
        report = archive.report(1)
        read = {fact.key: fact.value for fact in report.facts if fact.value is not None}
        assert read == {key: REPORT.values[key] for key in read}
        assert len(read) > 190
        assert [s.heading for s in report.sections] == [s.heading for s in REPORT.sections]
        assert report.warnings == ()
        proofs = [archive.evidence(1, key) for key in ("requests.new.total", REVIEWS)]
        assert [proof.url.rpartition("/")[2] for proof in proofs] == ["t0.html", "W020240101.png"]


@reads_pictures
def test_a_page_that_changes_is_read_with_its_pictures_again(tmp_path):
    changed = ONE_SHOWN.replace("政府信息公开条例", "政府信息公开条例（修订）")
    crawled(tmp_path, ONE_SHOWN, changed, pictures={"W020240101.png": scanned(LAST)})
    with Archive.open(tmp_path, read_only=True) as archive:
        assert archive.connection.execute("select versions from reports").fetchall() == [(2,)]
        facts = {fact.key: fact.value for fact in archive.report(1).facts}
        assert facts[REVIEWS] == REPORT.values[REVIEWS]
        assert archive.evidence(1, REVIEWS).url.endswith("/W020240101.png")


def test_without_its_reader_a_report_keeps_its_prose_and_its_pictures_wait(tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['rapidocr'] = None")
    monkeypatch.syspath_prepend(tmp_path)  # workers look where this process looks
    crawled(tmp_path / "archive", ONE_SHOWN, pictures={"W020240101.png": SCAN})
    with Archive.open(tmp_path / "archive") as archive:
        assert [reason for _, reason in archive.ingest(workers=1).deferred] == [
            "pictures of pages need the extra `ocr`: pip install 'nianbao[ocr]'"
        ]
        report = archive.report(1)
        assert [s.heading for s in report.sections] == [s.heading for s in REPORT.sections]
        assert "pip install 'nianbao[ocr]'" in report.warnings[0]


def scanned(table):
    """Return a table as a scanner sees it."""
    from bench import paper, scans

    buffer = io.BytesIO()
    scans.pictures(paper.pdf([table]))[0].save(buffer, "PNG")
    return buffer.getvalue()


def answer(content):
    return Reply(f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content)
