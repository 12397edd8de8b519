"""Every exchange of a crawl is kept as it went over the wire, and nothing else goes on."""

import gzip
import ipaddress
import os
import shutil
import ssl
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler import Options, Source, crawl
from tests.crawler.serving import Reply, listing, page, report, serving

LOOPBACK = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),))
PACKED = gzip.compress(report(1).encode(), mtime=0)
ANSWERS = {
    "/list": page(listing(["/1", "/2", "/3", "/4"]), 'ETag: "1"', "Set-Cookie: id=canary"),
    "/1": Reply(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n"
        b"Content-Length: %d\r\n\r\n" % len(PACKED) + PACKED
    ),
    "/2": page("", "Location: /5", status="302 Found"),
    "/3": page("gone", status="404 Not Found"),
    "/4": page(report(4), 'ETag: "4"'),
    "/5": page(report(5)),
    "/robots.txt": page("User-agent: *\nDisallow: /x\n", "Content-Type: text/plain"),
}
NOT_MODIFIED = Reply(b'HTTP/1.1 304 Not Modified\r\nETag: "4"\r\n\r\n')


def crawled(folder: Path, seed: str):
    return crawl([Source(name="a", title="a", seeds=(seed,), delay=0)], folder, options=LOOPBACK)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return the WARC file of two crawls, and what the portal was asked for."""
    folder = tmp_path_factory.mktemp("archive")
    asked: list[str] = []

    def answer(target: str) -> Reply:
        asked.append(target)
        return NOT_MODIFIED if asked.count("/4") > 1 and target == "/4" else ANSWERS[target]

    with serving(answer) as portal:
        for _ in range(2):
            crawled(folder, f"http://127.0.0.2:{portal.port}/list")
    (warc,) = (folder / "captures").glob("*.warc.gz")
    return warc, portal.targets()


def records(warc: Path, *kinds: str):
    with warc.open("rb") as file:
        for record in ArchiveIterator(file, no_record_parse=False):
            if record.rec_type in kinds:
                yield record, record.raw_stream.read()


def test_every_request_has_its_response_and_request_records_with_digests_and_address(kept):
    warc, asked = kept
    answers = list(records(warc, "response", "revisit"))
    fields = [record.rec_headers for record, _ in answers]
    targets = ["/" + field["WARC-Target-URI"].rpartition("/")[2] for field in fields]
    assert sorted(targets) == sorted(asked)
    assert {record.rec_headers.protocol for record, _ in answers} == {"WARC/1.1"}
    assert {field["WARC-IP-Address"] for field in fields} == {"127.0.0.2"}
    assert all(field["WARC-Payload-Digest"].startswith("sha256:") for field in fields)
    requests = [record.rec_headers["WARC-Concurrent-To"] for record, _ in records(warc, "request")]
    assert requests == [field["WARC-Record-ID"] for field in fields]


def test_redirects_missing_pages_robots_and_what_was_not_modified_are_kept_too(kept):
    found = {
        (record.rec_headers["WARC-Target-URI"].rpartition("/")[2], record.rec_type):
        record.http_headers.get_statuscode()
        for record, _ in records(kept[0], "response", "revisit")
    }  # fmt: skip
    assert found["2", "response"] == "302"
    assert found["3", "response"] == "404"
    assert found["4", "revisit"] == "304"
    assert found["robots.txt", "response"] == "200"
    assert found["1", "revisit"] == "200"


def test_a_body_is_kept_encoded_as_it_was_sent(kept):
    bodies = [
        body
        for record, body in records(kept[0], "response")
        if record.rec_headers["WARC-Target-URI"].endswith("/1")
    ]
    assert bodies == [PACKED]


def test_each_record_is_a_gzip_member_of_its_own_and_no_cookie_stands_in_any(kept):
    rest, members = kept[0].read_bytes(), []
    while rest:
        machine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        members.append(machine.decompress(rest))
        rest = machine.unused_data
    assert all(member.startswith(b"WARC/1.1\r\n") for member in members)
    assert not any(b"canary" in member for member in members)


def test_after_a_file_was_deleted_pages_are_asked_for_without_conditions_and_kept_whole(tmp_path):
    heads: list[str] = []

    def answer(target: str) -> Reply:
        return NOT_MODIFIED if "If-None-Match" in heads[-1] else ANSWERS[target]

    with serving(answer, heads=heads) as portal:
        seed = f"http://127.0.0.2:{portal.port}/list"
        crawled(tmp_path, seed)
        (lost,) = (tmp_path / "captures").glob("*.warc.gz")
        lost.unlink()
        crawled(tmp_path, seed)
        (warc,) = (tmp_path / "captures").glob("*.warc.gz")
    assert not list(records(warc, "revisit"))
    assert len(list(records(warc, "response"))) == len(set(portal.targets()))


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl, to make a certificate")
@pytest.mark.parametrize(
    ("newest", "policy"),
    [
        (ssl.TLSVersion.TLSv1_3, "certificate not verified"),
        (ssl.TLSVersion.TLSv1, "certificate not verified, legacy protocol"),
    ],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_an_old_or_badly_certified_server_is_asked_and_its_policy_kept(tmp_path, newest, policy):
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=elsewhere"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = newest
    context.load_cert_chain(certificate, key)
    with serving(ANSWERS.__getitem__, tls=context) as portal:
        came = crawled(tmp_path / "a", f"https://127.0.0.2:{portal.port}/list")
    assert came.numbers["new"] == 3, came.sources
    (warc,) = (tmp_path / "a" / "captures").glob("*.warc.gz")
    notes = {record.rec_headers["Nianbao-Notes"] for record, _ in records(warc, "response")}
    assert len(notes) == 1
    assert f'"{policy}"' in notes.pop()


CRAWL = """
import ipaddress, sys
from pathlib import Path
from crawler import Options, Source, crawl
source = Source(name="a", title="a", seeds=(sys.argv[1],), delay=0)
loopback = (ipaddress.ip_network("127.0.0.0/8"),)
crawl([source], Path(sys.argv[2]), options=Options(allow_networks=loopback))
"""


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs /proc of Linux")
def test_a_running_crawl_listens_on_no_port(tmp_path):
    listening: list[set[str]] = []

    def answer(target: str) -> Reply:
        if target == "/4":
            listening.append(_listening() & _sockets(process.pid))
        return ANSWERS[target]

    with serving(answer) as portal:
        command = [sys.executable, "-c", CRAWL, f"http://127.0.0.2:{portal.port}/list"]
        process = subprocess.Popen([*command, str(tmp_path)], stderr=subprocess.DEVNULL)
        assert _listening() & _sockets(os.getpid())  # the portal's own
        assert process.wait(timeout=100) == 0
    assert listening == [set()]


def _listening() -> set[str]:
    lines = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path("/proc/net", name).read_text().splitlines()[1:]
    ]
    return {f"socket:[{line[9]}]" for line in lines if line[3] == "0A"}


def _sockets(process: int) -> set[str]:
    folder = Path("/proc", str(process), "fd")
    return {str(handle.readlink()) for handle in folder.iterdir() if handle.is_symlink()}
