"""Tell the copies of reports that hijacked sites show."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from parsers.normal import squeeze
from parsers.traditional import simplify

# What a hijacker inserts stands everywhere; the words of gambling may name a case or two.
_PINYINS = 3
_WORDS = 4
_REPEATED = 3
_EDGE = 1200
# One pattern a bracket: what begins with a certain character is found ten times as fast.
_PINYIN = tuple(
    re.compile(rf"\{bracket}([a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]{{1,6}})[)\]]") for bracket in "(["
)
_TONES = str.maketrans("āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü", "aaaaooooeeeeiiiiuuuuüüüüü")
# (pdf), (kg) and (www) stand behind characters too.
_SYLLABLE = re.compile(
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:[iuü]?a(?:ng?|i|o)?|[iuü]?e(?:ng?|i|r)?|i(?:ng?|u|ong|o)?|o(?:ng?|u)?|u(?:i|n|o)?|ü(?:an|n)?)"
)
# Lower-case; plain words, because a pattern of them costs a hundred times as much.
_GAMBLING = tuple(
    """
    博彩 投注 赌场 娱乐城 百家乐 老虎机 六合彩 时时彩 足彩 竞彩 比分直播
    比分网 足球比分 足球竞猜 足球平台 足球直播 真人娱乐 真人视讯 注册送 开云体育 开云官网
    体育下注 体育平台 体育官网 体育直播 体育app 皇冠体育 皇冠官网 乐鱼体育 万博体育
    casino bet365 365bet poker (中国)官方网站
    """.split()  # noqa: SIM905 - a table of words reads better without quotes
)
# Places and councils have such names: 永利街道, 世界杯筹备委员会.
_GAMBLING_OR_PLACE = re.compile(
    "(?:盘口|欧洲杯|世界杯|亚洲杯|棋牌|亚博|必威|永利|金沙|威尼斯人|太阳城|银河|葡京|南宫)"
    "(?=体育(?!中心|局|馆|公园|场|活动)|娱乐|官网|官方|平台|集团|国际|赌|皇宫|app|在线|电子|真人|棋牌|买球|下注|投注|比分|直播|竞猜|[0-9(-]|$)",
    re.MULTILINE,
)
# Brands that no report names: hijackers put them in the place of the issuer.
_BRANDS = tuple(
    """
    威廉希尔 官网入口 开云体育 亚博体育 新万博 万博官网 乐鱼体育 九游会 华体会 新葡京 365bet bt365
    国产精品久 国产精品视 国产精品一 国产精品高 国产精品无 国产精品免 澳门金沙 澳门威尼斯 澳门新葡
    澳门百家乐 投注官网 投注平台
    """.split()  # noqa: SIM905 - as above
)
# Those that stand in titles; to look for all of them in every text would take too long.
_OTHER_BRANDS = tuple(
    """
    星空体育 米兰体育 爱游戏体育 爱游戏app 半岛体育 bob体育 英皇娱乐 太阳城集团 世博体育 球盟会
    江南体育 kaiyun bb电子 pg电子 mg电子 雷火电竞 南宫28 尊龙凯时 凯发k8 凯发娱乐 金沙娱乐 天博体育
    皇冠信用 九州酷游 极速赛车 leyu乐鱼 天生赢家 今年会 jinnianhui 火狐体育 永利皇宫 永利娱乐
    """.split()  # noqa: SIM905 - as above
)
_ALL_NAMED = (*_GAMBLING, *_BRANDS, *_OTHER_BRANDS)
_FIRST_OF_ALL = frozenset(word[0] for word in _ALL_NAMED)
# In a name: k8体育, 体育官网; and an issuer or a site that is called 星空体育 and nothing more.
_SHAPES = re.compile(
    "[a-z0-9]{1,12}(?:体育|娱乐|电竞|电子|棋牌|彩票|真人)"
    "(?!局|委|总局|处|场|路|馆|中心|运动|政务|商务|证|监|口岸|信息|税|档案|公文|地图|[版书报和、])"
    "|(?:体育|娱乐|电竞|真人|彩票|棋牌)(?:官网|官方|app|平台|在线|下载|登[录陆]|入口|投注|下注|直播|手机版|网址|试玩)"
)
_NAMED = re.compile(
    "(?:^|[-_|—·,>])[一-龥]{2,4}(?<![教文广旅卫科社群公竞和与及、县市区省])(?:体育|娱乐|电竞|娱乐场)(?=$|[-_|—·,>])",
    re.MULTILINE,
)
_PUBLIC = re.compile("教育|文化|旅游|卫生|健康|科技|新闻|广电|社会|全民|群众|公共|青少年")
# A copy may name its own host where the page named the county: example.com石桥镇.
_HOST = re.compile(r"[a-z0-9-]{2,40}\.(?:com|net|cc|vip|top)(?=[\u4e00-\u9fff])")
_STEMS = ("博彩", "百家乐", "老虎机", "六合彩", "时时彩", "娱乐城", "买球", "真人视讯", "赌场")
# Words that count beside these.
_BESIDE = ("棋牌", "盘口", "彩金", "下注")
# What police and sports offices write of gambling.
_FOUGHT = re.compile(
    "查处|打击|整治|取缔|禁赌|涉赌|侦破|捣毁|违法|犯罪|专项|举报|公益金|检查|销毁|诉求|监测|宣传|通报"
)


def find_hijacking(text: str, names: Iterable[str | None], tags: str = "") -> str | None:
    """Return the sign that a page is a copy on a hijacked site, or None.

    Such copies have pinyin between the characters, or gambling words and brands: in one of the
    *names* (title, issuer, title element), in its *tags*, or again and again in the *text*.

    >>> find_hijacking("統(tǒng)計數(shù)據(jù)", ())
    'pinyin is inserted into the text'
    """
    if _has_pinyin(text):
        return "pinyin is inserted into the text"
    named = simplify("\n".join(map(squeeze, dict.fromkeys(filter(None, names))))).lower()
    if word := _word_in_names(named):
        return f"{word} in its title"
    if host := _HOST.search(named):
        return f"the host {host[0]} stands for a place in its title"
    edges = text[:_EDGE] + text[_EDGE:][-_EDGE:]
    if brand := next(_standing_in(edges, _BRANDS), None):
        return f"{brand} in its text"
    advertised = "\n".join([*_advertised(text), *_advertised(tags)])
    if not advertised:
        return None
    repeated = any(advertised.count(stem) >= _REPEATED for stem in _STEMS)
    words = [*_gambling(advertised), *_standing_in(advertised, _BESIDE)]
    if repeated or len(words) >= _WORDS:
        return "the text advertises gambling"
    return None


def _has_pinyin(text: str) -> bool:
    matches = chain.from_iterable(pattern.finditer(text) for pattern in _PINYIN)
    inserted = (match for match in matches if _is_read_out(text, match))
    return sum(1 for _ in islice(inserted, _PINYINS)) == _PINYINS


def _is_read_out(text: str, match: re.Match[str]) -> bool:
    """Whether what stands in brackets is how the character before them is pronounced."""
    if not _is_word(text, match.start() - 1):
        return False
    return _SYLLABLE.fullmatch(match[1].translate(_TONES)) is not None


def _word_in_names(names: str) -> str | None:
    """Return the word of a gambling site that stands in names, in small letters, one a line."""
    words = () if _FIRST_OF_ALL.isdisjoint(names) else _ALL_NAMED
    for word in _standing_in(names, words):
        return word
    found = _GAMBLING_OR_PLACE.search(names) or _SHAPES.search(names) or _NAMED.search(names)
    return found[0].strip("-_|—·,>") if found and not _PUBLIC.search(found[0]) else None


def _advertised(text: str) -> Iterator[str]:
    """Yield the lines that name games of chance, but not those on what is done against them."""
    if any(_standing_in(text, _STEMS)):
        for line in text.split("\n"):
            if any(_standing_in(line, _STEMS)) and not _FOUGHT.search(line):
                yield line


def _standing_in(text: str, words: Iterable[str]) -> Iterator[str]:
    # Most of their first or last characters stand nowhere, and one is found 20 times as fast.
    return (word for word in words if word[0] in text and word[-1] in text and word in text)


def _gambling(text: str) -> list[str]:
    text = text.lower()
    return [word for word in _GAMBLING if word in text]


def _is_word(text: str, at: int) -> bool:
    return at >= 0 and "\u4e00" <= text[at] <= "\u9fff"
