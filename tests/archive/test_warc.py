from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import Capture, WarcError
from archive.members import Original, exchange_members, info_member
from archive.warc import WarcFile, cut, read_record, records, whole_members

MOMENT = datetime(2021, 1, 29, 9, 27, tzinfo=UTC)
CAPTURE = Capture(
    "http://portal.test/a.html",
    MOMENT,
    200,
    (("Content-Type", "text/html"), ("Set-Cookie", "id=canary; Path=/")),
    "资阳区".encode("gb18030"),
    reason="OK",
    request_headers=(("User-Agent", "nianbao"), ("Cookie", "id=canary")),
    ip="127.0.0.1",
)


def written(path: Path, *captures: Capture) -> list[tuple[int, int]]:
    file = WarcFile(path)
    file.append(info_member(path.name, "one"))
    places = [
        file.append(member)
        for capture in captures
        for member in exchange_members(capture, {"source": "one", "title": "甲县\n年报"})
    ]
    file.sync()
    file.close()
    return places


def test_an_exchange_is_read_back_with_its_bytes_and_its_context(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    (offset, length), _ = written(path, CAPTURE)
    record = read_record(path, offset, length)
    assert (record.status, record.payload) == (200, CAPTURE.body)
    assert record.date == "2021-01-29T09:27:00.000000Z"
    assert record.context == {"source": "one", "title": "甲县\n年报"}


def test_warcio_reads_every_record_and_finds_the_digests_right(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    written(path, CAPTURE, CAPTURE)
    with path.open("rb") as file:
        found = []
        for record in ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()
            found.append((record.rec_type, record.digest_checker.passed))
    expected = [("response", True), ("request", True)]
    assert found == [("warcinfo", True), *expected, *expected]


def test_secrets_are_redacted_and_digests_still_fit(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    written(path, CAPTURE)
    _, response, request = records(path)
    assert dict(response.http_headers)["Set-Cookie"] == "id=[redacted]; Path=/"
    assert dict(request.http_headers)["Cookie"] == "[redacted]"


def test_a_user_name_in_an_address_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    secret = Capture("http://me:canary@portal.test/", MOMENT, 200, (), b"")
    written(path, secret)
    assert next(r.url for r in records(path) if r.type == "response") == "http://portal.test/"


INJECTION = "\r\nWARC-Injected: yes\r\n\r\nWARC/1.1\r\n"


@pytest.mark.parametrize(
    "capture",
    [
        Capture(f"http://portal.test/{INJECTION}", MOMENT, 200, (), b"x"),
        Capture("http://portal.test/", MOMENT, 200, (("ETag", INJECTION),), b"x"),
        Capture("http://portal.test/", MOMENT, 200, ((INJECTION, "x"),), b"x"),
        Capture("http://portal.test/", MOMENT, 200, (), b"x", reason=INJECTION),
        Capture("http://portal.test/", MOMENT, 200, (), b"x", ip=INJECTION),
        Capture("http://portal.test/", MOMENT, 200, (), b"x", method=INJECTION),
    ],
)
def test_what_a_portal_sends_starts_no_header_and_no_record(
    tmp_path: Path, capture: Capture
) -> None:
    path = tmp_path / "a.warc.gz"
    written(path, capture)
    with path.open("rb") as file:
        found = [(r.rec_type, r.rec_headers["WARC-Injected"]) for r in ArchiveIterator(file)]
    assert found == [("warcinfo", None), ("response", None), ("request", None)]
    (_, response, _) = records(path)
    assert response.payload == b"x"
    assert len(response.http_headers) == len(capture.headers)


def test_a_revisit_names_what_it_repeats(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    original = Original("http://portal.test/b.html", "2020-01-01T00:00:00.000000Z", b"\1" * 32)
    file = WarcFile(path)
    offset, length = file.append(exchange_members(CAPTURE, {}, original)[0])
    file.sync()
    file.close()
    record = read_record(path, offset, length)
    assert (record.type, record.payload, record.refers_to) == ("revisit", b"", original.url)
    assert record.payload_digest == original.sha256


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    (offset, length), _ = written(path, CAPTURE)
    whole = bytearray(path.read_bytes())
    whole[offset + length // 2] ^= 4
    path.write_bytes(whole)
    with pytest.raises(WarcError, match=f"at byte {offset}"):
        read_record(path, offset, length)


def test_whole_members_end_where_the_torn_one_begins(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    (offset, length), (last, size) = written(path, CAPTURE)
    for keep in range(size):
        cut(path, last + size - 1 - keep)
        assert whole_members(path) == (2, last)
    assert read_record(path, offset, length).payload == CAPTURE.body
