"""Read a page twice where its first tree and the forms disagree, and keep the better reading."""

from collections.abc import Sequence
from dataclasses import replace

from parsers.document import Document
from parsers.facts import read_facts
from parsers.figures import Figures
from parsers.forms import Form
from parsers.report import State

# BeautifulSoup takes twenty times as long as lxml: a larger page is read once.
_LARGEST = 3_000_000
_ALL_ROWS = 23


def better_reading(
    content: bytes, document: Document, figures: Figures, forms: Sequence[Form], media_type: str
) -> tuple[Document, Figures]:
    """Return *document* and its *figures*, or those of a second reading that fits a form better.

    Only a page is read again, and only if its tree lost a part or its tables are ragged.
    """
    if document.carrier != "html" or len(content) > _LARGEST:
        return document, figures
    if not document.lossy and not _is_ragged(figures):
        return document, figures
    from parsers.readers.soup import read_soup  # a worker that needs none starts sooner

    second = read_soup(content, document, media_type=media_type)
    found = read_facts(second, forms)
    if _fitness(found) > _fitness(figures) or (document.lossy and not figures.facts):
        warning = "the page's markup is damaged: read with BeautifulSoup, which lost less of it"
        return replace(second, warnings=(*second.warnings, warning)), found
    return document, figures


def _is_ragged(figures: Figures) -> bool:
    if State.LOST in [fact.state for fact in figures.facts]:
        return True
    # Each row of the table of requests has a check of its own.
    rows = sum(check.id.startswith("requests.row_sum.") for check in figures.checks)
    return 0 < rows < _ALL_ROWS


def _fitness(figures: Figures) -> tuple[int, int]:
    kept = sum(fact.state is not State.LOST for fact in figures.facts)
    return kept, sum(check.holds is True for check in figures.checks)
