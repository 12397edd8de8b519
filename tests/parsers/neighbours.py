"""Pages that stand beside annual reports and are none, each with a word of the reason."""

NAVIGATION = (
    "<ul><li>首页</li><li>政务公开</li><li>政府信息公开年报</li><li>政府信息公开指南</li></ul>"
)


def page(title, *paragraphs, tags="", site="东屏县人民政府"):
    body = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in paragraphs)
    return (
        f'<html><head><meta charset="utf-8"><title>{title} - {site}</title>{tags}</head><body>'
        f"{NAVIGATION}<h1>{title}</h1>{body}<p>主办:{site} 网站标识码:0000000001</p></body></html>"
    )


def table(*rows):
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


WEB_TABLE = table(
    "网站名称|东屏县人民政府", "首页网址|http://www.example.gov.cn", "ICP备案号|备00000001号",
    "独立用户访问总量(单位:个)|51234", "网站总访问量(单位:次)|183344", "信息发布总数|2310",
    "专栏专题数量|6", "解读回应|41", "移动新媒体|有",
)  # fmt: skip
QUARTER = table("收到申请|14", "予以公开|9", "不予公开|2")

ZEROS = table(
    "|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计",
    "一、本年新收政府信息公开申请数量|0|0|0|0|0|0|0",
    "四、结转下年度继续办理|0|0|0|0|0|0|0",
)
ABSTRACT = "一、总体情况 本年度主动公开政府信息,按时答复申请人的申请,收到申请十二件,都已办结。"

NEIGHBOURS = {
    "notice with zeros for a sample": (
        "notice",
        page("关于报送2022年政府信息公开工作年度报告的通知", "各镇:现附样表。", ZEROS),
    ),
    "december": ("part of the year", page("东屏县2022年12月政府信息依申请公开情况统计", QUARTER)),
    "a paper on a report": (
        "news",
        page(
            "我县发布2022年政府信息公开工作年度报告",
            "本报讯 东屏县政府信息公开工作年度报告日前公布,全年收到公开申请12件,主动公开900条。",
        ),
    ),
    "listing with abstracts": (
        "listing",
        page(
            "东屏县林业局2022年政府信息公开工作年度报告",
            ABSTRACT,
            "东屏县林业局2021年政府信息公开工作年度报告",
            ABSTRACT,
            "东屏县林业局2020年政府信息公开工作年度报告",
            ABSTRACT,
        ),
    ),
    "law": (
        "a law",
        page(
            "中华人民共和国政府信息公开条例",
            *(f"第{number}条 行政机关编制政府信息公开工作年度报告。" for number in "一二三四五六"),
            "第五十条 政府信息公开工作年度报告包括主动公开政府信息的情况。",
        ),
    ),
    "middle school": (
        "another kind",
        page(
            "东屏县第一中学2021年信息公开工作年度报告",
            "一、总体情况",
            "2021年,我校主动公开信息20条,收到申请0件,统计期限自1月1日至12月31日。",
            "二、主动公开信息情况",
            "公开了招生简章和经费。",
        ),
    ),
    # yearly tables on websites
    "web-table": ("website", page("东屏县人民政府政府网站工作年度报表(2020年度)", WEB_TABLE)),
    "web-table-untitled": ("website", page("2020年度报表", WEB_TABLE)),
    "web-supervision": (
        "website",
        page("东屏县政府网站监管年度报表(2019年)", table("抽查次数|4", "安全检查|2", "找错|3")),
    ),
    "web-media": ("website", page("东屏县政府网站与政务新媒体年度报表", "填报单位:县政府办。")),
    "web-report-in-column": (
        "website",
        page("2018年政府网站工作年度报表", "政府信息公开年报栏目下发布。", WEB_TABLE),
    ),
    # parts of the year
    "half-year": (
        "part of the year",
        page(
            "2021年上半年政府信息公开工作情况报告",
            "上半年公开动态120条。",
            QUARTER,
        ),
    ),
    "half-year-short": ("part of the year", page("东屏县2022年半年政府信息公开统计", QUARTER)),
    "quarter": (
        "part of the year",
        page(
            "2021年第三季度政府信息公开情况",
            "第三季度共公开85条。",
        ),
    ),
    "month": ("part of the year", page("2020年5月份依申请公开情况统计", QUARTER)),
    "quarter-requests": (
        "part of the year",
        page(
            "2023年二季度依申请公开政府信息情况",
            "共收到3件。",
        ),
    ),
    # papers about reports
    "notice-write": (
        "notice",
        page(
            "关于编制2020年政府信息公开工作年度报告的通知",
            "各乡镇、各部门:请于1月20日前报送年度报告。",
            "一、总体要求",
            "二、时间安排",
        ),
    ),
    "notice-do-well": (
        "notice",
        page(
            "关于做好2021年度政府信息公开工作年度报告编制和发布工作的通知",
            "一、编制主体",
            "二、报告内容",
            "三、发布时间",
            "四、工作要求",
        ),
    ),
    "notice-hand-in": (
        "notice",
        page(
            "关于报送2019年度政府信息公开年度报告的函",
            "请于月底前报送。",
        ),
    ),
    "notice-check": (
        "notice",
        page(
            "关于开展政府信息公开年度报告检查情况的通报",
            "经检查,多数单位按时公开。",
        ),
    ),
    "notice-training": (
        "notice",
        page(
            "关于举办政府信息公开年度报告编制培训的通知",
            "培训定于十二月举行。",
        ),
    ),
    "notice-format": ("notice", page("政府信息公开工作年度报告格式", "报告应当包括六个部分。")),
    "notice-explained": (
        "notice",
        page(
            "政府信息公开工作年度报告格式调整的解读",
            "表格增加了三行。",
        ),
    ),
    "notice-opinion": ("notice", page("关于规范政府信息公开平台有关事项的意见", "规范栏目设置。")),
    "guide": ("notice", page("东屏县政府信息公开指南", "本机关负责受理申请,联系电话略。")),
    "catalogue": ("notice", page("东屏县政府信息公开目录", "机构职能、政策文件、财政信息。")),
    "rules": ("", page("东屏县政府信息公开工作考核办法", "第一条 为规范考核,制定本办法。")),
    # plans and summaries
    "key-points": (
        "plan",
        page(
            "东屏县2021年政务公开工作要点",
            "一、加强决策公开",
            "二、加强执行公开",
            "三、加强监督保障",
        ),
    ),
    "summary": (
        "plan",
        page(
            "东屏县2021年政务公开工作总结",
            "一、主要工作",
            "二、存在问题",
            "三、下一步打算",
        ),
    ),
    "summary-disclosure": (
        "plan",
        page(
            "县财政局2020年政府信息公开工作总结",
            "一年来做了以下工作。",
        ),
    ),
    "plan": ("plan", page("2022年政府信息公开工作计划", "一、指导思想", "二、工作目标")),
    "scheme": ("", page("东屏县2022年政务公开工作实施方案", "为贯彻要求,制定方案。")),
    "self-check": ("plan", page("县水务局政府信息公开工作自查报告", "对照要求进行了自查。")),
    "speech": ("plan", page("在全县政务公开工作会议上的讲话", "同志们,今天召开会议。")),
    "assessment": ("plan", page("2020年全县政务公开考核结果", table("林业局|95", "水务局|93"))),
    "checklist": ("plan", page("东屏县主动公开事项清单", table("事项|时限", "预算|20日"))),
    # other bodies and other reports
    "enterprises": (
        "",
        page("东屏县2020年公共企事业单位信息公开年度报告", "供水、供电单位按规定公开服务信息。"),
    ),
    "school": (
        "",
        page(
            "东屏县第一中学2020年信息公开年度报告",
            "一、概述",
            "学校公开招生、收费信息。",
        ),
    ),
    "university": (
        "",
        page(
            "青溪大学2019-2020学年信息公开工作年度报告",
            "一、概述",
            "二、主动公开情况",
        ),
    ),
    "hospital": ("", page("东屏县人民医院2021年院务公开年度报告", "公开收费项目与服务流程。")),
    "waterworks": ("", page("东屏县自来水公司2021年信息公开年度报告", "公开水质检测结果12次。")),
    "housing-fund": (
        "another kind",
        page(
            "青溪市住房公积金2020年年度报告",
            "一、机构概况",
            "二、业务运行情况",
            "缴存额12亿元。",
        ),
    ),
    "rule-of-law": (
        "another kind",
        page(
            "东屏县2021年法治政府建设年度报告",
            "一、主要举措",
            "二、存在的不足",
            "三、下一步安排",
        ),
    ),
    "budget": ("another kind", page("东屏县2019年财政决算报告", "收入完成5.2亿元。")),
    "environment": ("another kind", page("青溪市2020年生态环境状况公报", "空气优良天数301天。")),
    "work-report": ("another kind", page("2021年政府工作报告", "各位代表:现在报告工作。")),
    "statistics": (
        "another kind",
        page(
            "东屏县2020年国民经济和社会发展统计公报",
            "生产总值120亿元。",
        ),
    ),
    "fund": ("another kind", page("东屏慈善基金会2020年度报告", "接受捐赠302万元。")),
    "company": (
        "another kind",
        page(
            "青溪城投公司2020年年度报告",
            "第一节 重要提示",
            "资产总额88亿元。",
        ),
    ),
    "party": ("", page("东屏县2021年度党务公开工作报告", "公开党务信息若干。")),
    "enforcement-year": (
        "another kind",
        page(
            "县城管局2020年行政执法年度报告",
            "办结案件318件。",
        ),
    ),
    "pollution": ("", page("青溪化工有限公司2021年环境信息公开年度报告", "排放达标。")),
    # listings
    "listing": (
        "listing",
        page(
            "政府信息公开年报",
            "<ul><li><a href=1>县林业局2020年政府信息公开工作年度报告</a> 2021-01-20</li>"
            "<li><a href=2>县水务局2020年政府信息公开工作年度报告</a> 2021-01-21</li>"
            "<li><a href=3>县财政局2020年政府信息公开工作年度报告</a> 2021-01-22</li>"
            "<li><a href=4>石桥镇2020年政府信息公开工作年度报告</a> 2021-01-23</li></ul>",
        ),
    ),
    "listing-years": (
        "listing",
        page(
            "信息公开年报",
            "<ul>"
            + "".join(
                f"<li>东屏县{year}年政府信息公开工作年度报告</li>" for year in range(2010, 2020)
            )
            + "</ul>",
        ),
    ),
    "search-results": ("", page("搜索结果", "没有找到与“年报”相关的内容")),
    "empty-listing": ("", page("政府信息公开年报", "暂无数据")),
    "home": (
        "",
        page(
            "东屏县人民政府",
            "<ul><li>县长信箱</li><li>办事大厅</li><li>政府信息公开</li></ul>",
        ),
    ),
    "news": (
        "",
        page(
            "县政府召开政务公开推进会",
            "会议强调,要提升政府信息公开水平,按时公布年度报告。",
        ),
    ),
    # challenge, error and login pages
    "challenge-js": (
        "challenge",
        "<html><head><title>安全验证</title></head><body><p>正在检测您的浏览器,请稍候…</p></body></html>",
    ),
    "challenge-waf": (
        "challenge",
        "<html><head><title>访问被拦截</title></head><body><p>您的请求带有不合法参数,已被网站防火墙拦截</p></body></html>",
    ),
    "challenge-captcha": (
        "challenge",
        "<html><body><p>访问过于频繁,请输入验证码</p></body></html>",
    ),
    "challenge-english": (
        "challenge",
        "<html><title>Just a moment...</title><body>Enable JavaScript and cookies</body></html>",
    ),
    "challenge-script": (
        "",
        "<html><head></head><body><script>document.cookie='a=1';location.reload()</script></body></html>",
    ),
    "denied": (
        "challenge",
        "<html><head><title>Access Denied</title></head><body>Reference 18.2f</body></html>",
    ),
    "404": (
        "error",
        "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>",
    ),
    "soft-404": ("error", page("提示信息", "您访问的页面不存在或已被删除")),
    "soft-404-article": ("error", page("文章详情", "该文章不存在,请返回首页")),
    "500": (
        "error",
        "<html><head><title>系统错误</title></head><body>500 Internal Server Error</body></html>",
    ),
    "502": ("error", "<html><body><center><h1>502 Bad Gateway</h1></center></body></html>"),
    "maintenance": ("error", "<html><body><p>网站维护中,请稍后访问</p></body></html>"),
    "pending": ("error", page("信息公开", "该信息正在审核中")),
    "login": (
        "login",
        "<html><body><form>用户名:<input>密码:<input></form><p>请登录后查看</p></body></html>",
    ),
    "login-sso": ("login", page("统一身份认证平台", "账号登录 扫码登录 请输入密码")),
    # reports without text
    "empty": ("empty", ""),
    "empty-html": ("empty", "<html><body></body></html>"),
    "attachment-only": (
        "attachment",
        page(
            "东屏县林业局2020年政府信息公开工作年度报告",
            "发布时间:2021-01-20 来源:林业局",
            '<a href="/files/2020.pdf">东屏县林业局2020年政府信息公开工作年度报告.pdf</a>',
        ),
    ),
    "picture-only": (
        "picture",
        page(
            "东屏县林业局2020年政府信息公开工作年度报告(图片版)",
            "发布时间:2021-01-20 来源:林业局",
            '<img src="/1.jpg"><img src="/2.jpg">',
        ),
    ),
    "infographic": (
        "",
        page(
            "一图读懂东屏县2020年政府信息公开工作年度报告",
            '<img src="/1.png">',
        ),
    ),
    # copies on hijacked sites
    "pinyin": (
        "hijacked",
        page(
            "東屏縣林業局2020年政府信息公開工作年度報告",
            "一、總體情況",
            "主動(dòng)公開(kāi)信息32條,統(tǒng)計數(shù)據(jù)見下表。",
            "二、申請情況",
            "未收到申請(qǐng)。",
        ),
    ),
    "gambling-title": (
        "hijacked",
        page(
            "百家乐官网东屏县林业局2020年政府信息公开工作年度报告",
            "一、总体情况",
            "主动公开32条。",
        ),
    ),
    "football-issuer": (
        "hijacked",
        page(
            "东屏县足球比分直播局2021年政府信息公开工作年度报告",
            "一、总体情况",
            "主动公开32条。",
            "二、申请情况",
        ),
    ),
    "gambling-text": (
        "hijacked",
        page(
            "东屏县林业局2021年政府信息公开工作年度报告",
            "一、总体情况",
            "六合彩 老虎机 百家乐 时时彩 娱乐城 棋牌 投注",
            "二、申请情况",
            "没有收到申请。",
        ),
    ),
    "betting-issuer": (
        "hijacked",
        page("365bet(中国)官方网站2024年政府信息公开工作年度报告", "一、总体情况", "公开32条。"),
    ),
    "brand-in-text": (
        "hijacked",
        page("2021年政府信息公开工作年度报告", "一、总体情况", "印发威廉希尔中国2021年工作要点。"),
    ),
    "notice-broken": (
        "notice",
        page(
            "关于2019年政府信息公开工作年度报告<br>有关事项的通知", "一、抓紧部署", "二、主动公开"
        ),
    ),
    "circular": (
        "notice",
        page("省政府办公厅关于2009年政府信息公开工作年度报告编制公布情况的通报", "检查情况如下。"),
    ),
    "format-itself": (
        "notice",
        page(
            "政府信息公开工作年度报告格式", "一、报告内容", "(一)总体情况。", "(二)主动公开情况。"
        ),
    ),
}
