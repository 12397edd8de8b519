import shutil
from itertools import islice
from pathlib import Path

import pytest

from archive import Archive
from archive.database import transaction
from archive.version_rows import remove_version
from tests.archive.crawls import bare_page, crawl, invented, report_page, rows, word_file
from tests.archive.dumps import dump


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    site = {f"{n}.html": report_page(n) for n in range(3)}
    site |= {"p.html": bare_page(invented(8)[7].title, "a.docx"), "a.docx": word_file(7)}
    with Archive.open(folder) as archive:
        crawl(archive, site)
        archive.ingest(workers=1)
    return folder


@pytest.fixture
def archive(kept: Path, tmp_path: Path):
    shutil.copytree(kept, tmp_path / "copy")
    with Archive.open(tmp_path / "copy") as archive:
        yield archive


def effects(archive: Archive, *, apply: bool = False) -> list[tuple]:
    return [
        (effect.report, effect.kind, effect.key, effect.cause)
        for effect in archive.reparse(apply=apply, workers=1)
    ]


OLD_PARSER = """
update fact set value = null, state = 5 where version = 1
    and item = (select id from item where key = 'requests.new.total')
"""


def test_the_same_parser_changes_nothing(archive: Archive) -> None:
    assert effects(archive) == []


def test_a_better_parser_says_first_what_it_would_change(archive: Archive) -> None:
    before = dump(archive)
    archive.connection.execute(OLD_PARSER)
    expected = [(1, "cell", "requests.new.total", "lost to read")]
    assert effects(archive) == expected
    assert effects(archive, apply=True) == expected
    assert effects(archive) == []
    assert dump(archive) == before


def test_what_was_read_as_no_report_becomes_one(archive: Archive) -> None:
    before = dump(archive)
    with transaction(archive.connection) as connection:
        remove_version(connection, 2)
    assert rows(archive, "select count(*) from reports") == [(3,)]
    assert [effect[1:] for effect in effects(archive, apply=True)] == [
        ("report", "", "now a report")
    ]
    assert dump(archive) == before


def test_an_interrupted_run_goes_on_where_it_was(archive: Archive, monkeypatch) -> None:
    monkeypatch.setattr("archive.intake.reparse.BATCH", 1)
    archive.connection.execute("update version set title = 'x'")
    started = archive.reparse(apply=True, workers=1)
    list(islice(started, 3))
    started.close()
    assert [effect[2] for effect in effects(archive, apply=True)] == ["title", "title"]
    assert effects(archive) == []
