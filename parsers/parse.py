"""The order of the steps from bytes to `Report`, and nothing else."""

from parsers.report import Report


def parse_report(content: bytes, *, url: str = "", media_type: str = "") -> Report:
    """Return what the document in *content* says.

    A document that is no annual report on information disclosure gives a `Report` whose
    `is_report` is False and whose `reason` says why.

    Args:
        content: the document as it was served, with any content encoding undone.
        url: its address or path; its ending helps where *media_type* is missing.
        media_type: as a Content-Type header gives it, charset parameter included.

    Raises:
        UnreadableMediaError: if the bytes are damaged, hostile or of no known media type.
        MissingReaderError: if the reader of this media type is an extra that is not installed.
    """
    raise NotImplementedError
