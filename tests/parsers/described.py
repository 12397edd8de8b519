"""A text as the document whose metadata is found."""

from pathlib import Path
from unicodedata import normalize

from parsers.document import Document, Line
from parsers.metadata.find import find_metadata

EXAMPLES = Path(__file__).parents[3] / "shared" / "examples"
TITLE = "东屏县林业局2020年政府信息公开工作年度报告"
BODY = "一、总体情况\n2020年各项工作有序推进,本段从略。"


def page(text, *, meta=None, page_title=""):
    lines = (normalize("NFKC", line).strip() for line in text.splitlines())
    return Document(
        tuple(Line(line) for line in lines if line), "text", meta=meta or {}, page_title=page_title
    )


def read(text, **options):
    return find_metadata(page(text, **options))[0]
