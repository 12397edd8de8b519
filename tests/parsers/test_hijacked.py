"""Copies of reports on hijacked sites are told from honest reports that name the same words."""

import re
from functools import cache

import pytest

from demo.invented import InventedReport, invented_reports
from demo.pages import render_page
from parsers import parse_report

PINYIN = {"政": "zhèng", "府": "fǔ", "信": "xìn", "息": "xī", "公": "gōng", "开": "kāi"}
ADVERTISEMENT = "澳门百家乐，老虎机，真人视讯，注册送58元，网上赌场投注平台，六合彩时时彩最新资讯。"


@cache
def page() -> tuple[InventedReport, str]:
    (report,) = invented_reports(1, odd=False)
    return report, render_page(report)


def reason(html: str) -> str:
    return parse_report(html.encode(), media_type="text/html; charset=utf-8").reason or ""


def issued_by(name: str) -> str:
    report, html = page()
    return html.replace(report.issuer, name)


def titled(title: str) -> str:
    return re.sub("<title>.*?</title>", f"<title>{title}</title>", page()[1], count=1)


def saying(text: str, *, before: str = "<p><strong>二、") -> str:
    return page()[1].replace(before, f"<p>{text}</p>{before}", 1)


def read_out(opening: str, closing: str) -> str:
    html = page()[1]
    return "".join(c + (f"{opening}{PINYIN[c]}{closing}" if c in PINYIN else "") for c in html)


BRANDS = """
    开云体育 必威体育官网 亚博体育app下载 365bet体育在线 澳门新葡京官网 永利皇宫 九游会J9
    星空体育 bob体育 乐鱼体育(中国)官方网站 英皇娱乐 太阳城集团 新澳门六合彩 球盟会 kaiyun体育
    PG电子 mg老虎机 雷火电竞 ng南宫28 尊龙凯时 凯发k8 金沙娱乐场 皇冠信用网 8868体育
    威尼斯人官网 欧洲杯买球 世界杯(中国)官网 澳門百家樂
""".split()  # noqa: SIM905 - a table of names reads better without quotes


@pytest.mark.parametrize("brand", BRANDS)
def test_a_gambling_site_in_the_place_of_the_issuer_or_in_the_title_element(brand):
    assert "hijacked" in reason(issued_by(brand))
    assert "hijacked" in reason(titled(f"{brand}-{page()[0].title}"))


@pytest.mark.parametrize(
    "html",
    [
        lambda: read_out("(", ")"),
        lambda: read_out("（", "）"),
        lambda: read_out("[", "]"),
        lambda: saying(ADVERTISEMENT),
        lambda: saying(ADVERTISEMENT, before="<p><strong>一、"),
        lambda: saying(f"<div style='display:none'>{ADVERTISEMENT}</div>", before="</body>"),
        lambda: titled("开 云 体 育 | 首页"),
        lambda: titled("&#24320;&#20113;&#20307;&#32946;"),
        lambda: titled("开\u200b云体\u200b育"),
        lambda: page()[1].replace(
            "<title>", '<meta name="keywords" content="博彩,真人娱乐,棋牌,百家乐"><title>', 1
        ),
    ],
)
def test_what_a_hijacker_inserts_tells_the_copy(html):
    assert "hijacked" in reason(html())


BODIES = """
    体育彩票管理中心 东屏县体育彩票管理中心 福利彩票发行中心 东屏县教育体育局
    东屏县文化广电旅游体育局 国家体育总局 永利乡 永利街道办事处 必威镇 皇冠街道办事处
    太阳城街道办事处 东屏县体育西路街道办事处 金沙县人民政府 银河街道 万博商务区管委会 星空街道
    亚博会组委会办公室 世界杯足球赛筹备委员会办公室 棋牌山乡人民政府 12345电子政务中心
""".split()  # noqa: SIM905 - as above


@pytest.mark.parametrize("body", BODIES)
def test_a_body_may_have_such_a_name(body):
    assert reason(issued_by(body)) == ""


HONEST = [
    "打击网络博彩违法犯罪，侦破跨境博彩案件18起，关停博彩网站12个，宣传防范博彩。",
    "查处利用老虎机、百家乐、六合彩、时时彩、网络投注等形式赌博案件12起，捣毁赌场3处。",
    "检查棋牌室86家，麻将馆41家，歌舞娱乐场所19家，娱乐城2家。",
    "体育彩票销售网点公示126个，竞彩游戏规则公开，足彩中奖公告56条，投注提示公开8条。",
    "转播真人秀节目3档，拍摄真人短视频，足球直播活动2场。",
    "世界杯期间加强网络博彩整治，欧洲杯、亚洲杯期间开展禁赌宣传。",
    "青少年足球比分系统上线，体育平台升级，体育直播惠民活动5场。",
    "公开福利彩票公益金、体育彩票公益金使用情况，即开型彩票投注站信息。",
    "政府网站被植入博彩、百家乐、六合彩等违法链接的监测通报3期。",
    "联合国产精品展销会信息公开2条，国产精品牌推介3次。",
    "面积(km)、重量(kg)、长度(cm)、附件(pdf)附件(doc)附件(xls)均已公开。",
    "在12345平台公开博彩类诉求办理情况，其中博彩诉求3件、博彩答复3件。",
]


@pytest.mark.parametrize("text", HONEST)
@pytest.mark.parametrize("before", ["<p><strong>二、", "<p><strong>一、"])
def test_a_report_may_speak_of_such_things(text, before):
    assert reason(saying(text, before=before)) == ""


@pytest.mark.parametrize("site", ["教育体育_东屏县人民政府", "文化体育-东屏县", "体育-东屏县"])
def test_a_column_may_be_called_sports(site):
    assert reason(titled(f"{page()[0].title}-{site}")) == ""
