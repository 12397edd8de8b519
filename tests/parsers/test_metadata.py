"""Who, which year and when, from lines, boxes, tags and signatures."""

import json
from pathlib import Path
from unicodedata import normalize

import pytest

from parsers.document import Cell, Document, Grid, Line
from parsers.metadata.find import find_metadata

EXAMPLES = Path(__file__).parents[3] / "shared" / "examples"
TITLE = "东屏县林业局2020年政府信息公开工作年度报告"
BODY = "一、总体情况\n2020年各项工作有序推进,本段从略。"


def page(text, *, meta=None, page_title=""):
    lines = (normalize("NFKC", line).strip() for line in text.splitlines())
    return Document(
        tuple(Line(line) for line in lines if line), "text", meta=meta or {}, page_title=page_title
    )


def read(text, **options):
    return find_metadata(page(text, **options))[0]


@pytest.mark.parametrize("case", ["2020-ziyang-seed", "p14-2020-hebao-zhen-lines"])
def test_the_examples_are_there(case):
    if not EXAMPLES.is_dir():
        pytest.skip("needs the folder ../shared/examples")
    assert (EXAMPLES / case).is_dir()


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="needs the folder ../shared/examples")
@pytest.mark.parametrize("field", ["title", "year", "issuer", "published", "source", "signed"])
def test_every_text_example_gives_its_metadata(field):
    for folder in sorted(EXAMPLES.iterdir()):
        if not (folder / "input.txt").is_file():
            continue
        expected = json.loads((folder / "expected.json").read_text("utf-8"))
        found = getattr(read((folder / "input.txt").read_text("utf-8")), field)
        found = found[:10] if found and field == "published" else found
        allowed = [expected.get(field), *expected.get(f"{field}_may_be", [])]
        assert found in allowed, folder.name


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


@pytest.mark.parametrize(
    ("lines", "title", "issuer", "year"),
    [
        (
            "2023 年青溪市水务局政府信息公开工作\n年度报告",
            "2023年青溪市水务局政府信息公开工作年度报告",
            "青溪市水务局",
            2023,
        ),
        (
            "青溪市水务局\n2023年政府信息公开工作年度报告",
            "青溪市水务局2023年政府信息公开工作年度报告",
            "青溪市水务局",
            2023,
        ),
        (
            "青溪市水务局\n2023年\n政府信息公开工作年度报告",
            "青溪市水务局2023年政府信息公开工作年度报告",
            "青溪市水务局",
            2023,
        ),
        (
            "石桥镇2020年政府信息公开工作年度报告\n石桥镇政府信息公开工作年度报告",
            "石桥镇2020年政府信息公开工作年度报告",
            "石桥镇",
            2020,
        ),
        (
            "名称:石桥镇2020年政府信息公开工作年度报告 索引号:",
            "石桥镇2020年政府信息公开工作年度报告",
            "石桥镇",
            2020,
        ),
        (
            "青溪市水务局\n政府信息公开工作年度报告",
            "青溪市水务局政府信息公开工作年度报告",
            "青溪市水务局",
            2020,
        ),
        (
            "2021年政府信息公开工作年度报告\n青溪经开区(河东)管委会",
            "2021年政府信息公开工作年度报告",
            "青溪经开区(河东)管委会",
            2021,
        ),
        (
            "青溪市第一中学\n2021年政府信息公开工作年度报告",
            "青溪市第一中学2021年政府信息公开工作年度报告",
            "青溪市第一中学",
            2021,
        ),
        (
            "中国人民银行青溪市支行\n2021年政府信息公开工作年度报告",
            "中国人民银行青溪市支行2021年政府信息公开工作年度报告",
            "中国人民银行青溪市支行",
            2021,
        ),
        (
            "青溪市水务局关于\n2021年政府信息公开工作年度报告",
            "青溪市水务局关于2021年政府信息公开工作年度报告",
            "青溪市水务局",
            2021,
        ),
        (
            "Page 4 - 青溪市水务局2021年政府信息公开工作年度报告\nP. 4",
            "青溪市水务局2021年政府信息公开工作年度报告",
            "青溪市水务局",
            2021,
        ),
    ],
)
def test_a_title_is_put_together_from_its_lines(lines, title, issuer, year):
    metadata = read(f"首页\n{lines}\n{BODY}")
    assert (metadata.title, metadata.issuer, metadata.year) == (title, issuer, year)


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("统计期限自2021年1月1日起至2021年12月31日止", 2021),
        ("统计期限为2023 年 1 月 1 日至 12 月 31 日", 2023),
        ("统计期限为2023年1月1日——12月31日", 2023),
        ("统计期限为2023年1月1日----12月31日", 2023),
        ("统计期限为2022 11日到1231日", 2022),
        ("统计期限为202311日至20231231日", 2023),
        ("统计期限为202111日至1231日", 2021),
        ("统计期限为20221月1日至12月31日", 2022),
        ("统计期限为2022年1月1日至2022年12月30日", 2022),
        ("统计期限为2003年5月1日至2008年12月31日", 2008),
        ("截止2020年12月31日历年累计26条", 2020),
        ("统计期限自二〇二〇年一月一日至十二月三十一日", 2020),
    ],
)
def test_the_year_is_the_end_of_the_period(period, year):
    metadata, warnings = find_metadata(
        page(f"一、总体情况\n本报告所列数据的{period}。2030年将改进。")
    )
    assert metadata.year == year
    assert not warnings


def test_a_year_that_is_only_mentioned_is_a_guess_with_a_warning():
    metadata, warnings = find_metadata(page("一、总体情况\n2022年,丰收乡从略(乡发〔2021〕3号)。"))
    assert metadata.year == 2022
    assert any("guess" in warning for warning in warnings)


def test_title_and_period_that_disagree_are_both_told():
    _, warnings = find_metadata(page(f"{TITLE}\n数据自2019年1月1日至2019年12月31日。\n{BODY}"))
    assert any("2019" in warning and "2020" in warning for warning in warnings)


def test_another_bodys_signature_is_told():
    _, warnings = find_metadata(page(f"{TITLE}\n{BODY}\n东屏县水利局\n2021年1月5日"))
    assert any("东屏县水利局" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("lines", "index", "number"),
    [
        ("索引号000098127/2022-30144", "000098127/2022-30144", None),
        ("文号东政发〔2021〕5号", None, "东政发〔2021〕5号"),
        (
            "索 引 号 | 11341702486344515H/202110-00013 | 分 类 | 年报 |",
            "11341702486344515H/202110-00013",
            None,
        ),
        (
            "索引号\n014416330/2018-04736\n文号\n东林〔2021〕7号\n分类",
            "014416330/2018-04736",
            "东林〔2021〕7号",
        ),
        (
            "索引号: | 11370300004217725X/2021-5106350 | 文号: | 无文号 |",
            "11370300004217725X/2021-5106350",
            None,
        ),
        ("索引号: 文号: 关键词:", None, None),
        ("东林〔2020〕7 号", None, "东林〔2020〕7号"),
        ("东林\n〔2020〕\n7 号", None, "东林〔2020〕7号"),
        ("发文字号:东林【2020】7号", None, "东林【2020】7号"),
        ("溪政办20237", None, "溪政办20237"),
        ("东屏县林业局\n20112", None, None),
    ],
)
def test_index_and_document_numbers(lines, index, number):
    metadata = read(f"{lines}\n{TITLE}\n{BODY}")
    assert (metadata.index_number, metadata.document_number) == (index, number)


def test_a_box_in_a_table_is_read():
    rows = [
        ["名称", TITLE, "索引号", "0142/2021-0003"],
        ["发布机构", "东屏县林业局", "公开日期", "2021-01-22"],
    ]
    cells = tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row))
    document = Document((Grid(cells, 2, 4), *page(BODY).blocks), "html")
    metadata, _ = find_metadata(document)
    assert (metadata.title, metadata.published) == (TITLE, "2021-01-22")
    assert metadata.index_number == "0142/2021-0003"
    assert metadata.source is None


def test_a_box_with_its_labels_above_their_values_is_read():
    rows = [["索引号", "发布机构", "发布日期"], ["0142/2021-0003", "东屏县林业局", "2021-01-22"]]
    cells = tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row))
    metadata, _ = find_metadata(Document((Grid(cells, 2, 3), *page(BODY).blocks), "html"))
    assert (metadata.index_number, metadata.published) == ("0142/2021-0003", "2021-01-22")


def test_a_date_below_the_switches_under_the_body_is_read():
    metadata = read(f"{TITLE}\n{BODY}\n扫一扫在手机打开当前页\n发布日期:2021-01-22 浏览次数:88")
    assert metadata.published == "2021-01-22"


def test_the_day_on_which_a_form_was_filled_in_is_no_publication_date():
    metadata = read(f"{TITLE}\n{BODY}\n联系电话:0737-8800000 填报日期:2021.1.10")
    assert metadata.published is None


def test_a_report_of_short_numbered_lines_is_signed():
    text = f"{TITLE}\n1、基本情况\n公开12条。\n2、存在问题\n无。\n东屏县林业局\n2021年1月5日"
    assert read(text).signed == "2021-01-05"


def test_a_source_is_no_part_of_the_sentence_below_it():
    metadata = read(f"{TITLE}\n来源:县政府办\n现发布{TITLE}。\n{BODY}")
    assert (metadata.title, metadata.source) == (TITLE, "县政府办")


def test_a_cover_gives_the_title_and_its_issuer():
    metadata = read(
        f"青溪市人民政府2016年\n政府信息公开工作年度报告\n青溪市人民政府办公室\n2017年3月\n{BODY}"
    )
    assert metadata.title == "青溪市人民政府2016年政府信息公开工作年度报告"
    assert (metadata.issuer, metadata.signed) == ("青溪市人民政府", None)


def test_a_name_and_a_day_between_title_and_body_sign_the_report():
    metadata = read(
        f"政府信息公开工作年度报告\n岚桥经开区管委会(滨江园区管委会)\n2021年1月8日\n{BODY}"
    )
    assert (metadata.issuer, metadata.scope) == ("岚桥经开区管委会(滨江园区管委会)", "area")
    assert (metadata.signed, metadata.published) == ("2021-01-08", None)


@pytest.mark.parametrize(
    ("sentence", "issuer"),
    [
        ("按照条例规定,现公布岚桥市人民政府2020年政府信息公开工作年度报告。", "岚桥市人民政府"),
        ("按照条例规定,现发布《东屏县石桥镇2020年政府信息公开工作年度报告》。", "东屏县石桥镇"),
        ("现特向社会公布2020年度岚桥市水务局信息公开工作年度报告。", "岚桥市水务局"),
        ("现将《东屏县司法局2020年度政府信息公开工作年度报告》予以公布。", "东屏县司法局"),
        ("现公布我局2020年政府信息公开工作年度报告。", "市府办"),
        ("按照关于公布各县2020年政府信息公开工作年度报告的通知,编写本文。", "市府办"),
    ],
)
def test_the_body_whose_report_is_announced_goes_before_the_box(sentence, issuer):
    metadata = read(f"发布机构:市府办 发文日期:2021-02-28\n{sentence}\n{BODY}")
    assert (metadata.title, metadata.issuer) == (None, issuer)


def test_the_title_printed_most_often_is_taken():
    lines = ["东屏县石桥镇2020年政府信息公开工作年度报告"] * 2
    metadata = read("\n".join([*lines, "石桥镇人民政府", "2020年政府信息公开工作年度报告", BODY]))
    assert metadata.issuer == "东屏县石桥镇"


def test_a_notice_broken_over_two_lines_gives_no_title():
    assert read(f"关于2019年政府信息公开工作年度报告\n有关事项的通知\n{BODY}").title is None


def test_a_bare_column_name_above_the_body_is_the_title_for_want_of_a_better():
    assert read(f"政府政务公开年报\n{BODY}").title == "政府政务公开年报"


def test_a_township_is_found_in_the_county_that_signs():
    metadata = read(
        f"2018年松木塘镇政府信息公开工作年度报告\n{BODY}\n桃江县松木塘镇人民政府\n2019年1月8日"
    )
    assert (metadata.region.code, metadata.level) == ("430922109", "township")


def test_a_period_to_another_day_still_tells_the_year():
    assert read("一、总体情况\n统计数据时限为2018年1月1日至2018年12月20日。").year == 2018


def test_reports_listed_above_the_title_cause_no_doubt():
    listed = "\n".join(TITLE.replace("2020", str(year)) for year in (2023, 2022, 2019))
    metadata, warnings = find_metadata(page(f"{listed}\n{TITLE}\n{BODY}"))
    assert (metadata.year, warnings) == (2020, ())


def test_another_years_title_below_the_title_is_told():
    other = TITLE.replace("2020", "2021")
    _, warnings = find_metadata(page(f"{other}\n{BODY}", meta={"articletitle": TITLE}))
    assert any("2021" in warning for warning in warnings)


def test_a_title_in_a_layout_table_is_found():
    cells = (Cell(TITLE, 0, 0, 1, 2), Cell("发布时间:2021-01-20", 1, 0), Cell("来源:水务局", 1, 1))
    metadata, _ = find_metadata(Document((Grid(cells, 2, 2), *page(BODY).blocks), "html"))
    assert (metadata.title, metadata.published, metadata.source) == (TITLE, "2021-01-20", "水务局")


def test_hundreds_of_bars_hide_no_field():
    bars = "|" * 450
    lines = f"{TITLE} | {bars}\n来源: 作者: 时间:2021-01-28 点击率:【 打印 】【 关闭 】 | {bars}"
    metadata = read(f"{lines}\n{BODY}\n东屏县林业局 |{bars}\n2021年1月18日 |{bars}")
    assert (metadata.title, metadata.published) == (TITLE, "2021-01-28")
    assert (metadata.source, metadata.signed) == (None, "2021-01-18")


@pytest.mark.parametrize(
    "line",
    [
        "索引号:004417/2016-00008 | 主题分类:综合政务/公报/政府信息公开年报 |",
        "首页/政务公开/信息公开年报/政府信息公开年报",
        "分类:政府信息公开年报 发布机构:东屏县林业局 发布日期:2021-03-08",
    ],
)
def test_a_class_or_a_path_is_no_title(line):
    metadata = read(f"{line}\n发布机构:东屏县林业局\n{BODY}")
    assert metadata.issuer == "东屏县林业局"


def test_a_path_in_front_of_the_title_is_left_off():
    assert read(f"首页/政务公开/{TITLE}\n{BODY}").title == TITLE


@pytest.mark.parametrize(
    ("sentence", "issuer"),
    [
        (
            "本年报由东屏县青石镇人民政府编制的2014年度政府信息公开年度报告。",
            "东屏县青石镇人民政府",
        ),
        ("本年度报告根据条例要求,由东屏县林业局编制。全文包括概述。", "东屏县林业局"),
        ("本年度报告由东屏县水利局编制而成,依据的是条例。", "东屏县水利局"),
        ("本年度报告由东屏县人民政府办公室编制。", None),
        ("本年报由东屏县扶贫工作办公室编制的2014年度信息公开年报。", "东屏县扶贫工作办公室"),
        ("本年報由東屏縣林業局編制的2014年度信息公開年度報告。", "東屏縣林業局"),
        ("政府信息公开工作年度报告东屏县2014年工作年度报告,", None),
    ],
)
def test_the_body_that_made_the_report_is_its_issuer_for_want_of_a_title(sentence, issuer):
    opening = f"{sentence}本报告统计期限自2014年1月1日起至2014年12月31日止,数字来自各科室的登记。"
    assert read(f"{opening}\n{BODY}").issuer == issuer


def test_a_title_in_three_lines_is_one() -> None:
    found = read("东屏县林业局2020年度\n政府信息公开工作\n年度报告\n" + BODY)
    assert found.title == "东屏县林业局2020年度政府信息公开工作年度报告"
    assert (found.issuer, found.year) == ("东屏县林业局", 2020)
