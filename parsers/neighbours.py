"""Name the pages that stand beside annual reports in the same columns, and are none."""

import re
from collections.abc import Sequence
from itertools import pairwise

from parsers.titles import parse_title

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
_MONTH = re.compile(r"20[0-9]{2}年[0-9]{1,2}月(?=[^0-9]{0,10}公开)(?!.*(?:年度|年报))")
_WEB_TABLE = re.compile(
    r"政府网站(?:与政务新媒体)?(?:工作|监管)?(?:检查)?年度报表|政府网站工作年报"
    r"|政务新媒体.{0,4}年度报表"
)
_WEB_ROWS = re.compile("首页网址|ICP备案号|网站名称|独立用户访问总量|网站总访问量|找错|移动新媒体")
_NOTICE = re.compile(
    r"关于.{0,40}(?:编制|编写|编报|撰写|报送|上报|发布|公布|填报|做好|开展|召开|举办|征求|规范|督促|检查).{0,40}(?:通知|函|通报|意见|方案|办法)"
    r"|(?:通知|通报|来函|复函|说明|解读|办法|规定|方案|指南|目录|格式|模板|范本|范文)$"
)
_PLAN = re.compile(
    r"要点|总结|计划|方案|工作安排|任务分解|半年工作|经验材料|自查报告|汇报|讲话|考核|评估|清单"
)
_OTHER_REPORT = re.compile(
    r"(?:住房公积金|财政|预算|决算|法治政府|依法行政|法治建设|环境|质量|统计|审计|政府工作|社会责任|履职|述职|就业|产品|上市|基金|信用|安全生产|节能|行政执法|权责清单|政府债务|政府采购|绩效|党务公开|校务公开|企业|公司|"
    r"企事业单位|高校|高等学校|学校|大学|学院|中学|小学|幼儿园|医院|卫生院|医疗|供水|供电|燃气|公交).{0,24}(?:年度报告"
    r"|年报|报告|公报|报表|统计表|白皮书)"
)
_NEWS = re.compile(
    r"\s*(?:[(【]?(?:本报|本网|本台)(?:讯|消息)|[(【]?(?:通讯员|记者)"
    r"|(?:近日|日前|昨日)[,、].{0,60}(?:发布|公布|出炉).{0,60}(?:年度报告|年报))"
)
_SENTENCE, _MANY_YEARS = 40, 3


def find_other_table(heads: Sequence[str], top: str) -> str | None:
    """Return which other figures a page holds: of a website, or of a part of the year.

    *heads* name the page, *top* is the text at its beginning.
    """
    if len(set(_WEB_ROWS.findall(top))) >= 3 or any(map(_WEB_TABLE.search, heads)):
        return "a yearly table on a government website (政府网站工作年度报表)"
    if any("公开" in head and (_PERIOD.search(head) or _MONTH.search(head)) for head in heads):
        return "figures for a part of the year"
    return None


def find_neighbour(heads: Sequence[str]) -> str | None:
    """Return what a page without a report's title calls itself."""
    for head in heads:
        if _NOTICE.search(head) and "公开" in head:
            return "a notice about reports, not a report"
        if _OTHER_REPORT.search(head) and not re.search("政府信息公开|政务公开", head):
            return "another kind of yearly report"
        if _PLAN.search(head) and "公开" in head:
            return "a work plan or summary, not the statutory report"
    return None


def find_talk(texts: Sequence[str], *, news: bool) -> str | None:
    """Return what page speaks of reports in its lines, and is none.

    A listing may print what each report begins with. With *news* it may be a paper's word on one.
    """
    if news and any(map(_NEWS.match, texts)):
        return "news about a report"
    found = {
        title.year
        for text, below in pairwise(texts)
        if "公开" in text and len(below) >= _SENTENCE and (title := parse_title(text))
    }
    return "a listing of reports" if len(found - {None}) >= _MANY_YEARS else None


def find_trouble(text: str) -> str | None:
    """Return how a site refused to show the page: by its protection, a login or an error."""
    for pattern, reason in (
        (_CHALLENGE, "a challenge page of the site's protection"),
        (_LOGIN, "a login page"),
        (_ERROR, "an error page"),
    ):
        if pattern.search(text):
            return reason
    return None
