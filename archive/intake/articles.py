"""Store an article that is cut into several pages as one report."""

from collections.abc import Sequence
from dataclasses import replace

from archive.catalogue import Catalogue
from archive.database import Connection
from archive.intake.pieces import Piece, digest
from archive.store import mark_page, see_again, store_report
from archive.version_rows import Sighting, remove_version, rewrite_version


def store_article(
    connection: Connection,
    catalogue: Catalogue,
    sighting: Sighting,
    pieces: Sequence[Piece],
    original: int | None,
) -> int:
    """Store what *pieces* say together, and return the number of its version.

    *sighting* is of the piece that came last, which repeats the capture *original* if it says
    nothing new. What was stored of the pieces without it becomes what is stored now; other
    versions stay as they are.
    """
    first, content = pieces[0], digest(pieces)
    known, made_of = connection.execute(VERSION, {"capture": first.id}).fetchone()
    repeated = connection.execute(VERSION, {"capture": original}).fetchone()
    if known is not None and (made_of == content or (repeated and repeated[0] == known)):
        see_again(connection, sighting.source, first.url, known, sighting.seen)
        return int(known)
    whole = replace(sighting, capture=first.id, url=first.url, content=content)
    unfinished = digest([piece for piece in pieces if piece.id != sighting.document])
    if known is not None and made_of in (first.content, unfinished):
        version = _finished(connection, catalogue, whole, known)
    else:
        version = store_report(connection, catalogue, whole)
    mark_page(connection, first.id, version)
    for piece in pieces[1:]:
        # What was fetched before may belong to an earlier version as well.
        if connection.execute(VERSION, {"capture": piece.id}).fetchone()[0] is None:
            mark_page(connection, piece.id, version)
    return version


def _finished(connection: Connection, catalogue: Catalogue, whole: Sighting, version: int) -> int:
    """Let *version*, of a part of the pieces, be of them all; or the one that is so already."""
    values = {"version": version, "content": whole.content}
    if connection.execute(SAME, values).fetchone() is None:
        rewrite_version(connection, catalogue, version, whole)
        return version
    remove_version(connection, version)
    return store_report(connection, catalogue, whole)


VERSION = """
select capture.version, version.content
from capture left join version on version.id = capture.version
where capture.id = :capture
"""
SAME = """
select 1 from version
where content = :content and report = (select report from version where id = :version)
"""
