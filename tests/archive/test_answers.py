from decimal import Decimal

import pytest

from archive import Archive, ArchiveError
from archive.corrections import FILE
from tests.archive.library import REPORTS, fill, truth


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("library"))


@pytest.fixture
def archive(folder):
    with Archive.open(folder, read_only=True) as archive:
        yield archive


@pytest.fixture
def own(tmp_path):
    with Archive.open(fill(tmp_path)) as archive:
        yield archive


def test_every_report_is_a_row(archive):
    rows = list(archive.reports())
    assert [row.issuer for row in rows] == [issuer for issuer, _ in truth()]
    assert {row.year for row in archive.reports(year=2021)} == {2021}
    assert (rows[0].facts, rows[0].doubtful, rows[0].broken, rows[0].versions) == (198, 0, 0, 1)


def test_every_cell_is_a_row_with_what_the_portal_holds(archive):
    held = [(issuer, key, value) for issuer, values in truth() for key, value in values.items()]
    assert [(row.issuer, row.key, row.value) for row in archive.facts()] == held


def test_a_glob_chooses_figures(archive):
    keys = {row.key for row in archive.facts("requests.*.total", level="county", year=2021)}
    assert "requests.new.total" in keys
    assert all(key.startswith("requests.") and key.endswith(".total") for key in keys)
    assert list(archive.facts("\ud800[")) == []


def test_a_data_frame_has_numbers_where_there_are_some(archive):
    pandas = pytest.importorskip("pandas")
    frame = archive.facts("requests.new.total").to_pandas()
    assert list(frame["value"]) == [float(values["requests.new.total"]) for _, values in truth()]
    assert pandas.api.types.is_float_dtype(frame["corrected"])
    assert frame["year"].dtype == "Int64"


def test_polars_gets_the_same(archive):
    pytest.importorskip("polars")
    frame = archive.facts("requests.new.total").to_polars()
    assert frame["value"].to_list() == [float(v["requests.new.total"]) for _, v in truth()]
    assert frame.height == REPORTS


def test_a_correction_stands_beside_what_was_printed(own):
    before = next(own.facts("requests.new.total"))
    own.correct(1, "requests.new.total", Decimal("41.5"), reason="blurred", reviewer="Li")
    after = next(own.facts("requests.new.total"))
    assert after == before._replace(corrected=Decimal("41.5"))
    own.correct(1, "requests.new.total", 41, reason="looked again", reviewer="Wu")
    assert next(own.facts("requests.new.total")).corrected == 41


def test_corrections_outlive_the_database(own):
    own.correct(1, "requests.new.total", Decimal(41), reason="blurred", reviewer="Li")
    own.connection.execute("delete from correction")
    with Archive.open(own.path) as again:
        assert next(again.facts("requests.new.total")).corrected == 41
    assert '"reviewer": "Li"' in (own.path / FILE).read_text(encoding="utf-8")


def test_corrections_come_along_with_a_merge_and_a_backup(own, tmp_path):
    own.correct(1, "requests.new.total", Decimal(41), reason="blurred", reviewer="Li")
    with Archive.open(tmp_path / "other") as other:
        other.merge(own.path, workers=1)
        other.merge(own.path, workers=1)
        assert [row.corrected for row in other.facts("requests.new.total")].count(41) == 1
        assert len((other.path / FILE).read_text(encoding="utf-8").splitlines()) == 1
        other.backup(tmp_path / "backup")
    with Archive.open(tmp_path / "backup", read_only=True) as backup:
        assert 41 in [row.corrected for row in backup.facts("requests.new.total")]
        assert (backup.path / FILE).exists()


@pytest.mark.parametrize(
    ("key", "reason", "complaint"),
    [("no.such.key", "x", "has no fact"), ("requests.new.total", " ", "needs a reason")],
)
def test_a_correction_of_nothing_or_without_reason_is_refused(own, key, reason, complaint):
    with pytest.raises(ArchiveError, match=complaint):
        own.correct(1, key, None, reason=reason, reviewer="Li")
    assert not (own.path / FILE).exists()


def test_a_document_that_cannot_be_read_again_says_why_instead_of_a_snippet(own):
    own.connection.execute("update fact set state = 5, value = null where position = 9")
    own.connection.execute('update capture set "offset" = "offset" + 1')
    assert {"record at byte" in doubt.snippet for doubt in own.doubts()} == {True}


def test_an_archive_of_an_older_version_says_how_to_bring_it_up_to_date(own):
    own.connection.execute("delete from _sqlite_migrations where name = 'm005_corrections'")
    with pytest.raises(ArchiveError, match="older version of nianbao: run `nianbao ingest"):
        Archive.open(own.path, read_only=True)


def test_doubtful_cells_are_listed_until_they_are_corrected(own):
    db = own.connection
    db.execute("update fact set state = 5, value = null where version = 1 and position = 9")
    db.execute("update checked set holds = 0 where version = 2 and position = 0")
    (check,) = db.execute(
        "select name from identity join checked on identity = id where version = 2 and position = 0"
    ).fetchone()
    lost, *broken = own.doubts()
    assert (lost.report_id, lost.state, lost.why) == (1, "lost", "lost")
    assert {doubt.why for doubt in broken} == {check}
    assert lost.snippet.startswith("其他对外管理服务事项 | ")
    assert all(doubt.text in doubt.snippet.split(" | ") for doubt in broken)
    own.correct(1, lost.key, Decimal(3), reason="seen", reviewer="Li")
    assert [doubt.report_id for doubt in own.doubts()] == [2] * len(broken)
    assert next(own.doubts(everything=True)) == lost
