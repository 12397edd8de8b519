"""A title is put together and chosen, whatever stands around it."""

import pytest

from parsers.document import Cell, Document, Grid
from parsers.metadata.find import find_metadata
from tests.parsers.described import BODY, TITLE, page, read


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


def test_title_and_period_that_disagree_are_both_told():
    _, warnings = find_metadata(page(f"{TITLE}\n数据自2019年1月1日至2019年12月31日。\n{BODY}"))
    assert any("2019" in warning and "2020" in warning for warning in warnings)


def test_a_cover_gives_the_title_and_its_issuer():
    metadata = read(
        f"青溪市人民政府2016年\n政府信息公开工作年度报告\n青溪市人民政府办公室\n2017年3月\n{BODY}"
    )
    assert metadata.title == "青溪市人民政府2016年政府信息公开工作年度报告"
    assert (metadata.issuer, metadata.signed) == ("青溪市人民政府", None)


def test_the_title_printed_most_often_is_taken():
    lines = ["东屏县石桥镇2020年政府信息公开工作年度报告"] * 2
    metadata = read("\n".join([*lines, "石桥镇人民政府", "2020年政府信息公开工作年度报告", BODY]))
    assert metadata.issuer == "东屏县石桥镇"


def test_a_notice_broken_over_two_lines_gives_no_title():
    assert read(f"关于2019年政府信息公开工作年度报告\n有关事项的通知\n{BODY}").title is None


def test_a_bare_column_name_above_the_body_is_the_title_for_want_of_a_better():
    assert read(f"政府政务公开年报\n{BODY}").title == "政府政务公开年报"


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
