"""Let an authority attest when a manifest was there (RFC 3161), and check that it has."""

import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from archive.errors import MissingLibraryError, TimestampError

# Whoever verifies chooses whom to trust: PEM certificates of authorities, in the archive's folder.
ROOTS = "timestamp-roots.pem"
SUFFIX = ".tsr"
_SHA256 = "2.16.840.1.101.3.4.2.1"

logger = logging.getLogger(__name__)


def stamp_manifests(captures: Path, ask: Callable[[bytes], bytes]) -> int:
    """Have every manifest in *captures* stamped that is not yet; return how many were.

    *ask* takes a query and returns the authority's answer, which is kept beside the manifest.

    Raises:
        MissingLibraryError: if rfc3161-client is not installed.
        TimestampError: if the answer is no timestamp of this manifest.
    """
    waiting = [path for path in _manifests(captures) if not _answer_of(path).exists()]
    for path in waiting:
        content = path.read_bytes()
        query = _library().TimestampRequestBuilder().data(content)
        query = query.hash_algorithm(_library().HashAlgorithm.SHA256).build()
        answer = ask(query.as_bytes())
        _check(path.name, content, answer, nonce=query.nonce)
        _write(_answer_of(path), answer)
    return len(waiting)


def timestamp_faults(captures: Path, roots: Path) -> Iterator[tuple[str, str]]:
    """Yield which timestamps are not of their manifest, or by nobody whom *roots* lists.

    Without the file *roots* nobody is trusted: what was signed is compared, not who signed.
    """
    answers = [path for path in map(_answer_of, _manifests(captures)) if path.exists()]
    if not answers:
        return
    try:
        trusted = _certificates(roots) if roots.exists() else []
    except MissingLibraryError as error:
        logger.warning("%d timestamps were not checked: %s", len(answers), error)
        return
    except ValueError as error:
        yield roots.name, f"holds no certificates: {error}"
        return
    for path in answers:
        content = path.with_suffix("").read_bytes()
        try:
            answer = _check(path.name, content, path.read_bytes())
            if trusted:
                _check_signer(path.name, content, answer, trusted)
        except TimestampError as error:
            yield path.name, error.what


def _manifests(captures: Path) -> list[Path]:
    return sorted(captures.glob("*.manifest.jsonl"))


def _answer_of(manifest: Path) -> Path:
    return manifest.with_name(manifest.name + SUFFIX)


def _library() -> Any:
    try:
        import rfc3161_client
    except ImportError as error:
        raise MissingLibraryError("timestamps", "a timestamp") from error
    return rfc3161_client


def _certificates(roots: Path) -> list[Any]:
    _library()
    from cryptography.x509 import load_pem_x509_certificates

    return load_pem_x509_certificates(roots.read_bytes())


def _check(name: str, content: bytes, answer: bytes, *, nonce: int | None = None) -> Any:
    """Return the *answer*, decoded, which must be a timestamp of *content*."""
    library = _library()
    try:
        decoded = library.decode_timestamp_response(answer)
        if decoded.status not in (library.PKIStatus.GRANTED, library.PKIStatus.GRANTED_WITH_MODS):
            raise TimestampError(name, f"the authority refused: {' '.join(decoded.status_string)}")
        imprint = decoded.tst_info.message_imprint
        same = imprint.message == hashlib.sha256(content).digest()
        if imprint.hash_algorithm.dotted_string != _SHA256 or not same:
            raise TimestampError(name, "is a timestamp of something else")
        if nonce is not None and decoded.tst_info.nonce != nonce:
            raise TimestampError(name, "answers another query")
    except ValueError as error:
        raise TimestampError(name, f"is no timestamp: {error}") from error
    return decoded


def _check_signer(name: str, content: bytes, answer: Any, trusted: list[Any]) -> None:
    library = _library()
    builder = library.VerifierBuilder()
    for certificate in trusted:
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(answer, content)
    except library.VerificationError as error:
        raise TimestampError(name, f"is signed by nobody whom {ROOTS} lists: {error}") from error


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix("").with_suffix(".unfinished-timestamp")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
