"""Read a report's index number (索引号) and document number (文号)."""

import re

from parsers.document import Line
from parsers.metadata.front import Front
from parsers.normal import squeeze

_NUMBER = re.compile(r"[0-9A-Z]{8,18}/[0-9]{4,6}-?[0-9]{3,9}(?![0-9])")
_YEAR_AND_COUNT = re.compile(
    r"(?:[〔\[【(](?:19|20)[0-9]{2}[〕\]】)]第?[0-9]{1,4}号?"
    r"|(?<=[政发办函字公务])(?:19|20)[0-9]{2}[0-9]{1,3}号?)"
)
_DOCUMENT_NUMBER = re.compile(rf"[\u4e00-\u9fff]{{1,12}}{_YEAR_AND_COUNT.pattern}")
_NO_NUMBER = frozenset(["无", "暂无", "无文号", "无号", "空"])


def index_number(labelled: str | None) -> str | None:
    """Return the index number in a labelled value, or the value itself where it has another form.

    >>> index_number("014416330/2018-04736 分类")
    '014416330/2018-04736'
    """
    value = squeeze(labelled or "")
    match = _NUMBER.search(value)
    return match[0] if match else value or None


def document_number(labelled: str | None, front: Front) -> str | None:
    """Return the document number of a label, or of a line in the head that is nothing else."""
    value = squeeze(labelled or "")
    if value:
        return None if value in _NO_NUMBER else value
    lines = [block.text if isinstance(block, Line) else "" for block in front.head[-12:]]
    if not _YEAR_AND_COUNT.search(squeeze("".join(lines))):
        return None
    for at, line in enumerate(lines):
        if len(line) > 40 or not ("20" in line or "19" in line):
            continue
        for start, end in ((at, at + 1), (at, at + 2), (at - 1, at + 1), (at - 1, at + 2)):
            number = squeeze("".join(lines[max(start, 0) : end]))
            if _DOCUMENT_NUMBER.fullmatch(number):
                return number
    return None
