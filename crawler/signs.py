"""Tell by its words how much of a report a page shows, and whether two pages say the same."""

import re
from itertools import islice

from crawler.endings import ANY_ENDING

# Headings and row labels that the reports have had since 2008; two of them make a report.
_SIGNS = (
    "总体情况",
    "主动公开",
    "依申请公开",
    "行政复议",
    "行政诉讼",
    "存在的主要问题",
    "改进情况",
    "其他需要报告",
    "本年新收",
    "结转下年度",
    "规范性文件",
    "不予公开",
    "政府信息管理",
    "监督保障",
    "收费",
    "指定专职",
)
_UNSEEN = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>|&nbsp;|\s+", re.IGNORECASE | re.DOTALL
)
# How the text in a page's script may have its characters: \u603b for 总.
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})", re.IGNORECASE)
# A look at one letter first: a page has hundreds of dots, in its scripts above all.
_FILE = re.compile(rf"\.(?=[pdwexorz7])(?:{ANY_ENDING})\b", re.IGNORECASE)
_HANDED_OUT = re.compile(r"download|attach|getfile", re.IGNORECASE)
# So many signs make a report of a page without a title.
MANY_SIGNS = 5


def count_signs(text: str) -> int:
    """Return how many signs of a report *text* has, `MANY_SIGNS` at most."""
    return sum(1 for _ in islice((sign for sign in _SIGNS if sign in text), MANY_SIGNS))


def names_file(text: str) -> bool:
    """Whether *text* names a file of a kind that reports come in."""
    return _FILE.search(text) is not None


def hands_out_files(text: str) -> bool:
    """Whether *text* may link files by numbers, which name no kind."""
    return _HANDED_OUT.search(text) is not None


def plain(text: str) -> str:
    """Return what a reader sees of an HTML page, without spaces."""
    return _UNSEEN.sub("", text)


def unescaped(text: str) -> str:
    r"""Return *text* with the characters that a script's text in it has escaped.

    >>> unescaped(r"{content: '<p>\u603b\u4f53\u60c5\u51b5'}")
    "{content: '<p>总体情况'}"
    """
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def alike(one: str, other: str) -> bool:
    """Whether two pages say the same but for a date, an address or a counter.

    >>> alike("抱歉，您要的网页/a/1.html暂时无法显示", "抱歉，您要的网页/zz/9.html暂时无法显示")
    True
    """
    first, second = _grams(one), _grams(other)
    return len(first & second) >= 0.8 * max(len(first), len(second), 1)


def _grams(text: str) -> set[str]:
    chinese = re.sub(r"[^\u4e00-\u9fff]", "", text[:4000])
    return {chinese[start : start + 3] for start in range(len(chinese) - 2)}
