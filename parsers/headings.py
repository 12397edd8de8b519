"""Find the headings of a report's chapters (一、总体情况 …), however they are numbered."""

import re
from collections.abc import Sequence

NUMBER = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}(?:\s?[、.]|\s(?=\s*[^\s。;,:|\d][^。;,:|\d]{1,30}$))"
    r"|第[一二三四五六七八九十]{1,2}部分\s?[、:]?)\s*"
)
FIRST = frozenset("一二三四五六七八九十第、")
# Rows of the requests table are numbered as headings are.
_ROW = re.compile(
    r"本年新收|上年[结結][转轉]|本年度[办辦]理[结結]果|[结結][转轉]下年度|予以公[开開]|不予公[开開]"
    r"|[无無]法提供|不予[处處]理|其他[处處]理"
)
STANDARD = re.compile(
    r"(?:总体情况|概述|工作基本情况|基本概况|总体概述|信息公开总体情况|主要工作概述"
    r"|主动公开政府信息的?情况|收到和处理政府信息公开申请的?情况|依申请公开情况"
    r"|政府信息公开行政复议、?(?:和)?行政诉讼的?情况"
    r"|(?:政府信息公开工作)?存在的?(?:主要)?问题[及和](?:改进|整改)(?:情况|措施)"
    r"|其他需要报告的?事项(?:情况)?)"
)
_ENDED = re.compile(r"([^\s。;,|]{2,30}(?:情况|概况|事项|措施|问题|概述|打算))\s+(?=\S)")
_LOST_NUMBER = re.compile(rf"、(?={STANDARD.pattern})")
_BRACKETED = re.compile(rf"\([一二三四五六七八]\)\s?(?:行政机关|因)?{STANDARD.pattern}")
_COUNTS = (
    ("一二三四五六七八九", re.compile(r"\(([一二三四五六七八九])\)\s?[^。;:|,]{2,30}$")),
    ("123456789", re.compile(r"([1-9])[、.]\s?[^。;:|,\d]{2,30}$")),
)
_NAMED = re.compile(
    rf"{STANDARD.pattern}|存在的?(?:主要)?(?:问题|不足)|下一步(?:工作)?(?:打算|计划)|基本情况|主要做法"
)
_LONGEST = 48
# What only the statutory tables print: head words, row labels, the note on the identities.
TABLE = re.compile(
    r"第\s?二十\s?条|信息内容|制作数量|公开数量|公开总数量|制发件数"
    r"|废止件数|有效件数|项目数量|本年增/?减?|处理决定"
    r"|勾稽关系|申请人情况|自然人|法人或其他组织|商业企业|科研机构|社会公益组织"
    r"|法律服务机构|本年新收|上年结转|本年度办理"
    r"|予以公开$|部分公开\(区分|不予公开$|属于国家秘密|禁止公开$|三安全一稳定"
    r"|第三方合法权益|内部事务信息|过程性信息"
    r"|行政执法案卷|行政查询事项|无法提供$|不掌握相关|没有现成信息|补正后申请内容"
    r"|不予处理$|信访举报投诉|重复申请$|提供公开出版物"
    r"|大量反复申请|确认或重新出具|逾期不补正|逾期未按收费|其他处理$"
    r"|结转下年度继续|结果维持|结果纠正|尚未审结|未经复议|复议后起诉"
    r"|统计指标|指标名称|计量单位|^行政复议$|^行政诉讼$|^总计$|^(?:行政)?规(?:章|范性文件)\("
)


def parse_heading(text: str) -> tuple[str, str] | None:
    """Return a line's heading and the text that follows it on the line, or None.

    >>> parse_heading("六、其他需要报告的事项无。")
    ('六、其他需要报告的事项', '无。')
    """
    number = NUMBER.match(text) or _LOST_NUMBER.match(text)
    if number is None or _ROW.match(text, number.end()):
        return None
    standard = STANDARD.match(text, number.end())
    if standard:
        rest = text[standard.end() :].strip()
        if len(text) > _LONGEST or rest.endswith("。") or not rest:
            return text[: standard.end()].strip(), rest.lstrip("。:. ")
    ended = _ENDED.match(text, number.end())
    if ended:
        return text[: ended.end(1)].strip(), text[ended.end() :].strip()
    if len(text) > _LONGEST or re.search("[。;|]", text[:-1]):
        return None
    return text.strip().rstrip("。:"), ""


def find_headings(lines: Sequence[str]) -> list[tuple[int, str, str]]:
    """Return where each heading stands, its text, and what follows it on the line."""
    heads = [
        (at, *head)
        for at, line in enumerate(lines)
        if line[0] in FIRST and (head := parse_heading(line))
    ]
    # Some number their chapters as others number what stands in these, or not at all.
    return heads or max(_bracketed(lines), _counted(lines), key=len) or _unnumbered(lines)


def _bracketed(lines: Sequence[str]) -> list[tuple[int, str, str]]:
    """Return the standard headings that are numbered (一), and the text behind them."""
    signs = ((at, _BRACKETED.match(line)) for at, line in enumerate(lines) if line[0] == "(")
    return [
        (at, match[0].strip(), match.string[match.end() :].lstrip("。:. "))
        for at, match in signs
        if match
    ]


def _counted(lines: Sequence[str]) -> list[tuple[int, str, str]]:
    """Return short lines that count up from (一), or from 1, and print no row of a table."""
    for counts, number in _COUNTS:
        signs = ((at, number.match(line)) for at, line in enumerate(lines))
        found = [(at, m) for at, m in signs if m and not TABLE.search(m.string, m.end(1))]
        if len(found) > 1 and counts.startswith("".join(match[1] for _, match in found)):
            return [(at, match[0].strip(), "") for at, match in found]
    return []


def _unnumbered(lines: Sequence[str]) -> list[tuple[int, str, str]]:
    found = [
        (at, line.strip(), "") for at, line in enumerate(lines) if _NAMED.fullmatch(line.strip())
    ]
    return found if len(found) > 1 else []
