"""Metadata of invented pages: each with a line, a title or a body of its own."""

import pytest

from parsers import Metadata, parse_report

TITLE = "东屏县林业局2021年政府信息公开工作年度报告"
BODY = """<p>一、总体情况</p>
<p>本局依据《中华人民共和国政府信息公开条例》编制本报告，公开信息128条。</p>
<p>二、主动公开政府信息情况</p><p>全年公开各类信息。</p>
<p>三、收到和处理政府信息公开申请情况</p><p>收到申请3件。</p>
<p>五、存在的主要问题及改进情况</p><p>人手不足。</p><p>六、其他需要报告的事项</p><p>无。</p>"""


def read(*, title: str = TITLE, line: str = "", tail: str = "", tags: str = "") -> Metadata:
    head = f"<head><title>{title}</title>{tags}</head>"
    page = f"<html>{head}<body><h1>{title}</h1>{line}{BODY}{tail}</body></html>"
    report = parse_report(page.encode(), media_type="text/html; charset=utf-8")
    assert report.is_report
    return report.metadata


DAY, MOMENT = "2022-01-30", "2022-01-30T10:15:00+08:00"
DATES = [
    (
        "<div><b>发布时间：</b><i>2022-01-30 10:15</i><b>来源：</b><i>县水务局</i></div>",
        MOMENT,
    ),
    ("<dl><dt>发布时间</dt><dd>2022-01-30 10:15</dd><dt>来源</dt><dd>县水务局</dd></dl>", MOMENT),
    ("<table><tr><td>发布时间：2022-01-30 10:15</td><td>来源：县水务局</td></tr></table>", MOMENT),
    ("<p>发布时间</p><p>2022-01-30 10:15</p><p>来源</p><p>县水务局</p>", MOMENT),
    ("<p>发布时间：</p><p>2022-01-30 10:15</p><p>来源：</p><p>县水务局</p>", MOMENT),
    ("<p>发 布 时 间 ：2022-01-30 10:15　来　源：县水务局</p>", MOMENT),
    ("<p>【发布时间】2022-01-30 10:15 【来源】县水务局</p>", MOMENT),
    ("<p>[发布日期] 2022-01-30 [来源] 县水务局</p>", DAY),
    ("<p>来源：县水务局 时间：2022-01-30 10:15</p>", MOMENT),
    ("<p>时间:2022-01-30 10:15来源:县水务局作者: 点击:</p>", MOMENT),
    ("<p>2022-01-30 10:15 | 来源：县水务局 | 浏览：33</p>", MOMENT),
    ("<p>发布时间：2022-01-30 10:15｜来源：县水务局｜字号：大 中 小</p>", MOMENT),
    ("<p>发布时间：2022-01-30&nbsp;10:15&nbsp;&nbsp;来源：县水务局&nbsp;</p>", MOMENT),
    ("<p>发布时间：2022年1月30日10时15分 来源：县水务局</p>", MOMENT),
    ("<p>发布时间：2022年1月30日 上午10:15 来源：县水务局</p>", MOMENT),
    ("<p>发布时间：2022-01-30T10:15:00 来源：县水务局</p>", MOMENT),
    ("<p>发布时间：2022-01-30 10:15:00.0 来源：县水务局</p>", MOMENT),
    ("<p>发布时间：２０２２－０１－３０　１０：１５　来源：县水务局</p>", MOMENT),
    ("<p>發布時間:2022-01-30 來源:县水务局 閱讀次數:12</p>", DAY),
    ("<p>发布日期: 2022- 01- 30 00: 00 来源：县水务局 浏览次数:</p>", DAY),
    ("<p>发布时间：2022/1/30 来源：县水务局</p>", DAY),
    ("<p>发布时间：20220130 来源：县水务局</p>", DAY),
    ("<p>发布时间：二〇二二年一月三十日 来源：县水务局</p>", DAY),
    ("<p>发布时间：2022年01月30日 星期日 来源：县水务局</p>", DAY),
    ("<p>发布时间：2022-01-30 / 稿源：县水务局 / 点击：3</p>", DAY),
    ("<p>更新时间：2022-05-01 发布时间：2022-01-30 来源：县水务局</p>", DAY),
    ("<p>生效日期：2022-02-01 废止日期：2025-02-01 发布日期：2022-01-30 来源：县水务局</p>", DAY),
    ("<p>今天是2026年7月31日 星期五</p><p>发布时间：2022-01-30 来源：县水务局</p>", DAY),
    ("<p>2022年1月30日 星期日 来源：县水务局</p>", DAY),
    ("<p>来源：县水务局 阅读：1130 次 2022-01-30</p>", DAY),
    ("<!-- 发布时间：2021-03-03 --><p>发布时间：2022-01-30 来源：县水务局</p>", DAY),
]


@pytest.mark.parametrize(("line", "published"), DATES)
def test_a_metadata_line_gives_its_date_and_its_source(line, published):
    found = read(line=line)
    assert (found.published, found.source) == (published, "县水务局")


@pytest.mark.parametrize(
    "line",
    [
        "<p>更新日期：2022-03-01 录入：张三</p>",
        "<p>成文日期：2022-01-20</p>",
        "<p>发布时间:</p><p>来源:</p>",
        "<p>发布时间：2021-11-30</p>",
        "<div>2026年07月31日 星期五 12:30:11</div>",
        "<div>2026年07月31日 星期五 字体：大 中 小</div>",
    ],
)
def test_other_dates_are_not_the_publication_date(line):
    assert read(line=line).published is None


@pytest.mark.parametrize(
    ("day", "signed"),
    [
        ("2022年1月17日", "2022-01-17"),
        ("2022 年 1 月 17 日", "2022-01-17"),
        ("二〇二二年一月二十六日", "2022-01-26"),
        ("二O二二年元月廿六日", "2022-01-26"),
        ("二0二二年一月十二日", "2022-01-12"),
        ("二○二二年三月卅一日", "2022-03-31"),
        ("二零二二年三月三日", "2022-03-03"),
    ],
)
def test_the_day_under_the_signature_is_read_in_any_numerals(day, signed):
    found = read(tail=f"<p>东屏县林业局</p><p>{day}</p>")
    assert (found.signed, found.published) == (signed, None)


@pytest.mark.parametrize(
    ("title", "year", "issuer"),
    [
        ("[2021]东屏县林业局政府信息公开工作年度报告", 2021, "东屏县林业局"),
        ("【2021年度】东屏县林业局政府信息公开工作年度报告", 2021, "东屏县林业局"),
        ("东屏县林业局政府信息公开工作年度报告（2021）", 2021, "东屏县林业局"),
        ("东屏县林业局政府信息公开工作年度报告2021年", 2021, "东屏县林业局"),
        ("东屏县林业局关于2021年度政府信息公开工作情况的报告", 2021, "东屏县林业局"),
        ("关于公布《东屏县林业局2021年政府信息公开工作年度报告》的公告", 2021, "东屏县林业局"),
        ("青溪市水务局17年度政府信息公开工作年度报告", 2017, "青溪市水务局"),
        ("青溪市水务局二○一七年政府信息公开工作年度报告", 2017, "青溪市水务局"),
        ("东屏县林业局2019-2020年政府信息公开工作年度报告", 2020, "东屏县林业局"),
        (
            "东屏县民政局、东屏县财政局2021年政府信息公开工作年度报告",
            2021,
            "东屏县民政局、东屏县财政局",
        ),
        ("关于2021年政府信息公开工作年度报告", 2021, None),
    ],
)
def test_a_title_tells_year_and_issuer(title, year, issuer):
    found = read(title=title)
    assert (found.year, found.issuer) == (year, issuer)


@pytest.mark.parametrize(
    "line", ["<p>2022-01-30 10:15 来源：县水务局</p>", "<p>时间：2022-01-30</p>"]
)
def test_another_articles_date_below_the_body_is_none_of_this_one(line):
    below = "<p>发布时间：2022-02-28 东屏县民政局的通知</p>"
    assert (read(line=line, tail=below).published or "")[:10] == DAY


def test_a_cover_names_its_body_above_the_title_and_dates_below():
    lines = "<p>（2021年度）</p><p>2022年1月</p>"
    title = "政府信息公开工作年度报告"
    page = f"<p>附件</p><p>东屏县林业局</p><p>{title}</p>{lines}{BODY}"
    found = parse_report(page.encode(), media_type="text/html; charset=utf-8").metadata
    assert found.issuer == "东屏县林业局"


def test_a_title_that_names_neither_year_nor_issuer_is_the_one_that_the_tag_repeats():
    title = "政府信息公开工作年度报告"
    found = read(
        title=title,
        tags=f"<meta name='ArticleTitle' content='{title}'>",
        line="<p>发布时间：2022-01-30 来源：县水务局</p>",
    )
    assert found.title == title


PLACES = [
    ("北京市", 2023, "province", "110000", "area"),
    ("内蒙古自治区人民政府", 2023, "province", "150000", "area"),
    ("广东省财政厅", 2023, "province", "440000", "organ"),
    ("大理白族自治州人民政府", 2023, "prefecture", "532900", "area"),
    ("锡林郭勒盟行政公署", 2023, "prefecture", "152500", "area"),
    ("大兴安岭地区行署", 2023, "prefecture", "232700", "area"),
    ("儋州市人民政府", 2023, "prefecture", "460400", "area"),
    ("莆田市人民政府办公室", 2023, "prefecture", "350300", "organ"),
    ("余姚市人民政府", 2023, "county", "330281", "area"),
    ("恩施市人民政府", 2023, "county", "422801", "area"),
    ("仙桃市人民政府", 2022, "county", "429004", "area"),
    ("杭州市江干区人民政府", 2019, "county", "330104", "area"),
    ("杭州市临平区人民政府", 2023, "county", "330113", "area"),
    ("海门市人民政府", 2018, "county", "320684", "area"),
    ("南通市海门区人民政府", 2021, "county", "320614", "area"),
    ("双流县人民政府", 2014, "county", "510122", "area"),
    ("北京市延庆县人民政府", 2014, "county", "110229", "area"),
    ("北京市延庆区人民政府", 2019, "county", "110119", "area"),
    ("西藏自治区米林市人民政府", 2023, "county", "540481", "area"),
    ("襄樊市人民政府", 2009, "prefecture", "420600", "area"),
    ("吉林省吉林市船营区人民政府", 2022, "county", "220204", "area"),
    ("国家税务总局杭州市税务局", 2023, "prefecture", "330100", "organ"),
    ("生态环境部", 2023, "national", None, "organ"),
    ("深圳市南山区粤海街道办事处", 2023, "township", ..., "area"),
]


@pytest.mark.parametrize(("issuer", "year", "level", "code", "scope"), PLACES)
def test_the_issuer_tells_region_level_and_scope(issuer, year, level, code, scope):
    found = read(title=f"{issuer}{year}年政府信息公开工作年度报告")
    region = found.region.code if found.region else None
    assert (found.level, region if code is not ... else ..., found.scope) == (level, code, scope)


@pytest.mark.parametrize(("site", "code"), [("3501020001", "350102"), ("", None)])
def test_a_district_of_a_common_name_is_told_by_the_site_alone(site, code):
    tags = f'<meta name="SiteIDCode" content="{site}">'
    found = read(title="鼓楼区人民政府2023年政府信息公开工作年度报告", tags=tags)
    assert (found.region.code if found.region else None, found.level) == (code, "county")
