import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import structs

from archive import Archive
from archive.catalogue import Catalogue
from archive.database import transaction
from archive.store import store_report
from archive.version_rows import Sighting
from archive.versions import load_report
from parsers import Metadata, Report
from tests.archive.reports import made


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.open(tmp_path) as archive:
        archive.frontier("one")
        yield archive


def seen(archive: Archive, report: Report, url: str = "http://a.test/1.html", **other) -> int:
    number = archive.connection.execute("select count(*) from version").fetchone()[0]
    sighting = Sighting(
        source=1,
        capture=1,
        document=1,
        url=url,
        content=other.get("content", b"%d" % number),
        seen=other.get("seen", "2021-01-29T00:00:00.000000Z"),
        report=report,
        parser=1,
    )
    with transaction(archive.connection) as connection:
        return store_report(connection, Catalogue(connection), sighting)


def rows(archive: Archive, sql: str) -> list[tuple]:
    return archive.connection.execute(sql).fetchall()


def test_a_report_comes_back_as_it_went_in(archive: Archive) -> None:
    report = made()
    assert load_report(archive.connection, seen(archive, report)) == report


def test_hundreds_of_facts_of_every_kind_come_back_in_order(archive: Archive) -> None:
    kinds = made().facts
    keys = [f"requests.row{row}.column{column}" for row in range(28) for column in range(7)]
    facts = tuple(structs.replace(kinds[n % len(kinds)], key=key) for n, key in enumerate(keys))
    report = replace(made(), facts=facts)
    assert load_report(archive.connection, seen(archive, report)) == report


def test_the_view_gives_numbers_and_keeps_every_digit(archive: Archive) -> None:
    seen(archive, made())
    sql = "select value, exact, text, state from facts order by position"
    assert rows(archive, sql)[:3] == [
        (41, "41", "41", "read"),
        (18204.51937, "18204.51937", "18204.51937", "read"),
        (None, None, "", "blank"),
    ]


def test_blank_words_and_zero_stay_apart(archive: Archive) -> None:
    report = load_report(archive.connection, seen(archive, made()))
    assert [(fact.value, fact.text, str(fact.state)) for fact in report.facts[2:]] == [
        (None, "", "blank"),
        (Decimal(-57), "减57", "read"),
        (None, "无", "words"),
        (Decimal(0), "0", "repaired"),
    ]


def test_the_same_address_shows_versions_of_one_report(archive: Archive) -> None:
    seen(archive, made(first="41"), "http://www.a.test/1/index.html", content=b"1")
    seen(archive, made(first="14"), "https://a.test/1/", content=b"2")
    seen(archive, made(first="41"), "http://www.a.test/1/index.html", content=b"1")
    assert rows(archive, "select id, version from report") == [(1, 1)]
    assert rows(archive, "select count(*) from version") == [(2,)]


def test_a_twin_in_another_frame_is_the_same_report(archive: Archive) -> None:
    seen(archive, made(), "http://a.test/1.html")
    phone = made()
    phone = replace(phone, metadata=replace(phone.metadata, published=None))
    seen(archive, phone, "http://a.test/phone/1.html")
    assert rows(archive, "select id, version from report") == [(1, 1)]
    assert rows(archive, "select address from location") == [
        ("a.test/1.html",),
        ("a.test/phone/1.html",),
    ]


@pytest.mark.parametrize(
    "other", [made("乙县人民政府"), made(year=2021), made(first="14"), Report(Metadata())]
)
def test_another_body_year_or_figure_at_another_address_is_another_report(
    archive: Archive, other: Report
) -> None:
    seen(archive, made(), "http://a.test/1.html")
    seen(archive, other, "http://a.test/2.html")
    assert rows(archive, "select count(*) from report") == [(2,)]


def test_an_address_that_shows_the_next_year_shows_another_report(archive: Archive) -> None:
    seen(archive, made(year=2020))
    seen(archive, made(year=2021))
    assert rows(archive, "select year from version order by report") == [(2020,), (2021,)]
    assert rows(archive, "select count(*) from report") == [(2,)]


def test_odd_characters_lose_no_report(archive: Archive) -> None:
    odd = replace(made(prose="a\0b\ud800c"), text="a\0b\ud800c")
    stored = load_report(archive.connection, seen(archive, odd))
    assert (stored.text, stored.sections[0].text) == ("a\ufffdb?c", "a\ufffdb?c")


def test_an_archive_with_all_its_tables_is_opened_without_what_makes_them(tmp_path: Path) -> None:
    Archive.open(tmp_path).close()
    code = (
        f"import sys, archive; archive.Archive.open({str(tmp_path)!r}).close()\n"
        "print({'sqlite_utils', 'pandas'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
