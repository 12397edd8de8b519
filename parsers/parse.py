"""The order of the steps from bytes to `Report`, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from parsers.beside.completed import completed, is_complete
from parsers.beside.embedded import Inner, inner_of
from parsers.beside.hanging import warn_of_files
from parsers.beside.pictured import warn_of_pictures
from parsers.beside.within import with_inner
from parsers.charset import replaced
from parsers.document import Document
from parsers.enclosed import page_in, page_in_script
from parsers.errors import UnreadableMediaError
from parsers.facts import read_facts
from parsers.figures import Figures
from parsers.forms import load_forms
from parsers.joined import joined
from parsers.kinds import reason_against
from parsers.media import IMAGES, media_type_of
from parsers.metadata.find import find_metadata
from parsers.metadata.front import find_front
from parsers.metadata.signatures import find_body
from parsers.readers import read_document
from parsers.report import Report
from parsers.saved import is_saved_page, saved_page
from parsers.sections import find_sections
from parsers.twice import better_reading
from parsers.written import written_page

_HTML = "text/html; charset=utf-8"


class Page(NamedTuple):
    """A document as it was served, or one page of it: the arguments of `parse_report`."""

    content: bytes
    url: str = ""
    media_type: str = ""


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
    return parse_article([Page(content, url, media_type)])


def parse_article(pages: Sequence[Page]) -> Report:
    """Return what an article says that may be cut into several *pages*, the first page first.

    The place of a fact on a further page begins with its number: `part 2 table 1 row 3`.

    Raises:
        UnreadableMediaError: as `parse_report`, if one of the pages can't be read.
        MissingReaderError: as `parse_report`.
    """
    first = _unwrapped(pages[0])
    document, figures = _read(first)
    lacks = not is_complete(figures)
    if len(pages) > 1:
        document, figures = _whole(document, figures, [_read_further(page) for page in pages[1:]])
    elif lacks and (shown := _shown(first)):
        document, figures = with_inner(document, figures, shown)
    front = find_front(document)
    body = find_body(document, front)
    metadata, doubts = find_metadata(document, front=front, body=body)
    reason = reason_against(document, metadata, figures.facts, front=front)
    if reason and len(pages) == 1 and (inside := _in_script(pages[0])):
        return inside
    files = warn_of_files(document.attachments, figures)
    if reason:
        return Report(metadata=metadata, text=document.text, reason=reason, warnings=files)
    alone = len(pages) == 1 and document.carrier == "html"
    pictures = warn_of_pictures(*first) if alone and lacks and not is_complete(figures) else ()
    doubts = (*doubts, *files, *pictures)
    return Report(
        metadata=metadata,
        form=figures.form,
        sections=find_sections(document, front=front, body=body),
        facts=figures.facts,
        checks=figures.checks,
        warnings=(*document.warnings, *figures.warnings, *_damage(document.text), *doubts),
        text=document.text,
    )


def _unwrapped(page: Page) -> Page:
    """Return the page that stands in the data, or in the web archive, that *page* is."""
    if inside := page_in(page.content, page.media_type):
        return _instead(page, inside)
    if is_saved_page(page.content):
        content, media_type = saved_page(page.content)
        return Page(content, page.url, media_type)
    return page


def _in_script(page: Page) -> Report | None:
    """Return the report that stands in scripts of *page*, as data or as what they write."""
    if inside := page_in_script(page.content, page.media_type):
        return parse_article([_instead(page, inside)])
    if written := written_page(page.content, page.media_type):
        report = parse_article([_instead(page, written)])
        return report if report.facts else None
    return None


def _instead(page: Page, markup: str) -> Page:
    return Page(markup.encode(errors="replace"), page.url, _HTML)


def _shown(page: Page) -> list[Inner]:
    """Return what a page shows that is no text: it may hold tables."""
    kind = media_type_of(page.url, page.content, page.media_type)
    return inner_of(page.content, kind, page.media_type)


def _whole(
    document: Document, figures: Figures, others: Sequence[Document]
) -> tuple[Document, Figures]:
    """Return a report's first page with the *others*; of its pictures it takes the tables alone."""
    has_prose = any(section.heading for section in find_sections(document))
    if not has_prose or any(other.carrier != "scan" for other in others):
        document = joined([document, *others])
        return document, read_facts(document, load_forms())
    shown = joined([Document((), "scan"), *others])
    document = replace(document, warnings=(*document.warnings, *shown.warnings))
    return document, completed(figures, read_facts(shown, load_forms()))


def _read(page: Page) -> tuple[Document, Figures]:
    content, url, media_type = page
    document = read_document(content, url=url, media_type=media_type)
    forms = load_forms()
    return better_reading(content, document, read_facts(document, forms), forms, media_type)


def _read_further(page: Page) -> Document:
    """Return a further page; of several pictures one may be damaged, or no picture of a page."""
    try:
        return _read(_unwrapped(page))[0]
    except UnreadableMediaError as error:
        if media_type_of(page.url, page.content, page.media_type) not in IMAGES:
            raise
        return Document((), "scan", warnings=(str(error),))


def _damage(text: str) -> tuple[str, ...]:
    count = replaced(text)
    return (f"{count} characters could not be decoded",) if count else ()
