"""Write the sentences of an invented report: six sections, varied, agreeing with its figures."""

from collections.abc import Mapping
from random import Random
from typing import NamedTuple

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


class Passage(NamedTuple):
    """A section's heading and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


def write_sections(
    issuer: str, year: int, numbers: Mapping[str, int], rng: Random
) -> tuple[Passage, ...]:
    """Return the six sections; *numbers* holds `new`, `carried_in`, `closed` and `reviews`."""
    overview = (
        f"本报告依照政府信息公开条例的规定编写，反映{issuer}{year}年政府信息公开工作的情况。"
        f"所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
        f"对报告内容有疑问的，可与{issuer}政务公开工作机构联系。",
        _paragraph("（一）主动公开。", _PUBLISHING, year, rng),
        _requests(year, numbers, rng),
        _paragraph("（三）政府信息管理。", _KEEPING, year, rng),
        _paragraph("（四）平台建设。", _PLATFORM, year, rng),
        _paragraph("（五）监督保障。", _OVERSIGHT, year, rng),
    )
    problems = (
        _paragraph("存在的问题：", _PROBLEMS, year, rng),
        _paragraph("改进的做法：", _REMEDIES, year, rng),
    )
    bodies = (overview, (), (), (), problems, (_last(year, rng),))
    return tuple(Passage(*pair) for pair in zip(HEADINGS, bodies, strict=True))


def _paragraph(opening: str, sentences: tuple[str, ...], year: int, rng: Random) -> str:
    rounds = rng.choice((2, 2, 3, 4))
    chosen = [s for _ in range(rounds) for s in rng.sample(sentences, len(sentences) * 3 // 4)]
    # A sentence without a slot comes out the same each round: say it once.
    return opening + "".join(dict.fromkeys(_fill(sentence, year, rng) for sentence in chosen))


def _fill(sentence: str, year: int, rng: Random) -> str:
    return sentence.format(
        year=year,
        n=rng.randint(2, 38),
        many=rng.randint(40, 2600),
        month=rng.randint(2, 11),
        topic=rng.choice(_TOPICS),
        other=rng.choice(_TOPICS),
        place=rng.choice(_PLACES),
    )


def _requests(year: int, numbers: Mapping[str, int], rng: Random) -> str:
    if not numbers["new"]:
        told = f"{year}年度未收到新的政府信息公开申请。"
    else:
        told = (
            f"{year}年度新收政府信息公开申请{numbers['new']}件，"
            f"上年结转{numbers['carried_in']}件，全年办结{numbers['closed']}件。"
        )
    return _paragraph(f"（二）依申请公开。{told}", _ANSWERING, year, rng)


def _last(year: int, rng: Random) -> str:
    return rng.choice(
        (
            f"{year}年度未收取信息处理费，没有其他需要报告的事项。",
            f"本年度没有发出收费通知，收取信息处理费0元。{year}年无其他需要说明的情况。",
            "除上述内容外，无其他需要报告的事项。本年度信息处理费收取金额为0元。",
        )
    )


_TOPICS = (
    "义务教育招生", "农村饮水安全", "老旧小区改造", "养老服务", "防汛备汛", "财政预决算",
    "公共资源交易", "食品抽检", "高标准农田", "就业补贴", "惠农资金", "保障性住房",
    "生态环境监测", "医疗保险", "道路养护", "文化下乡", "安全生产检查", "助企纾困",
    "耕地保护", "垃圾分类", "困难群众救助", "营商环境", "殡葬服务", "消费维权",
)  # fmt: skip
_PLACES = ("便民服务大厅", "档案查阅室", "村（社区）公示栏", "图书馆阅览区", "政务公开体验点")

_PUBLISHING = (
    "围绕{topic}、{other}等群众挂心的事项，逐项理清由谁公开、何时公开、公开到哪一步，全年上网信息{many}条。",
    "把{topic}的申报条件、办理流程和结果名单放在同一页面，来访者少跑了弯路。",
    "{month}月起对{topic}栏目重新编排，旧稿件归档，新稿件按事项而不是按科室排列。",
    "重要文件印发后{n}个工作日内配发解读，其中用图表讲清{topic}政策的有{n}篇。",
    "预算、决算和专项资金安排随文件一并公开，{topic}资金还列出了到户明细。",
    "在{place}摆放纸质公报{many}册，方便不常上网的老人取阅。",
    "通过短视频、广播和赶集日摆台的方式说明{topic}办法，现场回答提问{many}次。",
    "对社会关心的{topic}情况，先后{n}次回应，最短的一次在当天发出。",
    "召开会议邀请居民代表列席{n}次，把大家对{other}的意见附在会议纪要后面公开。",
)
_ANSWERING = (
    "申请的登记、审核、答复和送达由专人经手，每一步都留下日期。",
    "对表述不清的申请，先打电话问明需求，再决定是否书面告知补正。",
    "答复书统一了格式，写明依据的条款和救济的途径。",
    "涉及{topic}的申请较多，已把其中{n}类常被问到的内容转为主动公开。",
    "遇到牵涉第三方的材料，书面征求意见后再作决定，没有逾期的情况。",
    "{month}月对近{n}份答复书作了复查，文字差错当场改正。",
    "申请人在{place}也能当面递交，工作人员协助填写表格。",
)
_KEEPING = (
    "文件起草时同步确定公开属性，不予公开的须写明理由。",
    "对历年规范性文件逐件核对效力，失效的加注标识，现行的统一版式。",
    "清理过期链接{n}处，补齐缺少发文字号的页面{n}个。",
    "发布前由起草人、科室负责人和分管领导三道把关，个人信息先作遮挡。",
    "{topic}类信息按季度更新，更新日期写在页面显著位置。",
    "建立信息台账，{year}年登记入册的有{many}条。",
)
_PLATFORM = (
    "公开专栏按主题、体裁和年份三种方式都能查找，手机上也可阅读。",
    "{month}月完成栏目迁移，旧地址自动转到新地址，没有留下空白页。",
    "新设{topic}专题，收入政策、问答和办事入口。",
    "关停长期不更新的账号{n}个，保留的账号每周至少发布一次。",
    "{place}配备了查询电脑，全年接待查询{many}人次。",
    "页面增加了大字版和朗读功能，由视力不便的居民试用后再上线。",
)
_OVERSIGHT = (
    "把政务公开列入年度考核，占分{n}分，结果在内部通报。",
    "{month}月举办培训，参加人员{n}人，用真实案例讲解答复书的写法。",
    "每季度自查一次，发现问题{n}个，已全部整改。",
    "请人大代表和居民{n}人担任监督员，对{topic}公开情况打分。",
    "本年度没有因公开工作不力被追究责任的情形。",
    "测评问卷收回{many}份，认为信息好找的占多数，对{other}的意见已转有关科室。",
)
_PROBLEMS = (
    "一是解读多为文字，{topic}方面的图表和实例偏少。",
    "二是个别科室报送不及时，{other}信息晚于规定时限上网。",
    "三是基层人员变动较快，对条款的理解深浅不一。",
    "四是栏目虽全，检索却不够顺手，来访者要点开多层才能看到正文。",
    "五是与群众的来回交流还不多，征集到的意见以{topic}为主，面不够宽。",
)
_REMEDIES = (
    "请业务骨干讲解{topic}，每份重要文件至少配一个算得清的例子。",
    "列出{n}项报送清单，到期前三天提醒，逾期的在例会上说明原因。",
    "新到岗人员先跟班一个月，再独立办理申请。",
    "合并内容相近的栏目{n}个，把常用事项提到首层。",
    "下一年在{place}定期设开放日，让居民当面提出想看什么信息。",
)
