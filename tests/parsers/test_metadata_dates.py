"""When a report was published and signed, from lines, tags and signatures."""

import pytest

from parsers.metadata.find import find_metadata
from tests.parsers.described import BODY, EXAMPLES, TITLE, page, read


def test_the_seed_keeps_its_time_of_day():
    if not EXAMPLES.is_dir():
        pytest.skip("needs the folder ../shared/examples")
    metadata = read((EXAMPLES / "2020-ziyang-seed" / "input.txt").read_text("utf-8"))
    assert metadata.published == "2021-01-29T09:27:00+08:00"
    assert metadata.author is None


@pytest.mark.parametrize(
    ("line", "published", "source"),
    [
        (
            "发布时间:2022-03-08 16:12 信息来源:综合科 作者: 浏览量: 【字体:",
            "2022-03-08T16:12:00+08:00",
            "综合科",
        ),
        (
            "发布时间:2022-01-19 00:00 来源:县水务局(县河长办、县移民中心) 字体:[ ]",
            "2022-01-19",
            "县水务局(县河长办、县移民中心)",
        ),
        ("发布时间: 2024-02-05 10:31 字体:[]", "2024-02-05T10:31:00+08:00", None),
        ("发布日期: 2021- 02- 06 00: 00 浏览次数:", "2021-02-06", None),
        ("浏览量:次    来源:双槐镇", None, "双槐镇"),
        ("日期:2022-01-27\n字体:【 默认 超大\n分享:", "2022-01-27", None),
        ("来源:区政府办 时间:2021-01-15 14:20", "2021-01-15T14:20:00+08:00", "区政府办"),
        ("来源:    时间:2023年02月03日", "2023-02-03", None),
        ("2023年02月14日来源:3", "2023-02-14", "3"),
        ("更新日期:2021-02-11", None, None),
        ("成文日期:2021-02-11 生成日期:2021-02-12", None, None),
        ("• 青溪市人民政府门户网\n• 2024-01-18 11:26", "2024-01-18T11:26:00+08:00", None),
        ("www.example.gov.cn 發布時間:2021-01-29 來源:東屏縣 閱讀次數:", "2021-01-29", "東屏縣"),
        ("发布时间:", None, None),
        ("发表时间:2021-01-29", "2021-01-29", None),
        ("上网日期:2021-01-29 来源:县水务局", "2021-01-29", "县水务局"),
        ("发布于:2021-01-29 10:11", "2021-01-29T10:11:00+08:00", None),
        ("发布:2021-01-29", "2021-01-29", None),
        ("发布:县水务局", None, None),
        ("发布时间2021-01-29来源县水务局", "2021-01-29", "县水务局"),
        ("2021-01-29  县政务公开办  打印", "2021-01-29", None),
        ("发布机构县水务局发文日期 2021-01-29 18:40", "2021-01-29T18:40:00+08:00", None),
        ("发布时间 2021-01-29 10:00 来源 县水务局", "2021-01-29T10:00:00+08:00", "县水务局"),
        ("县水务局 | 2021.01.29 | 阅读 199", "2021-01-29", None),
        ("2021年01月29日 09:30 县水务局 阅读 12", "2021-01-29T09:30:00+08:00", None),
        ("2021年1月29日,县水务局公开信息。", None, None),
        ("发布时间:\n2021-01-29\n来源:\n水务局", "2021-01-29", "水务局"),
        ("发布时间\n2021-01-29 08:00\n信息来源\n浏览次数", "2021-01-29T08:00:00+08:00", None),
        ("访问量:", None, None),
        ("信息时间:2021-01-29 【字体:大 中 小】", "2021-01-29", None),
        ("文章出处:县水务局 添加时间:2021-01-29 人气:121", "2021-01-29", "县水务局"),
        ("发布时间:2020-10- 来源:无", None, "无"),
        ("发布日期:20210131", "2021-01-31", None),
        ("今天是2024年3月5日 星期二", None, None),
        (
            "发布机构:县畜牧局 发布时间: 2021-01-11 08:02 字体: [ ]",
            "2021-01-11T08:02:00+08:00",
            None,
        ),
        ("发文日期:2021-01-10 | 发布时间:2021-01-12", "2021-01-12", None),
        ("2021-01-29", "2021-01-29", None),
        ("(2021年1月29日)", None, None),
    ],
)
def test_the_metadata_line_gives_date_and_source(line, published, source):
    metadata = read(f"{TITLE}\n{line}\n{BODY}")
    assert (metadata.published, metadata.source) == (published, source)


def test_the_page_tag_is_trusted_before_the_line():
    tags = {"pubdate": "2021-01-28 10:00", "contentsource": "部门单位"}
    metadata = read(f"{TITLE}\n发布时间:2021-01-29\n{BODY}", meta=tags)
    assert metadata.published == "2021-01-28T10:00:00+08:00"
    assert metadata.source == "部门单位"


def test_an_empty_page_tag_leaves_the_line():
    metadata = read(f"{TITLE}\n发布时间:2021-01-29\n{BODY}", meta={"pubdate": ""})
    assert metadata.published == "2021-01-29"


def test_a_date_before_december_of_the_year_is_none_with_a_warning():
    document = page(f"{TITLE}\n发布时间:2020-01-29\n{BODY}")
    metadata, warnings = find_metadata(document)
    assert metadata.published is None
    assert any("2020-01-29" in warning for warning in warnings)
    assert [c.value for c in metadata.candidates if c.field == "published"] == ["2020-01-29"]


def test_december_of_the_year_is_early_enough():
    assert read(f"{TITLE}\n发布时间:2020-12-01\n{BODY}").published == "2020-12-01"


def test_a_date_in_the_body_is_never_the_publication_date():
    metadata = read(f"{TITLE}\n一、总体情况\n发布时间:2021-02-02。本年报统计期限自2021-01-01起。")
    assert metadata.published is None


@pytest.mark.parametrize(
    ("end", "signed", "issuer"),
    [
        ("东屏县林业局\n2021年1月26日", "2021-01-26", "东屏县林业局"),
        (
            "东屏县林业局\n二〇二一年一月二十六日\n扫一扫在手机打开当前页",
            "2021-01-26",
            "东屏县林业局",
        ),
        ("东屏县林业局 2021年1月26日", "2021-01-26", "东屏县林业局"),
        ("东屏县林业局(盖章)\n2021 年 1 月 26 日", "2021-01-26", "东屏县林业局"),
        ("东屏县林业局\n2021.1.26", "2021-01-26", "东屏县林业局"),
        ("2021年1月26日", "2021-01-26", None),
        ("相关链接\n某文章标题\n2021-01-29", None, None),
        ("更新日期:2021年1月26日", None, None),
        ("今后将继续努力,2021年1月26日", None, None),
    ],
)
def test_the_day_under_the_signature_is_signed(end, signed, issuer):
    metadata = read(f"2020年政府信息公开工作年度报告\n{BODY}\n六、其他需要报告的事项\n无。\n{end}")
    assert (metadata.signed, metadata.issuer) == (signed, issuer)


@pytest.mark.parametrize("line", ["(2021年2月11日)", "2021年2月11日)", "( 2021 年 2 月 11 日 )"])
def test_the_day_in_brackets_under_the_title_is_signed(line):
    metadata = read(f"{TITLE}\n{line}\n{BODY}")
    assert (metadata.signed, metadata.published) == ("2021-02-11", None)


def test_a_date_below_the_switches_under_the_body_is_read():
    metadata = read(f"{TITLE}\n{BODY}\n扫一扫在手机打开当前页\n发布日期:2021-01-22 浏览次数:88")
    assert metadata.published == "2021-01-22"


def test_the_day_on_which_a_form_was_filled_in_is_no_publication_date():
    metadata = read(f"{TITLE}\n{BODY}\n联系电话:0737-8800000 填报日期:2021.1.10")
    assert metadata.published is None


def test_a_report_of_short_numbered_lines_is_signed():
    text = f"{TITLE}\n1、基本情况\n公开12条。\n2、存在问题\n无。\n东屏县林业局\n2021年1月5日"
    assert read(text).signed == "2021-01-05"


def test_a_name_and_a_day_between_title_and_body_sign_the_report():
    metadata = read(
        f"政府信息公开工作年度报告\n岚桥经开区管委会(滨江园区管委会)\n2021年1月8日\n{BODY}"
    )
    assert (metadata.issuer, metadata.scope) == ("岚桥经开区管委会(滨江园区管委会)", "area")
    assert (metadata.signed, metadata.published) == ("2021-01-08", None)


def test_a_period_to_another_day_still_tells_the_year():
    assert read("一、总体情况\n统计数据时限为2018年1月1日至2018年12月20日。").year == 2018
