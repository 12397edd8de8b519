"""Know what stands before a portal's pages: challenges, logins, repairs, pages for the lost."""

import re
from typing import NamedTuple

from archive import Verdict

# What the walls in front of portals answer until a browser has solved their riddle.
CHALLENGES = frozenset({412, 512, 521})
_CHALLENGE = re.compile(
    # Names and marks of the makes; "WAF" may also stand in the letters of an embedded picture.
    r"__jsl_clearance|\$_ts\b|acw_sc__v2|wzws(?:question|tid)|security_verify_data"
    r"|<script\b[^>]*\br=[\"']m[\"']|(?<![\w+/])WAF(?![\w+/])|Request Rejected"
    r"|创宇盾|安全狗|云加速|网站防火墙|Web应用防火墙|Web防火墙"
    # What they say.
    r"|(?:访问|请求)[^。<]{0,60}(?:拦截|阻断|攻击|恶意)|IP[^。<]{0,9}(?:限制|禁止|封禁)"
    r"|请开启JavaScript|浏览器安全检查|(?:安全|访问|人机|滑动)验证|验证码"
    r"|(?:访问|请求|操作)(?:过于|太)?频繁",
    re.IGNORECASE,
)
_SETS_COOKIE = re.compile(r"document\.cookie\s*=")
_LOGIN = re.compile(r"""<input\b[^>]*type=["']?password""", re.IGNORECASE)
_REPAIRS = re.compile(
    r"(?:系统|网站|平台|服务器|页面)(?:正在|处于|进行)?(?:升级|维护|改版|割接|检修)"
    r"|升级维护|维护升级|正在(?:进行)?(?:升级|维护|改版)"
    r"|HTTP\s?Status\s?5\d\d|Internal\s?Server\s?Error|暂停(?:服务|访问|对外)|(?:服务|系统)(?:暂时|目前)?(?:不可用|繁忙|异常)"
)
_MISSING = re.compile(
    r"(?:页面|网页|文章|内容|栏目)不存在|已下[线架]|您访问的页面|找不到(?:该|此|您)|已(?:被)?删除|404\s*(?:not\s?found|错误|页面)"
    r"|无法找到|不存在或(?:者)?已",
    re.IGNORECASE,
)
LEADS_ON = re.compile(r"<(?:a|frame)\b", re.IGNORECASE)
# Nobody who shuts a visitor out says more.
_LONGEST = 1500


class Wall(NamedTuple):
    """What stands before a page, and what tells so."""

    verdict: Verdict
    reason: str


def find_wall(text: str, seen: str) -> Wall | None:
    """Return what stands before the page that *text* should be; a reader sees *seen* of it."""
    if len(seen) > _LONGEST:
        return None
    if _LOGIN.search(text):
        return Wall(Verdict.LOGIN, "a page that asks for a password")
    if is_challenge(text):
        return Wall(Verdict.CHALLENGE, "a challenge")
    # A page without a word may say by its script what there is to say.
    said = seen or text
    if _REPAIRS.search(said):
        return Wall(Verdict.ERROR, "says that the portal is out of order")
    if _MISSING.search(said):
        return Wall(Verdict.SOFT_404, "says that the page does not exist")
    return None if seen else Wall(Verdict.EMPTY, "a page without a word")


def is_challenge(text: str) -> bool:
    """Whether a short page is one that only a browser, or a person, gets past."""
    if _CHALLENGE.search(text):
        return True
    # Whole pages remember the size of their letters in a cookie.
    return bool(_SETS_COOKIE.search(text)) and not LEADS_ON.search(text)
