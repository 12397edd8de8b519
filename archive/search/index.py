"""Keep the search index in step with the reports: wait, seal into segments, rebuild, check."""

from array import array
from collections.abc import Iterable, Iterator

from archive.database import Connection
from archive.search.segments import (
    SEGMENT_LENGTH,
    SEGMENT_SIZE,
    Segment,
    build_segment,
    same_postings,
    segment_rows,
    versions_and_years,
)
from archive.search.tables import EMPTY
from archive.search.texts import Text, keep_texts

# So many texts may wait unsealed; a search reads them through.
WAITING = 256


def seal(db: Connection, *, waiting: int = WAITING) -> int:
    """Index the texts that wait, if there are at least *waiting*; return how many there were.

    Small segments are taken up into the new one, so that their number grows with the logarithm
    of what was added one by one. Call it inside a transaction.
    """
    versions = _waiting(db)
    if len(versions) < max(waiting, 1):
        return 0
    for segment in [*_mostly_gone(db), *_small(db, len(versions))]:
        _unseal(db, segment)
    versions = _waiting(db)
    for chunk in _chunks(_text(db, version) for version in versions):
        _store(db, chunk)
    return len(versions)


def rebuild(db: Connection) -> int:
    """Throw the index away and make it anew from the reports; return how many were indexed."""
    for statement in EMPTY:
        db.execute(statement)
    return seal(db, waiting=1)


def index_faults(db: Connection) -> Iterator[str]:
    """Yield what is wrong with the index, one sentence each; `rebuild` mends all of it.

    Every segment is built again from the texts and compared.
    """
    yield from _misplaced(db)
    for segment, blob in db.execute("select id, versions from search_segment").fetchall():
        gone = _gone(db, segment)
        versions = array("q", blob)
        for position, version in enumerate(versions):
            if position not in gone and _place(db, version) != (segment, position):
                yield f"search index: version {version} is not where segment {segment} has it"
        expected = build_segment([_text(db, version) for version in versions])
        if not same_postings(_load(db, segment, blob), expected, but=gone):
            yield f"search index: segment {segment} does not hold what its texts say"


def _waiting(db: Connection) -> list[int]:
    rows = db.execute("select version from search_place where segment is null order by version")
    return [version for (version,) in rows]


def _mostly_gone(db: Connection) -> list[int]:
    sql = """
        select segment from search_gone join search_segment on search_segment.id = segment
        group by segment having count(*) * 3 > size"""
    return [segment for (segment,) in db.execute(sql)]


def _small(db: Connection, waiting: int) -> Iterator[int]:
    """Yield the newest segments that are no larger than what waits together with them."""
    for segment, size in db.execute("select id, size from search_segment order by id desc"):
        if size > waiting or size + waiting > SEGMENT_SIZE:
            return
        waiting += size
        yield segment


def _chunks(texts: Iterable[Text]) -> Iterator[Iterator[Text]]:
    """Yield *texts* as many at a time as make a segment; few where they are long.

    Only one is held at a time: take all of what comes before the next.
    """
    texts = iter(texts)
    following = next(texts, None)

    def chunk() -> Iterator[Text]:
        nonlocal following
        count = length = 0
        while following and (not count or _has_room(count, length + len(following.text))):
            text, following = following, next(texts, None)
            count, length = count + 1, length + len(text.text)
            yield text

    while following:
        yield chunk()


def _has_room(count: int, length: int) -> bool:
    return count < SEGMENT_SIZE and length <= SEGMENT_LENGTH


def _unseal(db: Connection, segment: int) -> None:
    db.execute("update search_place set segment = null where segment = ?", (segment,))
    for table in ("common", "rare", "year", "gone"):
        sql = f"delete from search_{table} where segment = ?"  # noqa: S608 -- our own names
        db.execute(sql, (segment,))
    db.execute("delete from search_segment where id = ?", (segment,))


def _text(db: Connection, version: int) -> Text:
    row = db.execute(
        "select version.id, year, coalesce(title, ''), coalesce(issuer, ''), coalesce(text, '') "
        "from version left join body on body.version = version.id where version.id = ?",
        (version,),
    ).fetchone()
    return Text(*row)


def _store(db: Connection, texts: Iterable[Text]) -> None:
    kept = keep_texts(texts)
    versions, years = versions_and_years(kept)
    number = db.execute(
        "insert into search_segment (size, versions) values (?, ?)",
        (len(kept.versions), versions),
    ).lastrowid
    for common, rare in segment_rows(kept):
        db.executemany(
            "insert into search_common values (?, ?, ?)", ((number, *row) for row in common)
        )
        db.executemany(
            "insert into search_rare values (?, ?, ?, ?, ?)", ((number, *row) for row in rare)
        )
    db.executemany(
        "insert into search_year (segment, year, positions) values (?, ?, ?)",
        ((number, *row) for row in years),
    )
    db.executemany(
        "update search_place set segment = ?, position = ? where version = ?",
        ((number, position, version) for position, version in enumerate(kept.versions)),
    )


def _load(db: Connection, segment: int, versions: bytes) -> Segment:
    common = "select term, positions from search_common where segment = ? order by term"
    rare = """
        select unit, start, seconds, positions
        from search_rare where segment = ? order by unit, start"""
    years = "select year, positions from search_year where segment = ? order by year"
    parts = (db.execute(sql, (segment,)).fetchall() for sql in (years, common, rare))
    return Segment(versions, *parts)


def _gone(db: Connection, segment: int) -> frozenset[int]:
    rows = db.execute("select position from search_gone where segment = ?", (segment,))
    return frozenset(position for (position,) in rows)


def _place(db: Connection, version: int) -> tuple[int, int] | None:
    place = "select segment, position from search_place where version = ?"
    row: tuple[int, int] | None = db.execute(place, (version,)).fetchone()
    return row


def _misplaced(db: Connection) -> Iterator[str]:
    latest = _numbers(db, "select version from report where version is not null")
    placed = _numbers(db, "select version from search_place")
    for version in sorted(latest - placed):
        yield f"search index: version {version} is missing"
    for version in sorted(placed - latest):
        yield f"search index: version {version} is no report's latest"


def _numbers(db: Connection, sql: str) -> set[int]:
    return {number for (number,) in db.execute(sql)}
