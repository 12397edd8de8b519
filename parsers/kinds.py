"""Tell an annual report on information disclosure from what stands beside it."""

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from parsers.document import Document, Grid, Line
from parsers.front import Front, find_front
from parsers.report import Fact, Metadata, State
from parsers.sections import find_sections
from parsers.titles import TRADITIONAL, parse_title, squeeze

# A form's row can be recognised by chance; this many values cannot.
_ENOUGH_FACTS = 3
_FEW_CHARS = 200
_SMALL = 4000
# What a hijacker inserts stands everywhere; the words of gambling may name a case or two.
_PINYINS = 3
_WORDS = 4
_REPEATED = 3
_EDGE = 1200
_PROSE_CHARS = 40

_PINYIN = re.compile("[(][a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]{1,6}[)]")
# Lower-case; plain words, because a pattern of them costs a hundred times as much.
_GAMBLING = tuple(
    """
    博彩 投注 赌场 娱乐城 百家乐 老虎机 六合彩 时时彩 足彩 竞彩 盘口 欧洲杯 世界杯 亚洲杯 比分直播
    比分网 足球比分 足球竞猜 足球平台 足球直播 棋牌 真人娱乐 真人视讯 注册送 开云体育 开云官网
    体育下注 体育平台 体育官网 体育直播 体育app 皇冠体育 皇冠官网 亚博 乐鱼体育 必威 永利 万博体育
    casino bet365 poker
    """.split()  # noqa: SIM905 - a table of words reads better without quotes
)
# Brands that no report names: hijackers put them in the place of the issuer.
_BRANDS = (
    "威廉希尔",
    "官网入口",
    "开云体育",
    "亚博体育",
    "新万博",
    "万博官网",
    "乐鱼体育",
    "九游会",
    "华体会",
    "新葡京",
    "365bet",
    "国产精品",
)
_STEMS = ("博彩", "百家乐", "老虎机", "六合彩", "时时彩", "娱乐城", "买球")
_CHALLENGE = re.compile(
    r"(?:安全|人机|滑动)验证|请完成验证|验证码|正在(?:检测|验证|进行)您?的?(?:浏览器|访问|安全)"
    r"|访问过于频繁|访问被(?:拒绝|拦截|阻断)|拦截页面"
    r"|网站防火墙|云防护|安全狗|您的请求.{0,12}(?:拦截|攻击|威胁)|开启\s?JavaScript"
    r"|[Ee]nable JavaScript|Access Denied|Just a moment"
    r"|Request(?:ed)? (?:Rejected|URL was rejected)|Checking your browser"
    r"|wzws|创宇盾|网宿|知道创宇"
)
_ERROR = re.compile(
    r"\b(?:40[34]|50[0234])\b.{0,40}(?:错误|Not Found|Forbidden|Error|Gateway|Unavailable)"
    r"|\b(?:40[34]|50[0234])\b.{0,40}(?:页面|找不到|不存在)"
    r"|Not Found|页面(?:不存在|找不到|已删除|丢失|走丢)"
    r"|(?:您|你)(?:所)?(?:访问|查看|浏览|要找|请求)的?.{0,12}(?:不存在|已(?:被)?删除|找不到|已下线|已失效|出错)"
    r"|文章(?:不存在|已删除)|信息不存在|找不到(?:该|此|您)|无法(?:找到|显示).{0,6}(?:网页|页面|文件)"
    r"|服务器(?:错误|繁忙|维护|内部错误)|系统(?:错误|维护|繁忙|升级)"
    r"|网站(?:维护|升级|建设中|改版)|Bad Gateway|Internal Server Error"
    r"|Service (?:Temporarily )?Unavailable|(?:正在)?审核中|暂无(?:数据|内容|信息)"
    r"|没有(?:找到|查询到)"
)
_LOGIN = re.compile(
    r"(?:用户|账号|帐号|统一身份).{0,6}(?:登录|登陆)|登[录陆].{0,12}密码"
    r"|用户名.{0,20}密码|请(?:先)?登[录陆]"
)
_PERIOD = re.compile(r"半年|季度|[0-9]{1,2}月份|月报")
_WEB_TABLE = re.compile(
    r"政府网站(?:与政务新媒体)?(?:工作|监管)?(?:检查)?年度报表|政府网站工作年报"
    r"|政务新媒体.{0,4}年度报表"
)
_WEB_ROWS = (
    "首页网址",
    "ICP备案号",
    "网站名称",
    "独立用户访问总量",
    "网站总访问量",
    "找错",
    "移动新媒体",
)
_NOTICE = re.compile(
    r"关于.{0,40}(?:编制|编写|编报|撰写|报送|上报|发布|公布|填报|做好|开展|召开|举办|征求|规范|督促|检查).{0,40}(?:通知|函|通报|意见|方案|办法)"
    r"|(?:通知|通报|来函|复函|说明|解读|办法|规定|方案|指南|目录|格式|模板|范本|范文)$"
)
_PLAN = re.compile(
    r"要点|总结|计划|方案|工作安排|任务分解|半年工作|经验材料|自查报告|汇报|讲话|考核|评估|清单"
)
_OTHER_REPORT = re.compile(
    r"(?:住房公积金|财政|预算|决算|法治政府|依法行政|法治建设|环境|质量|统计|审计|政府工作|社会责任|履职|述职|就业|产品|上市|基金|信用|安全生产|节能|行政执法|权责清单|政府债务|政府采购|绩效|党务公开|校务公开|企业|公司|"
    r"企事业单位|高校|高等学校|学校|医院|医疗|供水|供电|燃气|公交).{0,24}(?:年度报告"
    r"|年报|报告|公报|报表|统计表|白皮书)"
)
_OWN_SUBJECT = re.compile("(?:政府|政务)信息公开|信息公开")
_OTHER_BODY = re.compile(
    r"(?:大学|学院|学校|中学|小学|幼儿园|医院|卫生院|公司|集团|银行|水厂|电厂|供电局|基金会|协会|商会)$"
)
_FOREIGN_TITLE = re.compile(r"企事业单位|一图(?:读懂|看懂|了解)|图解|漫画|解读")
_PICTURE = re.compile(r"一图(?:读懂|看懂|了解)|图解|图片版|长图|漫画")

_SITE_NAME = re.compile(r"(?<!^)\s?[-_|—–].*$")
_FILE = re.compile(r"[^/\\\s]{1,120}\.(?:pdf|docx?|wps|xlsx?|et|zip|rar|ofd)$", re.IGNORECASE)
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
    r"\s*(?:[一二三四五六七八九]\s?[、.]|[(][一二三四五六七八九][)]|[1-9]\s?[、.]|第[一二三四五六七八]部分)"
)
# What a report without its title says of itself; papers about reports name periods too seldom.
_ANNOUNCED = re.compile(
    "统计(?:期限|时限|时间)|数据.{0,12}(?:期限|时间)|现(?:将|公布|公开).{0,60}(?:年度报告|年报)"
    "|本(?:年度)?(?:报告|年报)(?:由|根据|依据|依照|是根据|系|共|全文|所列|中所列)"
)
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
    texts = _texts(document)
    text = "\n".join(texts)
    size = len(text)
    if size < 2:
        return "the page is empty"
    hijacked = _hijacked(document, metadata, text)
    if hijacked:
        return hijacked
    titled = metadata.title is not None
    if not titled and not facts and size < _SMALL and (trouble := _trouble(document, texts)):
        return trouble
    heads = _headlines(document, metadata, front)
    other_table = _other_table(heads, texts)
    filled = (fact for fact in facts if fact.state is not State.BLANK)
    if other_table or sum(1 for _ in islice(filled, _ENOUGH_FACTS)) == _ENOUGH_FACTS:
        return other_table
    if not titled and (neighbour := _neighbour(heads)):
        return neighbour
    topics = _topics(document, front)
    if titled and (topics or _is_prose(document, front)):
        return None
    plain = [line.translate(TRADITIONAL) for line in texts]
    enough = 2 if _ANNOUNCED.search("\n".join(plain)[:4000]) else 4
    if metadata.year is not None and topics >= enough and _speaks_of_disclosure(plain):
        return None
    return _without_body(document, texts, size, titled=titled)


def _texts(document: Document) -> list[str]:
    texts: list[str] = []
    for block in document.article:
        if isinstance(block, Line):
            texts.append(block.text)
        else:
            texts += [cell.text for cell in block.cells if cell.text]
    return texts


def _headlines(document: Document, metadata: Metadata, front: Front) -> list[str]:
    """Return what names the page: its title and tags, and lines that read like a title."""
    named = [metadata.title or "", document.meta.get("articletitle", "")]
    if not any(named):
        lines = [block.text for block in front.head[-60:] if isinstance(block, Line)]
        named = [_SITE_NAME.sub("", document.page_title), *lines[:3]]
        broken = [one + other for one, other in pairwise(lines) if "关于" in one]
        named += [
            line for line in (*lines, *broken) if len(line) <= 80 and _LIKE_TITLE.search(line)
        ]
    return [name for name in (squeeze(text) for text in named) if name]


def _hijacked(document: Document, metadata: Metadata, text: str) -> str | None:
    inserted = (match for match in _PINYIN.finditer(text) if _is_word(text, match.start() - 1))
    if sum(1 for _ in islice(inserted, _PINYINS)) == _PINYINS:
        return "a hijacked copy: pinyin is inserted into the text"
    for name in (metadata.title, metadata.issuer, document.page_title):
        if name and (words := _gambling(name)):
            return f"a hijacked copy: {words[0]} in its title"
    if metadata.issuer and re.search("官方网站|官网", metadata.issuer):
        return f"a hijacked copy: its issuer is {metadata.issuer}"
    edges = text[:_EDGE] + text[_EDGE:][-_EDGE:]
    if brand := next((brand for brand in _BRANDS if brand in edges), None):
        return f"a hijacked copy: {brand} in its text"
    if any(edges.count(stem) >= _REPEATED for stem in _STEMS) or (
        any(stem in edges for stem in _STEMS) and len(_gambling(edges)) >= _WORDS
    ):
        return "a hijacked copy: the text advertises gambling"
    return None


def _gambling(text: str) -> list[str]:
    text = text.lower()
    return [word for word in _GAMBLING if word in text]


def _is_word(text: str, at: int) -> bool:
    return at >= 0 and "\u4e00" <= text[at] <= "\u9fff"


def _other_table(heads: list[str], texts: list[str]) -> str | None:
    """Return which figures a page holds instead, of a website or of a part of the year."""
    top = "\n".join(texts[:80])
    if sum(row in top for row in _WEB_ROWS) >= 3 or any(map(_WEB_TABLE.search, heads)):
        return "a yearly table on a government website (政府网站工作年度报表)"
    if any("公开" in head and _PERIOD.search(head) for head in heads):
        return "figures for a part of the year"
    return None


def _neighbour(heads: list[str]) -> str | None:
    """Return what a page without a report's title calls itself."""
    for head in heads:
        if _NOTICE.search(head) and "公开" in head:
            return "a notice about reports, not a report"
        if _OTHER_REPORT.search(head) and not re.search("政府信息公开|政务公开", head):
            return "another kind of yearly report"
        if _PLAN.search(head) and "公开" in head:
            return "a work plan or summary, not the statutory report"
    return None


def _topics(document: Document, front: Front) -> int:
    headings = [
        block.text
        for block in document.blocks[front.body_at :]
        if isinstance(block, Line) and _HEADING.match(block.text)
    ]
    headings += [section.heading for section in find_sections(document, front=front)]
    heads = " ".join(heading[:48] for heading in headings[:80])
    return sum(topic.search(heads.translate(TRADITIONAL)) is not None for topic in _TOPICS)


def _is_prose(document: Document, front: Front) -> bool:
    """Return whether text on disclosure follows the title, without headings of its own."""
    blocks = (*front.head[front.title_at + 1 :], *document.blocks[front.body_at :])
    body = [
        block.text
        for block in blocks
        if isinstance(block, Line) and ("。" in block.text or len(block.text) >= _PROSE_CHARS)
    ]
    return sum(map(len, body)) >= _PROSE_CHARS and _speaks_of_disclosure(body[:200])


def _speaks_of_disclosure(texts: list[str]) -> bool:
    return any("公开" in text and _STATUTORY.search(text[:4000]) for text in texts)


def _trouble(document: Document, texts: list[str]) -> str | None:
    """Return what kind of refusal a small page is: the site's protection, a login, an error."""
    joined = document.page_title + "\n" + "\n".join(texts)[:6000]
    for pattern, reason in (
        (_CHALLENGE, "a challenge page of the site's protection"),
        (_LOGIN, "a login page"),
        (_ERROR, "an error page"),
    ):
        if pattern.search(joined):
            return reason
    return None


def _without_body(document: Document, texts: list[str], size: int, *, titled: bool) -> str:
    if titled or size < _FEW_CHARS:
        names = [attachment.name or attachment.url for attachment in document.attachments]
        names += [text for text in texts[-60:] if _FILE.fullmatch(text.strip())]
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
