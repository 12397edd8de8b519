"""A manifest for each run: what it captured, chained by digest to the run before."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice, zip_longest
from pathlib import Path

from archive.database import Connection, transaction
from archive.errors import ArchiveError
from archive.locks import file_name


def write_manifest(connection: Connection, captures: Path, run: int) -> bytes:
    """Write the manifest of *run* into *captures*, and return its digest: the run's link.

    Its first line names the source, the run's start and the digest of the manifest before; each
    other line is a capture: where its record stands, its address and the SHA-256 of its body.

    Raises:
        ArchiveError: if it can't be written.
    """
    path = captures / _name(connection, run)
    try:
        return _write(path, _lines(connection, run))
    except OSError as error:
        raise ArchiveError(
            f"{path} cannot be written ({error.strerror}): what was fetched is kept; mend the "
            "cause, then run the same command again"
        ) from error


def _write(path: Path, lines: Iterable[bytes]) -> bytes:
    unfinished = path.with_suffix(".unfinished")
    digest = hashlib.sha256()
    with unfinished.open("wb") as file:
        for line in lines:  # one by one: a run may have captured a million
            file.write(line)
            digest.update(line)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return digest.digest()


def adopt_manifests(connection: Connection, captures: Path) -> None:
    """Let each run without a chain have that of its manifest in *captures*, if there is one."""
    sql = "select id from run where chain is null and finished_at is not null"
    with transaction(connection):
        for (run,) in connection.execute(sql).fetchall():
            path = captures / _name(connection, run)
            if path.exists():
                chain = _digest(path)
                sql = "update run set chain = :chain where id = :run"
                connection.execute(sql, {"chain": chain, "run": run})


def listed_files(captures: Path) -> Counter[str]:
    """Return how many captures stand in each WARC file by the manifests that can be read."""
    files: Counter[str] = Counter()
    for path in captures.glob("*.manifest.jsonl"):
        with path.open("rb") as file:
            for line in islice(file, 1, None):
                with suppress(ValueError, KeyError, TypeError):  # `verify` names what was changed
                    files[json.loads(line)["file"]] += 1
    return files


def manifest_faults(connection: Connection, captures: Path) -> Iterator[tuple[str, str]]:
    """Yield where a manifest is missing or changed, or says otherwise than the database."""
    sql = "select id, chain from run where chain is not null order by id"
    for run, chain in connection.execute(sql).fetchall():
        name = _name(connection, run)
        path = captures / name
        if not path.exists():
            yield name, "the manifest is missing"
            continue
        if _digest(path) != chain:
            yield name, "is not the manifest that the run has written"
        with path.open("rb") as file:
            first = file.readline()
            held = islice(_lines(connection, run), 1, None)
            if any(one != other for one, other in zip_longest(file, held)):
                yield name, "does not list what archive.db holds of this run"
        if not _follows_a_known_one(connection, first):
            yield name, "follows a manifest that is not there"


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _follows_a_known_one(connection: Connection, first: bytes) -> bool:
    """Whether the manifest with this *first* line continues the chain of a run that is there."""
    try:
        previous = json.loads(first)["previous"]
        digest = bytes.fromhex(previous or "")
    except (ValueError, KeyError, TypeError):
        return False
    sql = "select 1 from run where chain = :chain"
    return not digest or connection.execute(sql, {"chain": digest}).fetchone() is not None


def _name(connection: Connection, run: int) -> str:
    source, started = connection.execute(RUN, {"run": run}).fetchone()[:2]
    digits = "".join(character for character in started if character.isdigit())
    return f"{file_name(source)}-{digits}.manifest.jsonl"


def _lines(connection: Connection, run: int) -> Iterator[bytes]:
    """Yield the lines of a run's manifest, as they are written."""
    return (f"{json.dumps(line, ensure_ascii=False)}\n".encode() for line in _told(connection, run))


def _told(connection: Connection, run: int) -> Iterator[dict[str, object]]:
    source, started, before = connection.execute(RUN, {"run": run}).fetchone()
    previous = before.hex() if before else None
    yield {"source": source, "run": started, "previous": previous}
    cursor = connection.execute(CAPTURES, {"run": run})
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


RUN = """
select source.name, run.started_at, (
    select before.chain from run as before
    where before.source = run.source and before.id < run.id and before.chain is not null
    order by before.id desc limit 1
)
from run join source on source.id = run.source
where run.id = :run
"""
CAPTURES = """
select
    warc.name as file, capture."offset" as "offset", capture.length as length,
    capture.url as url, capture.fetched_at as fetched_at, capture.status as status,
    lower(hex(capture.sha256)) as sha256
from capture join warc on warc.id = capture.warc
where capture.run = :run order by warc.name, capture."offset"
"""
