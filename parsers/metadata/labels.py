"""Split metadata lines and index boxes at their labels (发布时间：, 信息来源：, 索 引 号 …)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from parsers.document import Grid
from parsers.normal import squeeze
from parsers.traditional import TRADITIONAL, simplify

# A field of "" is a label that only ends the value before it.
_FIELDS = {
    "published": """
        发布时间 发布日期 公开日期 公开时间 发文日期 发文时间 公布日期 公布时间 信息发布日期
        信息发布时间 发布于 发布 发表时间 发表日期 发表于 发稿时间 发稿日期 刊发时间 刊发日期
        上网时间 上网日期
    """,
    "dated": """
        日期 时间 信息时间 添加时间 添加日期
    """,
    "updated": """
        更新时间 更新日期 修改时间 最后更新 最后更新时间 上传时间 录入时间 编辑时间
    """,
    "written": """
        成文日期 成文时间 生成日期 生成时间 印发日期 印发时间 制发日期 形成日期 签发日期
        填报日期 填报时间 填表日期 填表时间 制表日期 制表时间 报送日期 报送时间 上报日期 上报时间
        统计日期 统计时间 抓取时间 采集时间 访问时间 打印日期 打印时间
    """,
    "source": """
        来源 信息来源 文章来源 稿件来源 内容来源 新闻来源 稿源 来自 出处 文章出处 信息出处
    """,
    "body": """
        发布机构 发布单位 发布部门 公开主体 公开机构 公开单位 所属机构 制发单位 制发机关
        发文机关 发文单位 发文机构
    """,
    "author": """
        作者 文章作者
    """,
    "index_number": """
        索引号 信息索引号 索引码 索引编号 信息索引
    """,
    "document_number": """
        文号 发文字号 文件编号 文件号 公文文号 发文文号 文件字号
    """,
    "title": """
        名称 标题 信息名称 信息标题 文件名称 文件标题
    """,
    "": """
        责任编辑 责编 编辑 审核 审核人 录入 录入人 录入者 发布人 信息提供 供稿 摄影 浏览量
        浏览次数 浏览 访问量 访问次数 阅读 阅读量 阅读次数 阅读数 点击数 点击量 点击率
        点击次数 点击 人气 字体 字号 字体大小 文字大小 分享 分享到 分享至 打印 保护视力色
        视力保护色 背景色 分类 信息分类 组配分类 主题分类 体裁分类 公文种类 文件种类 文种
        关键词 关键字 主题词 有效性 时效 时效性 是否有效 效力状态 效力属性 文件状态 公开方式
        公开范围 公开类别 公开形式 公开属性 公开程序 公开时限 公开类型 信息类别 信息类型 载体类型
        生效日期 生效时间 实施日期 废止日期 失效日期 失效时间 终止日期 文件下载 附件 附件下载
        内容概述 信息摘要 所属主题 服务对象 主题 体裁 语种 责任部门 目录 统一编号 标识码
        阅读字号 选择阅读字号 选择字号 联系电话 电话 截止时间 当前时间 系统时间 现在时间 今天是
    """,
}
_FIELD_OF = {label: field for field, labels in _FIELDS.items() for label in labels.split()}

# Words that prose uses too: a label only behind a blank, a sign or another label's value.
_WORDS = """
    日期 时间 名称 标题 分类 主题 附件 目录 体裁 来自 电话 打印 分享 点击 阅读 浏览 编辑 录入
    发布 发布于 发表于 出处 人气
"""
_COMMON = frozenset(_WORDS.split())
# Labels that a flattened box prints without a colon; nothing else reads like them.
_BARE = (
    frozenset(_FIELD_OF)
    - _COMMON
    - {"来源", "作者", "文号", "时效", "审核", "供稿", "摄影", "今天是"}
)

_AFTER_A_DATE = frozenset(["来源", "作者"])
_LONGEST = 400
_FIRST = frozenset(label[0] for label in _FIELD_OF)


def _beginning_with(first: str) -> str:
    """Return the pattern of the labels that begin with a character, the longest first."""
    labels = sorted((x for x in _FIELD_OF if x[0] == first), key=len, reverse=True)
    rest = (r"\s{0,4}".join(["", *label[1:]]) for label in labels)
    return f"{first}(?:{'|'.join(rest)})"


# One alternative a character: only the labels that begin with it are tried.
_NAMES = "|".join(map(_beginning_with, sorted(_FIRST)))
_LABEL = re.compile(rf"(?P<name>{_NAMES})(?P<sign>\s{{0,4}}[:|])?")
_OPENERS = _FIRST.union(
    char for char in map(chr, TRADITIONAL) if char.translate(TRADITIONAL) in _FIRST
)
# Switches for the font, printing and sharing that follow a value without a label of their own.
_SWITCH = re.compile(
    r"(?:^|\s|[【\[(])(?:打印|分享|收藏|关闭|扫一扫|朗读|纠错|我要纠错|大\s{0,3}中\s{0,3}小|默认|超大|字[号体]"
    r"|繁体|保存|下载|复制|语音|A[+-]|T[+-]|小号|正常|扫描|手机阅读).*",
    re.DOTALL,
)
_IS_NUMBER = re.compile(
    r"(?:发文)?[文字]号\s?[\u4e00-\u9fff]{1,12}[〔\[【(](?:19|20)[0-9]{2}[〕\]】)]"
)
_DAY = re.compile(r"\s?(?:19|20)[0-9]{2}\s?[-年./]")
# What a program prints of a field that has no value.
_NOTHING = frozenset(["null", "NULL", "undefined", "None", "NaN"])
# A number that stands for none begins with the stroke: /2022-0000.
_STROKE = re.compile(r"[\s:]*/[0-9]")
_EDGES = " \t\r\n|:;,·•●/-—_【】[]()<>〖〗"
_OPENING = re.compile(rf"\n[{re.escape(_EDGES)}]*[{''.join(sorted(_OPENERS))}]")


class Labelled(NamedTuple):
    """A labelled value as printed; `value` is empty where the page left it so."""

    field: str
    label: str
    value: str


class Split(NamedTuple):
    """A metadata line: what stands before its first label, and its labelled values."""

    rest: str
    pairs: tuple[Labelled, ...]


class _Label(NamedTuple):
    name: str
    start: int
    end: int


def split_labels(text: str) -> Split | None:
    """Return the labelled values of one line, or None if it is no metadata line.

    A value ends at the next known label, so that an empty one stays empty.

    >>> split_labels("发布时间:2021-01-29 09:27 信息来源:部门单位 作者: 浏览量:").pairs[2]
    Labelled(field='author', label='作者', value='')
    """
    text = text.strip("| \t")  # flattened layout tables pad their lines with hundreds of bars
    if len(text) > _LONGEST or not _may_hold_label(text):
        return None
    labels = list(_labels(simplify(text)))
    if not labels:
        return None
    ends = [label.start for label in labels[1:]] + [len(text)]
    pairs = tuple(
        Labelled(_FIELD_OF[label.name], label.name, clean_value(text[label.end : end]))
        for label, end in zip(labels, ends, strict=True)
    )
    return Split(text[: labels[0].start].strip(_EDGES), pairs)


def box_labels(grid: Grid) -> Iterator[Labelled]:
    """Yield the labelled values of an index box: label and value in one cell or side by side."""
    heads: list[Labelled | None] = []
    for row in grid.rows():
        texts = [cell.text.replace("\n", " ") for cell in row]
        alone = [label_alone(text) for text in texts]
        if len(heads) == len(texts) and not any(alone):
            yield from _below(heads, texts)
        else:
            yield from _row_labels(texts)
        heads = alone if len(texts) > 1 and all(alone) else []


def label_alone(text: str) -> Labelled | None:
    """Return the label that *text* consists of, its value on another line or in another cell."""
    name = squeeze(text.strip(_EDGES)) if len(text) < 24 else ""
    if name[:1] not in _OPENERS:
        return None
    name = simplify(name)
    return Labelled(_FIELD_OF[name], name, "") if name in _FIELD_OF else None


def may_hold_labels(lines: Sequence[str]) -> bool:
    """Whether a line of *lines* may hold a label: where none does, they need not be split."""
    text = "\n" + "\n".join(lines)
    return ":" in text or "|" in text or _OPENING.search(text) is not None


def _may_hold_label(text: str) -> bool:
    return ":" in text or "|" in text or text.lstrip(_EDGES)[:1] in _OPENERS


def _labels(plain: str) -> Iterator[_Label]:
    boxed = False
    opening = len(plain) - len(plain.lstrip(_EDGES))
    last_end = 0
    for match in _LABEL.finditer(plain):
        start, end = match.span()
        name = squeeze(match["name"])
        opens = start <= opening
        apart = opens or start == last_end or not _is_word(plain[start - 1])
        if match["sign"]:
            fits = apart or name not in _COMMON or boxed
        else:
            fits = name in _BARE and (opens or (boxed and apart))
            fits = fits or (boxed and apart and start == last_end)
            fits = fits or _fills_the_last_cell(plain, start, end) or _is_framed(plain, start, end)
            # 发布机构石桥镇发文日期2023-01-18: a day follows no other word of a name.
            # 文号东政发〔2023〕5号: the number's own form tells it from a name.
            fits = fits or (opens and _IS_NUMBER.match(plain, start) is not None)
            dated = boxed and name.endswith(("日期", "时间"))
            fits = fits or (dated and _DAY.match(plain, end) is not None)
            # 发布时间2023-01-18来源青溪市水务局: each stood in an element of its own.
            fits = fits or (
                boxed and name in _AFTER_A_DATE and plain[:start].rstrip()[-1:].isdigit()
            )
        if fits:
            boxed, last_end = True, end
            yield _Label(name, start, end)


def _fills_the_last_cell(plain: str, start: int, end: int) -> bool:
    """Whether a label stands alone behind the last bar: the empty cells behind it are gone."""
    return end == len(plain) and plain[:start].rstrip().endswith("|")


def _is_framed(plain: str, start: int, end: int) -> bool:
    """Whether a label stands in brackets: 【来源】."""
    return plain[start - 1 : start] + plain[end : end + 1] in ("【】", "[]", "〖〗")


def _is_word(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def clean_value(value: str) -> str:
    """Return a value without the switches behind it and the signs round it."""
    if not value:
        return value
    stroke = "/" if _STROKE.match(value) else ""
    value = stroke + _SWITCH.sub("", value).strip(_EDGES)
    if value in _NOTHING:
        return ""
    # strip() took the bracket that closes a remark inside the value.
    return value + ")" if value.count("(") > value.count(")") else value


def _below(heads: Sequence[Labelled | None], texts: Sequence[str]) -> Iterator[Labelled]:
    """Yield the values of a row that stands under a row of labels."""
    for label, text in zip(heads, texts, strict=True):
        if label:
            yield label._replace(value=clean_value(text))


def _row_labels(texts: Iterable[str]) -> Iterator[Labelled]:
    waiting: Labelled | None = None
    for text in texts:
        alone = label_alone(text)
        split = None if alone else split_labels(text)
        if waiting and (alone or split or text.strip()):
            yield waiting._replace(value="" if alone or split else clean_value(text))
            waiting = None
        if alone:
            waiting = alone
        elif split:
            *done, last = split.pairs
            yield from done
            waiting = None if last.value else last
            if last.value:
                yield last
    if waiting:
        yield waiting
