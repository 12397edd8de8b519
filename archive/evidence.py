"""Follow a fact back: to its version, its capture, its WARC record, its place in the document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive.database import Connection, bindable
from archive.errors import UnknownError
from archive.intake.pieces import Piece, find_pieces, read_page
from archive.places import find_place
from archive.recall import read_content
from archive.versions import load_report
from parsers.document import Document, Grid
from parsers.joined import joined, which_part
from parsers.readers import read_document

# As much of the document as shows a row with its label: the lines of a flattened table.
_LINES = 9
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Evidence:
    """The chain from one figure to the bytes it was read from.

    `place` says where in the document the figure stands, as exactly as `places.find_place` tells;
    `snippet` is what its row prints.
    `page` is the address of the page on which the document hangs, where it is an attachment.
    """

    report: int
    key: str
    value: str | None
    text: str
    unit: str
    state: str
    place: str
    snippet: str
    version: int
    first_seen: str
    last_seen: str
    capture: int
    url: str
    page: str | None
    fetched_at: str
    sha256: str
    warc_file: str
    warc_offset: int
    warc_length: int

    def to_dict(self) -> dict[str, Any]:
        """Return the chain as a JSON object."""
        return asdict(self)


def load_evidence(connection: Connection, captures: Path, report: int, key: str) -> Evidence:
    """Return the evidence of the fact *key* in the latest version of *report*.

    The record is read again and its digests verified on the way.

    Raises:
        UnknownError: if there is no such report, or no such fact in it.
        WarcError: if the record is not what it was.
    """
    chain = _chain(connection, report)
    printed = load_report(connection, chain["version"]).facts
    facts = {fact.key: fact for fact in printed}
    if key not in facts:
        raise UnknownError(f"report {report} has no fact {key!r}: `show {report}` lists its facts")
    fact = facts[key]
    pieces = find_pieces(connection, chain["capture"])
    document = _read(captures, chain, pieces)
    number, place = which_part(find_place(document, printed, key))
    if pieces:
        chain = _chain(connection, report, piece=pieces[number - 1].id)
    del chain["media_type"]
    return Evidence(
        report=report,
        key=key,
        value=None if fact.value is None else f"{fact.value:f}",
        text=fact.text,
        unit=fact.unit,
        state=str(fact.state),
        place=place,
        snippet=find_snippet(document, fact.place),
        **chain,
    )


def read_evidence(connection: Connection, captures: Path, report: int) -> Document:
    """Return the document of the latest version of *report*, its digests verified on the way.

    Raises:
        UnknownError: if there is no such report.
        WarcError: if the record is not what it was.
        EncodingError: if its content encoding is not what it says.
        ParserError: if the document cannot be read any more.
    """
    chain = _chain(connection, report)
    return _read(captures, chain, find_pieces(connection, chain["capture"]))


def find_snippet(document: Document, place: str) -> str:
    """Return what is printed at *place*: the row of a table, or some lines; nothing if unknown."""
    rows = list(_rows(document)) if place else []
    for number, (places, text) in enumerate(rows):
        if place in places:
            flat = len(places) == 1
            shown = [text for _, text in rows[number : number + _LINES]] if flat else [text]
            return " | ".join(shown)[:_LONGEST]
    return ""


def _chain(connection: Connection, report: int, piece: int | None = None) -> dict[str, Any]:
    cursor = connection.execute(CHAIN, {"report": bindable(report), "piece": piece})
    row = cursor.fetchone()
    if row is None:
        raise UnknownError(f"there is no report {report}")
    return dict(zip([column[0] for column in cursor.description], row, strict=True))


def _read(captures: Path, chain: Mapping[str, Any], pieces: Sequence[Piece]) -> Document:
    if pieces:
        return joined([_read_piece(captures, piece) for piece in pieces])
    path = captures.parent / chain["warc_file"]
    content = read_content(path, chain["warc_offset"], chain["warc_length"])
    return read_document(content, url=chain["url"], media_type=chain["media_type"])


def _read_piece(captures: Path, piece: Piece) -> Document:
    content, url, media_type = read_page(captures, piece)
    return read_document(content, url=url, media_type=media_type)


def _rows(document: Document) -> Iterator[tuple[set[str], str]]:
    for block in document.blocks:
        if not isinstance(block, Grid):
            yield {block.place}, block.text
            continue
        for cells in block.rows():
            texts = (cell.text.replace("\n", "") for cell in cells)
            yield {"", *(cell.place for cell in cells)}, " | ".join(texts)


CHAIN = """
select
    version.id as version, version.first_seen as first_seen, version.last_seen as last_seen,
    document.id as capture, document.url as url,
    case when document.id <> version.capture then page.url end as page,
    document.fetched_at as fetched_at, lower(hex(document.sha256)) as sha256,
    'captures/' || warc.name as warc_file, place."offset" as warc_offset,
    place.length as warc_length, document.media_type as media_type
from report
join version on version.id = report.version
join capture as document on document.id = coalesce(:piece, version.document)
join capture as page on page.id = version.capture
join capture as place on place.id = coalesce(document.original, document.id)
join warc on warc.id = place.warc
where report.id = :report
"""
