"""A content encoding is undone as a browser would, and never half."""

import gzip
import zlib
from functools import partial

import pytest

from archive.content import EncodingError, decoded

PAGE = "<html>望淮县</html>".encode() * 100
# Without the time of day, which would change the names of the tests.
packed = partial(gzip.compress, mtime=0)
PACKED = packed(PAGE)
TEXT = ("Content-Type", "text/html")


def encoded(*names):
    return tuple(("Content-Encoding", name) for name in names)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (PAGE, ()),
        (PAGE, encoded("UTF-8")),
        (PAGE, encoded("none")),
        (PACKED, encoded("gzip")),
        (PACKED + bytes(20), encoded("x-gzip")),
        (packed(PAGE[:99]) + packed(PAGE[99:]), encoded("gzip")),
        (PACKED, (TEXT,)),
        (packed(PACKED), encoded("gzip, gzip")),
        (zlib.compress(PAGE)[2:-4], encoded("deflate")),
    ],
)
def test_an_encoding_is_undone(body, headers):
    assert decoded(body, headers) == PAGE


def test_an_empty_page_may_be_encoded():
    assert decoded(packed(b""), encoded("gzip")) == b""


def test_a_file_that_is_compressed_stays_as_it_is():
    assert decoded(PACKED, (("Content-Type", "application/gzip"),)) == PACKED


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (PACKED[:-1], "gzip"),
        (packed(PAGE) + PACKED[:-1], "gzip"),
        (packed(b"") * 1000, "gzip"),
        (PAGE, "gzip"),
        (b"", "gzip"),
        (PAGE, "rot13"),
    ],
)
def test_what_is_not_whole_or_not_known_is_an_error(body, name):
    with pytest.raises(EncodingError):
        decoded(body, encoded(name))
