"""Tell an annual report on information disclosure from what stands beside it."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from parsers.document import Document, Grid, Line
from parsers.hijacked import find_hijacking
from parsers.metadata.front import Front, find_front
from parsers.metadata.labels import split_labels
from parsers.neighbours import find_neighbour, find_other_table, find_talk, find_trouble
from parsers.normal import squeeze
from parsers.report import Fact, Metadata, State
from parsers.sections import find_sections
from parsers.titles import parse_title
from parsers.traditional import simplify

# A form's row can be recognised by chance; this many values cannot.
_ENOUGH_FACTS = 3
# A page with so few characters holds no report's text.
_FEW_CHARS = 200
# An error page is no longer.
_SMALL = 4000
# A report says within so many characters what it is.
_OPENING = 4000
_PROSE_CHARS = 40
_FIRST_LINES = 80
_FEW_TOPICS, _MANY_TOPICS = 2, 4
_ARTICLE_OF_A_LAW = re.compile("第[一二三四五六七八九十]{1,4}条")
_MANY_ARTICLES = 5

_SITE_NAME = re.compile(r"(?<!^)\s?[-_|—–].*$")
_FILE = re.compile(
    r"[^/\\\s]{1,120}\.(?:pdf|docx?|wps|xlsx?|et|od[ts]|rtf|zip|rar|7z|ofd)$", re.IGNORECASE
)
_ATTACHED = re.compile(r"^附件[0-9]{0,2}[:.、]?\s?")
_BULLETS = "·•●◆■▪►▶*"
_LIKE_TITLE = re.compile("关于|[0-9]{4}年|第[一二三四]季度")
# What the chapters of such a report are about; two of them make a report of a page with a title.
_TOPICS = tuple(
    re.compile(pattern)
    for pattern in (
        r"总体情况|概述|概况|基本情况|主要工作|组织领导",
        r"主动公开|公开(?:的)?情况|信息公开内容|公开内容|公开.{0,6}形式|公开重点",
        r"申请",
        r"复议|诉讼|申诉|举报|投诉",
        r"收费|减免",
        r"存在的?(?:主要)?问题|改进|不足|下一步|今后|打算",
        r"其他需要报告|需要说明|附表|附件|其他(?:有关)?(?:事项|情况)",
        r"平台|监督|保障|队伍|机构(?:和|及|建设)|制度|重点领域|解读|回应|咨询|政府信息管理",
    )
)
_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九](?:\s?[、.]|\s+(?=[^\s。;,|\d]+[^。;,|\d]*$))"
    r"|[(][一二三四五六七八九][)]|[1-9]\s?[、.]|第[一二三四五六七八]部分)"
)
# What a report without its title says of itself; papers about reports name periods too seldom.
_ANNOUNCED = re.compile(
    "统计(?:期限|时限|时间)|数据.{0,12}(?:期限|时间)|现(?:将|公布|公开).{0,60}(?:年度报告|年报)"
    "|政府信息公开条例.{0,60}编制(?:了|形成).{0,40}(?:年度报告|年报)"
    "|本(?:年度)?(?:报告|年报)(?:由|根据|依据|依照|是根据|系|共|全文|所列|中所列)"
)
# The sentence that opens a report names the law it follows and the days it counts.
_LAW = re.compile(
    "(?:本(?:年度)?(?:报告|年报)[^。]{0,40}|信息公开(?:工作)?(?:年度)?报告[是系])(?:根据|按照|依据|依照)"
    "[^。]{0,20}政府信息公开条例"
    "|(?:根据|按照|依据|依照)[^。]{0,20}政府信息公开条例[^。]{0,60}[现特](?:[将就]|特?(?:向社会)?(?:公布|公开|发布))"
    "[^。]{0,60}(?:年度报告|年报|信息公开(?:工作)?(?:情况)?(?:报告|公布|公告)如下)"
)
# It may also name its author: 本报告…由东屏县林业局编制的2014年度政府信息公开年度报告.
_MADE = re.compile(
    "本(?:年度)?(?:报告|年报)[^。]{0,100}编制的[^。,]{0,16}信息公开[^。,]{0,6}(?:年度报告|年报)"
    "|政府信息公开条例[^。]{0,60}编制(?:了|完成)?本(?:年度)?(?:报告|年报)"
)
# The article of the law that says what such a report holds.
_ARTICLE = re.compile(
    "政府信息公开条例》[^。]{0,20}第五十条[^。]{0,20}编制本(?:年度)?(?:报告|年报)"
)
_CHAPTERS = re.compile(
    "(?:包括|包含|由|分为?|共)[^。]{0,20}总体情况[^。]{0,60}主动公开[^。]{0,90}申请"
)
_PERIOD = re.compile("(?:20[0-9]{2}年)?1月1日.{0,8}(?:20[0-9]{2}年)?12月31日")
# The first chapter of the national form, and the law in it.
_FIRST_CHAPTER = re.compile(r"(?:^|\n)\s*一、总体情况\s*\n[^\n]{0,60}政府信息公开条例")
# A whole report in one sentence: 2012年我镇主动公开政府信息12条。
_COUNTED = re.compile("[0-9][余多]?[条件次]|(?:未|没有|无|零)[^。]{0,14}(?:申请|复议|诉讼)")
_STATUTORY = re.compile("统计期限|政府信息公开条例|申请|主动公开|依申请")


def reason_against(
    document: Document,
    metadata: Metadata,
    facts: Sequence[Fact],
    *,
    front: Front | None = None,
) -> str | None:
    """Return why *document* is no annual report on information disclosure; None if it is one.

    A report has the statutory figures, or a report's title and chapters of its own. Neighbours in
    the same column, error and challenge pages, and copies on hijacked sites are named.
    """
    front = front or find_front(document)
    if len(document.text) < 2:
        return "the page is empty"
    if sign := _hijacking(document, metadata):
        return f"a hijacked copy: {sign}"
    titled = metadata.title is not None and not _is_summary(metadata)
    small = len(document.text) < _SMALL
    if not titled and not facts and small and (trouble := _trouble(document)):
        return trouble
    heads = _headlines(document, metadata, front)
    other_table = find_other_table(heads, "\n".join(islice(_texts(document), _FIRST_LINES)))
    filled = (fact for fact in facts if fact.state is not State.BLANK)
    enough = 1 if titled else _ENOUGH_FACTS
    if other_table or sum(1 for _ in islice(filled, enough)) == enough:
        return other_table or (None if titled else _sample(heads, facts))
    return _reason_by_words(document, metadata, front, heads)


def _reason_by_words(
    document: Document, metadata: Metadata, front: Front, heads: Sequence[str]
) -> str | None:
    """Return why a document without the statutory figures is no report, by what it says."""
    summary = _is_summary(metadata)
    titled = metadata.title is not None and not summary
    topics = _topics(document, front)
    texts = list(_texts(document))
    # What a page calls itself counts; other lines may be of its columns where it says what it is.
    heads = heads[:1] if topics > 1 and _says_what_it_is(texts) else heads
    structured = summary and topics >= _MANY_TOPICS
    if not titled and not structured and (neighbour := find_neighbour(heads)):
        return neighbour
    articles = {match[0] for text in texts if (match := _ARTICLE_OF_A_LAW.match(text))}
    if len(articles) >= _MANY_ARTICLES:
        return "a law or a rule, not a report"
    if titled and (talk := find_talk(texts, news=topics < _FEW_TOPICS)):
        return talk
    if titled and (topics or _is_prose(document, front)):
        return None
    if _is_untitled_report(metadata, texts, topics):
        return None
    return _without_body(document, texts, titled=titled)


def _hijacking(document: Document, metadata: Metadata) -> str | None:
    names = (metadata.title, metadata.issuer, document.page_title)
    tags = " ".join(document.meta.get(name, "") for name in ("keywords", "description"))
    return find_hijacking(document.text, names, tags)


def _is_summary(metadata: Metadata) -> bool:
    """Whether the title is that of a summary (总结), as other papers have one."""
    return metadata.title is not None and metadata.title.endswith("总结")


def _is_untitled_report(metadata: Metadata, texts: Sequence[str], topics: int) -> bool:
    """Whether the opening and the chapters of a page are a report's, whatever it is called."""
    plain = [simplify(line) for line in texts]
    dated = metadata.year is not None or _ARTICLE.search("\n".join(plain[:12])) is not None
    enough = _enough_topics("\n".join(plain)[:_OPENING])
    return dated and topics >= enough and _speaks_of_disclosure(plain)


def _sample(heads: Sequence[str], facts: Sequence[Fact]) -> str | None:
    """Return why a page that calls itself a notice holds a form filled with zeros, if it does."""
    return None if any(fact.value for fact in facts) else find_neighbour(heads[:1])


def _texts(document: Document) -> Iterator[str]:
    """Yield the article's lines and cells in order."""
    for block in document.article:
        if isinstance(block, Line):
            yield block.text
        else:
            yield from (cell.text for cell in block.cells if cell.text)


def _trouble(document: Document) -> str | None:
    text = "\n".join(_texts(document))
    return find_trouble(f"{document.page_title}\n{text[:6000]}")


def _says_what_it_is(texts: Sequence[str]) -> bool:
    """Whether a page's own words are those of a report on the days that it counts."""
    opening = simplify("\n".join(texts)[:_OPENING])
    return bool(_PERIOD.search(opening) and (_LAW.search(opening) or _MADE.search(opening)))


def _enough_topics(opening: str) -> int:
    """Return how many chapters a page without a title needs, by what its opening says of it."""
    if _ARTICLE.search(opening) or _MADE.search(opening):
        return 1
    if _LAW.search(opening) and (_PERIOD.search(opening) or _CHAPTERS.search(opening)):
        return 1
    return 2 if _ANNOUNCED.search(opening) or _FIRST_CHAPTER.search(opening) else _MANY_TOPICS


def _headlines(document: Document, metadata: Metadata, front: Front) -> list[str]:
    """Return what names the page: its title and tags, and lines that read like a title."""
    named = [metadata.title or "", document.meta.get("articletitle", "")]
    if not any(named):
        lines = [block.text for block in front.head[-60:] if isinstance(block, Line)]
        # The names of columns, and a box of metadata, name no page.
        lines = [line for line in lines if line[0] not in _BULLETS and not _is_metadata(line)]
        named = [_SITE_NAME.sub("", document.page_title), *lines[:3]]
        broken = [one + other for one, other in pairwise(lines) if "关于" in one]
        named += [
            line for line in (*lines, *broken) if len(line) <= 80 and _LIKE_TITLE.search(line)
        ]
    return [name for name in (squeeze(text) for text in named) if name]


def _is_metadata(text: str) -> bool:
    split = split_labels(text)
    return split is not None and all(pair.field != "title" for pair in split.pairs)


def _topics(document: Document, front: Front) -> int:
    headings = [
        block.text
        for block in document.blocks[front.body_at :]
        if isinstance(block, Line) and _HEADING.match(block.text)
    ]
    headings += [section.heading for section in find_sections(document, front=front)]
    heads = simplify(" ".join("".join(heading[:48].split()) for heading in headings[:80]))
    return sum(topic.search(heads) is not None for topic in _TOPICS)


def _is_prose(document: Document, front: Front) -> bool:
    """Whether text on disclosure follows the title, without headings of its own."""
    blocks = (*front.head[front.title_at + 1 :], *document.blocks[front.body_at :])
    texts = [
        part.text
        for block in blocks
        for part in ((block,) if isinstance(block, Line) else block.cells)
    ]
    body = [text for text in texts if "。" in text or len(text) >= _PROSE_CHARS]
    if sum(map(len, body)) < _PROSE_CHARS and not any(map(_COUNTED.search, body)):
        return False
    return _speaks_of_disclosure(body[:200])


def _speaks_of_disclosure(texts: list[str]) -> bool:
    return any("公开" in text and _STATUTORY.search(text[:4000]) for text in texts)


def _without_body(document: Document, texts: Sequence[str], *, titled: bool) -> str:
    if titled or len(document.text) < _FEW_CHARS:
        names = [attachment.name or attachment.url for attachment in document.attachments]
        bare = (_ATTACHED.sub("", text.strip()) for text in texts[-60:])
        names += [text for text in bare if _FILE.fullmatch(text)]
        if names:
            listed = ", ".join(dict.fromkeys(names))
            return f"the report hangs as an attachment only: {listed[:300]}"
    titles = {title for text in texts[:400] if (title := parse_title(text))}
    if sum(title.year is not None for title in titles) >= 3:
        return "a listing of reports"
    if titled:
        return "only a title: the body holds no text (pictures only?)"
    grids = any(isinstance(block, Grid) for block in document.blocks)
    return "no annual report's title, chapters or tables" + (" in its tables" if grids else "")
