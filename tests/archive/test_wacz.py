import gzip
import json
from hashlib import sha256
from zipfile import ZipFile

import pytest

from archive import Archive, ArchiveError
from archive.warc import records
from tests.archive.crawls import crawl, report_page
from tests.archive.library import fill


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """Return a bundle of two reports, the first of which has two versions."""
    folder = fill(tmp_path_factory.mktemp("library"))
    with Archive.open(folder) as archive:
        crawl(archive, {"0.html": report_page(0, old="予以公开", new="予以  公开了")}, day=30)
        archive.ingest(workers=1)
        path = folder / "evidence.wacz"
        archive.bundle([1, 3], path)
    return path


def test_every_file_of_a_bundle_is_listed_with_its_digest(bundle):
    with ZipFile(bundle) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    package = json.loads(files["datapackage.json"])
    listed = {each["path"]: each["hash"] for each in package["resources"]}
    found = {name: f"sha256:{sha256(content).hexdigest()}" for name, content in files.items()}
    assert listed == {name: found[name] for name in files if not name.startswith("datapackage")}
    signed = json.loads(files["datapackage-digest.json"])
    assert signed["hash"] == found["datapackage.json"]


def test_the_index_finds_every_capture_of_every_version(bundle, tmp_path):
    with ZipFile(bundle) as opened:
        lines = gzip.decompress(opened.read("indexes/index.cdx.gz")).decode().splitlines()
        opened.extract("archive/nianbao.warc.gz", tmp_path)
    warc = tmp_path / "archive" / "nianbao.warc.gz"
    bundled = {(record.offset, record.length): record for record in records(warc)}
    for line in lines:
        key, _, said = line.split(" ", 2)
        said = json.loads(said)
        record = bundled[int(said["offset"]), int(said["length"])]
        assert (record.url, record.status) == (said["url"], 200)
        assert key == "test,portal)" + record.url.removeprefix("http://portal.test")
        assert said["mime"] == "text/html"
    assert [line.split(" ")[0][-6:] for line in lines] == ["0.html", "0.html", "2.html"]


def test_a_report_that_is_not_there_is_named(bundle, tmp_path):
    with (
        Archive.open(bundle.parent) as archive,
        pytest.raises(ArchiveError, match="there is no report 999"),
    ):
        archive.bundle([999], tmp_path / "x.wacz")
