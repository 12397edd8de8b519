"""The order of the steps from bytes to `Report`, and nothing else."""

from parsers.document import Document, Line
from parsers.facts import read_facts
from parsers.forms import load_forms
from parsers.readers import read_document
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
    document = read_document(content, url=url, media_type=media_type)
    figures = read_facts(document, load_forms())
    return Report(
        form=figures.form,
        facts=figures.facts,
        checks=figures.checks,
        warnings=document.warnings,
        text=_text(document),
    )


def _text(document: Document) -> str:
    lines = []
    for block in document.article:
        if isinstance(block, Line):
            lines.append(block.text)
        else:
            for row in block.rows():
                cells = [cell.text for cell in row if cell.text]
                if cells:
                    lines.append(" ".join(cells))
    return "\n".join(lines)
