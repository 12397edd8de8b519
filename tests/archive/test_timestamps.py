from functools import partial

import pytest
from rfc3161_client import TimestampRequestBuilder

from archive import Archive, TimestampError
from archive.timestamps import ROOTS
from crawler import ask_authority
from tests.archive.authority import Authority
from tests.archive.crawls import crawl, report_page


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority") / "one")


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "archive") as archive:
        crawl(archive, {"1.html": report_page(1)})
        archive.ingest(workers=1)
        yield archive


def stamps(archive):
    return sorted(archive.captures.glob("*.tsr"))


def found(archive):
    return [fault.what for fault in archive.verify(workers=1)]


def test_each_manifest_is_stamped_once_by_a_real_authority(archive, authority):
    with authority.served() as server:
        ask = partial(ask_authority, f"{server}/tsr")
        assert archive.timestamp(ask) == 1
        assert archive.timestamp(ask) == 0
    (stamp,) = stamps(archive)
    assert authority.verifies(stamp.with_suffix(""), stamp)
    assert found(archive) == []


def test_a_timestamp_is_held_against_its_manifest_and_its_signer(archive, authority, tmp_path):
    archive.timestamp(authority.answer)
    roots = archive.path / ROOTS
    roots.write_bytes(authority.root.read_bytes())
    assert found(archive) == []
    roots.write_bytes(Authority(tmp_path / "another").root.read_bytes())
    assert [what.partition(" lists")[0] for what in found(archive)] == [
        f"is signed by nobody whom {ROOTS}"
    ]


def test_a_timestamp_of_something_else_is_named(archive, authority):
    archive.timestamp(authority.answer)
    (stamp,) = stamps(archive)
    manifest = stamp.with_suffix("")
    manifest.write_bytes(manifest.read_bytes() + b"{}\n")
    assert "is a timestamp of something else" in found(archive)
    stamp.write_bytes(b"garbled")
    assert any(what.startswith("is no timestamp: ") for what in found(archive))


def test_an_answer_to_another_query_is_not_kept(archive, authority):
    answers: list[bytes] = []
    archive.timestamp(lambda query: answers.append(authority.answer(query)) or answers[0])
    stamps(archive)[0].unlink()
    with pytest.raises(TimestampError, match="answers another query"):
        archive.timestamp(lambda query: answers[0])
    assert stamps(archive) == []


@pytest.mark.parametrize(
    ("path", "complaint"), [("/elsewhere", "gives no timestamp: 404"), (None, "does not answer")]
)
def test_an_authority_that_gives_none_is_named(authority, path, complaint):
    query = TimestampRequestBuilder().data(b"any").build().as_bytes()
    with authority.served() as server:
        address = f"{server}{path}" if path else "http://127.0.0.1:1/"
        with pytest.raises(TimestampError, match=complaint):
            ask_authority(address, query)


def test_timestamps_come_along_with_a_backup_and_a_merge(archive, authority, tmp_path):
    archive.timestamp(authority.answer)
    (archive.path / ROOTS).write_bytes(authority.root.read_bytes())
    archive.backup(tmp_path / "backup")
    with Archive.open(tmp_path / "backup", read_only=True) as backup:
        assert [path.name for path in stamps(backup)] == [path.name for path in stamps(archive)]
        assert found(backup) == []
    with Archive.open(tmp_path / "other") as other:
        other.merge(archive.path, workers=1)
        assert len(stamps(other)) == 1
        assert found(other) == []
