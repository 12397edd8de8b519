"""Find the pages of an article that is cut into several, or its pictures, as one was fetched."""

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from archive.database import Connection
from archive.recall import read_content
from parsers.media import IMAGES, media_type_of
from parsers.parse import Page

# Further pages are named after the first: t1_1.html after t1.html, or show.php?id=7&page=2.
_NUMBERED = re.compile(r"(.+)_(\d{1,2})(\.(?:s?html?|jhtml|jsp|aspx?|php))", re.IGNORECASE)
PAGE = re.compile(r"p|page|page_?(?:no|num|index)|cur(?:rent)?page", re.IGNORECASE)
_ASKED = re.compile(rf"[?&](?:{PAGE.pattern})=[0-9]{{1,2}}(?:&|$)", re.IGNORECASE)


class Piece(NamedTuple):
    """A capture of one page of an article, and where its bytes stand."""

    id: int
    url: str
    media_type: str
    content: bytes
    warc: str
    offset: int
    length: int


def further_number(first: str, url: str) -> int | None:
    """Return the number in the address of a further page of the article that begins at *first*.

    >>> further_number("http://a.test/t1.html", "http://a.test/t1_2.html")
    2
    >>> further_number("http://a.test/show.php?id=7", "http://a.test/show.php?id=7&page=2")
    2
    """
    if match := _NUMBERED.fullmatch(url):
        return int(match[2]) if match[1] + match[3] == first else None
    one, other = urlsplit(first), urlsplit(url)
    if one[:3] != other[:3] or not other.query:
        return None
    queries = [parse_qsl(parts.query, keep_blank_values=True) for parts in (one, other)]
    plain, asked = ([pair for pair in query if not PAGE.fullmatch(pair[0])] for query in queries)
    numbers = [value for name, value in queries[1] if PAGE.fullmatch(name)]
    if queries[0] == queries[1] or plain != asked or len(numbers) != 1:
        return None
    return int(numbers[0]) if re.fullmatch("[0-9]{1,2}", numbers[0]) else None


def first_page(url: str) -> tuple[str, int]:
    """Return what `further_number` takes for the first page where *url* is further, and the number.

    >>> first_page("http://a.test/t1_2.html")
    ('http://a.test/t1.html', 2)
    >>> first_page("http://a.test/show.php?id=7&page=2")
    ('http://a.test/show.php?id=7', 2)
    """
    if match := _NUMBERED.fullmatch(url):
        return match[1] + match[3], int(match[2])
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    plain = urlencode([pair for pair in pairs if not PAGE.fullmatch(pair[0])])
    first = parts._replace(query=plain).geturl()
    return first, further_number(first, url) or 0


def may_be_further(url: str) -> bool:
    """Whether *url* may be the address of a further page of some article."""
    return _NUMBERED.fullmatch(url) is not None or _ASKED.search(url) is not None


@lru_cache(maxsize=64)  # asked of a capture at each step, one after the other
def is_picture(url: str, media_type: str) -> bool:
    """Whether a file that is served as this is a picture."""
    return media_type_of(url, b"", media_type) in IMAGES


def find_pieces(connection: Connection, capture: int) -> list[Piece]:
    """Return the pages of the article that the capture of a further page belongs to.

    The first page comes first, each page as it was last fetched until then; nothing where
    *capture* is no further page. Where a page shows its report, or its tables, as pictures these
    are its further pages, in the order in which it shows them.
    """
    row = connection.execute(FIRST, {"capture": capture}).fetchone()
    if row is None:
        return []
    *place, verdict, is_new, url, media_type = row
    first = Piece(*place)
    if is_picture(url, media_type):
        pictures = _pictures(connection, first, capture)
        known = not (any(pictures.values()) or (is_new and verdict == "report"))
        # One picture of a page without a report's text is read as a document of its own.
        single = len(pictures) == 1 and verdict == "other"
        return [] if known or single else [first, *pictures]
    if further_number(first.url, url) is None:
        return []
    numbered: dict[int, Piece] = {}
    for found in connection.execute(LATER, {"first": first.id, "capture": capture}):
        piece = Piece(*found)
        if number := further_number(first.url, piece.url):
            numbered[number] = piece
    return [first, *(numbered[number] for number in sorted(numbered))]


def waits_for_others(connection: Connection, capture: int) -> bool:
    """Whether another picture of the page that *capture* hangs on was fetched after it.

    Pictures are read together, when the last of them is.
    """
    later = connection.execute(NEXT, {"capture": capture})
    return any(is_picture(url, media_type) for url, media_type in later)


def _pictures(connection: Connection, first: Piece, capture: int) -> dict[Piece, bool]:
    """Return the pictures of a page, and whether each was not known before."""
    values = {"first": first.id, "capture": capture}
    shown = {url: row for url, *row in connection.execute(SHOWN, values)}
    return {
        Piece(id_, url, kind, *place): is_new
        for url, (is_new, id_, kind, *place) in shown.items()
        if is_picture(url, kind)
    }


def digest(pieces: Sequence[Piece]) -> bytes:
    """Return the digest of what was read: of one document its own, of several that of all."""
    if len(pieces) == 1:
        return pieces[0].content
    return sha256(b"".join(piece.content for piece in pieces)).digest()


def read_page(captures: Path, piece: Piece) -> Page:
    """Return the bytes of *piece* as the parser takes them.

    Raises:
        WarcError: if its record is not what it was.
        EncodingError: if its content encoding is not what it says.
    """
    content = read_content(captures / piece.warc, piece.offset, piece.length)
    return Page(content, piece.url, piece.media_type)


# What a revisit repeats stands in its original's record.
FIRST = """
select
    first.id, first.url, place.media_type, place.content, warc.name, place."offset", place.length,
    first.verdict, first.original is null, capture.url, bytes.media_type
from capture
join capture as bytes on bytes.id = coalesce(capture.original, capture.id)
join capture as first on first.id = capture.parent
join capture as place on place.id = coalesce(first.original, first.id)
join warc on warc.id = place.warc
where capture.id = :capture and first.verdict in ('report', 'other')
"""
LATER = """
select
    later.id, later.url, place.media_type, place.content, warc.name, place."offset", place.length
from capture as later
join capture as place on place.id = coalesce(later.original, later.id)
join warc on warc.id = place.warc
where later.parent = :first and later.id <= :capture
    and later.verdict in ('attachment', 'not_modified')
order by later.id
"""
# In the order of the page, of which a rebuilt database only knows the order of fetching; of a
# picture that was fetched again the last.
SHOWN = """
select
    later.url, later.original is null, later.id, place.media_type, place.content, warc.name,
    place."offset", place.length
from capture as first
join capture as later on later.parent = first.id
join capture as place on place.id = coalesce(later.original, later.id)
join warc on warc.id = place.warc
left join link on link.parent = first.frontier and link.child = later.frontier
where first.id = :first and later.id <= :capture
    and later.verdict in ('attachment', 'not_modified')
order by link.position, later.id
"""
NEXT = """
select later.url, bytes.media_type
from capture
join capture as first on first.id = capture.parent and first.verdict in ('report', 'other')
join capture as later on later.parent = first.id and later.id > capture.id
join capture as bytes on bytes.id = coalesce(later.original, later.id)
where capture.id = :capture and later.frontier != capture.frontier
    and later.verdict in ('attachment', 'not_modified')
"""
