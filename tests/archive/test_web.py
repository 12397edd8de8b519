import asyncio
import json
import re

import httpx
import pytest

from archive import Archive, ArchiveError
from archive.web.server import make_datasette
from tests.archive.library import fill, truth

NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "{{ 7*7 }}",
    "javascript:alert(1)",
    "</title><script>alert(1)</script>",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("library"))


def get(folder, *paths, method="GET", hosts=(), **options):
    """Ask Datasette with our plugin for *paths*, one after the other, without a network."""

    async def ask():
        datasette = make_datasette(folder, hosts=hosts)
        await datasette.invoke_startup()
        transport = httpx.ASGITransport(app=datasette.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return [await client.request(method, path, **options) for path in paths]

    return asyncio.run(ask())


def test_a_search_shows_hits_with_snippets_and_facets(folder):
    (page,) = get(folder, "/search?q=楠峪市")
    assert re.search(r"<mark>楠峪市</mark>", page.text)
    assert "<b>12</b> 份报告" in page.text
    assert 'href="/search?q=%E6%A5%A0%E5%B3%AA%E5%B8%82&amp;year=2021"' in page.text


def test_a_report_is_laid_out_as_its_form_prints_it(folder):
    (page,) = get(folder, "/report/1")
    issuer, values = truth()[0]
    assert f"<dd>{issuer}</dd>" in page.text
    assert "本年新收政府信息公开申请数量" in page.text
    shown = re.findall(r'<td class="(\w+)"[^>]*><a[^>]*>([^<]*)</a>', page.text)
    assert len(shown) == len(values)
    assert re.search(r"✓ \d+ 项成立", page.text)


def test_a_figure_leads_to_its_evidence(folder):
    (page,) = get(folder, "/report/1/evidence?key=requests.new.total")
    assert page.status_code == 200
    assert str(truth()[0][1]["requests.new.total"]) in page.text
    assert ".warc.gz @ " in page.text


def test_bodies_are_compared_over_the_years(folder):
    issuer = truth()[0][0]
    (page,) = get(folder, f"/compare?issuer={issuer}&series=requests_new")
    for values in (values for name, values in truth() if name == issuer):
        assert f">{values['requests.new.total']}</a>" in page.text


def test_programs_get_json(folder):
    search, report, facts = get(
        folder,
        "/api/search?q=楠峪市&year=2021&limit=1",
        "/api/report/1",
        "/api/facts?key=requests.new.total&year=2019",
    )
    assert search.json()["count"] == "2"
    assert search.json()["hits"][0]["year"] == 2021
    assert report.json()["schema"] == "nianbao.report/1"
    expected = [v["requests.new.total"] for _, v in truth()][::5]
    assert [row["value"] for row in facts.json()["facts"]] == expected


@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=a", "/report/1", "/report/999", "/archive", "/-/static/app.css", "/nowhere"],
)
def test_every_answer_is_guarded(folder, path):
    (answer,) = get(folder, path)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers


HOSTS = ["evil.example", "localhost.evil.example", "127.0.0.1.evil", "127.1", "[::2]", "", "a b"]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_host_that_is_not_ours_is_refused(folder, host, method):
    (answer,) = get(folder, "/", method=method, headers={"host": host})
    assert answer.status_code == 421
    assert "nosniff" in answer.headers["x-content-type-options"]


def test_a_host_can_be_allowed(folder):
    for host in ("LOCALHOST:8001", "[::1]:8001", "archive.example:80"):
        (answer,) = get(folder, "/", hosts=["archive.example"], headers={"host": host})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=%00%22%28NEAR&page=-9&year=99999999999999999999",
        "/search?q=%ED%A0%80&where=x",
        "/search?q=公开&where=requests.new.total%20%3E%201&page=1e9",
        "/report/999999999999999999",
        "/report/1/evidence?key=%00",
        "/compare?issuer=%00&series=nothing",
        "/api/search?q=%27%3B--&limit=-1&page=9223372036854775808",
        "/api/facts?key=%5B&limit=x&region=%25",
        "//evil.example/",
        "/%5Cevil.example/",
    ],
)
def test_no_request_makes_the_server_fail_or_leads_away(folder, path):
    (answer,) = get(folder, path)
    assert answer.status_code < 500
    assert "evil.example" not in answer.headers.get("location", "")


@pytest.mark.parametrize("nasty", NASTY)
def test_what_portals_write_stays_text(tmp_path, nasty):
    with Archive.open(fill(tmp_path)) as archive:
        db = archive.connection
        db.execute("update version set title = ?, issuer = ?, source = ?", [nasty] * 3)
        db.execute("update capture set url = ?", [nasty])
        db.execute("update fact set text = ?, state = 4 where version = 1", [nasty])
        db.execute("update body set text = ? where version = 1", [nasty])
    answers = get(tmp_path, "/", "/search", "/report/1", "/compare", params={"q": nasty})
    for answer in answers:
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert not re.search(r"<(img|svg)|href=\"javascript", answer.text)


def test_an_archive_that_cannot_be_read_is_refused_at_the_start(tmp_path):
    with pytest.raises(ArchiveError, match="there is no archive"):
        make_datasette(tmp_path)
    with Archive.open(tmp_path) as archive:
        archive.connection.execute("delete from _sqlite_migrations where name like 'm005%'")
    with pytest.raises(ArchiveError, match="older version of nianbao"):
        make_datasette(tmp_path)


def test_nothing_can_be_written(folder):
    (answer,) = get(folder, "/archive.json?sql=delete+from+report")
    assert answer.status_code == 400
    assert "SELECT" in json.loads(answer.text)["error"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/search?q=公开&year=x", "year=x must be a number from 1 to 9999"),
        ("/search?q=公开&page=51", "page=51 must be a number from 1 to 50"),
        ("/search?q=公开&level=village", "is no level: give one of national"),
        ("/search?q=公开&from=soon", "is no date: write 2021-01-31"),
        ("/search?q=公开&where=many", "is no condition"),
        ("/compare?series=none", "there is no figure"),
        ("/api/search?q=公开&limit=101", "limit=101 must be a number from 1 to 100"),
        ("/api/facts?form=1999", "is no form: give one of"),
    ],
)
def test_what_cannot_be_asked_is_told_so(folder, path, told):
    (answer,) = get(folder, path)
    assert answer.status_code == 400
    assert told in answer.text


@pytest.mark.parametrize("path", ["/api/nothing", "/api/report/x", "/api/report/999"])
def test_programs_are_told_in_json_what_there_is_not(folder, path):
    (answer,) = get(folder, path)
    assert answer.status_code == 404
    assert answer.json()["error"].startswith("there is no")


def test_an_address_that_leads_nowhere_leads_home(folder, capsys):
    (page,) = get(folder, "/nowhere")
    assert page.status_code == 404
    assert capsys.readouterr().out == ""
    assert "没有这个页面" in page.text
    assert '<a href="/">首页' in page.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE"])
def test_nothing_can_be_sent(folder, method):
    (answer,) = get(folder, "/search", method=method)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_without_a_text_the_filters_list_reports(folder):
    (page,) = get(folder, "/search?year=2019")
    years = [values["year"] for values in get(folder, "/api/search?year=2019")[0].json()["hits"]]
    assert set(years) == {2019}
    assert page.text.count('<p class="about">') == len(years)


def test_the_home_page_leads_to_the_reports_of_a_year(folder):
    (page,) = get(folder, "/")
    assert '<a href="/search?year=2019">2019</a>' in page.text


def test_narrowing_further_keeps_every_filter(folder):
    (page,) = get(folder, "/search?q=公开&from=2020-01-01&where=requests.new.total > 0")
    links = re.findall(r'href="/search\?([^"]*year=[^"]*)"', page.text)
    assert links
    assert all("from=2020-01-01" in link and "where=" in link for link in links)
