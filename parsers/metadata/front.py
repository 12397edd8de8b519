"""Find what stands before a report's body: its title and the lines that hold its metadata."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from parsers.document import Block, Document, Grid, Line
from parsers.metadata.labels import split_labels
from parsers.titles import Title, parse_summary, parse_title

# Where running text or the statutory tables begin, metadata lines have ended.
_BODY = re.compile(
    r"\s*(?:[一二三四五六]\s?[、.]|[(]一[)]|第一部分|第\s?二十\s?条|信息内容|1\s?[、.]\s?(?:总体|\S{0,12}(?:情况|概述|概况)$)|总体情况|概\s?述$"
    r"|[一二三四五六七八九]\s+[^\s。;,:|\d][^。;,:|\d]{0,30}$)"
)
_PROSE = 160
_SENTENCE = 40
_HEAD = 250
_LABELS_OF_FORMS = ("二十条", "信息内容", "本年新收", "统计指标", "指标名称")
_ISSUER = re.compile(
    r"[\u4e00-\u9fff()0-9A-Za-z、·\s]{0,40}(?:政府|[局办委会厅处院队署所站社镇乡县市区省州盟旗馆]|街道|中心|苏木|公司"
    r"|委员会|办公室|管委会|[支分]行|银行|海关|[大中小]学|学[校院]|党校|集团|(?<!全)部)\)?\s*"
)
_YEAR = re.compile(r"(?:(?:19|20)[0-9]{2}|[二一][〇○◯零OoＯ0-9一二三四五六七八九]{3})年度?$")
# What a cover prints below its title: (2022年度), 2023年1月.
_ONLY_A_DATE = re.compile(r"\(?(?:19|20)[0-9]{2}年(?:度|[0-9]{1,2}月(?:[0-9]{1,2}日)?)?\)?")
# 关于…年度报告 goes on below as 有关事项的通知: a paper about reports.
_NOTICE_GOES_ON = re.compile(r"[\u4e00-\u9fff]{0,20}(?:通知|函|通报|意见|方案)\s*$")
_HALF_NAME = re.compile(r"[\u4e00-\u9fff、]{2,24}")
_SHORT = 60
_SHORTEST_NAME = 3
# A title, the body that reports, and the day: so much stands close above the body.
_BESIDE = 4
_CELLS = 24


class Front(NamedTuple):
    """The head of a document.

    `head` are the lines and boxes before the body, in order; `title_at` is the title's place
    among them (-1 where no line is a title); `body_at` is the body's place among the blocks.
    `others` are further titles below it, such as that of another body's report.
    """

    head: tuple[Block, ...]
    title: Title | None
    title_at: int
    others: tuple[Title, ...]
    body_at: int


def find_front(document: Document) -> Front:
    """Return the head of *document*; its title comes from its lines alone, not from meta tags."""
    body_at = _body_at(document)
    head = document.blocks[max(0, body_at - _HEAD) : body_at]
    texts = [_text(block) for block in head]
    found = list(_titles(texts))
    if not any(_weight(title) for _, title in found):
        found += [(at, title) for at, text in enumerate(texts) if (title := parse_summary(text))]
    if not found:
        return Front(head, None, -1, (), body_at)
    ended = body_at < len(document.blocks)
    at, title = _best(found if not ended else found[::-1])
    first = next(place for place, other in found if other == title)
    if ended and title.issuer is None:
        title = _with_name_beside(texts[-_BESIDE:], title)
    # Lists of other years' reports stand above the title; what follows it, it speaks of.
    others = tuple(other for place, other in found if place > first and other != title)
    return Front(head, title, at, others, body_at)


def looks_like_issuer(text: str) -> bool:
    """Whether a short line could be the name of a public body.

    >>> looks_like_issuer("青溪市水务局"), looks_like_issuer("本年报由办公室编制。")
    (True, False)
    """
    return len(text) <= _SHORT and _ISSUER.fullmatch(text) is not None


def _text(block: Block) -> str:
    """Return a line's text, or the cell of a layout table or box that may hold the title."""
    if isinstance(block, Line):
        return block.text.strip("| ")
    cells = (cell.text for cell in block.cells[:_CELLS] if "公" in cell.text)
    return next((text for text in cells if parse_title(text)), "")


def _body_at(document: Document) -> int:
    """Return where the body begins; the number of blocks where nothing tells."""
    start = document.body[0] if document.body[1] > document.body[0] else 0
    for at in range(start, len(document.blocks)):
        block = document.blocks[at]
        if isinstance(block, Grid):
            if any(label in cell.text for cell in block.cells[:40] for label in _LABELS_OF_FORMS):
                return at
        elif _is_prose(block.text) or _BODY.match(block.text):
            return at
    return len(document.blocks)


def _is_prose(text: str) -> bool:
    return (len(text) > _PROSE and "|" not in text) or (len(text) > _SENTENCE and "。" in text)


def _best(found: list[tuple[int, Title]]) -> tuple[int, Title]:
    """Return the fullest title, of equals the one printed most often.

    Where that is even too, it is the first: the caller puts the likelier first.
    """
    if len(found) == 1:
        return found[0]
    printed = Counter(title.text for _, title in found)
    return max(found, key=lambda item: (_weight(item[1]), printed[item[1].text]))


def _weight(title: Title) -> int:
    return (title.year is not None) + (title.issuer is not None)


def _titles(texts: list[str]) -> Iterator[tuple[int, Title]]:
    for at, text in enumerate(texts):
        if "公" in text and len(text) <= 4 * _SHORT:
            title = _title_at(texts, at)
            if title and not _is_value_of_a_label(title, text):
                yield at, title


def _is_value_of_a_label(title: Title, text: str) -> bool:
    """Whether a line gives *title* as something else than a title: 分类:政府信息公开年报."""
    split = split_labels(text) if ":" in text else None
    others = [pair.value for pair in split.pairs if pair.field != "title"] if split else []
    return any(title.text in "".join(value.split()) for value in others)


def _title_at(texts: list[str], at: int) -> Title | None:
    title = parse_title(texts[at]) or _broken_title(texts, at)
    if title is None or _weight(title) == 2:
        return title
    if title.text.startswith("关于"):
        below = texts[at + 1] if at + 1 < len(texts) else ""
        return None if len(below) <= _SHORT and _NOTICE_GOES_ON.match(below) else title
    return _with_lines_above(texts, at, title)


def _broken_title(texts: list[str], at: int) -> Title | None:
    """Return the title that a line makes with its neighbours; it must give the year."""
    text, parts = texts[at], [""]
    for below in texts[at + 1 : at + 3]:
        if len(below) > _SHORT or parse_title(below):
            break
        parts.append(parts[-1] + below)
    above = texts[at - 1] if at and len(texts[at - 1]) <= _SHORT else ""
    above = "" if split_labels(above) else above
    tries = [text + part for part in parts[1:]] + ([above + text] if above else [])
    tries += [above + text + part for part in parts[1:] if above]
    joined = (parse_title(line) for line in tries if "报" in line or "報" in line)
    return next((title for title in joined if title and title.year), None)


def _with_lines_above(texts: list[str], at: int, title: Title) -> Title:
    """Return the title with the issuer, the year or both that stand alone on the lines above."""
    text, best = title.text, title
    for above in texts[max(0, at - 2) : at][::-1]:
        longer = parse_title(above + text) if _goes_above(above) else None
        if longer is None or _weight(longer) <= _weight(title):
            break
        title, text = longer, longer.text
        best = title if title.year else best
    return _with_first_half(texts, at, best) if best.issuer else best


def _with_first_half(texts: list[str], at: int, title: Title) -> Title:
    """Return the title with the first half of an issuer's name that was broken at 和 or 、."""
    for below in range(at, max(0, at - 2), -1):
        half = "".join(texts[below - 1].split())
        broken = half.endswith(("和", "、", "与", "及")) and _HALF_NAME.fullmatch(half)
        if broken and title.text.startswith("".join(texts[below].split())):
            whole = parse_title(half + title.text)
            return whole if whole and whole.year == title.year else title
    return title


def _with_name_beside(texts: list[str], title: Title) -> Title:
    """Return the title with the body that the line below it names, or the one above a bare one.

    *texts* are the last lines before the body.
    """
    at = next((at for at, text in enumerate(texts) if "".join(text.split()) == title.text), None)
    if at is None or not (title.year or "年度报告" in title.text):
        return title
    below = texts[at + 1] if at + 1 < len(texts) else ""
    if looks_like_issuer(below) and len(below) > _SHORTEST_NAME and not parse_title(below):
        return title._replace(issuer="".join(below.split()))
    alone = all(map(_ONLY_A_DATE.fullmatch, texts[at + 1 :]))
    above = texts[at - 1] if at and alone else ""
    return (parse_title(above + title.text) if _goes_above(above) else None) or title


def _goes_above(text: str) -> bool:
    """Whether a line is a body's name, a year, or both; 关于 may end it."""
    if len(text) > _SHORT or parse_title(text):
        return False
    squeezed = "".join(text.split()).removesuffix("关于")
    name = _YEAR.sub("", squeezed)
    return bool(squeezed) and (not name or looks_like_issuer(name))
