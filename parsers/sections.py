"""Part a report's running text by its headings (一、总体情况 …); the tables' text is left out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise, repeat

from parsers.document import Document, Line
from parsers.headings import FIRST, NUMBER, STANDARD, TABLE, find_headings, parse_heading
from parsers.metadata.front import Front, find_front
from parsers.metadata.labels import label_alone, split_labels
from parsers.metadata.signatures import (
    Body,
    Signature,
    find_body,
    find_day_in_brackets,
    find_signature,
)
from parsers.report import Section
from parsers.titles import parse_title

_UNFINISHED = re.compile(r"[^。;:!?]{2,40}")
_ENDINGS = ("情况", "事项", "问题", "措施", "概述")
_HEADING_END = re.compile(r"[^。;,:|]{0,24}(?:情况|事项|措施|问题|概述)[。.:]?\s*")
_INSIDE = re.compile(
    rf"(?<=[。;!\s])\s?([一二三四五六七八九]、{STANDARD.pattern}|[一二三四五六七八九]、\s?[^。;,、\s]{{4,30}}(?=\s))"
)
_ITEM = frozenset("(0123456789")
_FIGURES = frozenset(["", *"0123456789-"])
_NUMBERS = ("一、", "二、", "三、")
_HAN = re.compile("[\u4e00-\u9fff]")
_LONGEST = 48

# A row of a table on one line: figures in several columns, and nothing behind them.
_ROW_OF_FIGURES = re.compile(r"(?:\s+(?:[-—/无]|[0-9][0-9.]*)){3,}\s*$")
_TABLED = (
    "信息内容",
    "二十条",
    "本年新收",
    "申请人情况",
    "结果维持",
    "办理结果",
    "予以公开",
    "统计指标",
    "指标名称",
    "行政复议\n",
    "复议后起诉",
)
_SHORTEST = 15
_BELOW_ARTICLE = (
    r"扫一扫|打印|关闭|上一[篇条页]|下一[篇条页]|分享|附件|相关(?:链接|文章|附件|阅读)|版权所有|主办|承办"
    r"|ICP|网站地图|网站标识码|联系我们|返回顶部|Produced By|TRS"
)
_FILE = r"\.(?:pdf|docx?|wps|xlsx?|od[ts]|rtf|zip|rar|7z)$"
# A sentence may begin with these as well; what a site prints has no full stop.
_LABEL_BELOW = (
    r"我要|(?:责任编辑|责编|编辑|[初复终]?审核?|来源|信息来源|文章来源|作者|保护视力色)\s?:|录入[人者]?\s?:"
    r"|(?:发布|更新)(?:时间|日期)|浏览(?:次数|量)|访问量|阅读(?:次数|量|数|\s?:)|点击|点赞|字[体号]\s?:|文件下载|收藏|[Cc]opyright"
    r"|技术支持|网站声明|政府网站找错|友情链接|推荐阅读|热[门点](?:文章|信息|推荐)|最新(?:信息|文章|文件|公开|发布)$|关联信息"
    r"|本文链接|(?:用户|发表)评论|主管单位|您是第|您访问的|抄送|此件公开|本站|手机(?:查看|扫)|微信扫"
)
_FURNITURE = re.compile(
    rf"\s*[【\[(]?\s*(?:{_BELOW_ARTICLE}|(?:{_LABEL_BELOW})[^。]{{0,60}}$|[^。]{{1,120}}{_FILE})"
)
# A name or a link below the last sentence; what is said of a report is longer, or has such words.
_NAME_BELOW = re.compile(r"(?![(0-9一二三四五六七八九])[^。;:!?,、]{1,40}")
_SAID = re.compile("[本我无未不已需将]|没有|申请|收费|处理费|事项|情况|措施")
# So many lines at the end may be what a site prints under an article.
_TAIL = 60


def find_sections(
    document: Document, *, front: Front | None = None, body: Body | None = None
) -> tuple[Section, ...]:
    """Return the prose of a report by heading, the text before the first heading first.

    Its heading is empty. Lines of the statutory tables, the metadata line, the signature and
    what a site prints under an article are no prose.
    """
    front = front or find_front(document)
    lines = _lines(front, body or find_body(document, front))
    heads = find_headings(lines)
    starts = [at for at, _, _ in heads] + [len(lines)]
    sections = [("", [*_preamble(front), *lines[: starts[0]]])]
    for (start, heading, rest), end in zip(heads, starts[1:], strict=True):
        heading, text = _chapter(heading, rest, lines[start + 1 : end])
        if heading == sections[-1][0]:
            sections[-1][1].extend(text)
        else:
            sections.append((heading, text))
    return tuple(
        Section(heading, "\n".join(_prose(text))) for heading, text in sections if heading or text
    )


def _preamble(front: Front) -> Iterator[str]:
    for block in front.head[front.title_at + 1 :] if front.title_at >= 0 else ():
        if not isinstance(block, Line) or len(block.text) < 12 or not _is_sentence(block.text):
            continue
        if label_alone(block.text) or split_labels(block.text) or parse_title(block.text):
            continue
        if not find_day_in_brackets(block.text):
            yield block.text


def _chapter(heading: str, rest: str, text: list[str]) -> tuple[str, list[str]]:
    """Return the heading of a chapter, put together where it was broken, and its lines."""
    if rest:
        return heading, [rest, *text]
    if text and _goes_on(heading, text[0]):
        return heading + text[0].strip(), text[1:]
    return heading, text


def _goes_on(heading: str, below: str) -> bool:
    """Whether a heading was broken over two lines."""
    return (
        (len(heading) <= 3 or _is_unfinished(heading))
        and below[:1] not in _ITEM
        and _HEADING_END.fullmatch(below) is not None
        and NUMBER.match(below) is None
    )


def _is_unfinished(heading: str) -> bool:
    return not heading.endswith(_ENDINGS) and _UNFINISHED.fullmatch(heading) is not None


def _lines(front: Front, body: Body) -> list[str]:
    texts = _unsigned(body.texts, body.signature)
    if front.title and front.title.text in texts[5:]:
        # The page prints the report once more, under the same title.
        once = body.texts[: texts.index(front.title.text, 5)]
        texts = _unsigned(once, find_signature(once))
    texts = texts[: _article_end(texts)]
    while len(texts) > 1 and _is_name_below(texts[-1], texts[-2]):
        texts.pop()
    if not any(map(_runs_on, _numbered("\n".join(texts)))):
        return list(filter(None, texts))
    parted = (_parted(text) if _runs_on(text) else [text] for text in texts if text)
    return list(chain.from_iterable(parted))


def _article_end(texts: Sequence[str]) -> int:
    """Return where a site's own words begin below the last chapter's heading."""
    end = len(texts)
    tail = range(end - 1, max(end - _TAIL, 0), -1)
    head = next(
        (at for at in tail if texts[at][:1] in FIRST and parse_heading(texts[at])), tail.stop
    )
    below = (at for at in range(head + 1, end) if texts[at][:1] not in _FIGURES)
    return next((at for at in below if _FURNITURE.match(texts[at])), end)


def _is_name_below(text: str, above: str) -> bool:
    """Whether the last line is a name or a link: no sentence, and no chapter's only word."""
    if not text:
        return True
    listed = _NAME_BELOW.fullmatch(text) is not None and _SAID.search(text) is None
    linked = not listed and text[-1] != "。" and parse_title(text) is not None
    return (listed or linked) and parse_heading(above) is None


def _unsigned(texts: Sequence[str], signature: Signature | None) -> list[str]:
    above = texts[: signature.at] if signature else texts
    return list(map(str.strip, above, repeat("| ")))


def _numbered(text: str) -> Iterator[str]:
    """Yield the lines of a text that hold a heading's number; most lines hold none."""
    for number in _NUMBERS:
        at = text.find(number)
        while at >= 0:
            end = text.find("\n", at)
            yield text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else None]
            at = text.find(number, end) if end >= 0 else -1


def _runs_on(text: str) -> bool:
    long = len(text) > _LONGEST or "。" in text[:-1]
    return long and any(number in text for number in _NUMBERS)


def _parted(text: str) -> list[str]:
    """Return a line that runs through several headings, parted before each of them."""
    starts = [match.start(1) for match in _INSIDE.finditer(text)]
    cuts = pairwise([0, *starts, len(text)])
    return [part for start, end in cuts if (part := text[start:end].strip())]


def _prose(lines: Sequence[str]) -> Iterable[str]:
    """Return the running text of a section: where a table stands in it, its sentences only."""
    text = "\n".join(lines)
    # No label of the forms has a full stop.
    if "|" not in text and "勾稽关系" not in text and all("。" in line for line in lines):
        return lines
    if not any(word in text for word in _TABLED):
        return [line for line in lines if line.count("|") < 2 or "。" in line]
    # Most lines of a flattened table are single figures.
    long = [line for line in lines if len(line) >= _SHORTEST or "。" in line]
    return [line for line in long if "|" not in line and "勾稽关系" not in line and _is_said(line)]


def _is_said(line: str) -> bool:
    if "。" in line:
        return True
    return _is_sentence(line) and not (
        TABLE.search(line[:40]) or _ROW_OF_FIGURES.search(line[-_LONGEST:])
    )


def _is_sentence(text: str) -> bool:
    ended = "。" in text or ";" in text or "!" in text
    return (ended or (len(text) > _SHORTEST and ("," in text or "、" in text))) and (
        _HAN.search(text, 0, 20) is not None
    )
