"""Tell whether a line is the title of an annual report, and what it says of year and issuer."""

import re
from functools import lru_cache
from typing import NamedTuple

from parsers.dates import parse_year
from parsers.normal import normalise, squeeze
from parsers.traditional import simplify

# The longest real titles have about 60 characters; a title element adds the site's names.
_LONGEST = 200

# Flattened layout tables pad their lines with hundreds of bars.
_BARS = "| \t"

_NUMERALS = "〇○◯零OoＯ一二三四五六七八九"
# It begins with a look at one character, which is what most places of a title fail at.
_YEAR = re.compile(
    r"(?=[0-9一二])"
    rf"(?:(?<![0-9])(?:(?:19|20)[0-9]{{2}}|二[{_NUMERALS}0]{{3}})年?[-—~至、和]{{1,2}})?"
    rf"(?<![0-9{_NUMERALS}])"
    rf"(?P<year>(?:19|20)[0-9]{{2}}|[二一2][{_NUMERALS}0-9]{{3}}|[0-9]{{2}}(?=年度))"
    r"(?:年度?|(?=政府|政务|信息))(?![0-9]{1,2}月)"
)
_FILLER = (
    r"(?:工作|情况|年度|全年|的|总结|实施|执行|综合|自查|年终|[和与及暨、]|政府|政务|信息|公开|服务|本年"
    r"|\(?(?:(?:19|20)[0-9]{2}|[二一2][〇○◯零OoＯ0-9一二三四五六七八九]{3})年?度?\)?)"
)
_SUBJECT = re.compile(
    rf"(?P<subject>(?:政府)?(?:政务)?(?:信息|资讯|讯息)?(?:主动|依申请)?公开){_FILLER}{{0,8}}?(?:年?报告书?|年报(?!告))"
)
_CUT_SHORT = re.compile(r"(?:政府|政务)信息公开(?:工作)?(?:年(?:度(?:工作)?报?)?)?(?:…|\.{3,})$")
_REMARK = re.compile(
    r"(?:(?:19|20)[0-9]{2}(?:年度?(?![0-9])|(?![-./年0-9])))?(?:》|\"|”)?(?:\((?!(?:19|20)[0-9]{2}[年./-][0-9])[^()]{1,12}\))?(?:的?(?:公告|公示|通告)|的报告)?"
)
# Atomic: a long tail of brackets and dates has one reading only.
_AFTER = re.compile(
    r"(?>\.(?:pdf|docx?|wps|xlsx?|od[ts]|rtf|zip|rar|7z|html?|ofd|et)|\([^()]{0,24}\)|\[[^\[\]]{0,24}\]"
    r"|【[^【】]{0,12}】"
    r"|(?:19|20)[0-9]{2}[-./年][0-9]{1,2}[-./月][0-9]{1,2}日?(?:[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?"
    r"|(?:19|20)[0-9]{2}(?![0-9])|发布|公布|公开|[》」』\"”)\]】。.]|全文|正文|附件|new|NEW)*+(?:[-_|—–·>»~/].*)?"
)
_BEFORE = re.compile(
    r"(?:[Pp]age[0-9]{1,4}-)?[\s·•●◆■▪►▶★※*>»-]*(?:(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2})?"
    r"(?:[【\[][^】\]]{0,12}[】\]])?(?:(?:附件|附)?[0-9]{0,3}[.、:])?[·•]?"
)
# What ends whatever stands before the title on its line: a breadcrumb, a class, a label.
_BREAK = re.compile(r".*[>»_|:/]", re.DOTALL)
_SENTENCE = re.compile(
    r"[,。;;!?!?]|^(?:根据|按照|现将|现[特向公发]|特[此向]|依据|为了|本报告|请|附)"
)
_ABOUT = re.compile(r"^(?:关于)?(?:公布|发布|公开|印发|公示)?(?:关于)?(?:公布|发布)?[《\"“「]?")
# Papers about reports, and reports of other periods and other openness.
_NOT_OURS = re.compile(
    r"半年|季度|月份|学年|一图|图解|图说|漫画|解读"
    r"|关于(?:切实|认真)?(?:做好|编制|编写|编报|撰写|报送|上报|印发|开展|加强|进一步|组织|填报|征集|征求|召开|举办|督促|规范|抓紧|及时|对)"
    r"|企事业单位|^我[省市县区州盟旗镇乡局].{0,6}(?:发布|公布)|^(?:历年|往年|历届|各地|各部门|各单位|下级|所属)"
)
_OTHER_NOUN = re.compile(
    r"(?:环境|财政|预算|决算|预决算|经费|资金|党务|校务|院务|村务|厂务|居务|警务|检务|狱务|审判|司法"
    r"|企业|事业单位|学校|高校|院校|教育|医院|医疗|机构|公司|银行|工程|项目|住房|公积金|信用|产品|价格"
    r"|药品|安全|扶贫|国资|国企|慈善|基金会|基金|环保|污染源|土地|征地|权责|执法|公示|权力|政策|会议"
    r"|提案|决策|法治|质量|招标|采购|社会责任|排污单位|依法披露)$"
)
_OTHER_BODY = re.compile(
    r"(?:大学|学院|学校|中学|小学|幼儿园|医院|卫生院|公司|集团|银行|水厂|电厂|供电局|基金会|协会|商会)$"
)
_MISPRINT = re.compile(r"(?<=[局办委会厅处心室])政府$")
_QUOTES = frozenset('《》"“”')
# …年度报告(2019), …年度报告2019.
_YEAR_BEHIND = re.compile(r"报告?[(]?(?P<year>(?:19|20)[0-9]{2})(?:年度?)?[)]?$")
# [2014]石桥镇政府信息公开年度报告
_YEAR_BEFORE = re.compile(r"[(\[【](?P<year>20[0-9]{2})年?度?[)\]】]$")
# 2014石桥镇政府信息公开年度报告
_YEAR_IN_FRONT = re.compile(r"(?P<year>20[0-9]{2})(?=[\u4e00-\u9fff])")
_BODY_BEHIND = re.compile(
    r"[(]([^()]{2,24}(?:政府|[局办委会厅处院队署所站镇乡县市区省]|街道|中心|办公室))[)]$"
)
# 东屏县林业局:2022年…年度报告, 【东屏县林业局】2022年…年度报告
_BODY_IN_FRONT = re.compile(
    r"(?:^|[【\[(])([\u4e00-\u9fff]{2,24}(?:政府|[局办委会厅处院队署所站镇乡县市区省]|街道|中心|办公室))[】\])]?:?$"
)
# 东屏县政府信息与政务公开: two subjects, of which the second is found.
_HALF_A_SUBJECT = re.compile("(?:政府|政务)信息(?:公开)?[与和及暨、]$")
# 东屏县林业局发布2022年…年度报告
_PUBLISHES = re.compile("(?<=..)(?:关于)?(?:发布|公布)$")
_NO_ISSUER = re.compile(
    r"^(?:年度?|本级|度|的|部门|机关|全[市县区省镇乡]|各部门|政府|[本我][局委办厅院所镇乡县市区省旗州盟街队站中])?$"
)


class Title(NamedTuple):
    """A report's title without spaces, and the year and the issuer that it names."""

    text: str
    year: int | None
    issuer: str | None

    @property
    def named(self) -> int:
        """How many of year and issuer it names."""
        return (self.year is not None) + (self.issuer is not None)


def is_report_title(text: str) -> bool:
    """Whether *text*, a heading or a link's words, names one annual report.

    The name of a column (政府信息公开年报) names none, a notice about reports neither; a title
    that a listing cut short counts if it gives a year.

    >>> is_report_title("青溪市水务局2020年政府信息公开工作年度报告")
    True
    >>> is_report_title("关于编制2020年政府信息公开工作年度报告的通知")
    False
    """
    title = parse_title(text)
    if title is not None:
        return title.named > 0
    squeezed = squeeze(normalise(text[: 4 * _LONGEST]))
    return bool(
        len(squeezed) <= _LONGEST and _CUT_SHORT.search(squeezed) and _YEAR.search(squeezed)
    )


def parse_title(text: str) -> Title | None:
    """Return what *text* says if it is an annual report's title, else None.

    The site's name behind it and the class before it are left off; spaces go, and full-width
    signs become half-width.

    >>> parse_title("【年报】2022年 石桥镇政府信息公开年度报告-东屏县人民政府")
    Title(text='2022年石桥镇政府信息公开年度报告', year=2022, issuer='石桥镇')
    """
    return _parse(text) if "公" in text and ("报" in text or "報" in text) else None


def parse_summary(text: str) -> Title | None:
    """Return what *text* says if it is a yearly report's title that ends in 总结, else None.

    Other summaries bear such titles too: the page itself must look like a report.

    >>> parse_summary("东屏县2012年政府信息公开工作总结")
    Title(text='东屏县2012年政府信息公开工作总结', year=2012, issuer='东屏县')
    """
    if "政府信息公开" not in text or "总结" not in text:
        return None
    title = parse_title(text.replace("总结", "报告"))
    return title and title._replace(text=title.text.replace("报告", "总结"))


# A page prints its title in its head and in its tags, and the listing that led to it did too.
@lru_cache(maxsize=64)
def _parse(text: str) -> Title | None:
    squeezed = squeeze(normalise(text.strip(_BARS)[: 4 * _LONGEST]))
    if len(squeezed) > _LONGEST:
        return None
    return _best(squeezed, simplify(squeezed))


def _best(printed: str, plain: str) -> Title | None:
    best: Title | None = None
    start = 0
    for match in _SUBJECT.finditer(plain):
        title = _title(printed, plain, match, start)
        start = match.end() + plain.startswith(("】", "]"), match.end())
        if title and (best is None or title.named > best.named):
            best = title
    return best


def _title(printed: str, plain: str, match: re.Match[str], start: int) -> Title | None:
    start = _start(plain, start, match.start())
    prefix, subject = plain[start : match.start()], match["subject"]
    if _is_other(prefix, subject, plain[match.start() : match.end()], plain):
        return None
    remark = _REMARK.match(plain, match.end())
    end = remark.end() if remark else match.end()
    if not _AFTER.fullmatch(plain, end):
        return None
    year, issuer = _year_and_issuer(printed[start:], plain[start:end], len(prefix), subject)
    if year is None and (framed := _YEAR_BEFORE.search(plain[:start])):
        year = _year(framed["year"])
    if year is None and not re.search("年度|年报", plain[match.start() : end]):
        return None
    if issuer is None and (named := _BODY_IN_FRONT.search(plain[:start])):
        issuer = named[1]
    return Title(_unquoted(printed[start:end]), year, issuer)


def _start(plain: str, start: int, end: int) -> int:
    """Return where the title begins: behind a breadcrumb, a class, a bullet or a label."""
    broken = _BREAK.match(plain, start, end)
    if broken:
        start = broken.end()
    before = _BEFORE.match(plain, start, end)
    return before.end() if before else start


def _is_other(prefix: str, subject: str, noun: str, whole: str) -> bool:
    if len(prefix) > 60 or _SENTENCE.search(prefix) or _NOT_OURS.search(whole):
        return True
    if subject == "公开" or (subject.endswith("政务公开") and not re.search("年度|年报", noun)):
        return True
    if subject.startswith(("政府", "政务")):
        return False
    bare = _YEAR.sub("", prefix)
    return bool(_OTHER_NOUN.search(bare) or _OTHER_BODY.search(bare))


def _year_and_issuer(
    printed: str, plain: str, length: int, subject: str
) -> tuple[int | None, str | None]:
    prefix = plain[:length]
    years = list(_YEAR.finditer(prefix + "政府"))
    in_front = None if years else _YEAR_IN_FRONT.match(prefix)
    if years or in_front:
        match = in_front or years[-1]
        year = _year(match["year"])
        names = (printed[: match.start()], printed[match.end() : length])
    else:
        inside = _YEAR.search(plain, length) or _YEAR_BEHIND.search(plain, length)
        year, names = (_year(inside["year"]) if inside else None), (printed[:length], "")
    return year, _issuer(names, subject) or _issuer_behind(printed[length:])


def _year(text: str) -> int | None:
    return parse_year(text if len(text) == 4 else "20" + text)


def _issuer_behind(text: str) -> str | None:
    """Return the body in brackets behind a title: …年度报告(东屏县林业局)."""
    behind = _BODY_BEHIND.search(text)
    return behind[1] if behind else None


def _issuer(names: tuple[str, str], subject: str) -> str | None:
    parts = [
        _ABOUT.sub("", name).removesuffix("关于").strip('-—_|·、:()[]《》"“” ')
        for name in names
        if name
    ]
    name = "".join(part for part in parts if not _NO_ISSUER.match(part))
    name = _PUBLISHES.sub("", _HALF_A_SUBJECT.sub("", name))
    if name.endswith("人民") and subject.startswith("政府"):
        name += "政府"
    if name.count("(") > name.count(")"):
        name += ")"  # strip() took the bracket that closes a second name
    return (_MISPRINT.sub("", name) if name.endswith("政府") else name) or None


def _unquoted(text: str) -> str:
    if _QUOTES.isdisjoint(text):
        return text
    for opening, closing in ("《》", '""', "“”"):
        if text.startswith(opening) and text.count(opening) >= 1:
            text = text[1:].replace(closing, "", 1)
        elif text.endswith(closing) and opening not in text:
            text = text[:-1]
    return text
