"""Report pages in the shapes that portals give them; every one is an annual report."""

import itertools

BY_TITLE = {
    "standard": "东屏县林业局2020年政府信息公开工作年度报告",
    "year-first": "2020年东屏县政府信息公开工作年度报告",
    "doubled-year": "东屏县林业局2020年度政府信息公开工作年度报告",
    "no-nian-du": "东屏县林业局2020年度政府信息公开工作报告",
    "no-government": "东屏县林业局2020年信息公开工作年度报告",
    "no-work": "东屏县林业局2020年信息公开年度报告",
    "nian-bao": "东屏县林业局2020年政府信息公开年报",
    "affairs": "东屏县林业局2020年政务信息公开年度报告",
    "affairs-bulletin": "东屏县2020年政府政务公开年报",
    "no-issuer": "关于2020年政府信息公开工作年度报告",
    "announcement": "关于公布东屏县林业局2020年政府信息公开工作年度报告的公告",
    "short-issuer": "县财政局2020年政府信息公开工作年度报告",
    "spaced": "东屏县林业局 2020 年 政府信息公开 工作年度报告",
    "broken": "东屏县林业局2020年政府信息公开工作<br>年度报告",
    "issuer-above": "东屏县林业局<br>2020年政府信息公开工作年度报告",
    "cover": "东屏县林业局<br>2020年<br>政府信息公开工作年度报告",
    "numerals": "东屏县林业局二〇二〇年政府信息公开工作年度报告",
    "traditional": "東屏縣林業局2020年政府信息公開工作年度報告",
    "remark": "东屏县林业局2020年政府信息公开工作年度报告(公开版)",
    "full-width": "东屏县林业局２０２０年政府信息公开工作年度报告（公开版）",
    "no-year": "东屏县林业局政府信息公开工作年度报告",
    "gambling-fighters": "东屏县体育彩票管理中心2020年政府信息公开工作年度报告",
    "planning": "东屏县机构编制委员会办公室2020年政府信息公开工作年度报告",
    "sports": "东屏县体育局2020年政府信息公开工作年度报告",
    "hospital": "东屏县人民医院2020年政府信息公开工作年度报告",
    "school": "东屏县教育局2020年政府信息公开工作年度报告",
    "web-office": "东屏县互联网信息办公室2020年政府信息公开工作年度报告",
    "fund-centre": "青溪市住房公积金管理中心2020年政府信息公开工作年度报告",
    "audit": "东屏县审计局2020年政府信息公开工作年度报告",
    "statistics": "东屏县统计局2020年政府信息公开工作年度报告",
    "environment": "青溪市生态环境局2020年政府信息公开工作年度报告",
    "budget-office": "东屏县财政局2020年政府信息公开工作年度报告",
}

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
PROSE = "根据《中华人民共和国政府信息公开条例》编制本报告,统计期限自2020年1月1日至2020年12月31日。"
REGULATIONS = (
    "<table><tr><td colspan=4>第二十条第(一)项</td></tr>"
    "<tr><td>信息内容</td><td>本年新制作数量</td><td>本年新公开数量</td><td>对外公开总数量</td></tr><tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>"
    "<tr><td>规范性文件</td><td>3</td><td>3</td><td>14</td></tr></table>"
)


def _chapters(*texts):
    return "".join(f"<p>{text}</p>" for text in texts)


BY_BODY = {
    "form-with-table": _chapters(PROSE, HEADINGS[0], "全年主动公开32条。", HEADINGS[1])
    + REGULATIONS
    + _chapters(*HEADINGS[2:], "没有其他需要报告的事项。"),
    "only-tables": REGULATIONS,
    "only-headings": _chapters(*HEADINGS),
    "prose-2010": _chapters(
        "一、概述",
        "本年公开46条。",
        "二、政府信息公开情况",
        "动态36条,总结7条。",
        "三、政府信息依申请公开办理情况",
        "未收到申请。",
        "四、收费情况",
        "没有收费。",
        "五、复议、诉讼和申诉情况",
        "均未发生。",
    ),
    "prose-without-headings": _chapters(
        "2020年,本局认真做好政府信息公开工作,全年主动公开信息32条,没有收到公开申请,"
        "没有因公开引起行政复议和诉讼。下一步将继续改进。"
    ),
    "prose-2008": _chapters(
        "第一部分 概述",
        "本局设立公开工作机构。",
        "第二部分 主动公开政府信息的情况",
        "共公开18条。",
        "第三部分 依申请公开政府信息办理情况",
        "没有收到申请。",
        "第四部分 存在的问题和改进措施",
        "有待加强。",
    ),
    "one-line": _chapters(
        "一、总体情况2020年公开32条。二、主动公开政府信息情况公开渠道为网站。三、收到申请0件。四、行政复议0件。",
    ),
    "tail-missing": _chapters(PROSE, *HEADINGS[:2]) + REGULATIONS,
    "arabic-numbers": _chapters(
        "1、总体情况",
        "公开32条。",
        "2、主动公开情况",
        "公开渠道为网站。",
        "3、申请情况",
        "没有收到申请。",
    ),
    "gambling-enforcement": _chapters(
        *HEADINGS[:1],
        "公开打击赌博、规范彩票销售等信息9条,公布足球场建设情况。",
        *HEADINGS[1:3],
        "没有收到申请。",
    ),
    "talks-of-errors": _chapters(
        *HEADINGS[:1],
        "修复网站404错误页面3处,网站维护2次,用户登录密码已加强。",
        *HEADINGS[1:],
        "无。",
    ),
    "talks-of-neighbours": _chapters(
        "一、总体情况",
        "印发《关于编制年度报告的通知》和工作要点,上半年公开120条,完成政府网站工作年度报表。",
        "二、主动公开政府信息情况",
        "发布财政预算、决算报告。",
        "三、申请情况",
        "没有收到申请。",
    ),
}


def page(title, body):
    plain = title.replace("<br>", "")
    return (
        f'<html><head><meta charset="utf-8"><title>{plain}_东屏县人民政府</title></head><body>'
        "<ul><li>首页</li><li>政府信息公开指南</li><li>政府信息公开年报</li></ul>"
        f"<h1>{title}</h1><div>发布时间:2021-01-20 来源: 浏览次数:12</div>{body}"
        "<p>东屏县林业局</p><p>2021年1月18日</p><p>主办:东屏县人民政府</p></body></html>"
    )


VARIANTS = {
    f"{title}/{body}": page(BY_TITLE[title], BY_BODY[body])
    for title, body in itertools.product(BY_TITLE, BY_BODY)
}
